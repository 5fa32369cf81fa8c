//! OH107: `depends_on` names nothing that is there.

use super::super::crowd::list;
use super::super::finding::{Finding, Findings};
use super::super::rule::{Check, Rule};
use super::super::subject::GraphView;
use crate::diagnostic::Severity;
use crate::graph::{Fault, Rev};
use crate::history::History;

pub(super) const RULE: Rule = Rule {
    code: "OH107",
    name: "unknown-dependency",
    severity: Severity::Error,
    default: true,
    fixable: false,
    doc: include_str!("oh107_unknown_dependency.md"),
    check: Check::Graph(check),
};

fn check(view: &GraphView<'_>, findings: &mut Findings) {
    for fault in view.history.graph.faults() {
        if let Fault::MissingDependency { rev, target } = fault {
            findings.add(unknown(view.history, *rev, target));
        }
    }
}

fn unknown(history: &History, rev: Rev, target: &str) -> Finding {
    let revision = history.revision(rev);
    let id = history.graph.id(rev);
    let entries = &revision.header.depends_on;
    let written = entries
        .known()
        .into_iter()
        .flatten()
        .find(|entry| &*entry.value == target);
    let place = written.map(|entry| entry.place).or_else(|| entries.place());
    let finding = Finding::new(format!(
        "revision {id} depends on {target}, and no revision or branch label is called so"
    ))
    .at(&revision.path, place)
    .about(id)
    .key([id.as_str(), target]);
    let ids = history
        .revisions
        .iter()
        .filter_map(|revision| revision.header.id.known());
    let longer: Vec<_> = ids
        .filter(|id| target.len() > 3 && id.as_str().starts_with(target))
        .take(3)
        .collect();
    if longer.is_empty() {
        finding.help("write the whole id of a revision, or a branch label that one declares")
    } else {
        finding.help(format!("`depends_on` needs the whole id: {} begins so", list(longer)))
    }
}
