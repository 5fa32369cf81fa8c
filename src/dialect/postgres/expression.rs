//! Expressions of `PostgreSQL` (`PGCompiler`).

use super::super::ansi::{Writer, arguments, between};
use super::super::grammar::Sql;
use super::PostgreSql;
use crate::ops::column_type::{IntervalClass, Type};
use crate::ops::expression::{Binary, Expression, Function, Literal, SqlOperator};
use crate::ops::spelling::{Spelling, Unsupported};

/// Operators that are spelled apart.
pub(super) fn binary(writer: &Writer<'_>, binary: &Binary) -> Option<Sql> {
    match &binary.operator {
        SqlOperator::BitXor => Some(between(writer, binary, " # ")),
        SqlOperator::Regexp { negated } => Some(regexp(writer, binary, if *negated { "!~" } else { "~" })),
        _ => None,
    }
}

fn regexp(writer: &Writer<'_>, binary: &Binary, operator: &str) -> Sql {
    match binary.modifier.as_deref() {
        None => between(writer, binary, &format!(" {operator} ")),
        Some("i") => between(writer, binary, &format!(" {operator}* ")),
        Some(_) => Err(Unsupported::unknown("the flags of a pattern are not understood")),
    }
}

/// Functions that are spelled apart.
pub(super) fn function(writer: &Writer<'_>, name: &str, function: &Function) -> Option<Sql> {
    match (name, function.arguments.as_slice()) {
        ("substring", [text, start, rest @ ..]) if rest.len() < 2 => Some(substring(writer, text, start, rest)),
        ("substring", _) => Some(Err(Unsupported::unknown("this `substring` is not understood"))),
        ("pow", _) => Some(power(writer, function)),
        _ => None,
    }
}

fn power(writer: &Writer<'_>, function: &Function) -> Sql {
    let operands: Vec<&Expression> = function.arguments.iter().collect();
    writer.forgets(&operands)?;
    Ok(format!("power{}", arguments(writer, function)?))
}

fn substring(writer: &Writer<'_>, text: &Expression, start: &Expression, rest: &[Expression]) -> Sql {
    let (text, start) = (writer.write(text)?, writer.write(start)?);
    Ok(match rest {
        [length] => format!("SUBSTRING({text} FROM {start} FOR {})", writer.write(length)?),
        _ => format!("SUBSTRING({text} FROM {start})"),
    })
}

/// Values that are spelled apart.
pub(super) fn literal(grammar: PostgreSql, value: &Literal, of: &Type) -> Option<Sql> {
    match (value, of) {
        (Literal::Span(span), Type::Interval(interval))
            if interval.class == IntervalClass::PostgreSql || interval.native =>
        {
            Some(span_of(span.microseconds))
        }
        (Literal::List(items), Type::Array(array)) if array.dimensions.is_none_or(|count| count == 1) => {
            Some(list(grammar, items, &array.item))
        }
        _ => None,
    }
}

/// `make_interval(secs=>1.5)`: Python writes the seconds as a floating point number.
fn span_of(microseconds: i128) -> Sql {
    let (whole, part) = (microseconds / 1_000_000, microseconds % 1_000_000);
    if part != 0 || whole.abs() >= 10_000_000_000 {
        return Err(Unsupported::unknown("a span with parts of a second is not understood"));
    }
    Ok(format!("make_interval(secs=>{whole}.0)"))
}

fn list(grammar: PostgreSql, items: &[Literal], item: &crate::ops::ColumnType) -> Sql {
    if items
        .iter()
        .any(|item| matches!(item, Literal::List(_) | Literal::None))
        || item.is_null_type()
    {
        return Err(Unsupported::unknown("this list is not understood"));
    }
    let item = |value: &Literal| {
        let value = Expression::literal(value.clone()).with_type_if_bind(item);
        grammar.expression(&value, crate::ops::spelling::Columns::Qualified)
    };
    let items: Vec<String> = items.iter().map(item).collect::<Result<_, _>>()?;
    Ok(format!("ARRAY[{}]", items.join(", ")))
}

/// `LIMIT` and `OFFSET`
pub(super) fn limit(writer: &Writer<'_>, limit: Option<&Expression>, offset: Option<&Expression>) -> Sql {
    let mut sql = String::new();
    if let Some(limit) = limit {
        sql.push_str(&format!(" \n LIMIT {}", writer.write(limit)?));
    }
    if let Some(offset) = offset {
        if limit.is_none() {
            sql.push_str("\n LIMIT ALL");
        }
        sql.push_str(&format!(" OFFSET {}", writer.write(offset)?));
    }
    Ok(sql)
}
