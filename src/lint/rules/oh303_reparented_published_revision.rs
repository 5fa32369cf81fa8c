//! OH303: a published revision comes after others than before.

use super::super::finding::{Finding, Findings};
use super::super::past::{Harm, Reparented, broken, holders};
use super::super::rule::{Check, Rule};
use super::super::subject::Subject;
use crate::diagnostic::Severity;
use crate::lint::Past;

pub(super) const RULE: Rule = Rule {
    code: "OH303",
    name: "reparented-published-revision",
    severity: Severity::Error,
    default: true,
    fixable: false,
    doc: include_str!("oh303_reparented_published_revision.md"),
    check: Check::Subject(check),
};

/// How many consequences are told.
const TOLD: usize = 3;

fn check(subject: &Subject<'_>, findings: &mut Findings) {
    let (Some(past), Some(base)) = (&subject.facts.past, subject.base) else {
        return;
    };
    let after = subject.merged.unwrap_or(subject.history);
    for moved in broken(past, base, after).reparented {
        let revision = after.revisions.iter().find(|revision| revision.path == *moved.path);
        let place = revision.and_then(|revision| revision.header.parents.place());
        let finding = Finding::new(format!(
            "revision {} is published ({}), and this puts it {}",
            moved.id,
            holders(past, moved.id),
            words(&moved)
        ))
        .at(moved.path, place)
        .about(moved.id);
        findings.add(consequences(past, finding));
    }
}

/// What the proof says: without harm it is a warning.
fn consequences(past: &Past, mut finding: Finding) -> Finding {
    if past.harms.is_empty() {
        return finding
            .severity(Severity::Warning)
            .help("no database of the refs that were looked at comes to harm by it");
    }
    for harm in past.harms.iter().take(TOLD) {
        finding = finding.help(told(harm));
    }
    finding.help("`onehead prove` tells all of it; a merge revision joins two heads without harm")
}

fn told(harm: &Harm) -> String {
    let names: Vec<&str> = harm.revisions.iter().map(|(id, _)| id.as_str()).take(8).collect();
    if names.is_empty() {
        harm.text.clone()
    } else {
        format!("{}: {}", harm.text, names.join(", "))
    }
}

fn words(moved: &Reparented<'_>) -> String {
    let list = |ids: &[String], none: &str| {
        if ids.is_empty() {
            none.to_owned()
        } else {
            ids.join(", ")
        }
    };
    let mut words = Vec::new();
    if moved.before.parents != moved.after.parents {
        let (before, after) = (
            list(&moved.before.parents, "nothing"),
            list(&moved.after.parents, "nothing"),
        );
        words.push(format!("after {after} instead of {before}"));
    }
    if moved.before.depends_on != moved.after.depends_on {
        let (before, after) = (
            list(&moved.before.depends_on, "nothing"),
            list(&moved.after.depends_on, "nothing"),
        );
        words.push(format!("in dependence on {after} instead of {before}"));
    }
    words.join(" and ")
}
