//! Findings that were accepted on the first day: what is left of an old project.

use std::collections::BTreeSet;
use std::path::Path;

use serde::{Deserialize, Serialize};

use crate::sources::relative_to;

/// The version of the file's shape.
const SCHEMA: u32 = 1;

/// Why a baseline file cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum BaselineError {
    /// It is no JSON of the right shape.
    #[error("not a baseline: {0}")]
    Shape(#[from] serde_json::Error),
    /// It was written by a newer onehead.
    #[error("written in shape {found}, this onehead reads {SCHEMA}")]
    Schema {
        /// What the file says.
        found: u32,
    },
}

/// One accepted finding. Lines do not count, so that editing a file does not bring the finding back.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Accepted {
    code: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    revision: Option<String>,
    /// Relative to the baseline file's folder, with `/`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    path: Option<String>,
    /// What else makes it this finding: for two heads both of them, so that a third one is not accepted.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    with: Vec<String>,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    schema: u32,
    accepted: Vec<Accepted>,
}

/// The accepted findings of one project.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Baseline(BTreeSet<Accepted>);

impl Baseline {
    /// Reads a baseline file.
    ///
    /// # Errors
    /// [`BaselineError`] when it is not one.
    pub fn parse(text: &str) -> Result<Self, BaselineError> {
        let file: File = serde_json::from_str(text)?;
        if file.schema != SCHEMA {
            return Err(BaselineError::Schema { found: file.schema });
        }
        Ok(Self(file.accepted.into_iter().collect()))
    }

    /// Writes it as text, sorted, so that two people's baselines merge.
    ///
    /// # Panics
    /// Never: strings and lists are always JSON.
    #[must_use]
    pub fn to_text(&self) -> String {
        let file = File {
            schema: SCHEMA,
            accepted: self.0.iter().cloned().collect(),
        };
        let mut text = serde_json::to_string_pretty(&file).expect("strings and lists are always JSON");
        text.push('\n');
        text
    }

    /// Answers how many findings it accepts.
    #[must_use]
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Answers whether it accepts nothing.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub(super) fn add(&mut self, entry: Entry<'_>) {
        self.0.insert(entry.accepted());
    }

    pub(super) fn accepts(&self, entry: Entry<'_>) -> bool {
        !self.0.is_empty() && self.0.contains(&entry.accepted())
    }
}

/// What a baseline knows of a finding.
#[derive(Clone, Copy)]
pub(super) struct Entry<'a> {
    pub code: &'a str,
    pub revision: Option<&'a str>,
    pub path: Option<&'a Path>,
    pub with: &'a [String],
    /// The baseline file's folder.
    pub root: &'a Path,
}

impl Entry<'_> {
    fn accepted(&self) -> Accepted {
        let path = self.path.map(|path| relative_to(self.root, path));
        Accepted {
            code: self.code.to_owned(),
            revision: self.revision.map(str::to_owned),
            path: path.map(|path| path.to_string_lossy().replace('\\', "/")),
            with: self.with.to_vec(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entry<'a>(path: &'a Path, with: &'a [String]) -> Entry<'a> {
        Entry {
            code: "OH201",
            revision: Some("a1"),
            path: Some(path),
            with,
            root: Path::new("/p"),
        }
    }

    #[test]
    fn what_was_written_is_accepted_again_and_nothing_else() {
        let mut baseline = Baseline::default();
        baseline.add(entry(Path::new("/p/versions/a.py"), &[]));
        let text = baseline.to_text();
        assert!(text.contains("\"path\": \"versions/a.py\""), "{text}");
        let read = Baseline::parse(&text).expect("our own file");
        assert_eq!(read, baseline);
        assert!(read.accepts(entry(Path::new("/p/versions/a.py"), &[])));
        assert!(!read.accepts(entry(Path::new("/p/versions/b.py"), &[])));
        assert!(!read.accepts(entry(Path::new("/p/versions/a.py"), &["b2".to_owned()])));
    }

    #[test]
    fn other_files_are_refused() {
        assert!(matches!(Baseline::parse("[]"), Err(BaselineError::Shape(_))));
        assert!(matches!(
            Baseline::parse("{\"schema\":2,\"accepted\":[]}"),
            Err(BaselineError::Schema { found: 2 })
        ));
    }
}
