//! SQL of revisions for programs (`docs/json.md`).

use serde::Serialize;

use super::{Plan, SqlFormat, Statements};

/// `--format json`.
pub(super) static FORMAT: SqlFormat = SqlFormat { name: "json", render };

fn render(statements: &Statements) -> String {
    line(statements)
}

/// Writes a plan as JSON.
#[must_use]
pub fn plan(plan: &Plan) -> String {
    line(plan)
}

pub(super) fn line(value: &impl Serialize) -> String {
    let mut text = serde_json::to_string(value).expect("strings, numbers and lists are always JSON");
    text.push('\n');
    text
}
