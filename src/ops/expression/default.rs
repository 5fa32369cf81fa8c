//! What stands behind a column's type: server defaults, generated columns, identities.

use crate::ops::Value;
use crate::ops::expression::Expression;
use crate::revision::Reason;
use crate::text::Place;

/// A server default as `Column(server_default=...)` and `alter_column` take it (spec section 7.5).
#[derive(Debug, Clone)]
pub enum ServerDefault {
    /// A string, written as a literal: `'0'` for numbers too.
    Literal(std::sync::Arc<str>),
    /// An expression: `text()`, `func.now()`, `true()`...
    Expression(Expression),
    /// `Computed(...)`.
    Computed(Computed),
    /// `Identity(...)`.
    Identity(Identity),
    /// `FetchedValue()`: a default that the database has already; nothing is printed.
    Fetched,
}

/// A generated column.
#[derive(Debug, Clone)]
pub struct Computed {
    /// How it is generated.
    pub sql: Expression,
    /// Whether it is stored; the dialect's habit where it is not given.
    pub persisted: Option<bool>,
}

/// What a sequence or an identity counts.
#[derive(Debug, Clone, Default)]
pub struct Identity {
    /// `GENERATED ALWAYS`, else `BY DEFAULT`.
    pub always: bool,
    /// `START WITH`
    pub start: Option<i128>,
    /// `INCREMENT BY`
    pub increment: Option<i128>,
    /// `MINVALUE`
    pub min: Option<i128>,
    /// `MAXVALUE`
    pub max: Option<i128>,
    /// `NO MINVALUE`
    pub no_min: bool,
    /// `NO MAXVALUE`
    pub no_max: bool,
    /// `CYCLE`, `NO CYCLE`
    pub cycle: Option<bool>,
    /// `CACHE`
    pub cache: Option<i128>,
}

impl ServerDefault {
    /// Reads a server default; `None` means that there is none.
    ///
    /// # Errors
    ///
    /// Refuses numbers and truth values, as `SQLAlchemy` does, and what is not understood.
    pub fn from_value(value: &Value, place: Place) -> Result<Option<Self>, Reason> {
        match value {
            Value::None => Ok(None),
            Value::Text(text) => Ok(Some(Self::Literal(std::sync::Arc::clone(text)))),
            other => Expression::from_value(other, place).map(|expression| Some(Self::Expression(expression))),
        }
    }
}
