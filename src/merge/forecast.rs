//! What merging branches would make of a history, decided from headers: which pairs collide, and in which order they
//! can be merged after all.
//!
//! Everything here is plain values; who gathers them from git is not this room's matter. A branch is what merging it
//! into BASE would change in BASE's revision files ([`Brought`]). Two branches are judged by what merging both would
//! change: the sum of the two, or, where they are entangled, what the caller found by merging for real.

mod pairs;
mod plan;
mod state;
#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, HashMap, HashSet};
use std::path::PathBuf;

use crate::graph::{Graph, Node};
use crate::revision::{BranchLabel, RevisionId};
use crate::sources::ContentId;

pub use pairs::{Judgement, candidates, judge, judge_alone};
pub use plan::{Bearer, Need, Step, plan};
pub use state::State;

/// One revision file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Piece {
    /// The file.
    pub path: PathBuf,
    /// What it holds.
    pub content: ContentId,
    /// What it says.
    pub node: Node,
}

impl Piece {
    /// Answers whether two files are the same at the same place.
    fn is(&self, other: &Self) -> bool {
        self.path == other.path && self.content == other.content && self.node == other.node
    }
}

/// Something that cannot be read, so that nothing is promised.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unread {
    /// The file; none where it is the whole branch.
    pub path: Option<PathBuf>,
    /// Why: a lowercase fragment.
    pub reason: String,
}

/// What merging a branch, or two, into BASE would change in BASE's revision files.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Brought {
    /// The files that are new or changed.
    pub added: Vec<Piece>,
    /// BASE's files that are gone or changed.
    pub removed: Vec<PathBuf>,
    /// The script files that git could not merge.
    pub conflicts: Vec<PathBuf>,
    /// What is not known of it.
    pub unread: Vec<Unread>,
}

impl Brought {
    /// Answers whether nothing changes.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.added.is_empty() && self.removed.is_empty() && self.conflicts.is_empty() && self.unread.is_empty()
    }

    /// Answers whether a file is brought as it is.
    fn has(&self, piece: &Piece) -> bool {
        self.added.iter().any(|own| own.is(piece))
    }

    /// Lists every file that is touched.
    pub fn paths(&self) -> impl Iterator<Item = &PathBuf> {
        let added = self.added.iter().map(|piece| &piece.path);
        added.chain(&self.removed).chain(&self.conflicts)
    }

    /// Answers whether the sum of two branches is not simply what both bring: they touch the same file, each in its own
    /// way.
    #[must_use]
    pub fn is_entangled(&self, other: &Self) -> bool {
        let own: HashSet<&PathBuf> = self.paths().collect();
        let brings_the_same = self.added.len() == other.added.len() && self.added.iter().all(|piece| other.has(piece));
        other.paths().filter(|path| own.contains(path)).any(|path| {
            let at = |brought: &Self| brought.added.iter().find(|piece| piece.path == *path).cloned();
            let gone = |brought: &Self| brought.removed.contains(path);
            let both = match (at(self), at(other)) {
                (Some(one), Some(two)) => one.is(&two),
                // What is gone may have been renamed, and then git does not take it for the same.
                (None, None) => gone(self) && gone(other) && brings_the_same,
                _ => false,
            };
            !both
        })
    }

    /// Answers what merging two branches changes where they are not entangled.
    #[must_use]
    pub fn and(&self, other: &Self) -> Self {
        let mut sum = self.clone();
        sum.added
            .extend(other.added.iter().filter(|piece| !self.has(piece)).cloned());
        for (mine, theirs) in [
            (&mut sum.removed, &other.removed),
            (&mut sum.conflicts, &other.conflicts),
        ] {
            let known: HashSet<PathBuf> = mine.iter().cloned().collect();
            mine.extend(theirs.iter().filter(|path| !known.contains(*path)).cloned());
        }
        sum.unread.extend(other.unread.iter().cloned());
        sum
    }
}

/// The history that branches are merged into.
pub struct Ground<'a> {
    /// Its graph.
    pub graph: &'a Graph,
    /// Its files, and the revisions in them.
    pub files: BTreeMap<PathBuf, RevisionId>,
    /// The labels that may each have a head of their own (the setting `heads`).
    pub deliberate: &'a [String],
}

/// A way in which two histories do not go together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Clash {
    /// Both put revisions on the same parent; none where both start a history.
    Parent {
        /// The parent.
        parent: Option<RevisionId>,
        /// The revisions on it that one side brings.
        ours: Vec<RevisionId>,
        /// The revisions on it that the other side brings, or BASE has.
        theirs: Vec<RevisionId>,
    },
    /// Both have the same id for different files.
    Id(RevisionId),
    /// Both declare the same branch label, or a label is the id of a revision.
    Label(BranchLabel),
    /// A revision needs another that is not there afterwards.
    Missing {
        /// The revision.
        revision: RevisionId,
        /// What it names as its parent, or depends on.
        needs: String,
    },
    /// Git could not merge a file of the scripts.
    Conflict(PathBuf),
    /// The history has more heads afterwards.
    Heads(Vec<RevisionId>),
    /// Revisions come after themselves.
    Cycle(Vec<RevisionId>),
}

/// What is known of a branch, or of a pair.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Verdict {
    /// What does not go together.
    pub clashes: Vec<Clash>,
    /// Why the rest is not known; empty where it is.
    pub unread: Vec<Unread>,
    /// The heads after merging, sorted.
    pub heads: Vec<RevisionId>,
}

impl Verdict {
    /// Answers whether something surely does not go together.
    #[must_use]
    pub const fn collides(&self) -> bool {
        !self.clashes.is_empty()
    }

    /// Answers whether merging surely does no harm.
    #[must_use]
    pub const fn is_fine(&self) -> bool {
        self.clashes.is_empty() && self.unread.is_empty()
    }
}

/// Several values for each key, in the order they came.
type Index<'a, K> = HashMap<K, Vec<&'a RevisionId>>;
