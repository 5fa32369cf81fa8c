//! Values to SQL, by their type (`literal_processor` of the types).

use super::super::grammar::{Grammar, Sql};
use super::string;
use crate::ops::column_type::{Affinity, ColumnType, EnumType, NumberType, Type, UuidType};
use crate::ops::expression::{Bind, Literal, SqlOperator};
use crate::ops::spelling::Unsupported;

/// Writes a value, or a list of them in parentheses.
pub(in crate::dialect) fn bind(grammar: &dyn Grammar, bind: &Bind, of: &ColumnType) -> Sql {
    if !bind.expanding {
        return value(grammar, &bind.value, of);
    }
    match &bind.value {
        // A list that nobody gave is one `NULL`.
        Literal::None => Ok("(NULL)".to_owned()),
        Literal::List(items) if items.is_empty() => Ok(format!("({})", grammar.empty_set(of, bind.behind.as_ref())?)),
        Literal::List(items) if items.iter().any(|item| matches!(item, Literal::List(_))) => {
            Err(Unsupported::unknown("a list of lists is not understood"))
        }
        Literal::List(items) => {
            let items: Vec<String> = items
                .iter()
                .map(|item| value(grammar, item, of))
                .collect::<Result<_, _>>()?;
            Ok(format!("({})", items.join(", ")))
        }
        _ => Err(Unsupported::unknown(
            "an expanding bind without a list is not understood",
        )),
    }
}

/// What `IN` has behind it where the list is empty.
pub(in crate::dialect) fn empty_set(grammar: &dyn Grammar, of: &ColumnType, behind: Option<&SqlOperator>) -> Sql {
    match behind {
        Some(SqlOperator::In) => Ok("NULL) AND (1 != 1".to_owned()),
        Some(SqlOperator::NotIn) => Ok("NULL) OR (1 = 1".to_owned()),
        _ => grammar.empty_select(of),
    }
}

/// Writes a text as a string literal.
pub(in crate::dialect) fn text(grammar: &dyn Grammar, value: &str) -> String {
    string(grammar, value)
}

fn unfit(value: &Literal, of: &str) -> Unsupported {
    Unsupported::refused(format!("Could not render literal value {value:?} with datatype {of}"))
}

fn no_renderer(value: &Literal) -> Unsupported {
    Unsupported::refused(format!(
        "No literal value renderer is available for literal value {value:?}"
    ))
}

fn not_known(value: &Literal, of: &str) -> Unsupported {
    Unsupported::unknown(format!("how {value:?} is written as {of} is not understood"))
}

/// Writes a value of a type.
pub(in crate::dialect) fn value(grammar: &dyn Grammar, value: &Literal, of: &ColumnType) -> Sql {
    if *value == Literal::None {
        return Ok("NULL".to_owned());
    }
    let of = of.on(grammar.dialect_name());
    grammar.adapt(of)?;
    if let Some(sql) = grammar.literal(value, of) {
        return sql;
    }
    match of {
        Type::String(_) | Type::Set(_) => match value {
            Literal::Text(value) => Ok(text(grammar, value)),
            _ => Err(unfit(value, "String")),
        },
        Type::Enum(of) => member(grammar, value, of),
        Type::Number(number) if number.class.affinity() == Affinity::Integer => integer(value),
        Type::Number(of) => decimal(value, of),
        Type::Boolean(_) => truth(grammar, value),
        Type::Moment(moment) => iso(value, moment.class.affinity()),
        Type::Binary(_) => bytes(grammar, value),
        Type::Uuid(of) => uuid(grammar, value, of),
        Type::Json(_) | Type::Plain(_) | Type::Bits(_) | Type::Null => Err(no_renderer(value)),
        Type::Array(_)
        | Type::Domain(_)
        | Type::Interval(_)
        | Type::Pickle(_)
        | Type::Spec(_)
        | Type::Unknown(_)
        | Type::Decorated(_)
        | Type::Tuple => Err(not_known(value, "this type")),
    }
}

fn member(grammar: &dyn Grammar, value: &Literal, of: &EnumType) -> Sql {
    match value {
        Literal::Member(name) if of.values.contains(name) => Ok(text(grammar, name)),
        Literal::Text(value) if !of.validates || of.values.contains(value) => Ok(text(grammar, value)),
        _ => Err(unfit(value, "Enum")),
    }
}

fn integer(value: &Literal) -> Sql {
    match value {
        Literal::Int(number) => Ok(number.to_string()),
        Literal::Bool(truth) => Ok(i32::from(*truth).to_string()),
        Literal::Text(digits) => {
            // Python's `int` takes more spellings than one.
            let digits = &**digits;
            let plain = !digits.is_empty() && digits.len() <= 30 && digits.chars().all(|c| c.is_ascii_digit());
            match digits.trim_start_matches('0') {
                _ if !plain => Err(not_known(value, "Integer")),
                "" => Ok("0".to_owned()),
                digits => Ok(digits.to_owned()),
            }
        }
        Literal::Float(_) | Literal::Decimal(_) => Err(not_known(value, "Integer")),
        _ => Err(unfit(value, "Integer")),
    }
}

fn decimal(value: &Literal, _of: &NumberType) -> Sql {
    match value {
        Literal::Int(number) => Ok(number.to_string()),
        // Python takes a truth value for a number, and writes it by its name.
        Literal::Bool(truth) => Ok(if *truth { "True" } else { "False" }.to_owned()),
        Literal::Float(number) => float(*number).ok_or_else(|| not_known(value, "Numeric")),
        Literal::Decimal(number) => Ok(number.to_string()),
        Literal::Text(_) => Err(not_known(value, "Numeric")),
        _ => Err(unfit(value, "Numeric")),
    }
}

/// Writes a number as Python's `repr` does.
fn float(number: f64) -> Option<String> {
    if !number.is_finite() {
        return None;
    }
    let size = number.abs();
    if size == 0.0 || (1e-4..1e16).contains(&size) {
        return Some(format!("{number:?}"));
    }
    let scientific = format!("{number:e}");
    let (digits, exponent) = scientific.split_once('e')?;
    let exponent: i32 = exponent.parse().ok()?;
    let sign = if exponent < 0 { '-' } else { '+' };
    Some(format!("{digits}e{sign}{:02}", exponent.abs()))
}

#[expect(clippy::float_cmp, reason = "Python finds 1.0 in a set of truth values by equality")]
fn truth(grammar: &dyn Grammar, value: &Literal) -> Sql {
    let truth = match value {
        Literal::Bool(truth) => *truth,
        Literal::Int(number @ (0 | 1)) => *number == 1,
        Literal::Float(number) if *number == 0.0 || *number == 1.0 => *number == 1.0,
        Literal::Decimal(_) => return Err(not_known(value, "Boolean")),
        _ => return Err(unfit(value, "Boolean")),
    };
    Ok(grammar.truth(truth).to_owned())
}

/// Dates and times as ISO 8601 has them, with a blank between.
fn iso(value: &Literal, of: Affinity) -> Sql {
    let text = match (value, of) {
        (Literal::DateTime(moment), Affinity::DateTime) => moment.iso(false),
        (Literal::DateTime(moment), Affinity::Date) => moment.date.iso(),
        (Literal::DateTime(moment), _) => {
            let zone = moment.offset.map_or("", |_| "+00:00");
            format!("{}{zone}", moment.time.iso(false))
        }
        (Literal::Date(date), _) => date.iso(),
        (Literal::Time(time), _) => time.iso(false),
        _ => return Err(unfit(value, "DateTime")),
    };
    Ok(format!("'{text}'"))
}

fn bytes(grammar: &dyn Grammar, value: &Literal) -> Sql {
    let Literal::Bytes(bytes) = value else {
        return Err(unfit(value, "LargeBinary"));
    };
    let text = std::str::from_utf8(bytes).map_err(|_| unfit(value, "LargeBinary"))?;
    let mut text = text.replace('\'', "''");
    if grammar.doubles_backslashes() {
        text = text.replace('\\', "\\\\");
    }
    Ok(format!("'{text}'"))
}

fn uuid(grammar: &dyn Grammar, value: &Literal, of: &UuidType) -> Sql {
    let is_native = of.native_uuid && grammar.writes_uuids_with_dashes();
    match value {
        Literal::Text(text) if !of.as_uuid => {
            let text = text.replace('-', "").replace('\'', "''");
            let text = if grammar.doubles_backslashes() {
                text.replace('\\', "\\\\")
            } else {
                text
            };
            Ok(format!("'{text}'"))
        }
        Literal::Uuid(digits) if of.as_uuid && !is_native => Ok(format!("'{digits}'")),
        Literal::Uuid(digits) if of.as_uuid => Ok(format!("'{}'", dashed(digits))),
        _ if of.as_uuid && is_native => Err(not_known(value, "Uuid")),
        _ => Err(unfit(value, "Uuid")),
    }
}

fn dashed(digits: &str) -> String {
    let part = |from: usize, to: usize| digits.get(from..to).unwrap_or_default();
    [part(0, 8), part(8, 12), part(12, 16), part(16, 20), part(20, 32)].join("-")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn floats_are_pythons() {
        for (number, expected) in [
            (1.0, "1.0"),
            (0.1, "0.1"),
            (-2.5, "-2.5"),
            (1e15, "1000000000000000.0"),
            (1e16, "1e+16"),
            (1.5e300, "1.5e+300"),
            (0.0001, "0.0001"),
            (0.00001, "1e-05"),
            (0.0, "0.0"),
        ] {
            assert_eq!(float(number).as_deref(), Some(expected));
        }
        assert_eq!(float(f64::NAN), None);
    }
}
