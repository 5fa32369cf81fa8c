//! SQL of revisions as a script for people: a comment names each revision.

use super::{SqlFormat, Statements};
use crate::text::escape_line;

/// `--format text`.
pub(super) static FORMAT: SqlFormat = SqlFormat { name: "text", render };

fn render(statements: &Statements) -> String {
    let mut out = String::new();
    for revision in &statements.revisions {
        let about = format!("{} {} ({})", revision.direction, revision.revision, revision.path);
        out.push_str(&format!("-- {}\n\n{}", escape_line(&about), revision.script));
    }
    out
}
