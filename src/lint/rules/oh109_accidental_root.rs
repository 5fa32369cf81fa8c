//! OH109: a new root beside another.

use super::super::crowd::{list, parents_place};
use super::super::finding::{Finding, Findings};
use super::super::rule::{Check, Rule};
use super::super::subject::Subject;
use crate::diagnostic::Severity;
use crate::graph::Edges;
use crate::history::{History, Revision};
use crate::revision::RevisionId;

pub(super) const RULE: Rule = Rule {
    code: "OH109",
    name: "accidental-root",
    severity: Severity::Error,
    default: true,
    fixable: false,
    doc: include_str!("oh109_accidental_root.md"),
    check: Check::Subject(check),
};

fn check(subject: &Subject<'_>, findings: &mut Findings) {
    let history = subject.history;
    let roots: Vec<&Revision> = history.revisions.iter().filter(|revision| is_root(revision)).collect();
    let (new, old): (Vec<&Revision>, Vec<&Revision>) = roots.iter().partition(|root| subject.new.contains(root));
    // A root that BASE has is old, even where the branch does not have it.
    let base_roots = subject
        .base
        .into_iter()
        .flat_map(|base| &base.revisions)
        .filter(|root| is_root(root));
    let beside: Vec<&Revision> = old.into_iter().chain(base_roots).collect();
    let suspects: Vec<&Revision> = new.iter().copied().filter(|root| has_no_label(root)).collect();
    // Where all roots are new, one of them is the beginning: the first of those that most comes after.
    let beginning = if beside.is_empty() {
        new.iter().copied().rev().max_by_key(|root| after(history, root))
    } else {
        None
    };
    for root in suspects {
        if beginning.is_some_and(|beginning| beginning.path == root.path) {
            continue;
        }
        let others: Vec<&RevisionId> = beside
            .iter()
            .copied()
            .chain(beginning)
            .filter_map(|other| other.header.id.known())
            // The same id in another file is a copy (OH103), or the root itself as BASE has it.
            .filter(|other| Some(*other) != root.header.id.known())
            .collect();
        if !others.is_empty() {
            findings.add(accidental(root, &others, history));
        }
    }
}

fn accidental(root: &Revision, others: &[&RevisionId], history: &History) -> Finding {
    let name = super::super::subject::name(root);
    let message = format!("revision {name} comes after nothing, beside {}", list(others));
    let heads = list(
        history
            .graph
            .heads()
            .iter()
            .map(|head| history.graph.id(*head))
            .filter(|head| head.as_str() != name),
    );
    let finding = Finding::new(message)
        .at(&root.path, parents_place(root))
        .about(&name)
        .key([&name]);
    let finding = if heads.is_empty() {
        finding
    } else {
        finding.help(format!(
            "name the revision it comes after in `down_revision`; the history ends in {heads}"
        ))
    };
    finding.help("give it a branch label of its own if a second line of history is wanted")
}

fn is_root(revision: &Revision) -> bool {
    revision.header.parents.known().is_some_and(Vec::is_empty)
}

/// Answers whether it certainly has no label of its own.
fn has_no_label(revision: &Revision) -> bool {
    revision.header.labels.known().is_some_and(Vec::is_empty)
}

fn after(history: &History, root: &Revision) -> usize {
    let rev = root.header.id.known().and_then(|id| history.graph.find(id.as_str()));
    rev.map_or(0, |rev| history.graph.descendants(&[rev], Edges::Parents).len())
}
