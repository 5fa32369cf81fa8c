//! What is wrong with a graph. Faults are values: one broken revision never hides the rest.

use super::Rev;
use crate::revision::{BranchLabel, RevisionId};

/// One thing that is wrong.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fault {
    /// A `down_revision` that no file has as its id; a label does not do.
    MissingParent {
        /// The revision that names it.
        rev: Rev,
        /// What it names.
        parent: RevisionId,
    },
    /// A `depends_on` that is neither an id nor a label.
    MissingDependency {
        /// The revision that names it.
        rev: Rev,
        /// What it names.
        target: String,
    },
    /// One id in two files: the later one is taken, at the place of the earlier (spec section 3.1).
    DuplicateId {
        /// The revision.
        rev: Rev,
        /// The index of the node that was taken.
        winner: usize,
        /// The index of the node that was dropped.
        loser: usize,
    },
    /// Revisions that come after themselves; a single member names itself.
    Cycle {
        /// Every member, in map order.
        members: Vec<Rev>,
        /// Whether it takes `depends_on` to close the cycle.
        through_dependencies: bool,
    },
    /// A label that is declared twice, or is the id of a revision.
    LabelClash {
        /// The label.
        label: BranchLabel,
        /// The revision that is reached by the name.
        first: Rev,
        /// The revision that declares it in vain.
        second: Rev,
    },
    /// An id with a character that Alembic refuses.
    IllegalId {
        /// The revision.
        rev: Rev,
    },
}

impl Fault {
    /// Tells whether Alembic refuses to answer anything because of it; of a duplicate id it only warns.
    ///
    /// True for every cycle, though Alembic overlooks one that can be entered from a base and left towards a head: what
    /// it answers then is not to be relied on.
    #[must_use]
    pub const fn is_fatal_in_alembic(&self) -> bool {
        !matches!(self, Self::DuplicateId { .. })
    }

    /// Answers the revision to blame first.
    #[must_use]
    pub fn rev(&self) -> Rev {
        match self {
            Self::MissingParent { rev, .. }
            | Self::MissingDependency { rev, .. }
            | Self::DuplicateId { rev, .. }
            | Self::IllegalId { rev } => *rev,
            Self::Cycle { members, .. } => members[0],
            Self::LabelClash { second, .. } => *second,
        }
    }
}
