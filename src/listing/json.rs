//! The machine form of a revision (`docs/json.md`, schema 1).

use serde::Serialize;

use crate::graph::Rev;
use crate::history::History;
use crate::revision::BranchLabel;

/// A revision; a field that could not be read is null and stands in `unknown`.
#[derive(Debug, Clone, Serialize)]
pub struct RevisionView<'a> {
    /// The id.
    pub revision: &'a str,
    /// The parents, as written.
    pub down_revisions: Option<Vec<&'a str>>,
    /// The labels after propagation, sorted.
    pub branch_labels: Option<Vec<&'a str>>,
    /// The dependencies, as written.
    pub depends_on: Option<Vec<&'a str>>,
    /// The message: the docstring up to its first blank line.
    pub message: &'a str,
    /// The text behind `Create Date:`.
    pub created: Option<&'a str>,
    /// The file, absolute.
    pub path: String,
    /// The line of `revision = ...`.
    pub line: Option<u32>,
    /// No other revision names it as a parent.
    pub is_head: bool,
    /// Several revisions name it as a parent.
    pub is_branch_point: bool,
    /// It names several parents.
    pub is_merge_point: bool,
    /// What could not be read.
    pub unknown: Vec<UnknownView<'a>>,
}

/// A field that could not be read.
#[derive(Debug, Clone, Serialize)]
pub struct UnknownView<'a> {
    /// The variable.
    pub field: &'static str,
    /// Where it stands.
    pub line: u32,
    /// Why it is not known.
    pub reason: &'a str,
}

/// A branch point with what comes after it.
#[derive(Debug, Clone, Serialize)]
pub struct BranchView<'a> {
    /// The branch point itself.
    #[serde(flatten)]
    pub revision: RevisionView<'a>,
    /// The ids of its children, sorted.
    pub children: Vec<&'a str>,
}

/// Makes the machine form of one revision.
#[must_use]
pub fn revision_view(history: &History, rev: Rev) -> RevisionView<'_> {
    let graph = &history.graph;
    let revision = history.revision(rev);
    let header = &revision.header;
    let labels = || graph.labels(rev).into_iter().map(BranchLabel::as_str).collect();
    RevisionView {
        revision: graph.id(rev).as_str(),
        down_revisions: header
            .parents
            .known()
            .map(|ids| ids.iter().map(|id| id.value.as_str()).collect()),
        branch_labels: header.labels.known().map(|_| labels()),
        depends_on: header
            .depends_on
            .known()
            .map(|ids| ids.iter().map(|id| &*id.value).collect()),
        message: header.message(),
        created: header.created.as_deref(),
        path: revision.path.to_string_lossy().into_owned(),
        line: header.id.place().map(|place| place.line),
        is_head: graph.is_head(rev),
        is_branch_point: graph.is_branch_point(rev),
        is_merge_point: graph.is_merge_point(rev),
        unknown: header
            .unknown()
            .map(|(field, reason)| UnknownView {
                field,
                line: reason.place.line,
                reason: &reason.text,
            })
            .collect(),
    }
}
