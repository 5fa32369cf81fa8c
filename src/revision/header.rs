//! What a revision file says about itself.

use crate::text::{Place, Spanned};

use super::{BranchLabel, RevisionId};

/// Why a part of a file could not be read without running it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reason {
    /// Where the unreadable thing stands.
    pub place: Place,
    /// What it is: a lowercase fragment, `` `EXPAND_BRANCH` is imported from another module ``.
    pub text: String,
}

/// A part of a header: known, or the reason why not. Never a guess.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reading<T> {
    /// Read; the place is that of the value, none where the file does not write the part at all.
    Known(T, Option<Place>),
    /// Not readable.
    Unknown(Reason),
}

impl<T> Reading<T> {
    /// Answers the value where it is known.
    pub const fn known(&self) -> Option<&T> {
        match self {
            Self::Known(value, _) => Some(value),
            Self::Unknown(_) => None,
        }
    }

    /// Answers why the value is not known.
    pub const fn unknown(&self) -> Option<&Reason> {
        match self {
            Self::Known(..) => None,
            Self::Unknown(reason) => Some(reason),
        }
    }

    /// Answers where the value, or the thing that hides it, stands.
    pub const fn place(&self) -> Option<Place> {
        match self {
            Self::Known(_, place) => *place,
            Self::Unknown(reason) => Some(reason.place),
        }
    }
}

impl<T: Default> Default for Reading<T> {
    /// The part is not written in the file.
    fn default() -> Self {
        Self::Known(T::default(), None)
    }
}

/// Everything a revision file says about itself (spec section 4.2).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Header {
    /// `revision`.
    pub id: Reading<RevisionId>,
    /// `down_revision`; empty for a base.
    pub parents: Reading<Vec<Spanned<RevisionId>>>,
    /// `branch_labels`.
    pub labels: Reading<Vec<Spanned<BranchLabel>>>,
    /// `depends_on`: ids or labels, as written.
    pub depends_on: Reading<Vec<Spanned<Box<str>>>>,
    /// The whole docstring, stripped of surrounding white space; empty where there is none.
    pub doc: Box<str>,
    /// The text behind `Create Date:` of the docstring, or of `-- created:`.
    pub created: Option<Box<str>>,
    /// Where the docstring stands (with its quotes), or the `-- message:` line.
    pub doc_place: Option<Place>,
    /// Set where the file as a whole could not be parsed and the header was read by a tolerant scan.
    pub damage: Option<Reason>,
}

impl Header {
    /// Answers the message: the docstring up to its first blank line (spec section 1.2, DOC).
    #[must_use]
    pub fn message(&self) -> &str {
        self.doc.split("\n\n").next().unwrap_or_default()
    }

    /// Answers the parts that could not be read, by the name of the variable.
    pub fn unknown(&self) -> impl Iterator<Item = (&'static str, &Reason)> {
        [
            ("revision", self.id.unknown()),
            ("down_revision", self.parents.unknown()),
            ("branch_labels", self.labels.unknown()),
            ("depends_on", self.depends_on.unknown()),
        ]
        .into_iter()
        .filter_map(|(field, reason)| reason.map(|reason| (field, reason)))
    }
}
