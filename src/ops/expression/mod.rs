//! SQL expressions and statements as values: what `SQLAlchemy`'s expression language says, before a dialect spells it.

mod default;
mod statement;

use std::sync::Arc;

pub use default::{Computed, Identity, ServerDefault};
pub use statement::{Sequence, Statement};

use super::arguments::reason;
use super::{ColumnType, Identifier, Value};
use crate::revision::Reason;
use crate::text::Place;

/// An expression of SQL and its type.
#[derive(Debug, Clone)]
pub struct Expression {
    /// What it says.
    pub form: Form,
    /// The type of its value.
    pub of: ColumnType,
}

/// The forms of expressions.
#[derive(Debug, Clone)]
pub enum Form {
    /// `text()`: SQL as written, with binds in it.
    Text(Arc<str>),
    /// A column.
    Column(Identifier),
}

impl Expression {
    /// Reads an expression. `place` is that of the call which is given the value.
    ///
    /// # Errors
    ///
    /// Refuses what is not understood.
    pub fn from_value(value: &Value, place: Place) -> Result<Self, Reason> {
        match value {
            Value::Unknown(reason) => Err(Reason::clone(reason)),
            other => Err(reason(
                place,
                format!("{} is no expression that is understood", other.kind()),
            )),
        }
    }

    /// Reads what stands where SQL is expected: a string is SQL there (`CheckConstraint("a > 0")`).
    ///
    /// # Errors
    ///
    /// Refuses what is not understood.
    pub fn from_sql(value: &Value, place: Place) -> Result<Self, Reason> {
        match value {
            Value::Text(text) => Ok(Self::text(Arc::clone(text))),
            other => Self::from_value(other, place),
        }
    }

    /// SQL as `text()` takes it: `:name` is a bind, `\:` a colon.
    pub fn text(text: impl Into<Arc<str>>) -> Self {
        Self {
            form: Form::Text(text.into()),
            of: ColumnType::null(),
        }
    }

    /// A column by its name alone.
    #[must_use]
    pub fn column(name: Identifier) -> Self {
        Self {
            form: Form::Column(name),
            of: ColumnType::null(),
        }
    }

    /// Answers the names of the columns that it names itself; what stands in `text()` is not looked at.
    #[must_use]
    pub fn columns(&self) -> Vec<Identifier> {
        match &self.form {
            Form::Text(_) => Vec::new(),
            Form::Column(name) => vec![name.clone()],
        }
    }

    /// Answers the SQL where it is `text()` as a whole.
    #[must_use]
    pub fn as_text(&self) -> Option<&str> {
        match &self.form {
            Form::Text(text) => Some(text),
            Form::Column(_) => None,
        }
    }
}
