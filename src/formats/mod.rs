//! What revisions are written in: text in, values out. Nothing is ever run.

mod environment;
mod host;
mod meaning;
pub mod python;
mod record;
mod rename;
mod reparent;
mod run;
pub mod sql;

pub use environment::{Configured, configured};
pub use host::Host;
pub use meaning::{Meaning, Print};
pub use record::{Modules, record};
pub use rename::rename;
pub use reparent::ReparentError;
pub use run::{Limits, Run};

use std::collections::BTreeMap;

use serde::Serialize;

use crate::revision::{BranchLabel, Header, Reason, RevisionId};
use crate::text::{Edit, Place, SourceText, Spanned};

/// What the revisions of a project are written in. A project is of one kind.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    /// Alembic's Python scripts.
    Alembic,
    /// onehead's own `.sql` revisions.
    Sql,
}

/// What stands in `upgrade` or `downgrade`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Body {
    /// There is none.
    Missing,
    /// It does nothing: `pass`, `...`, a docstring, `return`, logging, or no statement in the section.
    Empty(Place),
    /// It does nothing but raise: a decision that there is no way back.
    Raises(Place),
    /// It does something.
    Present(Place),
    /// It could not be read.
    Unknown(Reason),
}

impl Body {
    /// Answers where the body stands.
    #[must_use]
    pub const fn place(&self) -> Option<Place> {
        match self {
            Self::Missing => None,
            Self::Empty(place) | Self::Raises(place) | Self::Present(place) => Some(*place),
            Self::Unknown(reason) => Some(reason.place),
        }
    }
}

/// Both directions of a revision.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bodies {
    /// The way forward.
    pub upgrade: Body,
    /// The way back.
    pub downgrade: Body,
}

/// What a new revision file is to say.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Draft {
    /// `revision`.
    pub id: RevisionId,
    /// The first line of the docstring; `empty message` where none was given (the caller decides).
    pub message: String,
    /// `down_revision`, in the order to be written.
    pub parents: Vec<RevisionId>,
    /// `branch_labels`.
    pub labels: Vec<BranchLabel>,
    /// `depends_on`.
    pub depends_on: Vec<String>,
    /// The text behind `Create Date:`.
    pub created: String,
}

/// Why a draft could not be rendered.
#[derive(Debug, thiserror::Error)]
pub enum TemplateError {
    /// The project's template needs Python or uses what is not understood.
    #[error("line {line} of the template cannot be rendered without Python: {reason}")]
    NeedsPython {
        /// The line in the template, from 1.
        line: u32,
        /// What stands there.
        reason: String,
    },
    /// The project's template names what there is no value for.
    #[error("line {line} of the template names `{name}`, which stands for nothing")]
    UnknownName {
        /// The line in the template, from 1.
        line: u32,
        /// The name.
        name: String,
    },
    /// What came out would not be read back as what went in.
    #[error("the rendered file does not say what was asked for: {0}")]
    Unfaithful(String),
}

/// One way to write revisions.
pub trait Format: Sync {
    /// Says which one this is.
    fn kind(&self) -> Kind;

    /// The ending of its files, without a dot.
    fn extension(&self) -> &'static str;

    /// Decides by its name alone whether a file is a revision (spec section 4.1).
    fn is_revision_file(&self, name: &str) -> bool;

    /// Reads the header. Never fails: what cannot be read is [`crate::revision::Reading::Unknown`].
    fn header(&self, text: &SourceText) -> Header;

    /// Reads the header as [`Format::header`], where names that other modules define stand for what is given: what the
    /// settings say of `labels`.
    fn header_naming(&self, text: &SourceText, names: &BTreeMap<String, String>) -> Header {
        let _ = names;
        self.header(text)
    }

    /// Reads what the two directions hold, as far as lint rules ask for it.
    fn bodies(&self, text: &SourceText) -> Bodies;

    /// Reads what it does, so that two versions of a file can be compared whatever they look like.
    ///
    /// # Errors
    /// The reason why that cannot be told.
    fn meaning(&self, text: &SourceText) -> Result<Meaning, Reason>;

    /// Runs one body of a revision against a host: what it does arrives there call by call, in order, and what cannot be
    /// read as [`Host::opaque`]. A file that cannot be read at all, or has no such body, is one opaque place. Ends on any
    /// text, within the limits; nothing of the text ever runs as a program.
    fn run(&self, text: &SourceText, run: &Run<'_>, host: &mut dyn Host);

    /// Lists the comments, each without its mark and surrounding white space.
    fn comments(&self, text: &SourceText) -> Vec<Spanned<Box<str>>>;

    /// Finds what the prose of the file says about its parents (the docstring's `Revises:` line): the place is that of
    /// the text behind the colon; none where nothing is said.
    fn revises(&self, text: &SourceText) -> Option<Spanned<Box<str>>>;

    /// Makes the edits that give a revision these parents, written in this order: of the value that counts, and of what
    /// the prose says about it. Layout, quotes and comments stay; the edited text reads back as asked for, with nothing
    /// else changed.
    ///
    /// # Errors
    /// [`ReparentError`] where the parents are not written plainly, with place and reason.
    fn reparent(&self, text: &SourceText, to: &[RevisionId]) -> Result<Vec<Edit>, ReparentError>;

    /// Renders a new revision, from the project's template where one is given. The text reads back as the draft.
    ///
    /// # Errors
    /// [`TemplateError`] when the template cannot be rendered or would lose part of the draft.
    fn render(&self, draft: &Draft, template: Option<&str>) -> Result<String, TemplateError>;
}

/// Answers the format of a kind.
#[must_use]
pub fn of(kind: Kind) -> &'static dyn Format {
    match kind {
        Kind::Alembic => &python::Python,
        Kind::Sql => &sql::Sql,
    }
}

/// Answers the name of a project's own template for new revisions, in its script directory.
#[must_use]
pub const fn template_name(kind: Kind) -> &'static str {
    match kind {
        Kind::Alembic => "script.py.mako",
        Kind::Sql => "script.sql.tmpl",
    }
}
