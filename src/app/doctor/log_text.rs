//! Which revision a log could not find.

use std::sync::LazyLock;

use regex::Regex;

/// Alembic says `Can't locate revision identified by 'x'`; onehead says the same, and of a database `stands on revision
/// 'x', which is not among these files`.
static UNKNOWN: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?i)(?:can't locate revision identified by|stands on revision) '([^'\r\n]+)'").expect("a pattern")
});

/// Lists the revisions, each once, in the order of the text.
pub(super) fn unknown_revisions(text: &str) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    for one in UNKNOWN.captures_iter(text) {
        let id = one[1].to_owned();
        if !found.contains(&id) {
            found.push(id);
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_ways_of_saying_it_are_read() {
        let text = "ERROR [alembic.util.messaging] Can't locate revision identified by 'ae10'\n  FAILED: Can't locate \
                    revision identified by 'ae10'\nerror: the database stands on revision 'b 2', which is not among";
        assert_eq!(unknown_revisions(text), ["ae10", "b 2"]);
        assert!(unknown_revisions("all is well").is_empty());
    }
}
