//! What does not go together: a branch with BASE, and two branches with each other.

use std::collections::{BTreeSet, HashMap, HashSet};
use std::path::PathBuf;

use super::{Brought, Clash, Ground, Piece, State, Unread, Verdict};
use crate::graph::Fault;
use crate::revision::RevisionId;

/// What two branches have in common that could make them collide.
#[derive(PartialEq, Eq, Hash)]
enum Link<'a> {
    /// An id, a parent, a dependency, a label.
    Name(&'a str),
    /// Both start a history.
    Start,
    Path(&'a PathBuf),
    /// A commit that BASE does not have and that changes scripts.
    Commit(&'a [u8; 20]),
}

/// A pair of branches to be judged.
#[derive(Debug, Clone, Copy)]
pub struct Judgement<'a> {
    /// The one branch.
    pub ours: &'a Brought,
    /// The other.
    pub theirs: &'a Brought,
    /// What merging both changes.
    pub both: &'a Brought,
}

/// Lists the pairs of branches, by index, that have anything in common: all others go together. `own` holds the commits
/// of each branch that BASE does not have and that change scripts.
#[must_use]
pub fn candidates(ground: &Ground<'_>, branches: &[&Brought], own: &[BTreeSet<[u8; 20]>]) -> BTreeSet<(usize, usize)> {
    let mut by_link: HashMap<Link<'_>, Vec<usize>> = HashMap::new();
    for (at, branch) in branches.iter().enumerate() {
        for link in links(ground, branch, own.get(at)) {
            by_link.entry(link).or_default().push(at);
        }
    }
    let mut pairs = BTreeSet::new();
    for members in by_link.values() {
        for (at, &one) in members.iter().enumerate() {
            pairs.extend(members[at + 1..].iter().map(|&other| (one.min(other), one.max(other))));
        }
    }
    pairs
}

fn links<'a>(ground: &'a Ground<'_>, branch: &'a Brought, own: Option<&'a BTreeSet<[u8; 20]>>) -> HashSet<Link<'a>> {
    let mut links: HashSet<Link<'a>> = branch.paths().map(Link::Path).collect();
    for piece in &branch.added {
        let node = &piece.node;
        links.insert(Link::Name(node.id.as_str()));
        links.extend(node.parents.iter().map(|parent| Link::Name(parent.as_str())));
        links.extend(node.depends_on.iter().map(|target| Link::Name(target)));
        links.extend(node.labels.iter().map(|label| Link::Name(label.as_str())));
        if node.parents.is_empty() {
            links.insert(Link::Start);
        }
    }
    let gone = branch.removed.iter().filter_map(|path| ground.files.get(path));
    for id in gone {
        links.insert(Link::Name(id.as_str()));
        // Its labels go with it.
        let rev = ground.graph.find(id.as_str());
        let labels = rev.map_or(&[][..], |rev| ground.graph.declared_labels(rev));
        links.extend(labels.iter().map(|label| Link::Name(label.as_str())));
    }
    links.extend(own.into_iter().flatten().map(Link::Commit));
    links
}

/// Judges what merging one branch into BASE makes of it.
#[must_use]
pub fn judge_alone(ground: &Ground<'_>, brought: &Brought) -> Verdict {
    let nothing = Brought::default();
    let (before, after) = (State::new(ground, &nothing), State::new(ground, brought));
    let heads = after.heads();
    let mut clashes = flaws(ground, &after, brought);
    if after.excess(&heads) > before.excess(&before.heads()) {
        let parents = forks(ground, &after, brought);
        if parents.is_empty() {
            clashes.push(Clash::Heads(heads.clone()));
        }
        clashes.extend(parents);
    }
    Verdict {
        clashes,
        unread: brought.unread.clone(),
        heads,
    }
}

/// Judges what merging two branches into BASE makes of it, beyond what either makes alone.
#[must_use]
pub fn judge(ground: &Ground<'_>, pair: Judgement<'_>) -> Verdict {
    let [ours, theirs, both] = [pair.ours, pair.theirs, pair.both].map(|brought| State::new(ground, brought));
    let heads = both.heads();
    let known: Vec<Clash> = [(&ours, pair.ours), (&theirs, pair.theirs)]
        .into_iter()
        .flat_map(|(state, brought)| flaws(ground, state, brought))
        .collect();
    let mut clashes = shared_parents(ground, pair, &both);
    clashes.extend(
        flaws(ground, &both, pair.both)
            .into_iter()
            .filter(|flaw| !known.contains(flaw)),
    );
    if clashes.is_empty() {
        let nothing = Brought::default();
        let base = State::new(ground, &nothing);
        let excess = |state: &State<'_>| state.excess(&state.heads());
        if both.excess(&heads) + excess(&base) > excess(&ours) + excess(&theirs) {
            clashes.push(Clash::Heads(heads.clone()));
        }
    }
    let mut unread: Vec<Unread> = Vec::new();
    for reason in [pair.ours, pair.theirs, pair.both]
        .into_iter()
        .flat_map(|brought| &brought.unread)
    {
        if !unread.contains(reason) {
            unread.push(reason.clone());
        }
    }
    Verdict { clashes, unread, heads }
}

/// Answers whether a file puts a revision on a parent that BASE does not have it on already.
pub(super) fn takes(ground: &Ground<'_>, piece: &Piece, parent: Option<&RevisionId>) -> bool {
    let before = ground.graph.find(piece.node.id.as_str());
    let before = before.map(|rev| ground.graph.raw_parents(rev));
    match parent {
        Some(parent) => piece.node.parents.contains(parent) && !before.is_some_and(|ids| ids.contains(parent)),
        None => piece.node.parents.is_empty() && !before.is_some_and(<[_]>::is_empty),
    }
}

/// Lists the parents that a file puts its revision on; none for a start.
pub(super) fn parents(piece: &Piece) -> Vec<Option<&RevisionId>> {
    if piece.node.parents.is_empty() {
        return vec![None];
    }
    piece.node.parents.iter().map(Some).collect()
}

/// Finds the parents that each branch put something on that the other does not bring.
fn shared_parents(ground: &Ground<'_>, pair: Judgement<'_>, both: &State<'_>) -> Vec<Clash> {
    let own = |of: &Brought, not: &Brought| -> Vec<&Piece> {
        let pieces = pair.both.added.iter();
        pieces.filter(|piece| of.has(piece) && !not.has(piece)).collect()
    };
    let (ours, theirs) = (own(pair.ours, pair.theirs), own(pair.theirs, pair.ours));
    let taken: BTreeSet<Option<&RevisionId>> = ours.iter().flat_map(|piece| parents(piece)).collect();
    let on = |pieces: &[&Piece], parent: Option<&RevisionId>| -> Vec<RevisionId> {
        let pieces = pieces.iter().filter(|piece| takes(ground, piece, parent));
        pieces.map(|piece| piece.node.id.clone()).collect()
    };
    let mut clashes = Vec::new();
    for parent in taken {
        let (ours, theirs) = (on(&ours, parent), on(&theirs, parent));
        let mut pairs = ours.iter().flat_map(|one| theirs.iter().map(move |other| (one, other)));
        let crowds = pairs.any(|(one, other)| one != other && !groups(both, one).is_disjoint(&groups(both, other)));
        if crowds {
            clashes.push(Clash::Parent {
                parent: parent.cloned(),
                ours,
                theirs,
            });
        }
    }
    clashes
}

fn groups(state: &State<'_>, id: &RevisionId) -> BTreeSet<Option<String>> {
    let piece = state.pieces(id).first();
    piece.map_or_else(BTreeSet::new, |piece| state.groups_after(&piece.node.id))
}

/// Finds the parents that BASE has another revision on, or the branch itself two.
fn forks(ground: &Ground<'_>, state: &State<'_>, brought: &Brought) -> Vec<Clash> {
    let parents: BTreeSet<&RevisionId> = brought.added.iter().flat_map(|piece| &piece.node.parents).collect();
    let mut clashes = Vec::new();
    for parent in parents {
        let pieces = brought.added.iter().filter(|piece| takes(ground, piece, Some(parent)));
        let mut ours: Vec<RevisionId> = pieces.map(|piece| piece.node.id.clone()).collect();
        let mut theirs: Vec<RevisionId> = state.old_children(parent).into_iter().cloned().collect();
        let changed = state.new_children(parent).iter().filter(|id| !ours.contains(id));
        theirs.extend(changed.map(|&id| id.clone()));
        if theirs.is_empty() && ours.len() > 1 {
            theirs = ours.split_off(1);
        }
        if !ours.is_empty() && !theirs.is_empty() {
            clashes.push(Clash::Parent {
                parent: Some(parent.clone()),
                ours,
                theirs,
            });
        }
    }
    clashes
}

/// Finds what is wrong with a history whatever its heads are.
fn flaws(ground: &Ground<'_>, state: &State<'_>, brought: &Brought) -> Vec<Clash> {
    let mut flaws: Vec<Clash> = brought.conflicts.iter().cloned().map(Clash::Conflict).collect();
    let mut labels: HashMap<&str, &RevisionId> = HashMap::new();
    let mut seen = HashSet::new();
    for piece in &brought.added {
        let node = &piece.node;
        if (state.pieces(&node.id).len() > 1 || state.is_of_base(&node.id)) && seen.insert(&node.id) {
            flaws.push(Clash::Id(node.id.clone()));
        }
        for needs in state.missing(node) {
            let revision = node.id.clone();
            flaws.push(Clash::Missing { revision, needs });
        }
        for label in &node.labels {
            let of_base = ground.graph.find_label(label.as_str()).map(|rev| ground.graph.id(rev));
            let of_base = of_base.filter(|id| state.is_of_base(id));
            let other = labels.insert(label.as_str(), &node.id).or(of_base);
            let is_id = state.is_there(&RevisionId::from(label.as_str()));
            if is_id || other.is_some_and(|other| *other != node.id) {
                flaws.push(Clash::Label(label.clone()));
            }
        }
    }
    flaws.extend(left_behind(ground, state, brought));
    flaws.extend(cycles(ground, state, brought));
    flaws
}

/// Finds revisions of BASE that name what went.
fn left_behind(ground: &Ground<'_>, state: &State<'_>, brought: &Brought) -> Vec<Clash> {
    let gone = brought.removed.iter().filter_map(|path| ground.files.get(path));
    let mut found = Vec::new();
    for id in gone.filter(|id| !state.is_there(id)) {
        let rev = ground.graph.find(id.as_str());
        let needing = rev.into_iter().flat_map(|rev| {
            let graph = ground.graph;
            graph
                .children(rev)
                .iter()
                .chain(graph.dependents(rev))
                .map(|&above| graph.id(above))
        });
        found.extend(
            needing
                .filter(|above| state.is_of_base(above))
                .map(|above| Clash::Missing {
                    revision: above.clone(),
                    needs: id.to_string(),
                }),
        );
    }
    found
}

/// Finds revisions that come after themselves. Only new edges make a cycle: of revisions that were brought alone, or,
/// where BASE's own were changed, of any.
fn cycles(ground: &Ground<'_>, state: &State<'_>, brought: &Brought) -> Vec<Clash> {
    let faults = if brought.removed.is_empty() {
        let nodes = brought.added.iter().map(|piece| piece.node.clone());
        members(&crate::graph::Graph::build(nodes.collect()))
    } else {
        let known = members(ground.graph);
        let mut found = members(&state.graph());
        found.retain(|cycle| !known.contains(cycle));
        found
    };
    faults.into_iter().map(Clash::Cycle).collect()
}

fn members(graph: &crate::graph::Graph) -> Vec<Vec<RevisionId>> {
    let cycles = graph.faults().iter().filter_map(|fault| match fault {
        Fault::Cycle { members, .. } => Some(members),
        _ => None,
    });
    let sorted = cycles.map(|members| {
        members
            .iter()
            .map(|&rev| graph.id(rev).clone())
            .collect::<BTreeSet<_>>()
    });
    sorted.map(|ids| ids.into_iter().collect()).collect()
}
