//! Showing text that a stranger wrote without letting it drive the terminal.

use std::borrow::Cow;

/// Escapes what could drive a terminal or reorder a line: control characters but newline and tab, and bidi controls.
///
/// Used for every stranger's text that reaches a terminal (threat TM3: ids, labels, messages, file names).
#[must_use]
pub fn escape(text: &str) -> Cow<'_, str> {
    escape_where(text, |c| c != '\n' && c != '\t' && is_dangerous(c))
}

/// Escapes like [`escape`], newlines and tabs too, so that the result stays on one line.
#[must_use]
pub fn escape_line(text: &str) -> Cow<'_, str> {
    escape_where(text, is_dangerous)
}

fn escape_where(text: &str, dangerous: impl Fn(char) -> bool) -> Cow<'_, str> {
    if !text.chars().any(&dangerous) {
        return Cow::Borrowed(text);
    }
    let mut result = String::with_capacity(text.len() + 8);
    for c in text.chars() {
        if dangerous(c) {
            result.extend(c.escape_unicode());
        } else {
            result.push(c);
        }
    }
    Cow::Owned(result)
}

fn is_dangerous(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{200e}' | '\u{200f}' | '\u{061c}' | '\u{2028}' | '\u{2029}'
            | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn control_and_bidi_characters_never_pass() {
        assert_eq!(escape("a\u{1b}[31m\u{202e}b"), "a\\u{1b}[31m\\u{202e}b");
        assert_eq!(escape("two\nlines"), "two\nlines");
        assert_eq!(escape_line("x\n::error::y"), "x\\u{a}::error::y");
        assert!(matches!(escape("plain ä"), Cow::Borrowed(_)));
    }
}
