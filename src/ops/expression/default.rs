//! What stands behind a column's type: server defaults, generated columns, identities.

use std::sync::Arc;

use super::{Expression, names};
use crate::ops::{Call, Signature, Value, reason};
use crate::revision::Reason;
use crate::text::Place;

/// A server default as `Column(server_default=...)` and `alter_column` take it (spec section 7.5).
#[derive(Debug, Clone)]
pub enum ServerDefault {
    /// A string, written as a literal: `'0'` for numbers too.
    Literal(Arc<str>),
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

const IDENTITY: Signature = Signature::new(
    "Identity",
    &[
        "always",
        "on_null",
        "start",
        "increment",
        "minvalue",
        "maxvalue",
        "nominvalue",
        "nomaxvalue",
        "cycle",
        "cache",
        "order",
    ],
)
.with_keywords(&["oracle_order", "oracle_on_null"]);

impl ServerDefault {
    /// Reads a server default; `None` means that there is none.
    ///
    /// # Errors
    ///
    /// Refuses numbers and truth values, as `SQLAlchemy` does, and what is not understood.
    pub fn from_value(value: &Value, place: Place) -> Result<Option<Self>, Reason> {
        let call = match value {
            Value::None => return Ok(None),
            Value::Text(text) => return Ok(Some(Self::Literal(Arc::clone(text)))),
            Value::Unknown(reason) => return Err(Reason::clone(reason)),
            Value::Object(_) => value.as_call(),
            other => {
                let text = format!(
                    "a server default is {}: `SQLAlchemy` takes a text or an expression",
                    other.kind()
                );
                return Err(reason(place, text));
            }
        };
        let name = call.and_then(|call| call.callee.as_name()).and_then(names::local);
        Ok(Some(match (name, call) {
            (Some("Computed"), Some(call)) => Self::Computed(Computed::read(call)?),
            (Some("Identity"), Some(call)) => Self::Identity(Identity::of_call(call)?),
            (Some("FetchedValue"), Some(call)) => {
                Signature::new("FetchedValue", &["for_update"]).bind(call)?;
                Self::Fetched
            }
            (Some("DefaultClause"), Some(call)) => {
                let arguments = Signature::new("DefaultClause", &["arg", "for_update"]).bind(call)?;
                return Self::from_value(arguments.required("arg")?, call.place);
            }
            (Some("Sequence"), _) => return Err(reason(place, "a sequence is no server default")),
            _ => Self::Expression(Expression::from_value(value, place)?),
        }))
    }
}

impl Computed {
    /// Reads a generated column.
    ///
    /// # Errors
    ///
    /// Refuses what is not understood.
    pub fn read(call: &Call) -> Result<Self, Reason> {
        let arguments = Signature::new("Computed", &["sqltext", "persisted"]).bind(call)?;
        Ok(Self {
            sql: Expression::from_sql(arguments.required("sqltext")?, call.place)?,
            persisted: match arguments.value("persisted") {
                None => None,
                Some(Value::Bool(persisted)) => Some(*persisted),
                Some(other) => return Err(arguments.unfit("persisted", other)),
            },
        })
    }
}

impl Identity {
    /// Reads an identity.
    ///
    /// # Errors
    ///
    /// Refuses what is not understood.
    pub fn of_call(call: &Call) -> Result<Self, Reason> {
        let arguments = IDENTITY.bind(call)?;
        // Oracle alone sees `on_null` and `order`.
        let mut identity = Self::read(&arguments)?;
        identity.always = arguments.flag("always", false)?;
        Ok(identity)
    }
}
