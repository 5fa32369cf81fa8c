//! The connection and the context that Alembic hands to a body, as symbols.

use std::sync::Arc;

use super::Environment;
use crate::ops::Value;
use crate::ops::arguments::reason;
use crate::text::Place;

/// Something of a run that a body can hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Handle {
    /// `op.get_bind()`, and its engine.
    Connection,
    /// `op.get_context()`
    Context,
    /// The dialect of either.
    Dialect,
}

const HANDLES: &[(Handle, &str)] = &[
    (Handle::Connection, "handle.connection"),
    (Handle::Context, "handle.context"),
    (Handle::Dialect, "handle.dialect"),
];

impl Handle {
    /// The symbol of the handle.
    pub(super) fn value(self) -> Value {
        let row = HANDLES.iter().find(|(handle, _)| *handle == self);
        let name = row.map_or("handle", |(_, name)| name);
        Value::name(format!("alembic.{name}"))
    }

    /// Finds the handle that a value is.
    pub(super) fn of(value: &Value) -> Option<Self> {
        let name = value.as_name()?.strip_prefix("alembic.")?;
        match name {
            "context" => Some(Self::Context),
            _ => HANDLES.iter().find(|(_, row)| *row == name).map(|(handle, _)| *handle),
        }
    }

    /// Finds the handle and the method in a name without `alembic.`: `handle.connection.execute`.
    pub(super) fn of_name(name: &str) -> Option<(Self, &str)> {
        let (handle, method) = name.rsplit_once('.')?;
        let row = HANDLES.iter().find(|(_, row)| *row == handle)?;
        Some((row.0, method))
    }

    /// Answers an attribute; none where it is a method, to be called.
    pub(super) fn attribute(self, name: &str, environment: &Environment, place: Place) -> Option<Value> {
        match (self, name) {
            (Self::Connection, "engine") => Some(Self::Connection.value()),
            (Self::Connection | Self::Context, "dialect") => Some(Self::Dialect.value()),
            (Self::Connection | Self::Dialect, "name") => Some(Value::text(environment.dialect)),
            (Self::Context, "bind" | "connection") => Some(Self::Connection.value()),
            (Self::Context, "as_sql") => Some(Value::Bool(environment.offline)),
            (Self::Connection, "execute" | "connect" | "execution_options") => None,
            (
                Self::Context,
                "execute" | "autocommit_block" | "get_bind" | "get_context" | "is_offline_mode" | "config",
            ) => None,
            (Self::Context, other) => environment.context.get(other).cloned(),
            (_, other) => {
                let text = format!("`{other}` is known to a database only");
                Some(Value::Unknown(Arc::new(reason(place, text))))
            }
        }
    }
}
