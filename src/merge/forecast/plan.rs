//! In which order branches can be merged, and what each needs first.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet, BinaryHeap, HashMap, HashSet};
use std::path::PathBuf;

use super::pairs::{parents, takes};
use super::{Brought, Clash, Ground, Piece, State, Verdict};
use crate::revision::RevisionId;

/// Who brings something into BASE.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Bearer {
    /// BASE has it.
    Base,
    /// The branch with this index.
    Branch(usize),
}

/// What a branch needs before it can be merged at its turn.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Need {
    /// A revision goes onto another parent.
    Reparent {
        /// The revision.
        revision: RevisionId,
        /// Its file.
        path: PathBuf,
        /// The parent to be replaced; none where it starts a history.
        from: Option<RevisionId>,
        /// The new parent.
        onto: RevisionId,
        /// Who brings the new parent.
        brought_by: Bearer,
    },
    /// A revision gets another id: an earlier one has it.
    NewId {
        /// The id as it is.
        revision: RevisionId,
        /// The file.
        path: PathBuf,
    },
    /// The branch is built on revisions that change at an earlier step: it takes them over first.
    Follow(usize),
    /// A person decides.
    Settle {
        /// What does not go together.
        clash: Clash,
        /// With whom.
        with: Bearer,
    },
}

/// One merge of the plan.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Step {
    /// The branch, by index.
    pub branch: usize,
    /// What it needs first, when everything before it is merged; empty where it can be merged as it is.
    pub needs: Vec<Need>,
}

/// Plans the merges of branches one after the other. Those that collide least come first, older ones before younger
/// ones (`moved`), and a branch after those whose revisions it is built on. After the last step the history has no more
/// heads than are wanted, as far as needs can be told ([`Need::Settle`] is left to a person).
#[must_use]
pub fn plan(
    ground: &Ground<'_>,
    branches: &[(&Brought, &Verdict, i64)],
    pairs: &BTreeMap<(usize, usize), Verdict>,
) -> Vec<Step> {
    let mut line = Line {
        ground,
        sum: Brought::default(),
        owners: HashMap::new(),
        moved: HashSet::new(),
    };
    let mut done: HashSet<usize> = HashSet::new();
    let mut steps = Vec::new();
    let mut partners: HashMap<usize, Vec<(usize, &Verdict)>> = HashMap::new();
    for (&(one, other), verdict) in pairs {
        partners.entry(one).or_default().push((other, verdict));
        partners.entry(other).or_default().push((one, verdict));
    }
    for branch in order(branches, pairs) {
        let (brought, alone, _) = branches[branch];
        let mut needs = line.merge(branch, brought);
        settle(&mut needs, alone, Bearer::Base);
        for (partner, verdict) in partners.get(&branch).map_or(&[][..], Vec::as_slice) {
            if done.contains(partner) {
                settle(&mut needs, verdict, Bearer::Branch(*partner));
            }
        }
        done.insert(branch);
        steps.push(Step { branch, needs });
    }
    steps
}

/// Adds what no re-parenting and no other id mends.
fn settle(needs: &mut Vec<Need>, verdict: &Verdict, with: Bearer) {
    for clash in &verdict.clashes {
        let is_by_hand = !matches!(clash, Clash::Parent { .. } | Clash::Heads(_) | Clash::Id(_));
        let is_open = needs.is_empty();
        if is_by_hand || (is_open && with == Bearer::Base) {
            let clash = clash.clone();
            needs.push(Need::Settle { clash, with });
        }
    }
}

fn order(branches: &[(&Brought, &Verdict, i64)], pairs: &BTreeMap<(usize, usize), Verdict>) -> Vec<usize> {
    let mut collisions = vec![0_usize; branches.len()];
    for (&(one, other), _) in pairs.iter().filter(|(_, verdict)| verdict.collides()) {
        collisions[one] += 1;
        collisions[other] += 1;
    }
    let key = |at: usize| {
        let (brought, alone, moved) = branches[at];
        let uneasy = (!brought.unread.is_empty(), alone.collides());
        Reverse((uneasy, collisions[at], moved, at))
    };
    let (mut waiting, above) = built_on(branches);
    let mut ready: BinaryHeap<_> = (0..branches.len()).filter(|&at| waiting[at] == 0).map(key).collect();
    let mut order = Vec::with_capacity(branches.len());
    while let Some(Reverse((.., at))) = ready.pop() {
        order.push(at);
        for &next in above.get(&at).map_or(&[][..], Vec::as_slice) {
            waiting[next] -= 1;
            if waiting[next] == 0 {
                ready.push(key(next));
            }
        }
    }
    order
}

/// Counts for each branch those that it wholly contains, and lists them the other way round.
fn built_on(branches: &[(&Brought, &Verdict, i64)]) -> (Vec<usize>, HashMap<usize, Vec<usize>>) {
    let mut bearers: HashMap<&PathBuf, Vec<(usize, &Piece)>> = HashMap::new();
    for (at, (brought, ..)) in branches.iter().enumerate() {
        for piece in &brought.added {
            bearers.entry(&piece.path).or_default().push((at, piece));
        }
    }
    let (mut waiting, mut above) = (vec![0; branches.len()], HashMap::<usize, Vec<usize>>::new());
    for (at, (brought, ..)) in branches.iter().enumerate() {
        let mut shared: HashMap<usize, usize> = HashMap::new();
        for piece in &brought.added {
            let others = bearers.get(&piece.path).map_or(&[][..], Vec::as_slice);
            for (other, _) in others.iter().filter(|(other, its)| *other != at && its.is(piece)) {
                *shared.entry(*other).or_default() += 1;
            }
        }
        for (other, count) in shared {
            let size = branches[other].0.added.len();
            if count == size && size < brought.added.len() {
                waiting[at] += 1;
                above.entry(other).or_default().push(at);
            }
        }
    }
    (waiting, above)
}

/// What is merged so far.
struct Line<'a> {
    ground: &'a Ground<'a>,
    /// As BASE changed, re-parented where that was needed.
    sum: Brought,
    owners: HashMap<RevisionId, usize>,
    /// Revisions that came otherwise than their branch has them.
    moved: HashSet<RevisionId>,
}

impl Line<'_> {
    fn merge(&mut self, branch: usize, brought: &Brought) -> Vec<Need> {
        let mut needs = Vec::new();
        let mut follows = BTreeSet::new();
        let mut fresh: Vec<Piece> = Vec::new();
        let mut others: HashMap<RevisionId, RevisionId> = HashMap::new();
        let state = State::new(self.ground, &self.sum);
        for piece in &brought.added {
            let id = &piece.node.id;
            match state.pieces(id) {
                [known, ..] if known.path == piece.path && known.content == piece.content => {
                    if self.moved.contains(id) {
                        follows.extend(self.owners.get(id));
                    }
                    continue;
                }
                // A change of a file that came before is a change, not another revision.
                [known, ..] if known.path == piece.path && brought.removed.contains(&piece.path) => {}
                [] if !self.takes_id_of_base(piece, brought) => {}
                _ => {
                    needs.push(Need::NewId {
                        revision: id.clone(),
                        path: piece.path.clone(),
                    });
                    others.insert(id.clone(), RevisionId::from(format!("{id}*").as_str()));
                }
            }
            fresh.push(piece.clone());
        }
        let own: HashSet<RevisionId> = fresh.iter().map(|piece| piece.node.id.clone()).collect();
        let after = State::new(self.ground, brought);
        for piece in &mut fresh {
            let turn = Turn {
                ground: self.ground,
                before: &state,
                after: &after,
                own: &own,
                others: &others,
                owners: &self.owners,
            };
            needs.extend(turn.place(piece));
            let renamed = piece.node.parents.iter().map(|id| others.get(id).unwrap_or(id).clone());
            piece.node.parents = renamed.collect();
            if let Some(other) = others.get(&piece.node.id) {
                piece.node.id = other.clone();
            }
        }
        drop(state);
        self.take(branch, brought, (fresh, &needs));
        needs.splice(..0, follows.into_iter().map(Need::Follow));
        needs
    }

    fn takes_id_of_base(&self, piece: &Piece, brought: &Brought) -> bool {
        let of_base = self.ground.graph.find(piece.node.id.as_str()).is_some();
        let replaced = brought.removed.iter().filter_map(|path| self.ground.files.get(path));
        of_base && !replaced.into_iter().any(|id| *id == piece.node.id)
    }

    fn take(&mut self, branch: usize, brought: &Brought, (fresh, needs): (Vec<Piece>, &[Need])) {
        for need in needs {
            if let Need::Reparent { revision, .. } | Need::NewId { revision, .. } = need {
                self.moved.insert(revision.clone());
            }
        }
        for piece in fresh {
            self.owners.insert(piece.node.id.clone(), branch);
            self.sum.added.retain(|known| known.node.id != piece.node.id);
            self.sum.added.push(piece);
        }
        self.sum.removed.extend(brought.removed.iter().cloned());
    }
}

/// The turn of one branch.
struct Turn<'a> {
    ground: &'a Ground<'a>,
    /// What is merged so far.
    before: &'a State<'a>,
    /// What the branch alone makes of BASE.
    after: &'a State<'a>,
    /// The revisions that the branch brings now.
    own: &'a HashSet<RevisionId>,
    /// Those of them that get another id.
    others: &'a HashMap<RevisionId, RevisionId>,
    owners: &'a HashMap<RevisionId, usize>,
}

impl Turn<'_> {
    /// Puts one revision where there is room, and says so.
    fn place(&self, piece: &mut Piece) -> Vec<Need> {
        let mut needs = Vec::new();
        let mut placed: Vec<RevisionId> = Vec::new();
        for parent in parents(piece) {
            let needed = match parent {
                Some(parent) if self.own.contains(parent) => None,
                _ if !takes(self.ground, piece, parent) => None,
                _ => self.room(piece, parent),
            };
            let stays = match needed {
                Some(Need::Reparent { ref onto, .. }) => Some(onto.clone()),
                _ => parent.cloned(),
            };
            placed.extend(stays.filter(|id| !placed.contains(id)));
            needs.extend(needed);
        }
        piece.node.parents = placed;
        needs
    }

    /// Finds another parent where this one is taken.
    fn room(&self, piece: &Piece, parent: Option<&RevisionId>) -> Option<Need> {
        let groups = self.groups_of(piece);
        let heads = self.heads_above(parent);
        let mut wanted: Vec<&RevisionId> = heads
            .into_iter()
            .filter(|head| Some(*head) != parent)
            .filter(|head| !self.own.contains(*head) || self.others.contains_key(*head))
            .filter(|head| !self.before.groups_or_none(head).is_disjoint(&groups))
            .collect();
        wanted.sort_unstable();
        wanted.dedup();
        match wanted.as_slice() {
            [] => None,
            [onto] => Some(Need::Reparent {
                revision: piece.node.id.clone(),
                path: piece.path.clone(),
                from: parent.cloned(),
                onto: (*onto).clone(),
                brought_by: self
                    .owners
                    .get(*onto)
                    .map_or(Bearer::Base, |&branch| Bearer::Branch(branch)),
            }),
            several => Some(Need::Settle {
                clash: Clash::Heads(several.iter().map(|&head| head.clone()).collect()),
                with: Bearer::Base,
            }),
        }
    }

    fn groups_of(&self, piece: &Piece) -> BTreeSet<Option<String>> {
        let own = self.after.pieces(&piece.node.id).first();
        own.map_or_else(BTreeSet::new, |own| self.after.groups_after(&own.node.id))
    }

    /// Lists the heads that stand above a parent so far; all of them for a start.
    fn heads_above(&self, parent: Option<&RevisionId>) -> Vec<&RevisionId> {
        match parent {
            Some(parent) => {
                let old = self.before.old_children(parent).into_iter();
                let children = old.chain(self.before.new_children(parent).iter().copied());
                children.flat_map(|child| self.before.heads_after(child)).collect()
            }
            None => self.before.all_heads(),
        }
    }
}
