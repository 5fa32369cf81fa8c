//! SQL of revisions as one comment on a pull request.

use super::{Revision, SqlFormat, Statements};
use crate::text::{escape, escape_line};

/// `--format markdown`.
pub(super) static FORMAT: SqlFormat = SqlFormat {
    name: "markdown",
    render,
};

/// How many bytes a comment has room for: GitHub takes 65,536 characters.
const ROOM: usize = 60_000;

fn render(statements: &Statements) -> String {
    let count = match statements.revisions.len() {
        1 => "1 revision".to_owned(),
        count => format!("{count} revisions"),
    };
    let mut out = format!("### SQL of {count} ({})\n\n", statements.dialect);
    for (number, revision) in statements.revisions.iter().enumerate() {
        let part = section(revision);
        if out.len() + part.len() > ROOM {
            let left = statements.revisions.len() - number;
            out.push_str(&format!("{left} more do not fit: `onehead sql` shows them.\n"));
            break;
        }
        out.push_str(&part);
    }
    out
}

fn section(revision: &Revision) -> String {
    let message = if revision.message.is_empty() {
        String::new()
    } else {
        format!(" {}", code(&revision.message))
    };
    let mut out = format!(
        "**{} {}**{message}, {}\n\n",
        revision.direction,
        code(&revision.revision),
        code(&revision.path)
    );
    if revision.script.is_empty() {
        out.push_str("Nothing to run.\n\n");
    } else {
        let fence = "`".repeat(longest_run(&revision.script).max(2) + 1);
        out.push_str(&format!(
            "{fence}sql\n{}\n{fence}\n\n",
            escape(revision.script.trim_end())
        ));
    }
    for opaque in &revision.opaque {
        let place = format!("{}:{}", opaque.path, opaque.line);
        out.push_str(&format!("- not known: {}: {}\n", code(&place), code(&opaque.reason)));
    }
    if !revision.opaque.is_empty() {
        out.push('\n');
    }
    out
}

/// Writes a stranger's text as code, so that nothing in it is Markdown.
fn code(text: &str) -> String {
    let text = escape_line(text);
    let marks = "`".repeat(longest_run(&text) + 1);
    let space = if text.starts_with('`') || text.ends_with('`') {
        " "
    } else {
        ""
    };
    format!("{marks}{space}{text}{space}{marks}")
}

/// Answers how many backticks follow each other at most.
fn longest_run(text: &str) -> usize {
    text.split(|c| c != '`').map(str::len).max().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_of_a_revision_ends_its_own_block() {
        let revision = Revision {
            revision: "a`b".to_owned(),
            path: "x.py".to_owned(),
            direction: "upgrade",
            complete: true,
            statements: Vec::new(),
            opaque: Vec::new(),
            message: String::new(),
            script: "SELECT '\n````\n# not a title';\n\n".to_owned(),
        };
        let text = section(&revision);
        assert!(text.contains("**upgrade ``a`b``**"), "{text}");
        assert!(
            text.contains("`````sql\nSELECT '\n````\n# not a title';\n`````\n"),
            "{text}"
        );
    }
}
