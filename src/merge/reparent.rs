//! From several heads to one without a merge revision: which sides move, onto whom, and what their parents become.

use std::collections::HashMap;

use crate::graph::{Edges, Graph, Node, Rev, RevSet};
use crate::revision::RevisionId;

/// What was asked for by name.
#[derive(Debug, Clone, Copy, Default)]
pub struct Named {
    /// A revision of the side that is to move.
    pub moved: Option<Rev>,
    /// The head it is to stand on.
    pub onto: Option<Rev>,
}

/// Which heads move, and the head that stays.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Choice {
    /// The head that stays; what moves comes after it.
    pub onto: Rev,
    /// The heads that move, each onto the one before.
    pub moved: Vec<Rev>,
}

/// Why it cannot be told which side is to move.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Undecided {
    /// Several sides brought something that is published: none of these can be put on the others.
    SeveralPublished(Vec<Rev>),
    /// No side brought anything that is published: any could stay.
    NonePublished(Vec<Rev>),
    /// The revision that is to move leads to none of the heads alone.
    NoSide(Rev),
    /// What is to stay is no head.
    NotHead(Rev),
    /// The side is to be put on itself.
    OnItself(Rev),
}

/// A revision whose parents change.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Move {
    /// The revision.
    pub rev: Rev,
    /// What its parents become.
    pub parents: Vec<RevisionId>,
}

/// What a re-parent does to the graph.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Reparent {
    /// The revisions that are rewritten, in map order.
    pub moves: Vec<Move>,
    /// Every revision that comes to stand on something else, in map order: what a database may not have yet.
    pub moved: Vec<Rev>,
}

/// Chooses between the heads: the one that carries everything published stays, all others move.
///
/// `published` are the revisions that databases may have.
///
/// # Errors
/// [`Undecided`] where that is not one head, or what was named does not fit.
pub fn choose(graph: &Graph, heads: &[Rev], published: &RevSet, named: Named) -> Result<Choice, Undecided> {
    if let Some(onto) = named.onto.filter(|&onto| !graph.is_head(onto)) {
        return Err(Undecided::NotHead(onto));
    }
    let moved = match named.moved {
        Some(rev) => Some(head_of(graph, heads, rev)?),
        None => None,
    };
    let rest = |without: Rev| heads.iter().copied().filter(move |&head| head != without);
    match (moved, named.onto) {
        (Some(moved), Some(onto)) if moved == onto => Err(Undecided::OnItself(onto)),
        (Some(moved), Some(onto)) => Ok(Choice {
            onto,
            moved: vec![moved],
        }),
        (None, Some(onto)) => Ok(Choice {
            onto,
            moved: rest(onto).collect(),
        }),
        (Some(moved), None) => {
            let others: Vec<Rev> = rest(moved).collect();
            let onto = match others.as_slice() {
                [only] => *only,
                _ => carrier(graph, &others, published)?,
            };
            Ok(Choice {
                onto,
                moved: vec![moved],
            })
        }
        (None, None) => {
            let onto = carrier(graph, heads, published)?;
            Ok(Choice {
                onto,
                moved: rest(onto).collect(),
            })
        }
    }
}

/// Finds the only head that a revision leads to.
fn head_of(graph: &Graph, heads: &[Rev], rev: Rev) -> Result<Rev, Undecided> {
    let above = graph.descendants(&[rev], Edges::Parents);
    let mut found = heads.iter().copied().filter(|&head| above.contains(head));
    match (found.next(), found.next()) {
        (Some(head), None) => Ok(head),
        _ => Err(Undecided::NoSide(rev)),
    }
}

/// Finds the only head below which everything published stands that stands below any of them.
fn carrier(graph: &Graph, heads: &[Rev], published: &RevSet) -> Result<Rev, Undecided> {
    let mut all = graph.ancestors(heads, Edges::Parents);
    all.intersect(published);
    let has_all = |&head: &Rev| {
        let own = graph.ancestors(&[head], Edges::Parents);
        all.iter().all(|rev| own.contains(rev))
    };
    let carriers: Vec<Rev> = heads.iter().copied().filter(has_all).collect();
    match carriers.as_slice() {
        [only] => Ok(*only),
        [] => {
            let brings = |&head: &Rev| published.contains(head) || !alone(graph, heads, head, published).is_empty();
            Err(Undecided::SeveralPublished(
                heads.iter().copied().filter(brings).collect(),
            ))
        }
        several => Err(Undecided::NonePublished(several.to_vec())),
    }
}

/// Answers what is published and stands below one head and not below all others together.
fn alone(graph: &Graph, heads: &[Rev], head: Rev, published: &RevSet) -> RevSet {
    let others: Vec<Rev> = heads.iter().copied().filter(|&other| other != head).collect();
    let mut own = graph.ancestors(&[head], Edges::Parents);
    own.subtract(&graph.ancestors(&others, Edges::Parents));
    own.intersect(published);
    own
}

/// Works out what becomes of the parents. Linear in the size of the graph, for each head that moves.
///
/// Of a side only what stood directly on shared revisions is rewritten: its root comes after the head that stays; a
/// merge revision of the side that already had a parent there loses it, as an ancestor beside a descendant would leave
/// Alembic with overlapping rows on the way back.
#[must_use]
pub fn reparent(graph: &Graph, choice: &Choice) -> Reparent {
    let mut parents: HashMap<Rev, Vec<RevisionId>> = HashMap::new();
    let mut sides = RevSet::new(graph.len());
    let mut now = graph.clone();
    let mut onto = choice.onto;
    for &head in &choice.moved {
        let (side, changes) = put_on(&now, head, onto);
        sides.extend(&side);
        if !changes.is_empty() {
            parents.extend(changes);
            now = Graph::build(nodes(graph, &parents));
        }
        onto = head;
    }
    let mut moves: Vec<Move> = parents
        .into_iter()
        .filter(|(rev, parents)| graph.raw_parents(*rev) != parents.as_slice())
        .map(|(rev, parents)| Move { rev, parents })
        .collect();
    moves.sort_by_key(|one| one.rev);
    Reparent {
        moves,
        moved: sides.iter().collect(),
    }
}

/// Puts what leads to `head` and not to `onto` after `onto`.
fn put_on(graph: &Graph, head: Rev, onto: Rev) -> (RevSet, Vec<(Rev, Vec<RevisionId>)>) {
    let mut side = graph.ancestors(&[head], Edges::Parents);
    side.subtract(&graph.ancestors(&[onto], Edges::Parents));
    let is_inside = |rev: &Rev| side.contains(*rev);
    let mut changes = Vec::new();
    for rev in side.iter() {
        let (inside, outside): (Vec<Rev>, Vec<Rev>) = graph.parents(rev).iter().partition(|&parent| is_inside(parent));
        if outside.is_empty() {
            continue;
        }
        let parents = if inside.is_empty() { vec![onto] } else { inside };
        changes.push((rev, ids(graph, &parents)));
    }
    if changes.is_empty() {
        // A history of its own: its bases come after the head that stays.
        let bases = side.iter().filter(|&rev| graph.parents(rev).is_empty());
        changes.extend(bases.map(|rev| (rev, ids(graph, &[onto]))));
    }
    (side, changes)
}

fn ids(graph: &Graph, revs: &[Rev]) -> Vec<RevisionId> {
    revs.iter().map(|&rev| graph.id(rev).clone()).collect()
}

/// Lists what a graph was built of, with other parents for some. Revisions keep their index.
fn nodes(graph: &Graph, parents: &HashMap<Rev, Vec<RevisionId>>) -> Vec<Node> {
    let node = |rev: Rev| Node {
        id: graph.id(rev).clone(),
        parents: parents
            .get(&rev)
            .cloned()
            .unwrap_or_else(|| graph.raw_parents(rev).to_vec()),
        depends_on: graph.raw_depends_on(rev).to_vec(),
        labels: graph.declared_labels(rev).to_vec(),
    };
    graph.revs().map(node).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn graph(edges: &[(&str, &[&str])]) -> Graph {
        let nodes = edges.iter().map(|(id, parents)| Node {
            id: (*id).into(),
            parents: parents.iter().map(|&parent| parent.into()).collect(),
            depends_on: Vec::new(),
            labels: Vec::new(),
        });
        Graph::build(nodes.collect())
    }

    fn chosen(graph: &Graph, published: &[&str]) -> Result<Choice, Undecided> {
        let mut set = RevSet::new(graph.len());
        for id in published {
            set.insert(graph.find(id).expect("is there"));
        }
        choose(graph, graph.heads(), &set, Named::default())
    }

    /// Lists `id <- parents` of what is rewritten.
    fn moves(graph: &Graph, onto: &str, moved: &[&str]) -> Vec<String> {
        let find = |id: &str| graph.find(id).expect("is there");
        let choice = Choice {
            onto: find(onto),
            moved: moved.iter().map(|id| find(id)).collect(),
        };
        let words = |one: &Move| {
            let parents: Vec<&str> = one.parents.iter().map(RevisionId::as_str).collect();
            format!("{} <- {}", graph.id(one.rev), parents.join(" "))
        };
        reparent(graph, &choice).moves.iter().map(words).collect()
    }

    #[test]
    fn the_head_that_carries_everything_published_stays() {
        let graph = graph(&[("a", &[]), ("p", &["a"]), ("b", &["a"]), ("c", &["b"])]);
        let choice = chosen(&graph, &["a", "p"]).expect("decided");
        assert_eq!(graph.id(choice.onto).as_str(), "p");
        assert_eq!(
            chosen(&graph, &["a", "p", "b"]),
            Err(Undecided::SeveralPublished(graph.heads().to_vec()))
        );
        assert_eq!(
            chosen(&graph, &["a"]),
            Err(Undecided::NonePublished(graph.heads().to_vec()))
        );
    }

    #[test]
    fn only_the_root_of_a_side_moves() {
        let graph = graph(&[("a", &[]), ("p", &["a"]), ("b", &["a"]), ("c", &["b"])]);
        assert_eq!(moves(&graph, "p", &["c"]), ["b <- p"]);
    }

    #[test]
    fn several_sides_come_one_after_the_other() {
        let graph = graph(&[("a", &[]), ("p", &["a"]), ("x", &["a"]), ("y", &["a"]), ("z", &["y"])]);
        assert_eq!(moves(&graph, "p", &["x", "z"]), ["x <- p", "y <- x"]);
    }

    #[test]
    fn what_two_moving_sides_share_moves_once() {
        let graph = graph(&[("a", &[]), ("p", &["a"]), ("s", &["a"]), ("y", &["s"]), ("z", &["s"])]);
        assert_eq!(moves(&graph, "p", &["y", "z"]), ["s <- p", "z <- y"]);
    }

    #[test]
    fn a_merge_of_the_side_loses_the_parent_that_becomes_an_ancestor() {
        let graph = graph(&[
            ("a", &[]),
            ("p", &["a"]),
            ("q", &["p"]),
            ("b", &["a"]),
            ("m", &["p", "b"]),
        ]);
        assert_eq!(moves(&graph, "q", &["m"]), ["b <- q", "m <- b"]);
    }

    #[test]
    fn a_fork_closed_inside_the_side_stays_one() {
        let graph = graph(&[
            ("a", &[]),
            ("p", &["a"]),
            ("b", &["a"]),
            ("c", &["a"]),
            ("m", &["b", "c"]),
        ]);
        assert_eq!(moves(&graph, "p", &["m"]), ["b <- p", "c <- p"]);
    }

    #[test]
    fn a_base_merged_into_a_side_stays_a_base() {
        let graph = graph(&[("a", &[]), ("p", &["a"]), ("x", &[]), ("b", &["a"]), ("m", &["b", "x"])]);
        assert_eq!(moves(&graph, "p", &["m"]), ["b <- p"]);
        let apart = self::graph(&[("a", &[]), ("x", &[]), ("y", &["x"])]);
        assert_eq!(moves(&apart, "a", &["y"]), ["x <- a"]);
    }
}
