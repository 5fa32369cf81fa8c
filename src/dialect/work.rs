//! What one revision does to a database: statements, in parts inside and outside a transaction.

use crate::formats::sql::Section;
use crate::text::Spanned;

/// Statements that follow each other, all inside a transaction or all outside of one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stretch {
    /// They run outside a transaction: `no-transaction`, Alembic's `autocommit_block`.
    pub outside: bool,
    /// The statements, each with its place.
    pub statements: Vec<Spanned<Box<str>>>,
}

/// The parts of one direction of a revision, in order.
///
/// A part outside a transaction ends the one before it: what ran so far is committed, as Alembic's `autocommit_block`
/// does it. The version table moves in the last transaction.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Work {
    /// The parts.
    pub parts: Vec<Stretch>,
}

impl Work {
    /// The work of a section of a `.sql` revision: one part.
    #[must_use]
    pub fn of(section: &Section) -> Self {
        let part = Stretch {
            outside: section.no_transaction,
            statements: section.statements.clone(),
        };
        Self { parts: vec![part] }
    }

    /// Says whether there is nothing to do.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.parts.iter().all(|part| part.statements.is_empty())
    }

    /// Every statement, with whether it runs outside a transaction and the number of its part.
    pub(super) fn statements(&self) -> impl Iterator<Item = (usize, bool, &Spanned<Box<str>>)> {
        self.parts.iter().enumerate().flat_map(|(number, part)| {
            let statements = part.statements.iter();
            statements.map(move |statement| (number, part.outside, statement))
        })
    }
}
