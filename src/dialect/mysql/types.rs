//! Types of `MySQL` and `MariaDB` (`MySQLTypeCompiler`).

use super::super::ansi::{self, no_spelling};
use super::super::grammar::Sql;
use super::MySql;
use crate::ops::column_type::{
    BinaryClass, BinaryType, BitsClass, BooleanClass, EnumClass, EnumType, JsonClass, Library, MomentClass,
    MySqlString, NumberClass, NumberType, PlainType, SetType, StringClass, StringType, Type,
};
use crate::ops::spelling::Unsupported;

/// Spells a type.
pub(super) fn spell(grammar: MySql, of: &Type) -> Sql {
    match of {
        Type::String(string) => spell_string(grammar, string),
        Type::Number(number) => spell_number(grammar, number, of),
        Type::Moment(moment) => match (moment.class, moment.precision.fsp) {
            (MomentClass::UpperDateTime | MomentClass::DateTime, fsp) => Ok(ansi::sized("DATETIME", fsp)),
            (MomentClass::UpperTime | MomentClass::Time, fsp) => Ok(ansi::sized("TIME", fsp)),
            (MomentClass::Timestamp, fsp) => Ok(ansi::sized("TIMESTAMP", fsp)),
            _ => ansi::generic(&grammar, of),
        },
        Type::Binary(binary) => spell_binary(grammar, binary, of),
        Type::Boolean(boolean) => match boolean.class {
            BooleanClass::Bit => Err(Unsupported::refused("'BIT' object has no attribute 'length'")),
            _ => Ok("BOOL".to_owned()),
        },
        Type::Enum(of) => spell_enum(grammar, of),
        Type::Set(set) => Ok(spell_set(grammar, set)),
        Type::Json(json) if json.class == JsonClass::Json => Ok("JSON".to_owned()),
        Type::Bits(bits) => Ok(match (bits.class, bits.length) {
            (BitsClass::MySql | BitsClass::PostgreSql { .. }, Some(length)) => format!("BIT({length})"),
            (_, None) => "BIT".to_owned(),
        }),
        Type::Plain(plain) => spell_plain(grammar, *plain),
        _ => ansi::generic(&grammar, of),
    }
}

fn spell_plain(grammar: MySql, plain: PlainType) -> Sql {
    match (plain.library, plain.display_width) {
        (Library::MySql, None) => Ok(plain.name.to_owned()),
        (Library::MySql, Some(width)) => Ok(format!("{}({width})", plain.name)),
        _ => Err(no_spelling(&grammar, plain.name)),
    }
}

fn spell_string(grammar: MySql, of: &StringType) -> Sql {
    use StringClass as Class;
    let needs_length = |name: &str| {
        of.length
            .map(|length| format!("VARCHAR({length})"))
            .ok_or_else(|| Unsupported::refused(format!("{name} requires a length on dialect {}", dialect(grammar))))
    };
    let sized = |name: &str| {
        of.length
            .map_or_else(|| name.to_owned(), |length| format!("{name}({length})"))
    };
    let (spec, national) = match of.class {
        Class::String | Class::Unicode | Class::Varchar => (needs_length("VARCHAR")?, false),
        Class::Nvarchar => (needs_length("NVARCHAR")?, true),
        Class::Text | Class::UnicodeText | Class::UpperText => (sized("TEXT"), false),
        Class::Char => (sized("CHAR"), false),
        Class::Nchar => (sized("CHAR"), true),
        Class::TinyText | Class::MediumText | Class::LongText => (of.class.name().to_owned(), false),
        _ => return ansi::generic(&grammar, &Type::String(of.clone())),
    };
    Ok(extended(spec, of.mysql.as_ref(), of.collation.as_deref(), national))
}

fn dialect(grammar: MySql) -> &'static str {
    super::Grammar::dialect_name(&grammar)
}

/// Adds what `MySQL` says of a text (`_extend_string`).
pub(super) fn extended(spec: String, own: Option<&MySqlString>, collation: Option<&str>, national: bool) -> String {
    let given = |text: &str| !text.is_empty();
    let charset = own.and_then(|own| match own.charset.as_deref().filter(|text| given(text)) {
        Some(charset) => Some(format!("CHARACTER SET {charset}")),
        None if own.ascii => Some("ASCII".to_owned()),
        None if own.unicode => Some("UNICODE".to_owned()),
        None => None,
    });
    let collation = match collation.filter(|text| given(text)) {
        Some(collation) => Some(format!("COLLATE {collation}")),
        None if own.is_some_and(|own| own.binary) => Some("BINARY".to_owned()),
        None => None,
    };
    // `national` of a class of its own counts, and where it is `False` there, that does.
    let parts = if own.map_or(national, |own| own.national) {
        [Some("NATIONAL".to_owned()), Some(spec), collation]
    } else {
        [Some(spec), charset, collation]
    };
    parts.into_iter().flatten().collect::<Vec<_>>().join(" ")
}

fn spell_number(grammar: MySql, of: &NumberType, whole: &Type) -> Sql {
    use NumberClass as Class;
    let own = of.mysql.as_ref();
    let integer = |name: &str| match own.and_then(|own| own.display_width) {
        Some(width) => format!("{name}({width})"),
        None => name.to_owned(),
    };
    let both = |name: &str| match (of.precision, of.scale) {
        (Some(precision), Some(scale)) => format!("{name}({precision}, {scale})"),
        _ => name.to_owned(),
    };
    let spec = match of.class {
        Class::Integer | Class::UpperInteger => integer("INTEGER"),
        Class::SmallInteger | Class::Smallint => integer("SMALLINT"),
        Class::BigInteger | Class::Bigint => integer("BIGINT"),
        Class::Mediumint | Class::Tinyint => integer(of.class.name()),
        Class::Numeric | Class::UpperNumeric => ansi::numeric("NUMERIC", of),
        Class::Decimal => ansi::numeric("DECIMAL", of),
        Class::Double | Class::UpperDouble => both("DOUBLE"),
        Class::Real => both("REAL"),
        Class::Float | Class::UpperFloat | Class::OracleFloat => match (of.precision, of.scale) {
            (Some(precision), Some(scale)) if own.is_some() => format!("FLOAT({precision}, {scale})"),
            (Some(precision), _) => format!("FLOAT({precision})"),
            _ => "FLOAT".to_owned(),
        },
        _ => return ansi::generic(&grammar, whole),
    };
    let unsigned = if own.is_some_and(|own| own.unsigned) {
        " UNSIGNED"
    } else {
        ""
    };
    let zerofill = if own.is_some_and(|own| own.zerofill) {
        " ZEROFILL"
    } else {
        ""
    };
    Ok(format!("{spec}{unsigned}{zerofill}"))
}

fn spell_binary(grammar: MySql, of: &BinaryType, whole: &Type) -> Sql {
    match of.class {
        BinaryClass::Large | BinaryClass::Blob => Ok(of
            .length
            .map_or_else(|| "BLOB".to_owned(), |length| format!("BLOB({length})"))),
        BinaryClass::TinyBlob | BinaryClass::MediumBlob | BinaryClass::LongBlob => Ok(of.class.name().to_owned()),
        BinaryClass::Varbinary => match of.length {
            Some(length) => Ok(format!("VARBINARY({length})")),
            None => Err(Unsupported::refused(
                "%d format: a real number is required, not NoneType",
            )),
        },
        _ => ansi::generic(&grammar, whole),
    }
}

fn spell_enum(grammar: MySql, of: &EnumType) -> Sql {
    let (own, collation) = match &of.mysql {
        Some((own, collation)) => (Some(own), collation.as_deref()),
        None => (None, None),
    };
    if !of.native && of.class == EnumClass::Generic {
        let text = format!("VARCHAR requires a length on dialect {}", dialect(grammar));
        let length = of.length.ok_or_else(|| Unsupported::refused(text))?;
        return Ok(format!("VARCHAR({length})"));
    }
    let spec = enumerated(grammar, "ENUM", &of.values);
    Ok(extended(spec, own, collation, false))
}

fn spell_set(grammar: MySql, set: &SetType) -> String {
    let spec = enumerated(grammar, "SET", &set.values);
    extended(spec, Some(&set.mysql), set.collation.as_deref(), false)
}

/// `ENUM('a','b')`, without blanks.
fn enumerated(grammar: MySql, name: &str, values: &[std::sync::Arc<str>]) -> String {
    let values: Vec<_> = values.iter().map(|value| ansi::string(&grammar, value)).collect();
    format!("{name}({})", values.join(","))
}

/// Refuses what cannot be adapted for a column's clause: `MySQL`'s own `DOUBLE` wants a scale with its precision.
pub(super) fn adapt(of: &Type) -> Result<(), Unsupported> {
    match of {
        Type::Number(number)
            if matches!(
                number.class,
                NumberClass::Double
                    | NumberClass::UpperDouble
                    | NumberClass::DoublePrecision
                    | NumberClass::BinaryDouble
            ) && number.mysql.is_none()
                && number.precision.is_some() =>
        {
            let text = "You must specify both precision and scale or omit both altogether.";
            Err(Unsupported::refused(text))
        }
        _ => Ok(()),
    }
}
