//! Names of libraries, wherever they were imported from.

use super::{Call, Object, Value};

/// Where `SQLAlchemy` gives its schema items and expressions from.
const MODULES: &[&str] = &[
    "sqlalchemy.dialects.postgresql",
    "sqlalchemy.dialects.postgresql.ext",
    "sqlalchemy.schema",
    "sqlalchemy.sql",
    "sqlalchemy.sql.base",
    "sqlalchemy.sql.ddl",
    "sqlalchemy.sql.elements",
    "sqlalchemy.sql.expression",
    "sqlalchemy.sql.schema",
    "sqlalchemy.sql.selectable",
    "sqlalchemy",
];

/// Answers the short name of something that `SQLAlchemy` gives: `Column` for `sqlalchemy.schema.Column`.
#[must_use]
pub fn sqlalchemy_name(dotted: &str) -> Option<&str> {
    let (module, name) = dotted.rsplit_once('.')?;
    MODULES.contains(&module).then_some(name)
}

/// Answers the call of something that `SQLAlchemy` gives, with its short name.
#[must_use]
pub fn sqlalchemy_call(value: &Value) -> Option<(&str, &Call)> {
    let call = value.as_call()?;
    Some((sqlalchemy_name(call.callee.as_name()?)?, call))
}

/// Answers the object and the name where a value is an attribute of something.
#[must_use]
pub fn attribute(value: &Value) -> Option<(&Value, &str)> {
    match value {
        Value::Object(object) => match &**object {
            Object::Attribute(of, name) => Some((of, name)),
            _ => None,
        },
        _ => None,
    }
}

/// Where calls come from that only build values, and whatever else they do touches no schema.
const BUILDERS: &[&str] = &[
    "alembic",
    "contextlib",
    "datetime",
    "decimal",
    "fractions",
    "onehead",
    "pathlib",
    "sqlalchemy",
    "typing",
    "uuid",
];

/// Answers the library that a call leads into, where that is one whose calls may do anything.
#[must_use]
pub fn foreign(callee: &Value) -> Option<&str> {
    let mut at = callee;
    loop {
        let Value::Object(object) = at else { return None };
        at = match &**object {
            Object::Name(name) => {
                let top = name.split('.').next().unwrap_or_default();
                return (!BUILDERS.contains(&top)).then_some(name);
            }
            Object::Call(call) => &call.callee,
            Object::Attribute(of, _) | Object::Item(of, _) => of,
            Object::Operator(..) => return None,
        };
    }
}
