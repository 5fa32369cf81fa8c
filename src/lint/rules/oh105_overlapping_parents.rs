//! OH105: a merge that names a revision twice, or an ancestor of another parent.

use std::collections::HashMap;

use super::super::finding::{Finding, Findings};
use super::super::rule::{Check, Rule};
use super::super::subject::{Subject, name};
use crate::diagnostic::Severity;
use crate::graph::Rev;
use crate::history::{History, Revision};
use crate::revision::RevisionId;
use crate::text::Spanned;

pub(super) const RULE: Rule = Rule {
    code: "OH105",
    name: "overlapping-parents",
    severity: Severity::Error,
    default: true,
    fixable: false,
    doc: include_str!("oh105_overlapping_parents.md"),
    check: Check::Subject(check),
};

fn check(subject: &Subject<'_>, findings: &mut Findings) {
    for revision in subject.new_revisions() {
        let parents = revision.header.parents.known().map_or(&[][..], Vec::as_slice);
        if parents.len() > 1 {
            twice(revision, parents, findings);
            above(subject.history, revision, parents, findings);
        }
    }
}

fn twice(revision: &Revision, parents: &[Spanned<RevisionId>], findings: &mut Findings) {
    let mut count: HashMap<&RevisionId, usize> = HashMap::new();
    for parent in parents {
        let count = count.entry(&parent.value).or_default();
        *count += 1;
        if *count == 2 {
            let name = name(revision);
            findings.add(
                Finding::new(format!("merge {name} names its parent {} twice", parent.value))
                    .at(&revision.path, Some(parent.place))
                    .about(&name)
                    .help("name it once"),
            );
        }
    }
}

fn above(history: &History, revision: &Revision, parents: &[Spanned<RevisionId>], findings: &mut Findings) {
    let known = |parent: &Spanned<RevisionId>| history.graph.find(parent.value.as_str());
    let revs: Vec<Rev> = parents.iter().filter_map(known).collect();
    let over = parents_over(history, &revs);
    for parent in parents {
        let Some(&over) = known(parent).and_then(|rev| over.get(&rev)) else {
            continue;
        };
        let (name, over_id) = (name(revision), history.graph.id(over));
        let message = format!(
            "merge {name} names {} as a parent, which comes before its other parent {over_id} already",
            parent.value
        );
        let mut finding = Finding::new(message)
            .at(&revision.path, Some(parent.place))
            .about(&name)
            .help(format!(
                "leave {} out: it is applied before {over_id} anyway",
                parent.value
            ));
        if let Some(written) = parents.iter().find(|other| other.value == *over_id) {
            let comes_after = format!("comes after {}", parent.value);
            finding = finding.label(&revision.path, Some(written.place), comes_after);
        }
        findings.add(finding);
    }
}

/// Answers for everything that comes before one of the parents which parent that is: one walk, however many there are.
fn parents_over(history: &History, parents: &[Rev]) -> HashMap<Rev, Rev> {
    let graph = &history.graph;
    let mut over = HashMap::new();
    let mut waiting: Vec<(Rev, Rev)> = parents.iter().map(|parent| (*parent, *parent)).collect();
    while let Some((rev, parent)) = waiting.pop() {
        for below in graph.parents(rev) {
            over.entry(*below).or_insert_with(|| {
                waiting.push((*below, parent));
                parent
            });
        }
    }
    over
}
