//! `CREATE TYPE` and `CREATE DOMAIN` of `PostgreSQL`.

use super::PostgreSql;
use crate::ops::column_type::{DomainType, EnumType};
use crate::ops::ddl::NamedType;
use crate::ops::spelling::Columns;
use crate::ops::{Identifier, Spelling, Unsupported};

/// `CREATE TYPE`, `CREATE DOMAIN`
pub(super) fn create(dialect: &PostgreSql, named: &NamedType) -> Result<String, Unsupported> {
    match named {
        NamedType::Enum(of) => {
            let values: Vec<String> = of.values.iter().map(|value| dialect.string(value)).collect();
            Ok(format!("CREATE TYPE {} AS ENUM ({})", enum_name(dialect, of)?, values.join(", ")))
        }
        NamedType::Domain(of) => create_domain(dialect, of),
    }
}

/// `DROP TYPE`, `DROP DOMAIN`
pub(super) fn drop(dialect: &PostgreSql, named: &NamedType) -> Result<String, Unsupported> {
    match named {
        NamedType::Enum(of) => Ok(format!("DROP TYPE {}", enum_name(dialect, of)?)),
        NamedType::Domain(of) => Ok(format!(
            "DROP DOMAIN {}",
            full_name(dialect, &of.name, of.schema.as_ref())
        )),
    }
}

fn enum_name(dialect: &PostgreSql, of: &EnumType) -> Result<String, Unsupported> {
    let name = of.name.as_ref();
    let name = name.ok_or_else(|| Unsupported::refused("PostgreSQL ENUM type requires a name."))?;
    Ok(full_name(dialect, name, of.schema.as_ref().and_then(Option::as_ref)))
}

fn full_name(dialect: &PostgreSql, name: &Identifier, schema: Option<&Identifier>) -> String {
    let name = dialect.identifier(name);
    match schema {
        Some(schema) => format!("{}.{name}", dialect.identifier(schema)),
        None => name,
    }
}

fn create_domain(dialect: &PostgreSql, of: &DomainType) -> Result<String, Unsupported> {
    let mut options = Vec::new();
    if let Some(collation) = &of.collation {
        let collation = dialect.identifier(&Identifier::plain(collation.clone()));
        options.push(match &of.collation_schema {
            Some(schema) => {
                let schema = dialect.identifier(&Identifier::plain(schema.clone()));
                format!("COLLATE {schema}.{collation}")
            }
            None => format!("COLLATE {collation}"),
        });
    }
    if let Some(default) = &of.default {
        let default = match default.as_text() {
            // A plain text is a literal, `text()` is not: they are not told apart here.
            Some(_) => return Err(Unsupported::unknown("the default of a domain is not understood")),
            None => dialect.expression(default, Columns::Bare)?,
        };
        options.push(format!("DEFAULT {default}"));
    }
    if let Some(name) = &of.constraint_name {
        options.push(format!("CONSTRAINT {}", dialect.constraint_name(name)?));
    }
    if of.not_null {
        options.push("NOT NULL".to_owned());
    }
    if let Some(check) = &of.check {
        options.push(format!("CHECK ({})", dialect.expression(check, Columns::Bare)?));
    }
    let name = full_name(dialect, &of.name, of.schema.as_ref());
    let data_type = dialect.bare_type(&of.data_type)?;
    Ok(format!("CREATE DOMAIN {name} AS {data_type} {}", options.join(" ")))
}
