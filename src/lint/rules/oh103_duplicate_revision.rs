//! OH103: one id in two files.

use super::super::finding::{Finding, Findings};
use super::super::rule::{Check, Rule};
use super::super::subject::GraphView;
use crate::diagnostic::Severity;
use crate::graph::Fault;
use crate::history::Revision;

pub(super) const RULE: Rule = Rule {
    code: "OH103",
    name: "duplicate-revision",
    severity: Severity::Error,
    default: true,
    fixable: false,
    doc: include_str!("oh103_duplicate_revision.md"),
    check: Check::Graph(check),
};

fn check(view: &GraphView<'_>, findings: &mut Findings) {
    for fault in view.history.graph.faults() {
        if let Fault::DuplicateId { winner, loser, .. } = fault {
            let (winner, loser) = (
                view.history.revision_of_node(*winner),
                view.history.revision_of_node(*loser),
            );
            // The new file is the one to change, whichever of them Alembic would take.
            let (blamed, other) = if view.new.contains_path(&loser.path) && !view.new.contains_path(&winner.path) {
                (loser, winner)
            } else {
                (winner, loser)
            };
            findings.add(duplicate(blamed, other));
        }
    }
}

fn duplicate(blamed: &Revision, other: &Revision) -> Finding {
    let id = super::super::subject::name(blamed);
    let mut paths = [blamed.path.to_string_lossy(), other.path.to_string_lossy()];
    paths.sort_unstable();
    let key = [&id, &*paths[0], &*paths[1]];
    Finding::new(format!(
        "two files hold revision {id}, and Alembic would run only one of them"
    ))
    .at(&blamed.path, blamed.header.id.place())
    .label(&other.path, other.header.id.place(), "the other one")
    .about(&id)
    .key(key)
    .help("give the newer one an id of its own, and name that in the revisions that come after it; or delete a copy")
}
