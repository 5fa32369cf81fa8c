//! Names of things in a database, and how they want to be quoted.

use std::sync::Arc;

use super::arguments::{Signature, reason};
use super::{Object, Value};
use crate::revision::Reason;
use crate::text::Place;

/// When a name is quoted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub enum Quoting {
    /// Where the dialect needs it.
    #[default]
    AsNeeded,
    /// Always: `quoted_name(x, quote=True)`.
    Always,
    /// Never: `quoted_name(x, quote=False)`.
    Never,
}

/// A name of a table, a column, a constraint...
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Identifier {
    /// The name.
    pub text: Arc<str>,
    /// When it is quoted.
    pub quoting: Quoting,
    /// Whether it is final and may be cut to the dialect's length: `op.f()`, names made by a convention.
    pub conventional: bool,
}

impl Identifier {
    /// A name as a plain string gives it.
    pub fn plain(text: impl Into<Arc<str>>) -> Self {
        Self {
            text: text.into(),
            quoting: Quoting::AsNeeded,
            conventional: false,
        }
    }

    /// A name as `op.f()` gives it: no convention changes it, and one that is too long is cut.
    pub fn conventional(text: impl Into<Arc<str>>) -> Self {
        Self {
            conventional: true,
            ..Self::plain(text)
        }
    }

    /// Reads a name: a string, `quoted_name(...)`, `op.f(...)`, `conv(...)`.
    ///
    /// # Errors
    ///
    /// Refuses anything else.
    pub fn from_value(value: &Value, place: Place) -> Result<Self, Reason> {
        match value {
            Value::Text(text) => Ok(Self::plain(Arc::clone(text))),
            Value::Unknown(reason) => Err(Reason::clone(reason)),
            Value::Object(object) => match &**object {
                Object::Call(call) => match call.callee.as_name().map(kind_of) {
                    Some(Some(Kind::Quoted)) => {
                        let arguments = Signature::new("quoted_name", &["value", "quote"]).bind(call)?;
                        let inner = Self::from_value(arguments.required("value")?, call.place)?;
                        let quoting = match arguments.required("quote")? {
                            Value::None => inner.quoting,
                            Value::Bool(true) => Quoting::Always,
                            Value::Bool(false) => Quoting::Never,
                            other => return Err(arguments.unfit("quote", other)),
                        };
                        Ok(Self {
                            conventional: false,
                            quoting,
                            ..inner
                        })
                    }
                    Some(Some(Kind::Conventional)) => {
                        let arguments = Signature::new("op.f", &["name"]).bind(call)?;
                        let inner = Self::from_value(arguments.required("name")?, call.place)?;
                        Ok(Self {
                            conventional: true,
                            ..inner
                        })
                    }
                    _ => Err(reason(call.place, "this call gives no name that is understood")),
                },
                _ => Err(reason(place, "this gives no name that is understood")),
            },
            other => Err(reason(place, format!("{} is no name", other.kind()))),
        }
    }
}

enum Kind {
    Quoted,
    Conventional,
}

fn kind_of(name: &str) -> Option<Kind> {
    match name {
        "sqlalchemy.quoted_name"
        | "sqlalchemy.sql.quoted_name"
        | "sqlalchemy.sql.expression.quoted_name"
        | "sqlalchemy.sql.elements.quoted_name" => Some(Kind::Quoted),
        "alembic.op.f"
        | "sqlalchemy.schema.conv"
        | "sqlalchemy.sql.naming.conv"
        | "sqlalchemy.sql.elements.conv"
        | "sqlalchemy.sql.schema.conv" => Some(Kind::Conventional),
        _ => None,
    }
}
