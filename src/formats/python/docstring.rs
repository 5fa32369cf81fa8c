//! The prose at the top of a revision file.

use memchr::{memchr2, memmem, memrchr2};

/// Strips white space as Python's `str.strip` does.
pub(super) fn strip(text: &str) -> &str {
    text.trim_matches(is_python_space)
}

/// Decides whether Python's `str.isspace` holds: Unicode's white space and the four separators of ASCII.
pub(super) fn is_python_space(c: char) -> bool {
    c.is_whitespace() || matches!(c, '\u{1c}'..='\u{1f}')
}

/// Answers the text behind `Create Date:`.
pub(super) fn created(doc: &str) -> Option<&str> {
    behind(doc, "Create Date:")
        .map(str::trim)
        .filter(|text| !text.is_empty())
}

/// Answers the rest of the first line that starts, white space aside, with the mark.
pub(super) fn behind<'a>(doc: &'a str, mark: &str) -> Option<&'a str> {
    let mut lines = doc;
    loop {
        let at = memmem::find(lines.as_bytes(), mark.as_bytes())?;
        let (before, rest) = (&lines[..at], &lines[at + mark.len()..]);
        let start = memrchr2(b'\n', b'\r', before.as_bytes()).map_or(0, |end| end + 1);
        let end = memchr2(b'\n', b'\r', rest.as_bytes()).unwrap_or(rest.len());
        if before[start..].trim_start().is_empty() {
            return Some(&rest[..end]);
        }
        // A line is looked at once, however often the mark stands in it.
        lines = rest.get(end + 1..)?;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stripping_follows_python() {
        assert_eq!(strip("\u{1c}\u{a0} a b\u{85}\u{2028}\n"), "a b");
        assert_eq!(strip("\u{200b}a"), "\u{200b}a");
    }

    #[test]
    fn the_creation_date_is_the_text_behind_its_mark() {
        assert_eq!(created("m\n\nCreate Date: 2020-01-02 \nx"), Some("2020-01-02"));
        assert_eq!(created("m\n\nCreate Date:\n"), None);
        assert_eq!(created("no Create Date: here"), None);
        assert_eq!(created("a\r\u{a0}\tCreate Date: 1\rb"), Some("1"));
        assert_eq!(
            created("not Create Date: 1\nCreate Date: 2 Create Date: 3"),
            Some("2 Create Date: 3")
        );
    }
}
