//! OH106: one head here, several after merging.

use super::super::crowd::{crowds, is_certain};
use super::super::finding::Findings;
use super::super::rule::{Check, Rule};
use super::super::subject::Subject;
use super::oh101_multiple_heads::{describe, ease};
use crate::diagnostic::Severity;

pub(super) const RULE: Rule = Rule {
    code: "OH106",
    name: "forked-parent",
    severity: Severity::Error,
    default: true,
    fixable: false,
    doc: include_str!("oh106_forked_parent.md"),
    check: Check::Subject(check),
};

fn check(subject: &Subject<'_>, findings: &mut Findings) {
    let Some(merged) = subject.merged else { return };
    if !crowds(subject.history).is_empty() {
        return; // Several heads here already are OH101's.
    }
    let judged = crowds(merged);
    let base = subject.facts.base_name();
    for crowd in &judged {
        let mut finding = describe(subject, merged, crowd, true);
        finding = finding.help(format!(
            "merge {base} into this branch, then: onehead merge heads -m \"merge heads\"{}",
            subject.facts.project_flag()
        ));
        finding = ease(finding, subject, (merged, crowd), &judged);
        if !is_certain(merged, crowd, subject.new) {
            finding = finding
                .eased("it is not certain: a revision that is missing or cannot be read may join them (OH102, OH112)");
        }
        findings.add(finding);
    }
}
