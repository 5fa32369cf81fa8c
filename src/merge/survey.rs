//! Which revisions stand on which side of a fork.

use crate::graph::{Graph, Rev};

/// One head with what only it brings.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Side {
    /// The head.
    pub head: Rev,
    /// The revisions that lead to this head and to no other of the survey, newest first.
    pub revisions: Vec<Rev>,
}

/// The sides of a fork.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Survey {
    /// One for each head, in the order they were given.
    pub sides: Vec<Side>,
    /// Where the sides part: the revisions shared by at least two sides that have a child on one side alone.
    pub fork_points: Vec<Rev>,
}

/// To whom a revision leads.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Owner {
    Nobody,
    Side(usize),
    Several,
}

/// Surveys the sides that end in `heads`, along parents and dependencies; linear in the size of the graph.
#[must_use]
pub fn survey(graph: &Graph, heads: &[Rev]) -> Survey {
    let mut owners = vec![Owner::Nobody; graph.len()];
    for (side, head) in heads.iter().enumerate() {
        owners[head.index()] = Owner::Side(side);
    }
    let mut survey = Survey {
        sides: heads
            .iter()
            .map(|&head| Side {
                head,
                revisions: Vec::new(),
            })
            .collect(),
        fork_points: Vec::new(),
    };
    // Newest first: when a revision's turn comes, every child has had its own.
    for rev in graph.history() {
        let owner = owners[rev.index()];
        if owner == Owner::Nobody {
            continue;
        }
        if let Owner::Side(side) = owner {
            survey.sides[side].revisions.push(rev);
        }
        for &below in graph.parents(rev).iter().chain(graph.dependencies(rev)) {
            let known = &mut owners[below.index()];
            *known = match *known {
                Owner::Nobody => owner,
                same if same == owner => same,
                _ => Owner::Several,
            };
        }
    }
    survey.fork_points = graph
        .history()
        .into_iter()
        .filter(|rev| owners[rev.index()] == Owner::Several)
        .filter(|&rev| {
            graph
                .children(rev)
                .iter()
                .any(|child| matches!(owners[child.index()], Owner::Side(_)))
        })
        .collect();
    survey
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::graph::Node;

    fn graph(edges: &[(&str, &[&str])]) -> Graph {
        let nodes = edges.iter().map(|(id, parents)| Node {
            id: (*id).into(),
            parents: parents.iter().map(|&parent| parent.into()).collect(),
            depends_on: Vec::new(),
            labels: Vec::new(),
        });
        Graph::build(nodes.collect())
    }

    #[test]
    fn each_side_brings_what_no_other_brings() {
        let graph = graph(&[("a", &[]), ("b1", &["a"]), ("c1", &["b1"]), ("b2", &["a"])]);
        let survey = survey(&graph, graph.heads());
        let ids = |revs: &[Rev]| revs.iter().map(|&rev| graph.id(rev).to_string()).collect::<Vec<_>>();
        assert_eq!(ids(&survey.sides[0].revisions), ["c1", "b1"]);
        assert_eq!(ids(&survey.sides[1].revisions), ["b2"]);
        assert_eq!(ids(&survey.fork_points), ["a"]);
    }

    #[test]
    fn what_two_of_three_sides_share_belongs_to_none() {
        let graph = graph(&[("a", &[]), ("s", &["a"]), ("x", &["s"]), ("y", &["s"]), ("z", &["a"])]);
        let survey = survey(&graph, graph.heads());
        let sizes: Vec<usize> = survey.sides.iter().map(|side| side.revisions.len()).collect();
        assert_eq!(sizes, [1, 1, 1]);
        assert_eq!(survey.fork_points.len(), 2);
    }
}
