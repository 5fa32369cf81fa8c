//! Heads that stand where one is wanted.

use std::collections::{BTreeSet, HashMap, HashSet};

use crate::graph::{Edges, Fault, Rev};
use crate::history::{History, Revision};
use crate::revision::RevisionId;

use super::facts::Facts;
use super::subject::NewSet;

/// How many heads are shown one by one.
pub(super) const SHOWN: usize = 8;

/// Several heads where one is wanted: of a declared branch label, or of everything without one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Crowd {
    /// The declared label; none for the heads that carry no declared label.
    pub label: Option<String>,
    /// The heads, two or more, in load order.
    pub heads: Vec<Rev>,
}

impl Crowd {
    /// Lists the heads that are shown one by one.
    pub fn shown(&self) -> &[Rev] {
        &self.heads[..self.heads.len().min(SHOWN)]
    }

    /// Answers the ids of all heads.
    pub fn ids(&self, history: &History) -> BTreeSet<RevisionId> {
        self.heads.iter().map(|head| history.graph.id(*head).clone()).collect()
    }
}

/// Finds the crowds of a history. Each label of the setting `heads` may have one head of its own, and whatever carries
/// none of these labels may have one together. A revision of a cycle is no head: its fault is the cycle.
pub(super) fn crowds(history: &History) -> Vec<Crowd> {
    let declared = &history.project.settings.heads;
    let mut crowds = vec![Crowd {
        label: None,
        heads: Vec::new(),
    }];
    crowds.extend(declared.iter().map(|label| Crowd {
        label: Some(label.clone()),
        heads: Vec::new(),
    }));
    let circling = circling(history);
    for &head in history.graph.heads().iter().filter(|head| !circling.contains(head)) {
        let mut unlabelled = true;
        for crowd in &mut crowds {
            let Some(wanted) = &crowd.label else { continue };
            if history.graph.has_label(head, wanted) {
                crowd.heads.push(head);
                unlabelled = false;
            }
        }
        if unlabelled {
            crowds[0].heads.push(head);
        }
    }
    crowds.retain(|crowd| crowd.heads.len() > 1);
    crowds
}

fn circling(history: &History) -> HashSet<Rev> {
    let cycles = history.graph.faults().iter().filter_map(|fault| match fault {
        Fault::Cycle { members, .. } => Some(members),
        _ => None,
    });
    cycles.flatten().copied().collect()
}

/// Counts the heads beyond those that are wanted.
pub(super) fn excess(crowds: &[Crowd]) -> usize {
    crowds.iter().map(|crowd| crowd.heads.len() - 1).sum()
}

/// Answers all heads of some crowds, by id.
pub(super) fn ids(crowds: &[Crowd], history: &History) -> BTreeSet<RevisionId> {
    crowds.iter().flat_map(|crowd| crowd.ids(history)).collect()
}

/// Answers whether each head of a crowd is one of some older heads or comes after some of them, and none of those has two
/// of the crowd after it: then the crowd has not grown. One walk, however many heads there are.
pub(super) fn goes_on(history: &History, crowd: &Crowd, older: &BTreeSet<RevisionId>) -> bool {
    let graph = &history.graph;
    let older: Vec<Rev> = older.iter().filter_map(|id| graph.find(id.as_str())).collect();
    let after = graph.descendants(&older, Edges::Parents);
    let mut taken: HashMap<Rev, Rev> = HashMap::new();
    let mut waiting: Vec<(Rev, Rev)> = crowd.heads.iter().map(|head| (*head, *head)).collect();
    if !crowd.heads.iter().all(|head| after.contains(*head)) {
        return false;
    }
    while let Some((rev, head)) = waiting.pop() {
        match taken.insert(rev, head) {
            Some(other) if other != head => return false,
            Some(_) => {}
            None => {
                let parents = graph.parents(rev).iter().filter(|parent| after.contains(**parent));
                waiting.extend(parents.map(|parent| (*parent, head)));
            }
        }
    }
    true
}

/// Answers whether the heads of a crowd are heads whatever stands in the parts that cannot be read: a revision with
/// unknown or missing parents may be the child of every head that does not come after it. An old one cannot come after
/// a new head, so where a head is new, what was unreadable before excuses nothing.
pub(super) fn is_certain(history: &History, crowd: &Crowd, new: &NewSet) -> bool {
    let graph = &history.graph;
    let has_new_head = crowd.heads.iter().any(|head| new.contains(history.revision(*head)));
    let matters = |revision: &Revision| !has_new_head || new.contains(revision);
    let unreadable = history
        .unreadable
        .iter()
        .any(|file| !has_new_head || new.contains_path(&file.path));
    let has_unknown_id = |revision: &Revision| revision.header.id.unknown().is_some() && matters(revision);
    if unreadable || history.revisions.iter().any(has_unknown_id) {
        return false;
    }
    let has_unknown_parents = |revision: &&Revision| revision.header.parents.unknown().is_some() && matters(revision);
    let unknown = history.revisions.iter().filter(has_unknown_parents);
    let unknown = unknown.filter_map(|revision| graph.find(revision.header.id.known()?.as_str()));
    let missing = graph.faults().iter().filter_map(|fault| match fault {
        Fault::MissingParent { rev, .. } => Some(*rev).filter(|rev| matters(history.revision(*rev))),
        _ => None,
    });
    let mut sure = crowd.heads.clone();
    for rev in unknown.chain(missing) {
        let after = graph.descendants(&[rev], Edges::Parents);
        sure.retain(|head| after.contains(*head));
        if sure.len() < 2 {
            return false;
        }
    }
    true
}

/// Finds the last revisions that come before every head of a crowd; none where the heads share nothing, or are too
/// many to be looked at one by one.
pub(super) fn shared(history: &History, crowd: &Crowd) -> Vec<Rev> {
    if crowd.heads.len() > SHOWN {
        return Vec::new();
    }
    let graph = &history.graph;
    let mut sets = crowd.heads.iter().map(|head| graph.ancestors(&[*head], Edges::Parents));
    let Some(first) = sets.next() else { return Vec::new() };
    let rest: Vec<_> = sets.collect();
    let is_shared = |rev: Rev| first.contains(rev) && rest.iter().all(|set| set.contains(rev));
    let shared = first.iter().filter(|rev| is_shared(*rev));
    shared
        .filter(|rev| !graph.children(*rev).iter().any(|child| is_shared(*child)))
        .collect()
}

/// Answers the place that says where a revision stands: that of its parents, else that of its id.
pub(super) fn parents_place(revision: &Revision) -> Option<crate::text::Place> {
    revision.header.parents.place().or_else(|| revision.header.id.place())
}

/// Joins names as a person would: `a, b and c`; of many only the first ones and how many more.
pub(super) fn list<T: ToString>(names: impl IntoIterator<Item = T>) -> String {
    let mut rest = names.into_iter();
    let mut names: Vec<String> = rest.by_ref().take(SHOWN).map(|name| name.to_string()).collect();
    let more = rest.count();
    if more > 0 {
        names.push(format!("{more} more"));
    }
    let Some(last) = names.pop() else { return String::new() };
    if names.is_empty() {
        last
    } else {
        format!("{} and {last}", names.join(", "))
    }
}

/// Answers whether a text can be typed as one word of a command without quotes.
pub(super) fn is_plain_word(text: &str) -> bool {
    !text.is_empty()
        && text
            .chars()
            .all(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '.'))
}

/// Answers the command that joins the heads of a crowd.
pub(super) fn merge_command(history: &History, crowd: &Crowd, is_only: bool, facts: &Facts) -> String {
    let ids = crowd.ids(history);
    let named = if is_only || crowd.heads.len() > SHOWN || !ids.iter().all(|id| is_plain_word(id.as_str())) {
        "heads".to_owned()
    } else {
        let ids: Vec<&str> = ids.iter().map(RevisionId::as_str).collect();
        ids.join(" ")
    };
    format!("onehead merge {named} -m \"merge heads\"{}", facts.project_flag())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_read_well_and_stay_short() {
        assert_eq!(list(["a"]), "a");
        assert_eq!(list(["a", "b", "c"]), "a, b and c");
        assert_eq!(list(1..=11), "1, 2, 3, 4, 5, 6, 7, 8 and 3 more");
    }

    #[test]
    fn only_plain_words_are_put_into_commands() {
        assert!(is_plain_word("1a2b_x.y"));
        assert!(!is_plain_word("a;rm") && !is_plain_word("") && !is_plain_word("$(x)") && !is_plain_word("-rf"));
    }
}
