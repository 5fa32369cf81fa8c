//! OH108: a branch label that is taken.

use super::super::finding::{Finding, Findings};
use super::super::rule::{Check, Rule};
use super::super::subject::GraphView;
use crate::diagnostic::Severity;
use crate::graph::{Fault, Rev};
use crate::history::History;
use crate::revision::BranchLabel;

pub(super) const RULE: Rule = Rule {
    code: "OH108",
    name: "label-clash",
    severity: Severity::Error,
    default: true,
    fixable: false,
    doc: include_str!("oh108_label_clash.md"),
    check: Check::Graph(check),
};

fn check(view: &GraphView<'_>, findings: &mut Findings) {
    for fault in view.history.graph.faults() {
        if let Fault::LabelClash { label, first, second } = fault {
            findings.add(clash(view.history, *second, label, *first));
        }
    }
}

fn clash(history: &History, rev: Rev, label: &BranchLabel, other: Rev) -> Finding {
    let (revision, holder) = (history.revision(rev), history.revision(other));
    let (id, other_id) = (history.graph.id(rev), history.graph.id(other));
    let labels = &revision.header.labels;
    let written = labels
        .known()
        .into_iter()
        .flatten()
        .find(|written| written.value == *label);
    let place = written.map(|written| written.place).or_else(|| labels.place());
    let is_id = label.as_str() == other_id.as_str();
    let (message, help, at) = if is_id {
        let message = format!("the branch label {label} of revision {id} is the id of a revision");
        (
            message,
            "labels and ids share one name space: give the label another name",
            holder.header.id.place(),
        )
    } else {
        let message = format!("revisions {id} and {other_id} both declare the branch label {label}");
        (
            message,
            "declare it once: it goes to every revision after that one",
            holder.header.labels.place(),
        )
    };
    Finding::new(message)
        .at(&revision.path, place)
        .label(&holder.path, at, "the other one")
        .about(id)
        .key([id.as_str(), label.as_str(), other_id.as_str()])
        .help(help)
}
