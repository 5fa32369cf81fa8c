//! One state of a history: its graph, and what its revisions do.

use std::sync::{Arc, OnceLock};

use crate::formats::Print;
use crate::graph::{Fault, Graph, Node, Rev};

use super::Deed;

/// One revision as one file has it.
#[derive(Debug)]
pub struct Known {
    /// Its place in the graph.
    pub node: Node,
    /// The first line of what it says about itself.
    pub message: Box<str>,
    /// What it does.
    pub deed: Deed,
}

/// Everything about a history that the proof asks for.
#[derive(Debug)]
pub struct State {
    graph: Graph,
    revisions: Vec<Arc<Known>>,
    doubts: Vec<String>,
    /// Alembic cannot load it, so nobody was ever brought to it.
    refused: Option<String>,
    prints: OnceLock<Vec<Print>>,
}

impl Default for State {
    /// A history without revisions.
    fn default() -> Self {
        Self::new(Vec::new(), Vec::new())
    }
}

impl State {
    /// Makes a state of the revisions of a history, in load order. `doubts` says what could not be read.
    #[must_use]
    pub fn new(revisions: Vec<Arc<Known>>, mut doubts: Vec<String>) -> Self {
        let graph = Graph::build(revisions.iter().map(|known| known.node.clone()).collect());
        let mut refused = None;
        for fault in graph.faults() {
            let text = describe(&graph, fault);
            if matches!(
                fault,
                Fault::MissingParent { .. } | Fault::MissingDependency { .. } | Fault::LabelClash { .. }
            ) {
                refused.get_or_insert_with(|| text.clone());
            }
            doubts.push(text);
        }
        Self {
            graph,
            revisions,
            doubts,
            refused,
            prints: OnceLock::new(),
        }
    }

    /// Answers a fingerprint of a revision with everything below it: where two states have the same one, a database
    /// that stands there applied the same files, as far as these were read as the same.
    #[must_use]
    pub fn print(&self, rev: Rev) -> Print {
        self.prints.get_or_init(|| self.make_prints())[rev.index()]
    }

    fn make_prints(&self) -> Vec<Print> {
        let graph = &self.graph;
        let mut prints = vec![Print::of([0]); graph.len()];
        for rev in graph.history().into_iter().rev() {
            let below = graph.parents(rev).iter().chain(graph.dependencies(rev));
            let mut below: Vec<(u64, u64)> = below.map(|below| prints[below.index()].bits()).collect();
            below.sort_unstable();
            let file = Arc::as_ptr(&self.revisions[graph.origin(rev)]).addr();
            prints[rev.index()] = Print::of([(file, below)]);
        }
        prints
    }

    /// Answers the graph.
    #[must_use]
    pub const fn graph(&self) -> &Graph {
        &self.graph
    }

    /// Answers the file of a revision.
    #[must_use]
    pub fn known(&self, rev: Rev) -> &Known {
        &self.revisions[self.graph.origin(rev)]
    }

    /// Lists why nothing certain can be said about databases that were brought here; empty where it can.
    #[must_use]
    pub fn doubts(&self) -> &[String] {
        &self.doubts
    }

    /// Answers why Alembic refuses to load it for certain, whatever else is unknown.
    #[must_use]
    pub fn refused(&self) -> Option<&str> {
        self.refused.as_deref()
    }

    /// Lists the rows that `upgrade heads` leaves behind.
    #[must_use]
    pub fn rows(&self) -> Vec<crate::revision::RevisionId> {
        let heads = self.graph.real_heads().iter();
        heads.map(|&head| self.graph.id(head).clone()).collect()
    }
}

fn describe(graph: &Graph, fault: &Fault) -> String {
    let id = |rev: Rev| graph.id(rev);
    match fault {
        Fault::MissingParent { rev, parent } => format!("{} comes after {parent}, which is not there", id(*rev)),
        Fault::MissingDependency { rev, target } => format!("{} depends on {target}, which is not there", id(*rev)),
        Fault::DuplicateId { rev, .. } => format!("revision {} stands in two files", id(*rev)),
        Fault::Cycle { members, .. } => {
            let members: Vec<&str> = members.iter().map(|&rev| id(rev).as_str()).collect();
            format!("revisions come after themselves: {}", members.join(", "))
        }
        Fault::LabelClash { label, second, .. } => {
            format!(
                "branch label {label} of {} stands for something else already",
                id(*second)
            )
        }
        Fault::IllegalId { rev } => format!("revision id {} holds one of the characters @, -, +, :", id(*rev)),
    }
}
