//! Whole statements: what `op.execute` and `bulk_insert` are given.

use crate::ops::arguments::reason;
use crate::ops::expression::{Expression, Identity};
use crate::ops::{Identifier, Value};
use crate::revision::Reason;
use crate::text::Place;

/// A statement.
#[derive(Debug, Clone)]
pub enum Statement {
    /// SQL as written: a string, `text()`, `DDL()`.
    Text(Expression),
    /// `CreateSequence`
    CreateSequence(Sequence),
    /// `DropSequence`
    DropSequence(Sequence),
}

/// A sequence.
#[derive(Debug, Clone)]
pub struct Sequence {
    /// Its name.
    pub name: Identifier,
    /// Its schema.
    pub schema: Option<Identifier>,
    /// What it counts.
    pub options: Identity,
}

impl Statement {
    /// Reads a statement as `op.execute` takes it: a string, `text()`, Core DML, DDL.
    ///
    /// # Errors
    ///
    /// Refuses what is not understood.
    pub fn from_value(value: &Value, place: Place) -> Result<Self, Reason> {
        match value {
            Value::Text(_) => Expression::from_sql(value, place).map(Self::Text),
            Value::Unknown(reason) => Err(Reason::clone(reason)),
            other => Err(reason(
                place,
                format!("{} is no statement that is understood", other.kind()),
            )),
        }
    }

    /// Reads the rows of `op.bulk_insert(table, rows)`: a statement a row, as offline mode prints them.
    ///
    /// # Errors
    ///
    /// Refuses what is not understood.
    pub fn bulk_insert(table: &Value, rows: &Value, place: Place) -> Result<Vec<Self>, Reason> {
        let _ = (table, rows);
        Err(reason(place, "rows are not understood yet"))
    }
}
