//! A history after a merge that was not made: BASE, without what went, with what came.

use std::collections::{BTreeSet, HashMap, HashSet};

use super::{Brought, Ground, Index, Piece};
use crate::graph::{Graph, Node};
use crate::revision::{BranchLabel, RevisionId};

/// A history after a merge. Costs what the branch brought, not what BASE holds.
pub struct State<'a> {
    ground: &'a Ground<'a>,
    gone: HashSet<&'a RevisionId>,
    added: HashMap<&'a RevisionId, Vec<&'a Piece>>,
    above: Index<'a, &'a RevisionId>,
}

impl<'a> State<'a> {
    /// Applies what was brought to BASE.
    #[must_use]
    pub fn new(ground: &'a Ground<'a>, brought: &'a Brought) -> Self {
        let mut state = Self {
            ground,
            gone: brought
                .removed
                .iter()
                .filter_map(|path| ground.files.get(path))
                .collect(),
            added: HashMap::new(),
            above: HashMap::new(),
        };
        for piece in &brought.added {
            state.added.entry(&piece.node.id).or_default().push(piece);
            for parent in &piece.node.parents {
                state.above.entry(parent).or_default().push(&piece.node.id);
            }
        }
        state
    }

    /// Answers whether BASE has a revision that is still there.
    pub(super) fn is_of_base(&self, id: &RevisionId) -> bool {
        !self.gone.contains(id) && self.ground.graph.find(id.as_str()).is_some()
    }

    pub(super) fn is_there(&self, id: &RevisionId) -> bool {
        self.added.contains_key(id) || self.is_of_base(id)
    }

    pub(super) fn pieces(&self, id: &RevisionId) -> &[&'a Piece] {
        self.added.get(id).map_or(&[], Vec::as_slice)
    }

    /// Lists BASE's revisions above one that are still there.
    pub(super) fn old_children(&self, id: &RevisionId) -> Vec<&'a RevisionId> {
        let graph = self.ground.graph;
        let children = graph.find(id.as_str()).map_or(&[][..], |rev| graph.children(rev));
        let children = children.iter().map(|&child| graph.id(child));
        children.filter(|id| !self.gone.contains(id)).collect()
    }

    pub(super) fn new_children(&self, id: &RevisionId) -> &[&'a RevisionId] {
        self.above.get(id).map_or(&[], Vec::as_slice)
    }

    fn is_head(&self, id: &RevisionId) -> bool {
        let graph = self.ground.graph;
        if !self.new_children(id).is_empty() {
            return false;
        }
        match graph.find(id.as_str()) {
            // A revision in a cycle is no head, and its children are cut off.
            Some(rev) if !graph.is_head(rev) && graph.children(rev).is_empty() => false,
            _ => self.old_children(id).is_empty(),
        }
    }

    /// Lists the heads, sorted.
    #[must_use]
    pub fn heads(&self) -> Vec<RevisionId> {
        self.all_heads().into_iter().cloned().collect()
    }

    pub(super) fn all_heads(&self) -> Vec<&'a RevisionId> {
        let graph = self.ground.graph;
        let freed = self.gone.iter().filter_map(|id| graph.find(id.as_str()));
        let freed = freed.flat_map(|rev| graph.parents(rev)).copied();
        let old = graph.heads().iter().copied().chain(freed).map(|rev| graph.id(rev));
        let old = old.filter(|id| !self.gone.contains(id));
        let all: BTreeSet<&RevisionId> = old.chain(self.added.keys().copied()).collect();
        all.into_iter().filter(|id| self.is_head(id)).collect()
    }

    /// Lists the heads that come after a revision, following what was brought; the revision itself where nothing does.
    pub(super) fn heads_after(&self, id: &'a RevisionId) -> Vec<&'a RevisionId> {
        let (mut waiting, mut seen, mut heads) = (vec![id], HashSet::new(), Vec::new());
        while let Some(id) = waiting.pop() {
            if !seen.insert(id) {
                continue;
            }
            let (old, new) = (self.old_children(id), self.new_children(id));
            if old.is_empty() && new.is_empty() {
                heads.push(id);
            }
            waiting.extend(old.into_iter().chain(new.iter().copied()));
        }
        heads
    }

    /// Answers the deliberate labels of a head: of a revision that was brought its own and those below it.
    pub(super) fn groups(&self, head: &RevisionId) -> BTreeSet<String> {
        let mut found = BTreeSet::new();
        if self.ground.deliberate.is_empty() {
            return found;
        }
        let (mut waiting, mut seen) = (vec![head], HashSet::new());
        while let Some(id) = waiting.pop() {
            if !seen.insert(id) {
                continue;
            }
            for piece in self.pieces(id) {
                let declared = piece.node.labels.iter().map(BranchLabel::as_str);
                found.extend(declared.filter(|label| self.is_deliberate(label)).map(str::to_owned));
                waiting.extend(&piece.node.parents);
            }
            if let Some(rev) = self.ground.graph.find(id.as_str()).filter(|_| self.is_of_base(id)) {
                let labels = self.ground.deliberate.iter();
                found.extend(labels.filter(|label| self.ground.graph.has_label(rev, label)).cloned());
            }
        }
        found
    }

    fn is_deliberate(&self, label: &str) -> bool {
        self.ground.deliberate.iter().any(|wanted| wanted == label)
    }

    /// Counts the heads beyond those that are wanted: one of each deliberate label, one of everything else.
    pub(super) fn excess(&self, heads: &[RevisionId]) -> usize {
        let mut counts: HashMap<Option<String>, usize> = HashMap::new();
        for head in heads {
            let groups = self.groups(head);
            if groups.is_empty() {
                *counts.entry(None).or_default() += 1;
            }
            for group in groups {
                *counts.entry(Some(group)).or_default() += 1;
            }
        }
        counts.values().map(|count| count - 1).sum()
    }

    /// Answers for whom the heads after a revision stand: deliberate labels, or none of them.
    pub(super) fn groups_after(&self, id: &'a RevisionId) -> BTreeSet<Option<String>> {
        if self.ground.deliberate.is_empty() {
            return BTreeSet::from([None]);
        }
        let heads = self.heads_after(id).into_iter();
        heads.flat_map(|head| self.groups_or_none(head)).collect()
    }

    /// Answers for whom one head stands.
    pub(super) fn groups_or_none(&self, head: &RevisionId) -> BTreeSet<Option<String>> {
        let groups = self.groups(head);
        let none = groups.is_empty().then_some(None);
        groups.into_iter().map(Some).chain(none).collect()
    }

    /// Finds what a revision names and is not there.
    pub(super) fn missing(&self, node: &Node) -> Vec<String> {
        let parents = node.parents.iter().filter(|parent| !self.is_there(parent));
        let mut missing: Vec<String> = parents.map(ToString::to_string).collect();
        missing.extend(node.depends_on.iter().filter(|target| !self.names(target)).cloned());
        missing
    }

    /// Answers whether a name is the id or the label of a revision that is there.
    fn names(&self, name: &str) -> bool {
        if self.is_there(&RevisionId::from(name)) {
            return true;
        }
        let declares = |pieces: &Vec<&Piece>| {
            let mut labels = pieces.iter().flat_map(|piece| &piece.node.labels);
            labels.any(|label| label.as_str() == name)
        };
        let of_base = self.ground.graph.find_label(name);
        of_base.is_some_and(|rev| !self.gone.contains(self.ground.graph.id(rev))) || self.added.values().any(declares)
    }

    /// Builds the whole graph, for what cannot be answered from what was brought alone.
    pub(super) fn graph(&self) -> Graph {
        let graph = self.ground.graph;
        let old = graph.revs().filter(|&rev| !self.gone.contains(graph.id(rev)));
        let old = old.map(|rev| Node {
            id: graph.id(rev).clone(),
            parents: graph.raw_parents(rev).to_vec(),
            depends_on: graph.raw_depends_on(rev).to_vec(),
            labels: graph.declared_labels(rev).to_vec(),
        });
        let new = self.added.values().flatten().map(|piece| piece.node.clone());
        Graph::build(old.chain(new).collect())
    }
}
