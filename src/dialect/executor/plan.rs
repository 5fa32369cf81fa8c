//! How the statements of a turn are bundled: what runs in one transaction, and what runs alone.

use crate::dialect::connection::{Aftermath, Connection, Manner};
use crate::dialect::work::Work;
use crate::text::Spanned;

/// A statement and its number in the revision, from 1.
#[derive(Debug, Clone)]
pub(super) struct Numbered<'a> {
    pub(super) number: usize,
    pub(super) statement: &'a Spanned<Box<str>>,
}

/// What runs at once.
#[derive(Debug, Clone)]
pub(super) enum Bundle<'a> {
    /// Statements in one transaction.
    Together(Vec<Numbered<'a>>),
    /// A statement that is in no transaction.
    Alone(Numbered<'a>, Aftermath),
}

impl Bundle<'_> {
    /// The number of its last statement.
    pub(super) fn end(&self) -> usize {
        match self {
            Self::Together(statements) => statements.last().map_or(0, |last| last.number),
            Self::Alone(statement, _) => statement.number,
        }
    }
}

/// Bundles what is left of a work behind the first `done` statements.
///
/// Statements that could be taken back together, and stand in the same part inside a transaction, run in one. Outside
/// of one each runs by itself: it commits at once, as its author asked.
pub(super) fn bundles<'a>(work: &'a Work, done: usize, connection: &dyn Connection) -> Vec<Bundle<'a>> {
    let mut bundles: Vec<(usize, Bundle<'a>)> = Vec::new();
    for (number, (part, outside, statement)) in (1..).zip(work.statements()).skip(done) {
        let numbered = Numbered { number, statement };
        match connection.manner(&statement.value, outside) {
            Manner::Alone(aftermath) => bundles.push((part, Bundle::Alone(numbered, aftermath))),
            Manner::Together => match bundles.last_mut() {
                Some((last, Bundle::Together(statements))) if *last == part && !outside => statements.push(numbered),
                _ => bundles.push((part, Bundle::Together(vec![numbered]))),
            },
        }
    }
    bundles.into_iter().map(|(_, bundle)| bundle).collect()
}
