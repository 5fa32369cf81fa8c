//! `postgresql.DOMAIN`.

use std::sync::Arc;

use super::{ColumnType, Library, Type, read};
use crate::ops::expression::ServerDefault;
use crate::ops::{Call, Expression, Identifier, Signature, Value, reason};
use crate::revision::Reason;

/// A named type over another one.
#[derive(Debug, Clone)]
pub struct DomainType {
    /// Its name.
    pub name: Identifier,
    /// Its schema.
    pub schema: Option<Identifier>,
    /// What it holds.
    pub data_type: ColumnType,
    /// How it is compared.
    pub collation: Option<Arc<str>>,
    /// The schema of the collation.
    pub collation_schema: Option<Arc<str>>,
    /// Its default.
    pub default: Option<ServerDefault>,
    /// The name of its constraints.
    pub constraint_name: Option<Identifier>,
    /// Whether it refuses `NULL`.
    pub not_null: bool,
    /// What its values must hold to.
    pub check: Option<Expression>,
    /// Whether `create_table` creates it.
    pub create_type: bool,
}

const SIGNATURE: Signature = Signature::new("postgresql.DOMAIN", &["name", "data_type"]).with_keywords(&[
    "collation",
    "collation_schema",
    "default",
    "constraint_name",
    "not_null",
    "check",
    "create_type",
    "schema",
    "quote",
]);

/// Reads a type of this family; `None` where the class is none of it.
pub(super) fn read(library: Library, class: &str, call: &Call) -> Option<Result<Type, Reason>> {
    match (library, class) {
        (Library::PostgreSql, "DOMAIN") => Some(domain(call).map(|domain| Type::Domain(Box::new(domain)))),
        _ => None,
    }
}

fn domain(call: &Call) -> Result<DomainType, Reason> {
    let arguments = SIGNATURE.bind(call)?;
    let name_of = |name: &str| {
        arguments
            .value(name)
            .map(|value| Identifier::from_value(value, call.place))
    };
    let collation_schema = arguments.text("collation_schema")?;
    let collation = arguments.text("collation")?;
    if collation_schema.is_some() && collation.is_none() {
        return Err(reason(call.place, "`collation_schema` needs `collation`"));
    }
    let sql = |name: &str| -> Result<Option<Expression>, Reason> {
        match arguments.value(name) {
            None => Ok(None),
            Some(value @ (Value::Text(_) | Value::Object(_))) => Expression::from_sql(value, call.place).map(Some),
            Some(other) => Err(arguments.unfit(name, other)),
        }
    };
    Ok(DomainType {
        name: super::enumeration::quoted_name(
            &arguments,
            Identifier::from_value(arguments.required("name")?, call.place)?,
        )?,
        schema: name_of("schema").transpose()?,
        data_type: read::column_type(arguments.required("data_type")?, call.place)?,
        collation,
        collation_schema,
        default: match arguments.value("default") {
            Some(default) => ServerDefault::from_value(default, call.place)?,
            None => None,
        },
        constraint_name: name_of("constraint_name").transpose()?,
        not_null: arguments.truth("not_null", false)?,
        check: sql("check")?,
        create_type: arguments.truth("create_type", true)?,
    })
}
