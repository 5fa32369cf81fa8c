//! Names and strings (spec section 7.6; `IdentifierPreparer`).

use md5::{Digest, Md5};

use super::super::grammar::{Grammar, Sql};
use crate::ops::spelling::Unsupported;
use crate::ops::{Identifier, Quoting};

/// Quotes a name where `SQLAlchemy` does.
pub(in crate::dialect) fn identifier<G: Grammar + ?Sized>(grammar: &G, name: &Identifier) -> String {
    let quoted = match name.quoting {
        Quoting::Always => true,
        Quoting::Never => false,
        Quoting::AsNeeded => needs_quotes(grammar, &name.text),
    };
    if quoted {
        in_quotes(grammar, &name.text)
    } else {
        name.text.to_string()
    }
}

/// A name as functions have it: only characters that no name may have make it quoted.
pub(in crate::dialect) fn quote_where_illegal<G: Grammar + ?Sized>(grammar: &G, name: &str) -> String {
    if is_legal(name) {
        name.to_owned()
    } else {
        identifier(grammar, &Identifier::plain(name))
    }
}

fn is_legal(name: &str) -> bool {
    !name.is_empty() && name.chars().all(is_legal_character)
}

/// `[A-Z0-9_$]` with `re.I`, which in Python lets the long s and the Kelvin sign pass for `S` and `K`, and the dotless
/// and the dotted i for `I`.
fn is_legal_character(c: char) -> bool {
    c.is_ascii_alphanumeric() || matches!(c, '_' | '$' | '\u{130}' | '\u{131}' | '\u{17f}' | '\u{212a}')
}

fn needs_quotes<G: Grammar + ?Sized>(grammar: &G, name: &str) -> bool {
    let lower = name.to_lowercase();
    let starts_ill = name.starts_with(|c: char| c.is_ascii_digit() || c == '$');
    // `$` of the pattern matches before a newline at the end too.
    !is_legal(name.strip_suffix('\n').unwrap_or(name)) || starts_ill || lower != name || grammar.is_reserved(&lower)
}

fn in_quotes<G: Grammar + ?Sized>(grammar: &G, name: &str) -> String {
    let quote = grammar.quote().to_string();
    let name = name.replace(&quote, &quote.repeat(2));
    format!("{quote}{}{quote}", percents(grammar, &name))
}

fn percents<G: Grammar + ?Sized>(grammar: &G, text: &str) -> String {
    if grammar.doubles_percents() {
        text.replace('%', "%%")
    } else {
        text.to_owned()
    }
}

/// A string literal.
pub(in crate::dialect) fn string<G: Grammar + ?Sized>(grammar: &G, text: &str) -> String {
    let mut text = percents(grammar, &text.replace('\'', "''"));
    if grammar.doubles_backslashes() {
        text = text.replace('\\', "\\\\");
    }
    format!("'{text}'")
}

/// Cuts a conventional name to a limit: its head, and four digits of its hash. Refuses any other that is too long.
pub(in crate::dialect) fn limited_name<G: Grammar + ?Sized>(grammar: &G, name: &Identifier, limit: usize) -> Sql {
    if !name.conventional {
        validate(grammar, &name.text)?;
        return Ok(identifier(grammar, name));
    }
    if name.text.chars().count() <= limit {
        return Ok(identifier(grammar, name));
    }
    let hash: String = Md5::digest(name.text.as_bytes())[14..]
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect();
    let head: String = name.text.chars().take(limit - 8).collect();
    Ok(identifier(grammar, &Identifier::plain(format!("{head}_{hash}"))))
}

/// Refuses a name that is too long.
pub(in crate::dialect) fn validate<G: Grammar + ?Sized>(grammar: &G, name: &str) -> Result<(), Unsupported> {
    let limit = grammar.limits().identifier;
    if name.chars().count() > limit {
        let text = format!("Identifier '{name}' exceeds maximum length of {limit} characters");
        return Err(Unsupported::refused(text));
    }
    Ok(())
}
