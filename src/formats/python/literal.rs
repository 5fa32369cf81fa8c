//! The values of string literals, with line ends as Python reads them.

use ruff_python_ast::{Expr, ExprStringLiteral, StringLiteral};
use ruff_text_size::Ranged;

/// Why a literal has no value that a text can hold.
pub(super) const LONE_SURROGATE: &str = "the text holds a lone surrogate";

/// Answers the value of a string literal, all parts of an implicit concatenation joined.
///
/// # Errors
/// [`LONE_SURROGATE`] for what no valid text can hold.
pub(super) fn value(literal: &ExprStringLiteral, text: &str) -> Result<String, &'static str> {
    let mut result = String::new();
    for part in &literal.value {
        let source = text.get(part.range().to_std_range()).unwrap_or_default();
        if !part.flags.prefix().is_raw() && holds_surrogate(source) {
            return Err(LONE_SURROGATE);
        }
        push(part, source, &mut result);
    }
    Ok(result)
}

/// Appends the value of one part. Python reads CRLF and a lone CR in a file as LF, also within strings; the parser
/// does not, so such a part is read again with its line ends made plain.
fn push(part: &StringLiteral, source: &str, result: &mut String) {
    if !source.contains('\r') {
        result.push_str(&part.value);
        return;
    }
    let plain = plain_line_ends(source);
    if !plain.contains('\\') {
        result.push_str(&plain_line_ends(&part.value));
        return;
    }
    let again = ruff_python_parser::parse_expression(&plain).map(|parsed| *parsed.into_syntax().body);
    match again {
        Ok(Expr::StringLiteral(literal)) => result.push_str(literal.value.to_str()),
        _ => result.push_str(&part.value),
    }
}

/// Makes every line end a LF.
pub(super) fn plain_line_ends(text: &str) -> String {
    text.replace("\r\n", "\n").replace('\r', "\n")
}

/// Finds `\ud800` to `\udfff` and their eight-digit spellings; a doubled backslash before may make it find too much.
pub(super) fn holds_surrogate(source: &str) -> bool {
    source.contains('\\') && {
        let lower = source.to_ascii_lowercase();
        ["\\ud", "\\u0000d"].iter().any(|mark| {
            lower.match_indices(mark).any(|(at, _)| {
                let digit = lower.as_bytes().get(at + mark.len());
                matches!(digit, Some(b'8' | b'9' | b'a'..=b'f'))
            })
        })
    }
}
