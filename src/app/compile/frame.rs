//! What holds for all steps of a script: whose SQL it is, the version table, transactions.

use crate::app::database::version_table;
use crate::app::workspace::Place;
use crate::dialect::{Dialect, Transactions, VersionTable};

/// Whose SQL it is, how the version table is called, and where transactions begin and end.
#[derive(Debug, Clone)]
pub struct Frame {
    /// The dialect.
    pub dialect: Dialect,
    /// The version table.
    pub table: VersionTable,
    /// Where transactions begin and end.
    pub transactions: Transactions,
}

impl Frame {
    /// Answers what holds where nothing is configured.
    #[must_use]
    pub fn plain(dialect: Dialect) -> Self {
        Self {
            dialect,
            table: VersionTable::default(),
            transactions: Transactions::of(dialect),
        }
    }

    /// Answers what holds for a project.
    #[must_use]
    pub fn of(place: &Place<'_>, dialect: Dialect) -> Self {
        Self {
            dialect,
            table: version_table(&place.project),
            transactions: Transactions::of(dialect),
        }
    }
}
