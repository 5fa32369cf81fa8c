//! When a history had several heads where one is wanted: how it began, and how it ended.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::path::PathBuf;
use std::sync::Arc;

use crate::graph::{Graph, Node, Rev};
use crate::revision::RevisionId;

/// One revision as a state has it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Piece {
    /// Its place in the graph.
    pub node: Node,
    /// The first line of what it says about itself.
    pub message: Box<str>,
    /// Its file, absolute.
    pub path: PathBuf,
}

/// How one state became the next.
#[derive(Debug, Clone, Default)]
pub struct Passage {
    /// What the state before had, and this one has not.
    pub gone: Vec<Arc<Piece>>,
    /// What this one has.
    pub come: Vec<Arc<Piece>>,
    /// How many files that nobody can read went.
    pub cleared: usize,
    /// How many came.
    pub raised: usize,
}

/// The revisions of one state after the other, with their heads: each passage costs what it changes.
#[derive(Debug, Default)]
pub struct Course {
    /// Equal ids may stand in two files.
    pieces: HashMap<RevisionId, Vec<Arc<Piece>>>,
    named: HashMap<RevisionId, usize>,
    heads: BTreeSet<RevisionId>,
    /// How many files nobody can read.
    unread: usize,
}

/// What ended a time of several heads.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Ending {
    /// A revision was added that joins them.
    Merged(Arc<Piece>),
    /// `down_revision` of a revision was rewritten: the revision as it was, and as it is.
    Reparented(Arc<Piece>, Arc<Piece>),
    /// A revision went, and came again under another id.
    Recreated(Arc<Piece>, Arc<Piece>),
    /// A revision went.
    Deleted(Arc<Piece>),
    /// Something else: a branch label was declared, or a file that nobody can read.
    Otherwise,
}

/// The beginning of a time of several heads.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Beginning {
    /// The heads.
    pub heads: Vec<RevisionId>,
    /// Those of them that were none before.
    pub new: Vec<RevisionId>,
}

impl Course {
    /// Goes from one state to the next.
    pub fn pass(&mut self, passage: &Passage) {
        self.unread = (self.unread + passage.raised).saturating_sub(passage.cleared);
        for piece in &passage.gone {
            let id = &piece.node.id;
            if let Some(pieces) = self.pieces.get_mut(id) {
                if let Some(at) = pieces.iter().position(|known| known == piece) {
                    pieces.remove(at);
                }
                if pieces.is_empty() {
                    self.pieces.remove(id);
                }
            }
            for parent in &piece.node.parents {
                let left = self.named.get_mut(parent).map_or(0, |count| {
                    *count -= 1;
                    *count
                });
                if left == 0 {
                    self.named.remove(parent);
                }
                self.look_again(parent);
            }
            self.look_again(id);
        }
        for piece in &passage.come {
            let id = &piece.node.id;
            self.pieces.entry(id.clone()).or_default().push(Arc::clone(piece));
            for parent in &piece.node.parents {
                *self.named.entry(parent.clone()).or_default() += 1;
                self.look_again(parent);
            }
            self.look_again(id);
        }
    }

    fn look_again(&mut self, id: &RevisionId) {
        if self.pieces.contains_key(id) && !self.named.contains_key(id) {
            if !self.heads.contains(id) {
                self.heads.insert(id.clone());
            }
        } else {
            self.heads.remove(id);
        }
    }

    /// Answers whether every file could be read, so that the heads are what they seem.
    #[must_use]
    pub const fn is_certain(&self) -> bool {
        self.unread == 0
    }

    /// Lists the heads.
    #[must_use]
    pub const fn heads(&self) -> &BTreeSet<RevisionId> {
        &self.heads
    }

    /// Lists the heads that stand where one is wanted, sorted; empty where there is one, or where each has a declared
    /// label of its own.
    #[must_use]
    pub fn crowd(&self, declared: &[String]) -> Vec<RevisionId> {
        if self.heads.len() < 2 {
            return Vec::new();
        }
        if declared.is_empty() {
            return self.heads.iter().cloned().collect();
        }
        let nodes = self.pieces.values().flatten().map(|piece| piece.node.clone());
        let graph = Graph::build(nodes.collect());
        let mut groups: BTreeMap<Option<&str>, Vec<Rev>> = BTreeMap::new();
        for &head in graph.heads() {
            let label = declared.iter().find(|label| graph.has_label(head, label));
            groups.entry(label.map(String::as_str)).or_default().push(head);
        }
        let crowded = groups.into_values().filter(|heads| heads.len() > 1).flatten();
        let ids: BTreeSet<RevisionId> = crowded.map(|head| graph.id(head).clone()).collect();
        ids.into_iter().collect()
    }
}

/// Answers what a passage did so that several heads stand now.
#[must_use]
pub fn beginning(before: &BTreeSet<RevisionId>, crowd: &[RevisionId]) -> Beginning {
    Beginning {
        new: crowd.iter().filter(|head| !before.contains(*head)).cloned().collect(),
        heads: crowd.to_vec(),
    }
}

/// Answers what a passage did so that a crowd of heads is none any more.
#[must_use]
pub fn endings(crowd: &[RevisionId], passage: &Passage) -> Vec<Ending> {
    let mut endings = Vec::new();
    let same = |one: &Arc<Piece>, other: &Arc<Piece>| one.node.id == other.node.id;
    let came = |id: &RevisionId| passage.come.iter().any(|new| new.node.id == *id);
    let was_below = |id: &RevisionId| !crowd.contains(id) && !came(id);
    let mut deleted: Vec<&Arc<Piece>> = Vec::new();
    for old in &passage.gone {
        match passage.come.iter().find(|new| same(old, new)) {
            Some(new) if old.node.parents != new.node.parents => {
                endings.push(Ending::Reparented(Arc::clone(old), Arc::clone(new)));
            }
            Some(_) => {}
            None => deleted.push(old),
        }
    }
    let added = passage
        .come
        .iter()
        .filter(|new| !passage.gone.iter().any(|old| same(old, new)));
    let (merges, mut added): (Vec<&Arc<Piece>>, Vec<&Arc<Piece>>) = added.partition(|new| new.node.parents.len() > 1);
    // A merge may join one of the heads with what came onto another at the same time.
    let joins = |new: &&&Arc<Piece>| new.node.parents.iter().any(|parent| !was_below(parent));
    endings.splice(
        0..0,
        merges.iter().filter(joins).map(|new| Ending::Merged(Arc::clone(new))),
    );
    for old in deleted {
        let again = added.iter().position(|new| is_again(old, new));
        endings.push(match again {
            Some(at) => Ending::Recreated(Arc::clone(old), Arc::clone(added.remove(at))),
            None => Ending::Deleted(Arc::clone(old)),
        });
    }
    if endings.is_empty() {
        endings.push(Ending::Otherwise);
    }
    endings
}

/// Answers whether a revision looks like another one made anew: it says the same about itself, or its file bears the
/// same name but for the id.
fn is_again(old: &Piece, new: &Piece) -> bool {
    let slug = |piece: &Piece| {
        let name = piece.path.file_stem().unwrap_or_default().to_string_lossy();
        name.replacen(piece.node.id.as_str(), "", 1)
    };
    let says_the_same = !old.message.is_empty() && old.message == new.message;
    says_the_same || (!slug(old).is_empty() && slug(old) == slug(new))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Makes a revision: `"b < a"`.
    fn piece(drawing: &str) -> Arc<Piece> {
        let mut words = drawing.split_whitespace().filter(|word| *word != "<");
        let id = RevisionId::from(words.next().expect("an id"));
        Arc::new(Piece {
            message: format!("add {id}").into(),
            path: format!("/versions/{id}_x.py").into(),
            node: Node {
                parents: words.map(RevisionId::from).collect(),
                id,
                depends_on: Vec::new(),
                labels: Vec::new(),
            },
        })
    }

    fn passage(gone: &[&str], come: &[&str]) -> Passage {
        let pieces = |drawings: &[&str]| drawings.iter().map(|drawing| piece(drawing)).collect();
        Passage {
            gone: pieces(gone),
            come: pieces(come),
            ..Passage::default()
        }
    }

    fn crowd(ids: &[&str]) -> Vec<RevisionId> {
        ids.iter().map(|id| RevisionId::from(*id)).collect()
    }

    #[test]
    fn heads_follow_every_passage() {
        let mut course = Course::default();
        for (gone, come, heads) in [
            (&[][..], &["a", "b < a"][..], &["b"][..]),
            (&[], &["c < a"], &["b", "c"]),
            (&["c < a"], &["c < b"], &["c"]),
            (&["b < a"], &[], &["a", "c"]),
            (&[], &["b < a", "d < b c"], &["d"]),
            (&["d < b c", "c < b"], &[], &["b"]),
            (&["a", "b < a"], &[], &[]),
        ] {
            course.pass(&passage(gone, come));
            let heads: BTreeSet<RevisionId> = crowd(heads).into_iter().collect();
            assert_eq!(course.heads(), &heads);
        }
        assert!(course.pieces.is_empty() && course.named.is_empty());
    }

    #[test]
    fn every_way_out_is_told_apart() {
        let heads = crowd(&["b", "c"]);
        let told = |gone: &[&str], come: &[&str]| endings(&heads, &passage(gone, come));
        assert_eq!(told(&[], &["m < b c"]), [Ending::Merged(piece("m < b c"))]);
        assert_eq!(
            told(&["c < a"], &["c < b"]),
            [Ending::Reparented(piece("c < a"), piece("c < b"))]
        );
        assert_eq!(told(&["c < a"], &[]), [Ending::Deleted(piece("c < a"))]);
        assert_eq!(
            told(&["c < a"], &["d < b"]),
            [Ending::Recreated(piece("c < a"), piece("d < b"))]
        );
        assert_eq!(told(&[], &["d < b"]), [Ending::Otherwise]);
    }
}
