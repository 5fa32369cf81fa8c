//! Sequences and schemas to SQL.

use super::super::grammar::{Grammar, Sql};
use super::identifier;
use super::writer::sequence_name;
use crate::ops::Identifier;
use crate::ops::expression::{Identity, Sequence};
use crate::ops::spelling::Unsupported;

/// The options of an identity or a sequence, in `SQLAlchemy`'s order.
pub(in crate::dialect) fn sequence_options(options: &Identity) -> String {
    let mut parts = Vec::new();
    let mut number = |word: &str, number: Option<i128>| {
        if let Some(number) = number {
            parts.push(format!("{word} {number}"));
        }
    };
    number("INCREMENT BY", options.increment);
    number("START WITH", options.start);
    number("MINVALUE", options.min);
    number("MAXVALUE", options.max);
    if options.no_min {
        parts.push("NO MINVALUE".to_owned());
    }
    if options.no_max {
        parts.push("NO MAXVALUE".to_owned());
    }
    if let Some(cache) = options.cache {
        parts.push(format!("CACHE {cache}"));
    }
    match options.cycle {
        Some(true) => parts.push("CYCLE".to_owned()),
        Some(false) => parts.push("NO CYCLE".to_owned()),
        None => {}
    }
    parts.join(" ")
}

/// `CREATE SEQUENCE`
pub(in crate::dialect) fn create_sequence(grammar: &dyn Grammar, sequence: &Sequence, if_not_exists: bool) -> Sql {
    let exists = if if_not_exists { "IF NOT EXISTS " } else { "" };
    let of = grammar.sequence_type(sequence)?;
    let options = grammar.sequence_options(&sequence.options);
    let blank = if options.is_empty() { "" } else { " " };
    Ok(format!(
        "CREATE SEQUENCE {exists}{}{of}{blank}{options}",
        sequence_name(grammar, sequence)
    ))
}

/// `DROP SEQUENCE`
pub(in crate::dialect) fn drop_sequence(grammar: &dyn Grammar, sequence: &Sequence, if_exists: bool) -> String {
    let exists = if if_exists { "IF EXISTS " } else { "" };
    format!("DROP SEQUENCE {exists}{}", sequence_name(grammar, sequence))
}

/// `CREATE SCHEMA`
pub(in crate::dialect) fn create_schema(grammar: &dyn Grammar, name: &Identifier, if_not_exists: bool) -> String {
    let exists = if if_not_exists { "IF NOT EXISTS " } else { "" };
    format!("CREATE SCHEMA {exists}{}", identifier(grammar, name))
}

/// `DROP SCHEMA`
pub(in crate::dialect) fn drop_schema(
    grammar: &dyn Grammar,
    name: &Identifier,
    (cascade, if_exists): (bool, bool),
) -> String {
    let exists = if if_exists { "IF EXISTS " } else { "" };
    let cascade = if cascade { " CASCADE" } else { "" };
    format!("DROP SCHEMA {exists}{}{cascade}", identifier(grammar, name))
}

/// `DDL()`: Python puts it together with `%`, so that a percent sign must stand twice.
pub(in crate::dialect) fn text(grammar: &dyn Grammar, text: &str) -> Sql {
    let plain = text.replace("%%", "\u{0}");
    if plain.contains('%') || text.contains('\u{0}') {
        return Err(Unsupported::unknown("a `DDL` with a percent sign is not understood"));
    }
    let percent = if grammar.doubles_percents() { "%%" } else { "%" };
    Ok(plain.replace('\u{0}', percent))
}
