//! OH101: several heads where one is wanted.

use super::super::crowd::{
    self, Crowd, crowds, excess, goes_on, is_certain, list, merge_command, parents_place, shared,
};
use super::super::facts::Provenance;
use super::super::finding::{Finding, Findings};
use super::super::rule::{Check, Rule};
use super::super::subject::{NewSet, Subject};
use crate::diagnostic::Severity;
use crate::graph::Rev;
use crate::history::History;

pub(super) const RULE: Rule = Rule {
    code: "OH101",
    name: "multiple-heads",
    severity: Severity::Error,
    default: true,
    fixable: false,
    doc: include_str!("oh101_multiple_heads.md"),
    check: Check::Subject(check),
};

fn check(subject: &Subject<'_>, findings: &mut Findings) {
    let here = crowds(subject.history);
    if here.is_empty() {
        return; // Heads that only merging would make are OH106's.
    }
    let merged = subject.merged.map(|merged| (merged, crowds(merged)));
    let (history, judged, is_merged) = match &merged {
        Some((merged, crowds)) if !crowds.is_empty() => (*merged, crowds, true),
        _ => (subject.history, &here, false),
    };
    let healed = merged.is_some() && !is_merged;
    for crowd in judged {
        let mut finding = describe(subject, history, crowd, is_merged);
        finding = finding.help(format!(
            "join them: {}",
            merge_command(history, crowd, judged.len() == 1, subject.facts)
        ));
        finding = ease(finding, subject, (history, crowd), judged);
        if healed {
            let base = subject.facts.base_name();
            finding = finding.eased(format!("merging into {base} leaves one, so it does not fail the check"));
        } else if !is_certain(history, crowd, subject.new) {
            finding = finding
                .eased("it is not certain: a revision that is missing or cannot be read may join them (OH102, OH112)");
        }
        findings.add(finding);
    }
}

/// Says which heads there are, points at each, and at what they share.
pub(super) fn describe(subject: &Subject<'_>, history: &History, crowd: &Crowd, is_merged: bool) -> Finding {
    let ids: Vec<String> = crowd
        .heads
        .iter()
        .map(|head| sided(subject, history, *head, is_merged))
        .collect();
    let whose = crowd
        .label
        .as_ref()
        .map_or_else(|| "the history".to_owned(), |label| format!("the branch `{label}`"));
    let when = if is_merged {
        format!("after merging into {} ", subject.facts.base_name())
    } else {
        String::new()
    };
    let message = format!("{when}{whose} has {} heads: {}", ids.len(), list(ids));
    let first = blamed(subject.new, history, crowd);
    let mut finding = Finding::new(message)
        .at(&history.revision(first).path, parents_place(history.revision(first)))
        .about(history.graph.id(first))
        .key(crowd.ids(history));
    for head in crowd.shown() {
        let revision = history.revision(*head);
        let who = subject.facts.added.get(&revision.path).map(Provenance::words);
        let who = who.map_or_else(String::new, |who| format!(", {who}"));
        let message = format!("head {}{who}", sided(subject, history, *head, is_merged));
        finding = finding.label(&revision.path, revision.header.id.place(), message);
    }
    for rev in shared(history, crowd) {
        let revision = history.revision(rev);
        let message = format!("{} is the last revision they share", history.graph.id(rev));
        finding = finding.label(&revision.path, revision.header.id.place(), message);
    }
    finding
}

/// Makes it a warning where the change adds no head: they stood before, or go on from those that did, or are fewer; and
/// in the middle of a rebase.
pub(super) fn ease(
    finding: Finding,
    subject: &Subject<'_>,
    (history, crowd): (&History, &Crowd),
    all: &[Crowd],
) -> Finding {
    if let Some(operation) = subject.facts.in_progress.filter(|operation| operation.replays()) {
        let command = operation.command();
        return finding.eased(format!(
            "a {command} is under way, so it does not fail the check: join them when it is done"
        ));
    }
    for earlier in subject.earlier() {
        let before = crowds(earlier);
        let was = crowd::ids(&before, earlier);
        if excess(all) < excess(&before) {
            let was = was.len();
            return finding.eased(format!(
                "there were {was} before this change, so it does not fail the check"
            ));
        }
        if crowd.ids(history).is_subset(&was) {
            return finding.eased("they stood before this change too, so it does not fail the check");
        }
        if goes_on(history, crowd, &was) {
            return finding.eased(
                "this change adds no head: each of them stood before or goes on from one that did, so it does not fail \
                 the check",
            );
        }
    }
    finding
}

/// Answers the head to point at first: a new one where there is one.
fn blamed(new: &NewSet, history: &History, crowd: &Crowd) -> Rev {
    let is_new = |head: &&Rev| !matches!(new, NewSet::All) && new.contains(history.revision(**head));
    *crowd.heads.iter().rev().find(is_new).unwrap_or(&crowd.heads[0])
}

/// Names a head, and in a merge the side it comes from.
fn sided(subject: &Subject<'_>, history: &History, head: Rev, is_merged: bool) -> String {
    let id = history.graph.id(head);
    let Some(base) = subject.base.filter(|_| is_merged) else {
        return id.to_string();
    };
    match (subject.history.graph.find(id.as_str()), base.graph.find(id.as_str())) {
        (Some(_), None) => format!("{id} (here)"),
        (None, Some(_)) => format!("{id} ({})", subject.facts.base_name()),
        _ => id.to_string(),
    }
}
