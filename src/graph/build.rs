//! From nodes to a graph.

use std::collections::{HashMap, HashSet};

use petgraph::algo::kosaraju_scc;
use petgraph::graph::{DiGraph, NodeIndex};

use super::{Fault, Graph, Node, Rev, Vertex};
use crate::revision::{BranchLabel, ILLEGAL_CHARACTERS, RevisionId};

impl Graph {
    /// Builds the graph of a history; `nodes` are in load order (spec section 3.1).
    ///
    /// Never fails: what is wrong is in [`Graph::faults`]. Linear in nodes and edges.
    #[must_use]
    pub fn build(nodes: Vec<Node>) -> Self {
        let mut graph = Self {
            vertices: Vec::with_capacity(nodes.len()),
            by_id: HashMap::with_capacity(nodes.len()),
            by_label: HashMap::new(),
            label_names: Vec::new(),
            heads: Vec::new(),
            real_heads: Vec::new(),
            bases: Vec::new(),
            real_bases: Vec::new(),
            ranks: Vec::new(),
            faults: Vec::new(),
        };
        for (origin, node) in nodes.into_iter().enumerate() {
            graph.add(origin, node);
        }
        graph.map_labels();
        graph.resolve_edges();
        graph.find_ends();
        graph.cut_cycles();
        graph.link_back();
        graph.normalize_dependencies();
        graph.rank();
        graph.propagate_labels();
        graph
    }

    fn add(&mut self, origin: usize, node: Node) {
        let rev = match self.by_id.get(&node.id) {
            Some(&rev) => {
                self.note_self_loop(rev);
                let loser = self.vertices[rev.index()].origin;
                self.faults.push(Fault::DuplicateId {
                    rev,
                    winner: origin,
                    loser,
                });
                self.vertices[rev.index()].node = node;
                self.vertices[rev.index()].origin = origin;
                return;
            }
            None => Rev::at(self.vertices.len()),
        };
        if node.id.as_str().contains(ILLEGAL_CHARACTERS) {
            self.faults.push(Fault::IllegalId { rev });
        }
        self.by_id.insert(node.id.clone(), rev);
        self.vertices.push(Vertex {
            node,
            origin,
            parents: Vec::new(),
            dependencies: Vec::new(),
            normalized: Vec::new(),
            children: Vec::new(),
            dependents: Vec::new(),
            labels: Vec::new(),
            has_child: false,
            has_dependent: false,
        });
    }

    /// Notes that a file names itself, before a later file of the same id hides it: Alembic reads it first.
    fn note_self_loop(&mut self, rev: Rev) {
        let node = &self.vertices[rev.index()].node;
        let through_dependencies = !node.parents.contains(&node.id);
        if !through_dependencies || node.depends_on.iter().any(|on| on == node.id.as_str()) {
            self.faults.push(Fault::Cycle {
                members: vec![rev],
                through_dependencies,
            });
        }
    }

    fn map_labels(&mut self) {
        for rev in self.revs() {
            for label in self.vertices[rev.index()].node.labels.clone() {
                let taken = self
                    .by_id
                    .get(label.as_str())
                    .or_else(|| self.by_label.get(&label))
                    .copied();
                match taken {
                    None => {
                        self.by_label.insert(label, rev);
                    }
                    Some(first) => self.faults.push(Fault::LabelClash {
                        label,
                        first,
                        second: rev,
                    }),
                }
            }
        }
    }

    fn resolve_edges(&mut self) {
        for rev in self.revs() {
            let node = &self.vertices[rev.index()].node;
            let mut parents = Vec::with_capacity(node.parents.len());
            for parent in &node.parents {
                match self.by_id.get(parent) {
                    Some(&found) => parents.push(found),
                    None => self.faults.push(Fault::MissingParent {
                        rev,
                        parent: parent.clone(),
                    }),
                }
            }
            let mut dependencies = Vec::with_capacity(node.depends_on.len());
            for target in &node.depends_on {
                match lookup(&self.by_id, &self.by_label, target) {
                    Some(found) => dependencies.push(found),
                    None => self.faults.push(Fault::MissingDependency {
                        rev,
                        target: target.clone(),
                    }),
                }
            }
            keep_first(&mut parents);
            keep_first(&mut dependencies);
            self.vertices[rev.index()].parents = parents;
            self.vertices[rev.index()].dependencies = dependencies;
        }
    }

    /// Finds heads and bases; a revision in a cycle is no head, whatever is cut afterwards.
    fn find_ends(&mut self) {
        for rev in self.revs() {
            for at in 0..self.parents(rev).len() {
                let parent = self.parents(rev)[at];
                self.vertices[parent.index()].has_child = true;
            }
            for at in 0..self.dependencies(rev).len() {
                let dependency = self.dependencies(rev)[at];
                self.vertices[dependency.index()].has_dependent = true;
            }
        }
        self.heads = self.revs().filter(|&rev| self.is_head(rev)).collect();
        self.real_heads = self.revs().filter(|&rev| self.is_real_head(rev)).collect();
        self.bases = self.revs().filter(|&rev| self.raw_parents(rev).is_empty()).collect();
        self.real_bases = self
            .bases
            .iter()
            .copied()
            .filter(|&rev| self.raw_depends_on(rev).is_empty())
            .collect();
    }

    /// Tells whether no way down leads back: takes away what nothing names, until nothing is left.
    ///
    /// Nearly every history has no cycle, and this costs far less than looking for them.
    fn is_acyclic(&self) -> bool {
        let below = |rev: Rev| self.parents(rev).iter().chain(self.dependencies(rev));
        let mut named = vec![0_u32; self.len()];
        for rev in self.revs() {
            below(rev).for_each(|below| named[below.index()] += 1);
        }
        let mut free: Vec<Rev> = self.revs().filter(|rev| named[rev.index()] == 0).collect();
        let mut taken = 0;
        while let Some(rev) = free.pop() {
            taken += 1;
            for &below in below(rev) {
                named[below.index()] -= 1;
                if named[below.index()] == 0 {
                    free.push(below);
                }
            }
        }
        taken == self.len()
    }

    /// Finds every cycle, first along parents alone, then with dependencies, and takes the edges inside out.
    fn cut_cycles(&mut self) {
        if self.is_acyclic() {
            return;
        }
        for through_dependencies in [false, true] {
            for mut members in self.cycles(through_dependencies) {
                members.sort_unstable();
                let inside: HashSet<Rev> = members.iter().copied().collect();
                for member in &members {
                    let vertex = &mut self.vertices[member.index()];
                    vertex.parents.retain(|parent| !inside.contains(parent));
                    vertex.dependencies.retain(|dependency| !inside.contains(dependency));
                }
                self.faults.push(Fault::Cycle {
                    members,
                    through_dependencies,
                });
            }
        }
    }

    fn cycles(&self, through_dependencies: bool) -> Vec<Vec<Rev>> {
        let mut links: DiGraph<(), ()> = DiGraph::with_capacity(self.len(), self.len());
        for _ in self.revs() {
            links.add_node(());
        }
        let mut loops = HashSet::new();
        for rev in self.revs() {
            let vertex = self.vertex(rev);
            let dependencies = if through_dependencies {
                vertex.dependencies.as_slice()
            } else {
                &[]
            };
            for &below in vertex.parents.iter().chain(dependencies) {
                links.add_edge(NodeIndex::new(rev.index()), NodeIndex::new(below.index()), ());
                if below == rev {
                    loops.insert(rev);
                }
            }
        }
        kosaraju_scc(&links)
            .into_iter()
            .map(|component| {
                component
                    .into_iter()
                    .map(|node| Rev::at(node.index()))
                    .collect::<Vec<Rev>>()
            })
            .filter(|component| component.len() > 1 || loops.contains(&component[0]))
            .collect()
    }

    fn link_back(&mut self) {
        for rev in self.revs() {
            for at in 0..self.parents(rev).len() {
                let parent = self.parents(rev)[at];
                self.vertices[parent.index()].children.push(rev);
            }
            for at in 0..self.dependencies(rev).len() {
                let dependency = self.dependencies(rev)[at];
                self.vertices[dependency.index()].dependents.push(rev);
            }
        }
    }

    /// Leaves out of each revision's dependencies those of its ancestors by parents (spec section 3.2).
    fn normalize_dependencies(&mut self) {
        let mut implied: HashSet<(Rev, Rev)> = HashSet::new();
        for target in self.revs() {
            let dependents = self.dependents(target);
            // With a single dependent there is no ancestor that could have the dependency already.
            if dependents.len() < 2 {
                continue;
            }
            let above: Vec<Rev> = dependents.iter().flat_map(|&rev| self.children(rev)).copied().collect();
            let below = self.descendants(&above, super::Edges::Parents);
            implied.extend(
                dependents
                    .iter()
                    .filter(|&&rev| below.contains(rev))
                    .map(|&rev| (rev, target)),
            );
        }
        for rev in self.revs() {
            let kept = self
                .dependencies(rev)
                .iter()
                .copied()
                .filter(|&target| !implied.contains(&(rev, target)));
            self.vertices[rev.index()].normalized = kept.collect();
        }
    }

    /// Numbers the revisions so that every descendant has a greater number (Kahn's algorithm).
    fn rank(&mut self) {
        let mut waiting: Vec<usize> = self
            .vertices
            .iter()
            .map(|vertex| vertex.parents.len() + vertex.dependencies.len())
            .collect();
        let mut ready: Vec<Rev> = self.revs().filter(|rev| waiting[rev.index()] == 0).collect();
        let mut ranks = vec![0; self.len()];
        let mut next = 0;
        while let Some(rev) = ready.pop() {
            ranks[rev.index()] = next;
            next += 1;
            for &above in self.children(rev).iter().chain(self.dependents(rev)) {
                waiting[above.index()] -= 1;
                if waiting[above.index()] == 0 {
                    ready.push(above);
                }
            }
        }
        self.ranks = ranks;
    }
}

/// Takes out what came before.
fn keep_first(revs: &mut Vec<Rev>) {
    if revs.len() > 1 {
        let mut seen = HashSet::with_capacity(revs.len());
        revs.retain(|&rev| seen.insert(rev));
    }
}

fn lookup(ids: &HashMap<RevisionId, Rev>, labels: &HashMap<BranchLabel, Rev>, name: &str) -> Option<Rev> {
    ids.get(name).or_else(|| labels.get(name)).copied()
}
