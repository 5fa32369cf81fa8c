//! OH104: revisions that come after themselves.

use super::super::crowd::{SHOWN, list, parents_place};
use super::super::finding::{Finding, Findings};
use super::super::rule::{Check, Rule};
use super::super::subject::GraphView;
use crate::diagnostic::Severity;
use crate::graph::{Fault, Rev};
use crate::history::History;

pub(super) const RULE: Rule = Rule {
    code: "OH104",
    name: "revision-cycle",
    severity: Severity::Error,
    default: true,
    fixable: false,
    doc: include_str!("oh104_revision_cycle.md"),
    check: Check::Graph(check),
};

fn check(view: &GraphView<'_>, findings: &mut Findings) {
    for fault in view.history.graph.faults() {
        if let Fault::Cycle {
            members,
            through_dependencies,
        } = fault
        {
            findings.add(cycle(view.history, members, *through_dependencies));
        }
    }
}

fn cycle(history: &History, members: &[Rev], through_dependencies: bool) -> Finding {
    let ids: Vec<String> = members.iter().map(|rev| history.graph.id(*rev).to_string()).collect();
    let by = if through_dependencies { ", by `depends_on`" } else { "" };
    let message = match &ids[..] {
        [one] => format!("revision {one} comes after itself{by}"),
        _ => format!("revisions {} come after each other in a circle{by}", list(&ids)),
    };
    let mut key = ids.clone();
    key.sort_unstable();
    let mut finding = Finding::new(message).key(key);
    for (i, rev) in members.iter().take(SHOWN).enumerate() {
        let revision = history.revision(*rev);
        let place = parents_place(revision);
        finding = if i == 0 {
            finding.at(&revision.path, place).about(&ids[i])
        } else {
            finding.label(&revision.path, place, format!("of {}", ids[i]))
        };
    }
    finding.help("decide which of them comes first, and name its true parent")
}
