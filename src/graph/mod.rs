//! Who comes after whom (Alembic's `script/revision.py`; spec sections 2 and 3).
//!
//! A [`Graph`] is built once of all nodes of a history and never fails: what is wrong with it is a list of [`Fault`]s,
//! and edges that would close a cycle are left out of the walks, so that every question ends.

mod build;
mod downgrade;
mod error;
mod faults;
mod history;
mod labels;
mod order;
mod relative;
mod rev_set;
mod stamp;
mod step;
mod symbols;
mod upgrade;
mod version_moves;
mod walk;

pub use error::TargetError;
pub use faults::Fault;
pub use rev_set::RevSet;
pub use step::{Direction, Route, StampStep, Step, VersionMove};
pub use walk::Edges;

use std::collections::HashMap;

use crate::revision::{BranchLabel, RevisionId};

/// A revision of one graph: its index in load order (Alembic's "map order").
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Rev(pub(crate) u32);

impl Rev {
    pub(crate) fn at(index: usize) -> Self {
        Self(u32::try_from(index).expect("a graph has fewer than 2^32 revisions"))
    }

    /// Answers the index in map order.
    #[must_use]
    pub const fn index(self) -> usize {
        self.0 as usize
    }
}

/// What a graph is built of: a revision as its file describes it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Node {
    /// `revision`.
    pub id: RevisionId,
    /// `down_revision`, in written order.
    pub parents: Vec<RevisionId>,
    /// `depends_on`, in written order: ids or labels.
    pub depends_on: Vec<String>,
    /// `branch_labels`.
    pub labels: Vec<BranchLabel>,
}

/// A revision with its place among the others.
#[derive(Debug, Clone)]
struct Vertex {
    node: Node,
    origin: usize,
    /// What a walk follows down: without what is missing or would close a cycle.
    parents: Vec<Rev>,
    dependencies: Vec<Rev>,
    normalized: Vec<Rev>,
    children: Vec<Rev>,
    dependents: Vec<Rev>,
    /// Indexes into `Graph::label_names`, after propagation.
    labels: Vec<u32>,
    /// Whether anything names it as a parent, cycles included.
    has_child: bool,
    has_dependent: bool,
}

/// All revisions of a history and how they hang together.
#[derive(Debug, Clone)]
pub struct Graph {
    vertices: Vec<Vertex>,
    by_id: HashMap<RevisionId, Rev>,
    /// Declared labels that are no id, by name.
    by_label: HashMap<BranchLabel, Rev>,
    label_names: Vec<BranchLabel>,
    heads: Vec<Rev>,
    real_heads: Vec<Rev>,
    bases: Vec<Rev>,
    real_bases: Vec<Rev>,
    /// A number that is greater for every descendant, along parents and dependencies.
    ranks: Vec<u32>,
    faults: Vec<Fault>,
}

impl Graph {
    /// Lists what is wrong.
    #[must_use]
    pub fn faults(&self) -> &[Fault] {
        &self.faults
    }

    /// Answers the index of the node a revision was built of.
    #[must_use]
    pub fn origin(&self, rev: Rev) -> usize {
        self.vertex(rev).origin
    }

    /// Counts the revisions.
    #[must_use]
    pub const fn len(&self) -> usize {
        self.vertices.len()
    }

    /// Tells whether there are none.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.vertices.is_empty()
    }

    /// Lists all revisions in map order.
    pub fn revs(&self) -> impl DoubleEndedIterator<Item = Rev> + use<> {
        (0..self.vertices.len()).map(Rev::at)
    }

    /// Answers the id.
    #[must_use]
    pub fn id(&self, rev: Rev) -> &RevisionId {
        &self.vertex(rev).node.id
    }

    /// Finds a revision by its whole id.
    #[must_use]
    pub fn find(&self, id: &str) -> Option<Rev> {
        self.by_id.get(id).copied()
    }

    /// Finds the revision that declares a label.
    #[must_use]
    pub fn find_label(&self, label: &str) -> Option<Rev> {
        self.by_label.get(label).copied()
    }

    /// Lists the parents in written order, without those that are missing.
    #[must_use]
    pub fn parents(&self, rev: Rev) -> &[Rev] {
        &self.vertex(rev).parents
    }

    /// Lists the revisions that name this one as a parent, in map order.
    #[must_use]
    pub fn children(&self, rev: Rev) -> &[Rev] {
        &self.vertex(rev).children
    }

    /// Lists what `depends_on` resolves to, in written order.
    #[must_use]
    pub fn dependencies(&self, rev: Rev) -> &[Rev] {
        &self.vertex(rev).dependencies
    }

    /// Lists the dependencies that no ancestor by parents has already (spec section 3.2).
    #[must_use]
    pub fn normalized_dependencies(&self, rev: Rev) -> &[Rev] {
        &self.vertex(rev).normalized
    }

    /// Lists the revisions that depend on this one, in map order.
    #[must_use]
    pub fn dependents(&self, rev: Rev) -> &[Rev] {
        &self.vertex(rev).dependents
    }

    /// Answers `depends_on` as written.
    #[must_use]
    pub fn raw_depends_on(&self, rev: Rev) -> &[String] {
        &self.vertex(rev).node.depends_on
    }

    /// Answers `down_revision` as written.
    #[must_use]
    pub fn raw_parents(&self, rev: Rev) -> &[RevisionId] {
        &self.vertex(rev).node.parents
    }

    /// Lists the labels after propagation, sorted by code point.
    #[must_use]
    pub fn labels(&self, rev: Rev) -> Vec<&BranchLabel> {
        let mut labels: Vec<&BranchLabel> = self
            .vertex(rev)
            .labels
            .iter()
            .map(|&label| &self.label_names[label as usize])
            .collect();
        labels.sort_unstable();
        labels
    }

    /// Tells whether a revision has a label after propagation.
    #[must_use]
    pub fn has_label(&self, rev: Rev, label: &str) -> bool {
        self.vertex(rev)
            .labels
            .iter()
            .any(|&at| self.label_names[at as usize].as_str() == label)
    }

    /// Lists the labels that the file itself declares.
    #[must_use]
    pub fn declared_labels(&self, rev: Rev) -> &[BranchLabel] {
        &self.vertex(rev).node.labels
    }

    /// Lists the revisions that no other names as a parent ("versioned heads"), in map order.
    #[must_use]
    pub fn heads(&self) -> &[Rev] {
        &self.heads
    }

    /// Lists the revisions that no other names as a parent or depends on, in map order.
    #[must_use]
    pub fn real_heads(&self) -> &[Rev] {
        &self.real_heads
    }

    /// Lists the revisions without parents, in map order.
    #[must_use]
    pub fn bases(&self) -> &[Rev] {
        &self.bases
    }

    /// Lists the revisions without parents and dependencies, in map order.
    #[must_use]
    pub fn real_bases(&self) -> &[Rev] {
        &self.real_bases
    }

    /// Tells whether no other revision names it as a parent.
    #[must_use]
    pub fn is_head(&self, rev: Rev) -> bool {
        !self.vertex(rev).has_child
    }

    /// Tells whether no other revision names it as a parent or depends on it.
    #[must_use]
    pub fn is_real_head(&self, rev: Rev) -> bool {
        !self.vertex(rev).has_child && !self.vertex(rev).has_dependent
    }

    /// Tells whether several revisions name it as a parent.
    #[must_use]
    pub fn is_branch_point(&self, rev: Rev) -> bool {
        self.vertex(rev).children.len() > 1
    }

    /// Tells whether it names several parents.
    #[must_use]
    pub fn is_merge_point(&self, rev: Rev) -> bool {
        self.vertex(rev).node.parents.len() > 1
    }

    fn vertex(&self, rev: Rev) -> &Vertex {
        &self.vertices[rev.index()]
    }

    fn set(&self) -> RevSet {
        RevSet::new(self.len())
    }

    fn set_of(&self, revs: &[Rev]) -> RevSet {
        let mut set = self.set();
        for &rev in revs {
            set.insert(rev);
        }
        set
    }

    /// Lists parents and normalized dependencies without repetition (Alembic's `_normalized_down_revisions`).
    fn down(&self, rev: Rev) -> Vec<Rev> {
        let vertex = self.vertex(rev);
        let mut down = vertex.parents.clone();
        for &dependency in &vertex.normalized {
            if !down.contains(&dependency) {
                down.push(dependency);
            }
        }
        down
    }
}

#[cfg(test)]
mod tests;
