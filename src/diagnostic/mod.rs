//! What can be said about a text. Findings are data, never errors.

use std::path::PathBuf;

use serde::{Deserialize, Serialize};

use crate::text::{Edit, Place};

/// How bad a finding is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// Worth a look; does not fail a check by itself.
    Warning,
    /// Fails a check.
    Error,
}

/// A place in a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Location {
    /// The file, absolute.
    pub path: PathBuf,
    /// The place in it; none where the finding is about the file as a whole.
    pub place: Option<Place>,
}

/// A further place that a finding points at, with what is to be seen there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Label {
    /// Where.
    pub location: Location,
    /// A short sentence without a period.
    pub message: String,
}

/// A change that removes a finding.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fix {
    /// What the change does, in a few words.
    pub title: String,
    /// The file it changes.
    pub path: PathBuf,
    /// The changes in that file.
    pub edits: Vec<Edit>,
}

/// One finding.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Diagnostic {
    /// The stable code, `OH101`.
    pub code: &'static str,
    /// The rule's name, `multiple-heads`.
    pub rule: &'static str,
    /// How bad it is.
    pub severity: Severity,
    /// What is wrong: one sentence that names the thing, no period.
    pub message: String,
    /// Where; none where no file can be blamed.
    pub location: Option<Location>,
    /// Further places.
    pub labels: Vec<Label>,
    /// The revision it is about, as written.
    pub revision: Option<String>,
    /// Ways out, each one line; commands are written as they would be typed.
    pub help: Vec<String>,
    /// A safe change that removes it.
    pub fix: Option<Fix>,
}
