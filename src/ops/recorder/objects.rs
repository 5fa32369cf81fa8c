//! What calls are about: which build values, which change something, which need a database.

use std::sync::Arc;

use super::handle::Handle;
use crate::ops::arguments::reason;
use crate::ops::library::{attribute, sqlalchemy_call, sqlalchemy_name};
use crate::ops::{Call, Object, Value};
use crate::revision::Reason;
use crate::text::Place;

/// Whose method is called, where that has an effect.
pub(super) enum Receiver<'a> {
    /// The handle of a batch.
    Batch(Arc<Object>),
    /// A table that is created or dropped.
    Table(&'a Call),
    /// A type that is created or dropped.
    Type,
    /// Something else, and what is to be said about it.
    Unknown(String),
}

/// Blocks that do nothing to a database.
const HARMLESS_BLOCKS: &[&str] = &[
    "warnings.catch_warnings",
    "contextlib.nullcontext",
    "decimal.localcontext",
];

/// Methods that run something, on whatever they are called.
const RUNNING: &[&str] = &[
    "create_all",
    "drop_all",
    "execute",
    "reflect",
    "scalar",
    "scalars",
    "fetchall",
    "fetchone",
];

/// Finds whose method is called; none where the call only builds a value.
pub(super) fn receiver<'a>(of: &'a Value, name: &str, call: &Call) -> Option<Receiver<'a>> {
    if let Value::Object(object) = of
        && let Object::Call(made) = &**object
        && made.callee.as_name() == Some("alembic.op.batch_alter_table")
    {
        return Some(Receiver::Batch(Arc::clone(object)));
    }
    let is_change = matches!(name, "create" | "drop");
    if is_change && mentions_connection(call) {
        return Some(match sqlalchemy_call(of) {
            Some(("Table", table)) => Receiver::Table(table),
            Some(("Index" | "Sequence" | "MetaData", _)) => {
                Receiver::Unknown(format!("`{name}` of this object is not understood"))
            }
            _ => Receiver::Type,
        });
    }
    if RUNNING.contains(&name) || mentions_handle(call) {
        return Some(Receiver::Unknown(format!("`{name}` on this object needs a database")));
    }
    if root(of).is_some_and(|root| root.starts_with("sqlalchemy.orm.")) {
        return Some(Receiver::Unknown("a session needs a database".to_owned()));
    }
    None
}

/// Says why the call of a name cannot be taken for the making of a value.
pub(super) fn needs_database(call: &Call) -> Option<String> {
    let name = root(&call.callee)?;
    mentions_handle(call).then(|| format!("`{name}` is handed the connection, and needs a database"))
}

/// Joins the name of a method to that of the handle which it is called on.
pub(super) fn joined(call: Call) -> Call {
    let name = attribute(&call.callee).and_then(|(of, name)| {
        let of = of.as_name().filter(|of| of.starts_with("alembic."))?;
        Some(format!("{of}.{name}"))
    });
    match name {
        Some(name) => Call {
            callee: Value::name(name),
            ..call
        },
        None => call,
    }
}

/// Says whether a call makes something of which `SQLAlchemy` remembers when it was made.
pub(super) fn has_an_order(object: &Object) -> bool {
    match object {
        Object::Call(call) => {
            let name = call.callee.as_name().and_then(sqlalchemy_name);
            name.is_some_and(|name| name.ends_with("Constraint"))
        }
        _ => false,
    }
}

/// Says whether a block is `op.get_context().autocommit_block()`.
pub(super) fn is_autocommit_block(call: &Call) -> bool {
    match call.callee.as_name() {
        Some(name) => name == "alembic.handle.context.autocommit_block",
        None => attribute(&call.callee)
            .is_some_and(|(of, name)| name == "autocommit_block" && Handle::of(of) == Some(Handle::Context)),
    }
}

/// Says whether a block does nothing to a database.
pub(super) fn is_harmless_block(call: &Call) -> bool {
    call.callee
        .as_name()
        .is_some_and(|name| HARMLESS_BLOCKS.contains(&name))
}

/// The complaint about a block that is not known.
pub(super) fn unknown_block(object: &Value, place: Place) -> Reason {
    match object {
        Value::Unknown(reason) => Reason::clone(reason),
        other => match root(other) {
            Some(root) => reason(
                place,
                format!("a block over `{root}` is not known, or needs a database"),
            ),
            None => reason(place, format!("a block over {} is not known", other.kind())),
        },
    }
}

/// The name that an object begins with: `sqlalchemy.text` for `text("a").bindparams(b=1)`.
fn root(value: &Value) -> Option<&str> {
    let Value::Object(object) = value else {
        return None;
    };
    match &**object {
        Object::Name(name) => Some(name),
        Object::Call(call) => root(&call.callee),
        Object::Attribute(of, _) | Object::Item(of, _) => root(of),
        Object::Operator(_, operands) => operands.iter().find_map(root),
    }
}

fn arguments(call: &Call) -> impl Iterator<Item = &Value> {
    call.arguments
        .iter()
        .chain(call.keywords.iter().map(|(_, value)| value))
}

fn mentions_connection(call: &Call) -> bool {
    arguments(call).any(|value| Handle::of(value) == Some(Handle::Connection))
}

/// Says whether a call is handed something that can change a database.
fn mentions_handle(call: &Call) -> bool {
    arguments(call).any(|value| match value.as_name() {
        Some(name) => name == "alembic.op" || Handle::of(value).is_some_and(|handle| handle != Handle::Dialect),
        None => value
            .as_call()
            .is_some_and(|call| call.callee.as_name() == Some("alembic.op.batch_alter_table")),
    })
}
