//! Types as most dialects spell them (`GenericTypeCompiler`).

use super::super::grammar::{Grammar, Sql, plain};
use super::identifier;
use crate::ops::column_type::{
    BinaryClass, BinaryType, BooleanClass, ColumnType, EnumClass, EnumType, IntervalClass, JsonClass, MomentClass,
    NumberClass, NumberType, StringClass, StringType, Type, TypeCheck, UuidClass,
};
use crate::ops::expression::Literal;
use crate::ops::spelling::Unsupported;

/// A class that the dialect has no spelling for.
pub(in crate::dialect) fn no_spelling<G: Grammar + ?Sized>(grammar: &G, class: &str) -> Unsupported {
    let dialect = grammar.dialect_name();
    Unsupported::refused(format!("Compiler <{dialect}> can't render element of type {class}"))
}

/// A type with a length: `VARBINARY(16)`; a length of zero counts as none.
pub(in crate::dialect) fn sized(name: &str, length: Option<i128>) -> String {
    match length {
        Some(length) if length != 0 => format!("{name}({length})"),
        _ => name.to_owned(),
    }
}

/// ` COLLATE "x"`, where there is one.
pub(in crate::dialect) fn collation<G: Grammar + ?Sized>(
    grammar: &G,
    collation: Option<&str>,
    schema: Option<&str>,
) -> String {
    let quoted = |name: &str| identifier(grammar, &plain(name));
    match (collation.filter(|name| !name.is_empty()), schema) {
        (None, _) => String::new(),
        (Some(name), None) => format!(" COLLATE {}", quoted(name)),
        (Some(name), Some(schema)) => format!(" COLLATE {}.{}", quoted(schema), quoted(name)),
    }
}

/// A text type with its length and collation.
pub(in crate::dialect) fn text_type<G: Grammar + ?Sized>(grammar: &G, name: &str, of: &StringType) -> String {
    let collation = collation(grammar, of.collation.as_deref(), of.collation_schema.as_deref());
    format!("{}{collation}", sized(name, of.length))
}

/// Spells a type as most dialects do.
pub(in crate::dialect) fn generic<G: Grammar + ?Sized>(grammar: &G, of: &Type) -> Sql {
    match of {
        Type::String(string) => text(grammar, string),
        Type::Number(of) => number(grammar, of),
        Type::Moment(moment) => match moment.class {
            MomentClass::DateTime | MomentClass::UpperDateTime => Ok("DATETIME".to_owned()),
            MomentClass::Date | MomentClass::UpperDate | MomentClass::OracleDate => Ok("DATE".to_owned()),
            MomentClass::Time | MomentClass::UpperTime => Ok("TIME".to_owned()),
            MomentClass::Timestamp => Ok("TIMESTAMP".to_owned()),
            other => Err(no_spelling(grammar, other.name())),
        },
        Type::Interval(interval) => match interval.class {
            IntervalClass::Generic => Ok("DATETIME".to_owned()),
            _ => Err(no_spelling(grammar, "INTERVAL")),
        },
        Type::Binary(of) => binary(grammar, of),
        Type::Pickle(implementation) => grammar.spell_type(&implementation.base),
        Type::Decorated(implementation) => grammar.spell_type(implementation.on(grammar.dialect_name())),
        Type::Spec(spec) => Ok(spec.to_string()),
        Type::Boolean(boolean) => match boolean.class {
            BooleanClass::Bit => Err(no_spelling(grammar, "BIT")),
            _ => Ok("BOOLEAN".to_owned()),
        },
        Type::Enum(of) => match of.class {
            EnumClass::MySql => Err(no_spelling(grammar, "ENUM")),
            _ => Ok(varchar_enum(of)),
        },
        Type::Set(_) => Err(no_spelling(grammar, "SET")),
        Type::Json(json) => match json.class {
            JsonClass::Json => Ok("JSON".to_owned()),
            other => Err(no_spelling(grammar, other.name())),
        },
        Type::Uuid(uuid) => match uuid.class {
            UuidClass::Generic if uuid.native_uuid && grammar.has_uuids() => Ok("UUID".to_owned()),
            UuidClass::Generic => Ok("CHAR(32)".to_owned()),
            UuidClass::Upper => Ok("UUID".to_owned()),
            UuidClass::UniqueIdentifier => Err(no_spelling(grammar, "UNIQUEIDENTIFIER")),
        },
        Type::Array(_) => Err(no_spelling(grammar, "ARRAY")),
        Type::Domain(_) => Err(no_spelling(grammar, "DOMAIN")),
        Type::Bits(bits) => Err(no_spelling(grammar, bits.class.name())),
        Type::Plain(plain) => Err(no_spelling(grammar, plain.name)),
        Type::Unknown(why) => Err(Unsupported::unknown(&**why)),
        Type::Null => Err(Unsupported::refused(
            "Can't generate DDL for NullType(); did you forget to specify a type on this Column?",
        )),
        Type::Tuple => Err(Unsupported::refused(
            "'TupleType' object has no attribute '_compiler_dispatch'",
        )),
    }
}

fn text<G: Grammar + ?Sized>(grammar: &G, of: &StringType) -> Sql {
    use StringClass as Class;
    let name = match of.class {
        Class::String | Class::Unicode | Class::Varchar => "VARCHAR",
        Class::Text | Class::UnicodeText | Class::UpperText => "TEXT",
        Class::Nvarchar => "NVARCHAR",
        Class::Char => "CHAR",
        Class::Nchar => "NCHAR",
        Class::Clob => return Ok("CLOB".to_owned()),
        Class::Nclob => return Ok("NCLOB".to_owned()),
        other => return Err(no_spelling(grammar, other.name())),
    };
    Ok(text_type(grammar, name, of))
}

fn number<G: Grammar + ?Sized>(grammar: &G, of: &NumberType) -> Sql {
    use NumberClass as Class;
    let name = match of.class {
        Class::Integer | Class::UpperInteger => "INTEGER",
        Class::SmallInteger | Class::Smallint => "SMALLINT",
        Class::BigInteger | Class::Bigint => "BIGINT",
        Class::Numeric | Class::UpperNumeric => return Ok(numeric("NUMERIC", of)),
        Class::Decimal => return Ok(numeric("DECIMAL", of)),
        Class::Float | Class::UpperFloat | Class::OracleFloat => "FLOAT",
        Class::Double | Class::UpperDouble => "DOUBLE",
        Class::DoublePrecision => "DOUBLE PRECISION",
        Class::Real => "REAL",
        other => return Err(no_spelling(grammar, other.name())),
    };
    Ok(name.to_owned())
}

/// `NUMERIC(10, 2)`.
pub(in crate::dialect) fn numeric(name: &str, of: &NumberType) -> String {
    match (of.precision, of.scale) {
        (None, _) => name.to_owned(),
        (Some(precision), None) => format!("{name}({precision})"),
        (Some(precision), Some(scale)) => format!("{name}({precision}, {scale})"),
    }
}

fn binary<G: Grammar + ?Sized>(grammar: &G, of: &BinaryType) -> Sql {
    match of.class {
        BinaryClass::Large | BinaryClass::Blob => Ok("BLOB".to_owned()),
        BinaryClass::Binary => Ok(sized("BINARY", of.length)),
        BinaryClass::Varbinary => Ok(sized("VARBINARY", of.length)),
        BinaryClass::SqlServerTimestamp => Ok("TIMESTAMP".to_owned()),
        other => Err(no_spelling(grammar, other.name())),
    }
}

/// An enumeration where it is not native.
pub(in crate::dialect) fn varchar_enum(of: &EnumType) -> String {
    sized("VARCHAR", of.length)
}

/// The `CHECK` that a type brings with it.
pub(in crate::dialect) fn type_check<G: Grammar + ?Sized>(grammar: &G, column_type: &ColumnType) -> Option<TypeCheck> {
    match column_type.on(grammar.dialect_name()) {
        Type::Boolean(boolean) if boolean.create_constraint && !grammar.has_booleans() => Some(TypeCheck {
            name: boolean.name.clone(),
            values: vec![Literal::Int(0), Literal::Int(1)],
        }),
        Type::Enum(of) if of.create_constraint && (!of.native || !grammar.has_enums()) => Some(TypeCheck {
            name: of.name.clone(),
            values: of.values.iter().cloned().map(Literal::Text).collect(),
        }),
        _ => None,
    }
}
