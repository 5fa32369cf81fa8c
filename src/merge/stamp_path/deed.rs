//! What a revision does when its turn comes.

use std::sync::OnceLock;

use crate::formats::{self, Kind, Meaning};
use crate::revision::Reason;
use crate::text::SourceText;

/// The code of one revision as one state has it. It is read as far as it is asked about.
#[derive(Debug)]
pub struct Deed {
    kind: Kind,
    text: SourceText,
    meaning: OnceLock<Result<Meaning, Reason>>,
}

/// Whether two revisions of one id do the same.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Sameness {
    /// Their upgrades mean the same.
    Same,
    /// They do not.
    Other,
    /// That cannot be told, and why.
    Unknown(String),
}

impl Deed {
    /// Takes the text of a revision.
    #[must_use]
    pub const fn new(kind: Kind, text: SourceText) -> Self {
        Self {
            kind,
            text,
            meaning: OnceLock::new(),
        }
    }

    /// Answers its text.
    #[must_use]
    pub const fn text(&self) -> &SourceText {
        &self.text
    }

    /// Answers what it means.
    ///
    /// # Errors
    /// Why that cannot be told.
    pub fn meaning(&self) -> Result<&Meaning, &Reason> {
        self.meaning
            .get_or_init(|| formats::of(self.kind).meaning(&self.text))
            .as_ref()
    }

    /// Answers whether its upgrade is known to do nothing at all.
    #[must_use]
    pub fn does_nothing(&self) -> bool {
        let nothing = match self.kind {
            Kind::Alembic => "def upgrade():\n    pass\n",
            Kind::Sql => "-- revision: a\n-- down_revision:\n\n-- onehead: upgrade\n",
        };
        let nothing = formats::of(self.kind).meaning(&SourceText::new("nothing", nothing));
        matches!((self.meaning(), nothing), (Ok(mine), Ok(nothing)) if mine.upgrade == nothing.upgrade)
    }

    /// Compares the upgrades of two revisions. Equal bytes mean the same whatever they are.
    #[must_use]
    pub fn compare(&self, other: &Self) -> Sameness {
        if std::ptr::eq(self, other) || (self.kind == other.kind && self.text.text() == other.text.text()) {
            return Sameness::Same;
        }
        if self.kind != other.kind {
            return Sameness::Unknown("it is written in another format there".to_owned());
        }
        match (self.meaning(), other.meaning()) {
            (Ok(mine), Ok(theirs)) if mine.upgrade == theirs.upgrade => Sameness::Same,
            (Ok(_), Ok(_)) => Sameness::Other,
            (Err(reason), _) | (_, Err(reason)) => Sameness::Unknown(reason.text.clone()),
        }
    }
}
