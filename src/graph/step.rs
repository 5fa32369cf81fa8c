//! What moving a database from one place of the graph to another consists of.

use super::Rev;
use crate::revision::RevisionId;

/// Which way a step goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Direction {
    /// `upgrade`.
    Up,
    /// `downgrade`.
    Down,
}

/// One change of the version table (spec section 2.6).
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum VersionMove {
    /// A row appears.
    Insert(RevisionId),
    /// A row goes.
    Delete(RevisionId),
    /// A row changes.
    Update {
        /// The row before.
        from: RevisionId,
        /// The row after.
        to: RevisionId,
    },
}

/// One step: a revision to run, and what becomes of the version table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Step {
    /// The revision whose body runs.
    pub rev: Rev,
    /// Which of its bodies.
    pub direction: Direction,
    /// What `Running upgrade FROM -> TO` shows before the arrow: versioned ids without dependencies, empty for base.
    pub from: Vec<RevisionId>,
    /// What it shows behind the arrow.
    pub to: Vec<RevisionId>,
    /// The version table's changes, in order.
    pub moves: Vec<VersionMove>,
}

/// The steps of an `upgrade` or `downgrade`, in the order they run.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Route {
    /// The steps; none where the database stands there already.
    pub steps: Vec<Step>,
}

/// One step of `stamp`: only the version table changes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StampStep {
    /// Shown before the arrow.
    pub from: Vec<RevisionId>,
    /// Shown behind the arrow.
    pub to: Vec<RevisionId>,
    /// The version table's changes, in order.
    pub moves: Vec<VersionMove>,
}
