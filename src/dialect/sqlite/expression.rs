//! Expressions of `SQLite` (`SQLiteCompiler`).

use super::super::ansi::{Writer, arguments, between};
use super::super::grammar::Sql;
use crate::ops::column_type::{Affinity, Type};
use crate::ops::expression::{Binary, Expression, Function, Literal, SqlOperator};
use crate::ops::spelling::Unsupported;

/// Operators that are spelled apart.
pub(super) fn binary(writer: &Writer<'_>, binary: &Binary) -> Option<Sql> {
    match &binary.operator {
        SqlOperator::Divide => Some(divide(writer, binary)),
        SqlOperator::IsDistinct => Some(forgetting(writer, binary, " IS NOT ")),
        SqlOperator::IsNotDistinct => Some(forgetting(writer, binary, " IS ")),
        SqlOperator::Regexp { negated: false } => Some(between(writer, binary, " REGEXP ")),
        SqlOperator::Regexp { negated: true } => Some(between(writer, binary, " NOT REGEXP ")),
        _ => None,
    }
}

fn forgetting(writer: &Writer<'_>, binary: &Binary, text: &str) -> Sql {
    writer.forgets(&[&binary.left, &binary.right])?;
    between(writer, binary, text)
}

fn divide(writer: &Writer<'_>, binary: &Binary) -> Sql {
    Ok(format!(
        "{} / ({} + 0.0)",
        writer.write(&binary.left)?,
        writer.write(&binary.right)?
    ))
}

/// Functions that are spelled apart.
pub(super) fn function(writer: &Writer<'_>, name: &str, function: &Function) -> Option<Sql> {
    match name {
        "now" => Some(Ok("CURRENT_TIMESTAMP".to_owned())),
        "localtimestamp" => Some(Ok("DATETIME(CURRENT_TIMESTAMP, 'localtime')".to_owned())),
        "char_length" => Some(length(writer, function)),
        _ => None,
    }
}

fn length(writer: &Writer<'_>, function: &Function) -> Sql {
    let operands: Vec<&Expression> = function.arguments.iter().collect();
    writer.forgets(&operands)?;
    Ok(format!("length{}", arguments(writer, function)?))
}

/// Dates and times, which are texts of one shape here.
pub(super) fn literal(value: &Literal, of: &Type) -> Option<Sql> {
    let Type::Moment(moment) = of else {
        return None;
    };
    let text = match (value, moment.class.affinity()) {
        (Literal::DateTime(moment), Affinity::DateTime) => {
            format!("{} {}", moment.date.iso(), moment.time.iso(true))
        }
        (Literal::Date(date), Affinity::DateTime) => format!("{} 00:00:00.000000", date.iso()),
        (Literal::DateTime(moment), Affinity::Date) => moment.date.iso(),
        (Literal::Date(date), Affinity::Date) => date.iso(),
        (Literal::Time(time), Affinity::Time) => time.iso(true),
        _ => {
            let text = "SQLite DateTime type only accepts Python datetime and date objects as input.";
            return Some(Err(Unsupported::refused(text)));
        }
    };
    Some(Ok(format!("'{text}'")))
}

/// `EXTRACT` by `STRFTIME`.
pub(super) fn extract(writer: &Writer<'_>, field: &str, operand: &Expression) -> Sql {
    let code = match field {
        "month" => "%m",
        "day" => "%d",
        "year" => "%Y",
        "second" => "%S",
        "hour" => "%H",
        "doy" => "%j",
        "minute" => "%M",
        "epoch" => "%s",
        "dow" => "%w",
        "week" => "%W",
        _ => {
            return Err(Unsupported::refused(format!(
                "{field} is not a valid extract argument."
            )));
        }
    };
    Ok(format!(
        "CAST(STRFTIME('{code}', {}) AS INTEGER)",
        writer.write(operand)?
    ))
}

/// `LIMIT` and `OFFSET`
pub(super) fn limit(writer: &Writer<'_>, limit: Option<&Expression>, offset: Option<&Expression>) -> Sql {
    let mut sql = String::new();
    if let Some(limit) = limit {
        sql.push_str(&format!("\n LIMIT {}", writer.write(limit)?));
    }
    match offset {
        Some(offset) => {
            if limit.is_none() {
                // The limit that it adds is a parameter, which nobody fills.
                return Err(Unsupported::unknown("an offset without a limit is not understood"));
            }
            sql.push_str(&format!(" OFFSET {}", writer.write(offset)?));
        }
        None => sql.push_str(" OFFSET 0"),
    }
    Ok(sql)
}
