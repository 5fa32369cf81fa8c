//! Enumerations of `PostgreSQL`.

use sqlparser::ast::{ObjectName, UserDefinedTypeRepresentation};

use super::build::{Builder, keyword};
use super::names::{Qualified, kept, qualified};
use crate::ops::{Call, Object, Value};

/// Reads `CREATE TYPE ... AS ENUM (...)`.
pub(super) fn create(
    builder: &Builder,
    name: &ObjectName,
    representation: Option<&UserDefinedTypeRepresentation>,
) -> Option<Vec<Call>> {
    let Some(UserDefinedTypeRepresentation::Enum { labels }) = representation else {
        return None;
    };
    let labels = labels.iter().map(|label| Value::text(label.value.as_str())).collect();
    Some(vec![changed(builder, &qualified(name)?, labels, "create")])
}

/// Reads `DROP TYPE`.
pub(super) fn dropped(builder: &Builder, name: &Qualified<'_>) -> Call {
    changed(builder, name, Vec::new(), "drop")
}

fn changed(builder: &Builder, name: &Qualified<'_>, labels: Vec<Value>, what: &str) -> Call {
    let mut keywords = vec![keyword("name", Value::text(kept(builder.flavour, name.name)))];
    keywords.extend(name.schema(builder));
    let named = builder.built("dialects.postgresql.ENUM", labels, keywords);
    let bind = builder.call("alembic.op.get_bind", Vec::new(), Vec::new());
    Call {
        callee: Value::Object(Object::Attribute(named, what.into()).into()),
        arguments: vec![Value::Object(Object::Call(bind).into())],
        keywords: vec![keyword("checkfirst", Value::Bool(false))],
        place: builder.place,
    }
}
