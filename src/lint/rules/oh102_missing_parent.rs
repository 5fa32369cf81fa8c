//! OH102: `down_revision` names a revision that is not there.

use super::super::crowd::{is_plain_word, list};
use super::super::facts::LastSeen;
use super::super::finding::{Finding, Findings};
use super::super::rule::{Check, Rule};
use super::super::subject::GraphView;
use crate::diagnostic::Severity;
use crate::graph::{Fault, Rev};
use crate::history::History;
use crate::revision::RevisionId;
use crate::text::Place;

pub(super) const RULE: Rule = Rule {
    code: "OH102",
    name: "missing-parent",
    severity: Severity::Error,
    default: true,
    fixable: false,
    doc: include_str!("oh102_missing_parent.md"),
    check: Check::Graph(check),
};

fn check(view: &GraphView<'_>, findings: &mut Findings) {
    for fault in view.history.graph.faults() {
        if let Fault::MissingParent { rev, parent } = fault {
            findings.add(missing(view, *rev, parent));
        }
    }
}

fn missing(view: &GraphView<'_>, rev: Rev, parent: &RevisionId) -> Finding {
    let history = view.history;
    let revision = history.revision(rev);
    let id = history.graph.id(rev);
    let mut finding = Finding::new(format!(
        "revision {id} comes after {parent}, and there is no such revision"
    ))
    .at(&revision.path, place_of(history, rev, parent))
    .about(id)
    .key([id, parent]);
    let longer = longer_ids(history, parent);
    if !longer.is_empty() {
        let names = list(longer);
        finding = finding.help(format!("`down_revision` needs the whole id: {names} begins so"));
    }
    match view.facts.last_seen.get(parent) {
        Some(seen) => finding.help(whereabouts(parent, seen)).help(restore(seen)),
        None => finding.help("bring its file back, or name the revision that this one comes after"),
    }
}

fn place_of(history: &History, rev: Rev, parent: &RevisionId) -> Option<Place> {
    let parents = &history.revision(rev).header.parents;
    let written = parents
        .known()
        .into_iter()
        .flatten()
        .find(|written| written.value == *parent);
    written.map(|written| written.place).or_else(|| parents.place())
}

fn longer_ids(history: &History, parent: &RevisionId) -> Vec<RevisionId> {
    let known = history
        .revisions
        .iter()
        .filter_map(|revision| revision.header.id.known());
    let longer = known.filter(|id| parent.as_str().len() > 3 && id.as_str().starts_with(parent.as_str()));
    longer.take(3).cloned().collect()
}

fn whereabouts(parent: &RevisionId, seen: &LastSeen) -> String {
    let path = seen.path.display();
    let branches = if seen.branches.is_empty() {
        String::new()
    } else {
        format!(" ({})", list(&seen.branches))
    };
    format!("{parent} was last in {path} of commit {}{branches}", seen.commit)
}

fn restore(seen: &LastSeen) -> String {
    let path = seen.path.to_string_lossy();
    if path.split('/').all(|part| is_plain_word(&part.replace('-', "_"))) {
        format!("bring it back: git restore --source={} -- :/{path}", seen.commit)
    } else {
        "bring it back from that commit".to_owned()
    }
}
