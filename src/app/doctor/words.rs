//! Commands as people type them.

use crate::formats::Kind;
use crate::project::Project;

/// Quotes a word for a POSIX shell where it needs it.
pub(super) fn quoted(word: &str) -> String {
    let is_plain = |c: char| c.is_alphanumeric() || "/._-+=%:,^".contains(c);
    if !word.is_empty() && word.chars().all(is_plain) {
        return word.to_owned();
    }
    format!("'{}'", word.replace('\'', r"'\''"))
}

/// Joins words to a command.
pub(super) fn command<T: AsRef<str>>(start: &str, arguments: impl IntoIterator<Item = T>) -> String {
    arguments.into_iter().fold(start.to_owned(), |line, word| {
        format!("{line} {}", quoted(word.as_ref()))
    })
}

/// Answers the program that applies the revisions of a project.
pub(super) const fn program(project: &Project) -> &'static str {
    match project.kind {
        Kind::Alembic => "alembic",
        Kind::Sql => "onehead",
    }
}
