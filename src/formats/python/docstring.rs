//! The prose at the top of a revision file.

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
    doc.split(['\n', '\r'])
        .find_map(|line| line.trim_start().strip_prefix(mark))
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
    }
}
