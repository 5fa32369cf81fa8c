//! Types of `PostgreSQL` (`PGTypeCompiler`).

use std::sync::Arc;

use super::super::ansi::{self, no_spelling};
use super::super::grammar::Sql;
use super::{PostgreSql, names};
use crate::ops::Identifier;
use crate::ops::column_type::{
    ArrayType, BinaryClass, BitsClass, BitsType, DomainType, EnumClass, EnumType, IntervalClass, IntervalType,
    JsonClass, Library, MomentClass, MomentType, NamedType, NumberClass, StringClass, Type, UuidClass,
};
use crate::ops::spelling::{Columns, Spelling, Unsupported};

/// Spells a type.
pub(super) fn spell(grammar: PostgreSql, of: &Type) -> Sql {
    match of {
        Type::String(string) if string.class == StringClass::Citext => Ok("CITEXT".to_owned()),
        Type::Number(number) => match number.class {
            NumberClass::Float | NumberClass::UpperFloat | NumberClass::OracleFloat => {
                Ok(ansi::sized("FLOAT", number.precision))
            }
            NumberClass::Double => Ok("DOUBLE PRECISION".to_owned()),
            _ => ansi::generic(&grammar, of),
        },
        Type::Moment(moment) => spell_moment(grammar, moment, of),
        Type::Interval(interval) => spell_interval(interval),
        Type::Binary(binary) => match binary.class {
            BinaryClass::Large | BinaryClass::Bytea => Ok("BYTEA".to_owned()),
            BinaryClass::SqlServerTimestamp => Err(missing("TIMESTAMP", "timezone")),
            _ => ansi::generic(&grammar, of),
        },
        Type::Boolean(_)
        | Type::Null
        | Type::Tuple
        | Type::Set(_)
        | Type::String(_)
        | Type::Spec(_)
        | Type::Unknown(_)
        | Type::Decorated(_) => ansi::generic(&grammar, of),
        Type::Pickle(implementation) => spell(grammar, &implementation.base),
        Type::Enum(of) => spell_enum(grammar, of),
        Type::Domain(domain) => {
            let schema = domain.schema.as_ref();
            named(grammar, Some(&domain.name), schema, "DOMAIN")
        }
        Type::Json(json) => match json.class {
            JsonClass::Json => Ok("JSON".to_owned()),
            JsonClass::Jsonb => Ok("JSONB".to_owned()),
            JsonClass::Path => Ok("JSONPATH".to_owned()),
        },
        Type::Uuid(uuid) if uuid.class != UuidClass::UniqueIdentifier => {
            Ok(if uuid.native_uuid { "UUID" } else { "CHAR(32)" }.to_owned())
        }
        Type::Uuid(_) => ansi::generic(&grammar, of),
        Type::Array(array) => spell_array(grammar, array),
        Type::Bits(bits) => spell_bits(bits),
        Type::Plain(plain) => match (plain.library, plain.name) {
            // SQL Server's money goes by the same name.
            (Library::PostgreSql, _) | (_, "MONEY") => Ok(plain.name.to_owned()),
            _ => Err(no_spelling(&grammar, plain.name)),
        },
    }
}

/// A class of another library that goes by the same name, but lacks what is asked of it.
fn missing(class: &str, attribute: &str) -> Unsupported {
    Unsupported::refused(format!("'{class}' object has no attribute '{attribute}'"))
}

fn spell_moment(grammar: PostgreSql, moment: &MomentType, of: &Type) -> Sql {
    let name = match moment.class {
        MomentClass::DateTime | MomentClass::Timestamp => "TIMESTAMP",
        MomentClass::Time | MomentClass::UpperTime => "TIME",
        _ => return ansi::generic(&grammar, of),
    };
    let precision = moment.precision.precision.map(|digits| format!("({digits})"));
    let zone = if moment.timezone { "WITH" } else { "WITHOUT" };
    Ok(format!("{name}{} {zone} TIME ZONE", precision.unwrap_or_default()))
}

fn spell_interval(interval: &IntervalType) -> Sql {
    match interval.class {
        IntervalClass::Generic if !interval.native => return Ok("TIMESTAMP WITHOUT TIME ZONE".to_owned()),
        IntervalClass::Oracle => return Err(missing("INTERVAL", "fields")),
        _ => {}
    }
    let fields = interval.fields.as_deref().map(|fields| format!(" {fields}"));
    let precision = interval.second_precision.map(|digits| format!(" ({digits})"));
    Ok(format!(
        "INTERVAL{}{}",
        fields.unwrap_or_default(),
        precision.unwrap_or_default()
    ))
}

fn spell_enum(grammar: PostgreSql, of: &EnumType) -> Sql {
    if of.class == EnumClass::Generic && !of.native {
        return Ok(ansi::varchar_enum(of));
    }
    let schema = of.schema.as_ref().and_then(Option::as_ref);
    named(grammar, of.name.as_ref(), schema, "ENUM")
}

/// The name of a type that stands in the database.
pub(super) fn named(grammar: PostgreSql, name: Option<&Identifier>, schema: Option<&Identifier>, class: &str) -> Sql {
    let Some(name) = name.filter(|name| !name.text.is_empty()) else {
        return Err(Unsupported::refused(format!(
            "PostgreSQL {class} type requires a name."
        )));
    };
    match schema {
        None if names::is_built_in_type(&name.text) => {
            let text = "that matches an existing type, and requires an explicit schema name in order to be rendered";
            Err(Unsupported::refused(format!(
                "{class} has name '{}' {text} in DDL.",
                name.text
            )))
        }
        None => Ok(grammar.identifier(name)),
        Some(schema) => Ok(format!("{}.{}", grammar.identifier(schema), grammar.identifier(name))),
    }
}

fn spell_array(grammar: PostgreSql, array: &ArrayType) -> Sql {
    let item = grammar.bare_type(&array.item)?;
    let dimensions = usize::try_from(array.dimensions.unwrap_or(1)).unwrap_or_default();
    if dimensions > 64 {
        return Err(Unsupported::unknown("an array of more than 64 dimensions"));
    }
    let brackets = "[]".repeat(dimensions);
    // The pattern does not cross lines: a collation counts only on the last.
    Ok(match item.find(" COLLATE") {
        Some(at) if !item[at..].contains('\n') => format!("{}{brackets}{}", &item[..at], &item[at..]),
        _ => format!("{item}{brackets}"),
    })
}

fn spell_bits(bits: &BitsType) -> Sql {
    match (bits.class, bits.length) {
        (BitsClass::MySql, _) => Err(missing("BIT", "varying")),
        (BitsClass::PostgreSql { varying: true }, None) => Ok("BIT VARYING".to_owned()),
        (BitsClass::PostgreSql { varying: true }, Some(length)) => Ok(format!("BIT VARYING({length})")),
        (BitsClass::PostgreSql { varying: false }, length) => Ok(format!("BIT({})", length.unwrap_or(1))),
    }
}

/// `CREATE TYPE`, `CREATE DOMAIN`
pub(super) fn create(grammar: PostgreSql, of: &NamedType) -> Sql {
    match of {
        NamedType::Enum(of) => {
            let values: Vec<_> = of.values.iter().map(|value| grammar.string(value)).collect();
            let name = enum_name(grammar, of)?;
            Ok(format!("CREATE TYPE {name} AS ENUM ({})", values.join(", ")))
        }
        NamedType::Domain(domain) => create_domain(grammar, domain),
    }
}

fn create_domain(grammar: PostgreSql, domain: &DomainType) -> Sql {
    let name = named(grammar, Some(&domain.name), domain.schema.as_ref(), "DOMAIN")?;
    let mut options = Vec::new();
    if let Some(collation) = &domain.collation {
        let name = grammar.identifier(&Identifier::plain(Arc::clone(collation)));
        let schema = domain.collation_schema.as_ref();
        let schema = schema.map(|schema| grammar.identifier(&Identifier::plain(Arc::clone(schema))) + ".");
        options.push(format!("COLLATE {}{name}", schema.unwrap_or_default()));
    }
    if let Some(default) = &domain.default
        && let Some(default) = grammar.server_default(default)?
    {
        options.push(format!("DEFAULT {default}"));
    }
    if let Some(name) = &domain.constraint_name {
        options.push(format!("CONSTRAINT {}", grammar.constraint_name(name)?));
    }
    if domain.not_null {
        options.push("NOT NULL".to_owned());
    }
    if let Some(check) = &domain.check {
        options.push(format!("CHECK ({})", grammar.expression(check, Columns::Bare)?));
    }
    let of = grammar.bare_type(&domain.data_type)?;
    // The blank stands there without options too.
    Ok(format!("CREATE DOMAIN {name} AS {of} {}", options.join(" ")))
}

/// `DROP TYPE`, `DROP DOMAIN`
pub(super) fn drop(grammar: PostgreSql, of: &NamedType) -> Sql {
    match of {
        NamedType::Enum(of) => Ok(format!("DROP TYPE {}", enum_name(grammar, of)?)),
        NamedType::Domain(domain) => {
            let name = named(grammar, Some(&domain.name), domain.schema.as_ref(), "DOMAIN")?;
            Ok(format!("DROP DOMAIN {name}"))
        }
    }
}

fn enum_name(grammar: PostgreSql, of: &EnumType) -> Sql {
    named(
        grammar,
        of.name.as_ref(),
        of.schema.as_ref().and_then(Option::as_ref),
        "ENUM",
    )
}

/// Refuses what cannot be adapted for a column's clause.
pub(super) fn adapt(of: &Type) -> Result<(), Unsupported> {
    match of {
        Type::Set(_) => {
            let text = "String.__init__() got an unexpected keyword argument 'retrieve_as_bitwise'";
            Err(Unsupported::refused(text))
        }
        _ => Ok(()),
    }
}
