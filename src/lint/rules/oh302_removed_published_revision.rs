//! OH302: a published revision is gone.

use super::super::finding::{Finding, Findings};
use super::super::past::{HarmKind, broken, holders};
use super::super::rule::{Check, Rule};
use super::super::subject::Subject;
use crate::diagnostic::Severity;

pub(super) const RULE: Rule = Rule {
    code: "OH302",
    name: "removed-published-revision",
    severity: Severity::Error,
    default: true,
    fixable: false,
    doc: include_str!("oh302_removed_published_revision.md"),
    check: Check::Subject(check),
};

fn check(subject: &Subject<'_>, findings: &mut Findings) {
    let (Some(past), Some(base)) = (&subject.facts.past, subject.base) else {
        return;
    };
    let after = subject.merged.unwrap_or(subject.history);
    for id in broken(past, base, after).removed {
        let mut finding = Finding::new(format!(
            "revision {id} is published ({}), and this removes it",
            holders(past, id)
        ))
        .about(id);
        let lost = |kind: HarmKind| matches!(kind, HarmKind::Missing | HarmKind::Forgotten);
        let harms = past.harms.iter().filter(|harm| lost(harm.kind));
        for harm in harms
            .filter(|harm| harm.revisions.iter().any(|(other, _)| other == id))
            .take(2)
        {
            finding = finding.help(harm.text.clone());
        }
        findings.add(finding.help("bring it back; what it did is undone by a new revision"));
    }
}
