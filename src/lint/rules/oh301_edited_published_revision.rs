//! OH301: a published revision does something else than before.

use super::super::finding::{Finding, Findings};
use super::super::past::{Changed, holders};
use super::super::rule::{Check, Rule};
use super::super::subject::Subject;
use crate::diagnostic::Severity;

pub(super) const RULE: Rule = Rule {
    code: "OH301",
    name: "edited-published-revision",
    severity: Severity::Error,
    default: true,
    fixable: false,
    doc: include_str!("oh301_edited_published_revision.md"),
    check: Check::Subject(check),
};

fn check(subject: &Subject<'_>, findings: &mut Findings) {
    let Some(past) = &subject.facts.past else { return };
    for revision in &subject.merged.unwrap_or(subject.history).revisions {
        let Some(id) = revision.header.id.known() else { continue };
        let Some(changed) = past.edited.get(id).filter(|_| past.published.contains_key(id)) else {
            continue;
        };
        let what: Vec<String> = changed.iter().map(Changed::words).collect();
        let mut finding = Finding::new(format!(
            "revision {id} is published ({}), and this changes {}",
            holders(past, id),
            what.join(", ")
        ))
        .at(&revision.path, revision.header.id.place())
        .about(id);
        if changed.contains(&Changed::Upgrade) {
            finding = finding.help("databases that ran it keep what it did: write a new revision that does the rest");
        }
        findings.add(finding.help("comments, docstrings and layout may change"));
    }
}
