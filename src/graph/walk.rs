//! Ancestors, descendants and lineages: each a single linear walk.

use super::{Graph, Rev, RevSet};

/// Which edges a walk follows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Edges {
    /// `down_revision` alone.
    Parents,
    /// `down_revision` and `depends_on`.
    All,
}

impl Graph {
    /// Collects revisions and everything below them.
    #[must_use]
    pub fn ancestors(&self, of: &[Rev], edges: Edges) -> RevSet {
        self.reach(of, |rev| {
            let dependencies: &[Rev] = if edges == Edges::All {
                self.dependencies(rev)
            } else {
                &[]
            };
            self.parents(rev).iter().chain(dependencies)
        })
    }

    /// Collects revisions and everything above them.
    #[must_use]
    pub fn descendants(&self, of: &[Rev], edges: Edges) -> RevSet {
        self.reach(of, |rev| {
            let dependents: &[Rev] = if edges == Edges::All { self.dependents(rev) } else { &[] };
            self.children(rev).iter().chain(dependents)
        })
    }

    /// Collects everything that is an ancestor or a descendant of one of the revisions, themselves included.
    #[must_use]
    pub fn lineage(&self, of: &[Rev], edges: Edges) -> RevSet {
        let mut lineage = self.ancestors(of, edges);
        lineage.extend(&self.descendants(of, edges));
        lineage
    }

    /// Collects everything below revisions, but not themselves unless one is below another.
    pub(super) fn strict_ancestors(&self, of: &[Rev]) -> RevSet {
        let below: Vec<Rev> = of
            .iter()
            .flat_map(|&rev| self.parents(rev).iter().chain(self.dependencies(rev)))
            .copied()
            .collect();
        self.ancestors(&below, Edges::All)
    }

    fn reach<'a, I>(&'a self, from: &[Rev], next: impl Fn(Rev) -> I) -> RevSet
    where
        I: Iterator<Item = &'a Rev>,
    {
        let mut reached = self.set();
        let mut waiting: Vec<Rev> = from.iter().copied().filter(|&rev| reached.insert(rev)).collect();
        while let Some(rev) = waiting.pop() {
            for &other in next(rev) {
                if reached.insert(other) {
                    waiting.push(other);
                }
            }
        }
        reached
    }
}
