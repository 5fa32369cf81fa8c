//! Functions to SQL.

use super::super::grammar::Sql;
use super::name::quote_where_illegal;
use super::writer::Writer;
use crate::ops::expression::{Function, Known};
use crate::ops::spelling::Unsupported;

/// Writes a call of a function.
pub(in crate::dialect) fn write(writer: &Writer<'_>, function: &Function) -> Sql {
    let lower = function.name.to_lowercase();
    if let Some(sql) = writer.grammar.function(writer, &lower, function) {
        return sql;
    }
    if lower == "aggregate_strings" {
        return Err(Unsupported::unknown("`aggregate_strings` is not understood"));
    }
    let named = |name: &str| quote_where_illegal(writer.grammar, name);
    let name = match function.known {
        Some(Known::Word(word)) if function.arguments.is_empty() => return Ok(word.to_owned()),
        Some(Known::Word(word) | Known::Call(word)) => word.to_owned(),
        Some(Known::Named) | None => named(&function.name),
    };
    let mut parts: Vec<String> = function.packages.iter().map(|package| named(package)).collect();
    parts.push(name);
    let path = parts.join(".");
    if path.contains('%') {
        return Err(Unsupported::unknown(
            "a function with a percent sign in its name is not understood",
        ));
    }
    Ok(format!("{path}{}", arguments(writer, function)?))
}

/// `(a, b)`
pub(in crate::dialect) fn arguments(writer: &Writer<'_>, function: &Function) -> Sql {
    Ok(format!("({})", writer.joined(&function.arguments, ", ")?))
}
