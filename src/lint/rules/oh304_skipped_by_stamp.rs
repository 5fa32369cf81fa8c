//! OH304: databases come to harm in a way that no other rule names.

use std::collections::HashSet;

use super::super::finding::{Finding, Findings};
use super::super::past::{Broken, Harm, HarmKind, Past, broken};
use super::super::rule::{Check, Rule};
use super::super::subject::Subject;
use crate::diagnostic::Severity;
use crate::history::History;
use crate::revision::RevisionId;

pub(super) const RULE: Rule = Rule {
    code: "OH304",
    name: "skipped-by-stamp",
    severity: Severity::Error,
    default: true,
    fixable: false,
    doc: include_str!("oh304_skipped_by_stamp.md"),
    check: Check::Subject(check),
};

fn check(subject: &Subject<'_>, findings: &mut Findings) {
    let (Some(past), Some(base)) = (&subject.facts.past, subject.base) else {
        return;
    };
    let after = subject.merged.unwrap_or(subject.history);
    let broken = broken(past, base, after);
    let mut told: HashSet<(HarmKind, Vec<&RevisionId>)> = HashSet::new();
    for harm in past
        .harms
        .iter()
        .filter(|harm| !is_told(harm, past, &broken) && !is_a_fault(harm, after))
    {
        // One finding for the same revisions, whatever many standings have them.
        let ids: Vec<&RevisionId> = harm.revisions.iter().map(|(id, _)| id).collect();
        if told.insert((harm.kind, ids)) {
            findings.add(finding(harm, after));
        }
    }
}

/// Answers whether another rule names what does the harm.
fn is_told(harm: &Harm, past: &Past, broken: &Broken<'_>) -> bool {
    let every = |of: &dyn Fn(&RevisionId) -> bool| harm.revisions.iter().all(|(id, _)| of(id));
    match harm.kind {
        HarmKind::Rewritten => every(&|id| past.edited.contains_key(id) && past.published.contains_key(id)),
        HarmKind::Missing | HarmKind::Forgotten => every(&|id| broken.removed.contains(&id)),
        HarmKind::Skipped | HarmKind::Twice | HarmKind::Overlap => !broken.reparented.is_empty(),
        HarmKind::Unknown => !broken.reparented.is_empty() || !past.edited.is_empty(),
    }
}

/// Answers whether nothing can be told of databases because the graph itself is broken, which its own rules refuse.
fn is_a_fault(harm: &Harm, after: &History) -> bool {
    harm.kind == HarmKind::Unknown && !after.graph.faults().is_empty()
}

fn finding(harm: &Harm, after: &History) -> Finding {
    let mut finding = Finding::new(harm.text.clone());
    if harm.kind == HarmKind::Unknown {
        finding = finding.severity(Severity::Warning);
    }
    for (id, message) in harm.revisions.iter().take(8) {
        finding = finding.help(format!("{id}  {message}").trim_end().to_owned());
    }
    let first = harm.revisions.first().and_then(|(id, _)| after.graph.find(id.as_str()));
    if let Some(rev) = first {
        let revision = after.revision(rev);
        finding = finding
            .at(&revision.path, revision.header.parents.place())
            .about(after.graph.id(rev));
    }
    finding.help("`onehead prove` tells all of it")
}
