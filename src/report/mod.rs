//! Findings to bytes. One file per way to report; all of them stand in [`ALL`].

pub mod forecast;
mod json;
mod rule_doc;
pub mod sql;
mod text;

pub use rule_doc::{rule_doc, rule_index, rule_list};

use std::path::Path;
use std::sync::Arc;

use serde::Serialize;

use crate::diagnostic::Diagnostic;
use crate::sources::SourceName;
use crate::text::SourceText;

/// What was read, for the reader of a report to know what was judged.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Read {
    /// The source, with its commits.
    #[serde(flatten)]
    pub source: SourceName,
    /// What it was compared with (`--against`).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub against: Option<SourceName>,
}

/// Everything a report is made of.
#[derive(Clone, Copy)]
pub struct Report<'a> {
    /// What was read.
    pub read: &'a Read,
    /// The names of the projects that were judged.
    pub projects: &'a [String],
    /// The findings, in the order to be shown.
    pub findings: &'a [Diagnostic],
    /// The texts of the files that findings point into.
    pub texts: &'a dyn Fn(&Path) -> Option<Arc<SourceText>>,
    /// Where the reader stands: paths are shown relative to it.
    pub cwd: &'a Path,
    /// Whether terminal colours may be used.
    pub colour: bool,
}

/// One way to report.
#[derive(Debug)]
pub struct ReportFormat {
    /// What `--format` calls it.
    pub name: &'static str,
    /// Makes the bytes, with a newline at the end where there are any.
    pub render: fn(&Report<'_>) -> String,
}

/// Every way to report.
pub static ALL: &[&ReportFormat] = &[&text::FORMAT, &json::FORMAT];

/// Finds a way to report by its name.
#[must_use]
pub fn find(name: &str) -> Option<&'static ReportFormat> {
    ALL.iter().copied().find(|format| format.name == name)
}

/// Answers a path as the reader would type it.
fn shown_path(cwd: &Path, path: &Path) -> String {
    crate::sources::relative_to(cwd, path).to_string_lossy().into_owned()
}
