//! Taking texts apart as Python does.

/// Decides whether Python counts a character as white space.
pub(super) const fn is_space(c: char) -> bool {
    c.is_whitespace() || matches!(c, '\x1c'..='\x1f')
}

/// `text.split(separator, most)`
pub(super) fn at<'t>(text: &'t str, separator: &str, most: Option<usize>) -> Vec<&'t str> {
    match most {
        Some(most) => text.splitn(most.saturating_add(1), separator).collect(),
        None => text.split(separator).collect(),
    }
}

/// `text.rsplit(separator, most)`
pub(super) fn from_end<'t>(text: &'t str, separator: &str, most: Option<usize>) -> Vec<&'t str> {
    let mut parts: Vec<&str> = match most {
        Some(most) => text.rsplitn(most.saturating_add(1), separator).collect(),
        None => text.rsplit(separator).collect(),
    };
    parts.reverse();
    parts
}

/// `text.split(None, most)`
pub(super) fn words(text: &str, most: Option<usize>) -> Vec<&str> {
    let mut parts = Vec::new();
    let mut rest = text.trim_start_matches(is_space);
    while !rest.is_empty() {
        if most.is_some_and(|most| parts.len() >= most) {
            parts.push(rest.trim_end_matches(is_space));
            break;
        }
        let end = rest.find(is_space).unwrap_or(rest.len());
        parts.push(&rest[..end]);
        rest = rest[end..].trim_start_matches(is_space);
    }
    parts
}

/// `text.splitlines()`
pub(super) fn lines(text: &str) -> Vec<&str> {
    let is_end = |c: char| {
        matches!(
            c,
            '\n' | '\r' | '\x0b' | '\x0c' | '\x1c'..='\x1e' | '\u{85}' | '\u{2028}' | '\u{2029}'
        )
    };
    let mut parts = Vec::new();
    let mut rest = text;
    while !rest.is_empty() {
        let Some(at) = rest.find(is_end) else {
            parts.push(rest);
            break;
        };
        parts.push(&rest[..at]);
        rest = &rest[at..];
        let length = if rest.starts_with("\r\n") {
            2
        } else {
            rest.chars().next().map_or(0, char::len_utf8)
        };
        rest = &rest[length..];
    }
    parts
}

/// Turns the case of one ASCII letter round.
pub(super) const fn swapped(c: char) -> char {
    if c.is_ascii_lowercase() {
        c.to_ascii_uppercase()
    } else {
        c.to_ascii_lowercase()
    }
}

/// Makes the first letter large, and that of each word; all others small.
pub(super) fn titled(text: &str, each_word: bool) -> String {
    let mut after_letter = false;
    let mut result = String::with_capacity(text.len());
    for (at, c) in text.char_indices() {
        let is_first = if each_word { !after_letter } else { at == 0 };
        result.push(if is_first {
            c.to_ascii_uppercase()
        } else {
            c.to_ascii_lowercase()
        });
        after_letter = c.is_ascii_alphabetic();
    }
    result
}
