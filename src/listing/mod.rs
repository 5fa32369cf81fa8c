//! Revisions shown as Alembic shows them, and as JSON.

mod json;
mod short;
mod verbose;

pub use json::{BranchView, RevisionView, UnknownView, revision_view};
pub use short::{Show, short};
pub use verbose::verbose;

use std::collections::HashSet;

use crate::graph::Rev;
use crate::history::History;
use crate::text::escape_line;

/// A history and what is known of a database beside it.
#[derive(Debug, Clone, Copy)]
pub struct Listing<'a> {
    /// The revisions.
    pub history: &'a History,
    /// The revisions to be marked `(current)`.
    pub current: Option<&'a HashSet<Rev>>,
}

impl Listing<'_> {
    fn is_current(&self, rev: Rev) -> bool {
        self.current.is_some_and(|current| current.contains(&rev))
    }

    /// Writes `down_revision` as it stands in the file, or `<base>`.
    fn parents(&self, rev: Rev) -> String {
        let header = &self.history.revision(rev).header;
        match header.parents.known() {
            None => "<unknown>".to_owned(),
            Some(parents) if parents.is_empty() => "<base>".to_owned(),
            Some(parents) => comma(parents.iter().map(|parent| parent.value.as_str())),
        }
    }

    fn dependencies(&self, rev: Rev) -> Option<String> {
        let header = &self.history.revision(rev).header;
        let targets = header.depends_on.known()?;
        (!targets.is_empty()).then(|| comma(targets.iter().map(|target| &*target.value)))
    }

    fn labels(&self, rev: Rev) -> Option<String> {
        let labels = self.history.graph.labels(rev);
        (!labels.is_empty()).then(|| comma(labels.iter().map(|label| label.as_str())))
    }
}

/// Joins names that strangers wrote; each is kept on the line.
fn comma<'a>(names: impl Iterator<Item = &'a str>) -> String {
    names.map(escape_line).collect::<Vec<_>>().join(", ")
}
