//! SQL of revisions to bytes: text, Markdown, JSON; and how much of a project has SQL.

mod coverage;
mod json;
mod markdown;
mod text;

pub use coverage::{Coverage, Direction as Readable, Place, Reason};
pub use json::plan as plan_json;

use serde::Serialize;

/// What revisions run, each by itself.
#[derive(Debug, Clone, Serialize)]
pub struct Statements {
    /// The version of this shape.
    pub schema: u32,
    /// `SQLAlchemy`'s name of the dialect.
    pub dialect: &'static str,
    /// One for each revision, in the order asked for.
    pub revisions: Vec<Revision>,
}

/// What one direction of a revision runs.
#[derive(Debug, Clone, Serialize)]
pub struct Revision {
    /// The id.
    pub revision: String,
    /// The file, relative to the current directory.
    pub path: String,
    /// `upgrade` or `downgrade`.
    pub direction: &'static str,
    /// Whether all of it is known.
    pub complete: bool,
    /// The statements of the body, without the separator; not those of the version table.
    pub statements: Vec<String>,
    /// What is not known of it.
    pub opaque: Vec<Opaque>,
    /// What the revision says that it does.
    #[serde(skip)]
    pub message: String,
    /// The body as a script, with a mark in the place of what is missing.
    #[serde(skip)]
    pub script: String,
}

/// Something whose SQL is not known.
#[derive(Debug, Clone, Serialize, PartialEq, Eq)]
pub struct Opaque {
    /// The file, relative to the current directory.
    pub path: String,
    /// The line, from 1.
    pub line: u32,
    /// Why: a lowercase fragment.
    pub reason: String,
}

impl Opaque {
    /// Writes it on one line: `path:line: reason`.
    #[must_use]
    pub fn sentence(&self) -> String {
        format!("{}:{}: {}", self.path, self.line, self.reason)
    }
}

/// A plan of `upgrade`, `downgrade` or `stamp`.
#[derive(Debug, Clone, Serialize)]
pub struct Plan {
    /// The version of this shape.
    pub schema: u32,
    /// `SQLAlchemy`'s name of the dialect.
    pub dialect: &'static str,
    /// Whether all of it is known.
    pub complete: bool,
    /// The steps, in order.
    pub steps: Vec<Step>,
}

/// One step of a plan.
#[derive(Debug, Clone, Serialize)]
pub struct Step {
    /// `upgrade`, `downgrade` or `stamp`.
    pub direction: &'static str,
    /// The revision that runs; none for `stamp`.
    pub revision: Option<String>,
    /// Its file, relative to the current directory; none for `stamp`.
    pub path: Option<String>,
    /// Where the step comes from: ids, none for the base.
    pub from: Vec<String>,
    /// Where it goes.
    pub to: Vec<String>,
    /// Whether all of the body is known.
    pub complete: bool,
    /// The statements of the body, without the separator.
    pub statements: Vec<String>,
    /// The statements that keep the version table, its creation included.
    pub version: Vec<String>,
    /// What is not known of the body.
    pub opaque: Vec<Opaque>,
}

/// A form of the answer.
pub struct SqlFormat {
    /// What `--format` calls it.
    pub name: &'static str,
    /// Makes the bytes.
    pub render: fn(&Statements) -> String,
}

/// Every form.
pub static ALL: &[&SqlFormat] = &[&text::FORMAT, &markdown::FORMAT, &json::FORMAT];
