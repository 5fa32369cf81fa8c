//! Regular expressions, as far as Python's and ours mean the same.

use regex::Regex;

/// `re.sub(pattern, replacement, text)`; none where it is not sure that both mean the same.
pub(super) fn substituted(pattern: &str, replacement: &str, text: &str) -> Option<String> {
    if !text.is_ascii() || !is_shared(pattern) || replacement.contains('\\') {
        return None;
    }
    let compiled = Regex::new(pattern).ok()?;
    // Matches of nothing are counted in different ways.
    if compiled.is_match("") {
        return None;
    }
    let literal = regex::NoExpand(replacement);
    Some(compiled.replace_all(text, literal).into_owned())
}

/// Decides whether a pattern uses only what both know: letters, classes, groups without `?`, greedy repetition.
fn is_shared(pattern: &str) -> bool {
    let mut chars = pattern.chars().peekable();
    let mut in_class = false;
    while let Some(c) = chars.next() {
        let is_fine = match c {
            '\\' => matches!(
                chars.next(),
                Some('s' | 'd' | 'w' | '.' | '-' | '(' | ')' | '[' | ']' | '+' | '*' | '?' | 'n' | 't' | '\\')
            ),
            '[' if !in_class => {
                in_class = true;
                if chars.peek() == Some(&'^') {
                    chars.next();
                }
                !matches!(chars.peek(), Some(']' | '['))
            }
            ']' if in_class => {
                in_class = false;
                true
            }
            '[' | '&' | '~' if in_class => false,
            '-' if in_class => chars.peek() != Some(&'-'),
            '(' => chars.peek() != Some(&'?'),
            '$' | '^' | '{' | '}' => in_class && c != '^',
            c => c.is_ascii(),
        };
        if !is_fine {
            return false;
        }
    }
    !in_class
}
