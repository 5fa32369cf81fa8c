//! OH105: a merge that names a revision twice, or an ancestor of another parent.

use super::super::finding::{Finding, Findings};
use super::super::rule::{Check, Rule};
use super::super::subject::Subject;
use crate::diagnostic::Severity;
use crate::graph::{Edges, Rev};
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
    for (i, parent) in parents.iter().enumerate() {
        let earlier = &parents[..i];
        let count = earlier.iter().filter(|other| other.value == parent.value).count();
        if count == 1 {
            let name = super::super::subject::name(revision);
            let message = format!("merge {name} names its parent {} twice", parent.value);
            findings.add(
                Finding::new(message)
                    .at(&revision.path, Some(parent.place))
                    .about(&name)
                    .key([parent.value.as_str()])
                    .help("name it once"),
            );
        }
    }
}

fn above(history: &History, revision: &Revision, parents: &[Spanned<RevisionId>], findings: &mut Findings) {
    let graph = &history.graph;
    let known: Vec<(Rev, &Spanned<RevisionId>)> = parents
        .iter()
        .filter_map(|parent| Some((graph.find(parent.value.as_str())?, parent)))
        .collect();
    // What comes strictly before any parent, in one walk however many parents there are.
    let grandparents: Vec<Rev> = known
        .iter()
        .flat_map(|(rev, _)| graph.parents(*rev).iter().copied())
        .collect();
    let before = graph.ancestors(&grandparents, Edges::Parents);
    for (rev, parent) in known.iter().filter(|(rev, _)| before.contains(*rev)) {
        let over = known
            .iter()
            .find(|(other, _)| other != rev && graph.ancestors(&[*other], Edges::Parents).contains(*rev));
        let Some((_, over)) = over else { continue };
        let name = super::super::subject::name(revision);
        let message = format!(
            "merge {name} names {} as a parent, which comes before its other parent {} already",
            parent.value, over.value
        );
        findings.add(
            Finding::new(message)
                .at(&revision.path, Some(parent.place))
                .label(
                    &revision.path,
                    Some(over.place),
                    format!("comes after {}", parent.value),
                )
                .about(&name)
                .key([parent.value.as_str(), over.value.as_str()])
                .help(format!(
                    "leave {} out: it is applied before {} anyway",
                    parent.value, over.value
                )),
        );
    }
}
