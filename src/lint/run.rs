//! Running the rules and putting the findings in order.

use std::cmp::Reverse;
use std::collections::{BTreeMap, HashMap, HashSet};
use std::path::{Path, PathBuf};

use crate::diagnostic::{Diagnostic, Severity};
use crate::formats;
use crate::history::{History, Revision};
use crate::text::Edit;

use super::baseline::{Baseline, Entry};
use super::finding::{Finding, Findings};
use super::rule::{Check, Rule};
use super::rules;
use super::select::Selection;
use super::subject::{GraphView, Judged, Subject};
use super::suppress::Allows;

/// What a run is told besides its subject.
#[derive(Clone, Copy)]
pub struct Options<'a> {
    /// The rules that run.
    pub selection: &'a Selection,
    /// The findings that were accepted before.
    pub baseline: Option<&'a Baseline>,
    /// The folder that paths of the baseline are relative to.
    pub root: &'a Path,
}

/// What came out.
#[derive(Debug, Clone, Default)]
pub struct Verdict {
    /// The findings: errors first, then by file and place.
    pub findings: Vec<Diagnostic>,
    /// How many more were allowed by comments.
    pub allowed: usize,
    /// How many more the baseline accepted.
    pub accepted: usize,
    /// The baseline that would accept everything found.
    pub baseline: Baseline,
}

impl Verdict {
    /// Answers the worst severity; none where nothing was found.
    #[must_use]
    pub fn worst(&self) -> Option<Severity> {
        self.findings.iter().map(|finding| finding.severity).max()
    }
}

/// Judges a subject.
#[must_use]
pub fn run(subject: &Subject<'_>, options: Options<'_>) -> Verdict {
    let mut run = Run {
        subject,
        options,
        found: Vec::new(),
        allows: BTreeMap::new(),
    };
    run.judge_graphs();
    run.judge_revisions();
    run.verdict()
}

/// Collects the edits of all fixes, by file. Where two fixes touch the same bytes the first one is taken; the other
/// one is offered again by the next run.
#[must_use]
pub fn fixes(findings: &[Diagnostic]) -> BTreeMap<PathBuf, Vec<Edit>> {
    let mut files: BTreeMap<PathBuf, Vec<Edit>> = BTreeMap::new();
    for fix in findings.iter().filter_map(|finding| finding.fix.as_ref()) {
        let taken = files.entry(fix.path.clone()).or_default();
        let clash = |edit: &Edit| taken.iter().any(|other| overlap(edit, other));
        if !fix.edits.iter().any(clash) {
            taken.extend(fix.edits.iter().cloned());
        }
    }
    files
}

fn overlap(a: &Edit, b: &Edit) -> bool {
    a.span == b.span || (a.span.start < b.span.end && b.span.start < a.span.end)
}

struct Run<'a> {
    subject: &'a Subject<'a>,
    options: Options<'a>,
    found: Vec<Found>,
    allows: BTreeMap<PathBuf, Allows>,
}

struct Found {
    diagnostic: Diagnostic,
    key: Vec<String>,
}

impl<'a> Run<'a> {
    fn judge_graphs(&mut self) {
        for (rule, chosen) in self.options.selection.rules() {
            let findings = match rule.check {
                Check::Graph(check) => self.graph_findings(check),
                Check::Subject(check) => {
                    let mut findings = Findings::default();
                    check(self.subject, &mut findings);
                    findings.into_vec()
                }
                Check::Revision(_) | Check::Comments => continue,
            };
            self.take(rule, chosen, findings);
        }
    }

    /// Judges the graph here and the graph that merging would make, each against what stood before.
    fn graph_findings(&self, check: GraphCheck) -> Vec<Finding> {
        let subject = self.subject;
        let here = self.look(check, subject.history);
        let merged = subject.merged.map(|merged| self.look(check, merged));
        if here.is_empty() && merged.as_ref().is_none_or(Vec::is_empty) {
            return here;
        }
        let earlier: HashSet<Vec<String>> = subject.earlier().flat_map(|old| keys(&self.look(check, old))).collect();
        let here_keys = keys(&here);
        let merged_keys = merged.as_deref().map(keys);
        let base = subject.facts.base_name();
        let stands = |finding: Finding| {
            if earlier.contains(finding.identity()) {
                finding.eased("it stands before this change too, so it does not fail the check")
            } else if merged_keys
                .as_ref()
                .is_some_and(|keys| !keys.contains(finding.identity()))
            {
                finding.eased(format!("merging into {base} removes it, so it does not fail the check"))
            } else {
                finding
            }
        };
        let new_by_merging = |finding: Finding| {
            if earlier.contains(finding.identity()) {
                finding.eased(format!("it stands in {base} already, so it does not fail the check"))
            } else {
                finding.help(format!("it is not there yet: merging into {base} would make it"))
            }
        };
        let by_merging = merged
            .into_iter()
            .flatten()
            .filter(|finding| !here_keys.contains(finding.identity()));
        let by_merging: Vec<Finding> = by_merging.map(new_by_merging).collect();
        here.into_iter().map(stands).chain(by_merging).collect()
    }

    fn look(&self, check: GraphCheck, history: &History) -> Vec<Finding> {
        let mut findings = Findings::default();
        let view = GraphView {
            history,
            new: self.subject.new,
            compared: self.subject.earlier().next().is_some(),
            facts: self.subject.facts,
        };
        check(&view, &mut findings);
        findings.into_vec()
    }

    fn judge_revisions(&mut self) {
        let format = formats::of(self.subject.history.project.kind);
        for revision in self.subject.new_revisions() {
            let judged = Judged::new(self.subject, revision);
            for (rule, chosen) in self.options.selection.rules() {
                if let Check::Revision(check) = rule.check {
                    let mut findings = Findings::default();
                    check(&judged, &mut findings);
                    self.take(rule, chosen, findings.into_vec());
                }
            }
            if let Some(text) = judged.text() {
                let allows = Allows::read(format, text, Some(&revision.header));
                self.allows.insert(revision.path.clone(), allows);
            }
        }
    }

    fn take(&mut self, rule: &'static Rule, chosen: Option<Severity>, findings: Vec<Finding>) {
        for finding in findings {
            let key = finding.identity().to_vec();
            let mut diagnostic = finding.into_diagnostic(rule, chosen);
            withhold_published(&mut diagnostic, self.subject);
            self.found.push(Found { diagnostic, key });
        }
    }

    fn verdict(mut self) -> Verdict {
        let mut verdict = Verdict::default();
        let found = std::mem::take(&mut self.found);
        let judged_files: Vec<PathBuf> = self.allows.keys().cloned().collect();
        self.read_allows(&found);
        let mut kept = Vec::new();
        for found in found {
            if self.is_allowed(&found.diagnostic) {
                verdict.allowed += 1;
            } else {
                kept.push(found);
            }
        }
        kept.extend(self.judge_allows(&judged_files));
        for found in kept {
            let entry = self.entry(&found);
            let accepted = self.options.baseline.is_some_and(|baseline| baseline.accepts(entry));
            verdict.baseline.add(entry);
            if accepted {
                verdict.accepted += 1;
            } else {
                verdict.findings.push(found.diagnostic);
            }
        }
        verdict.findings.sort_by(|a, b| order(a).cmp(&order(b)));
        verdict
    }

    /// Reads the comments of old files that a graph rule found something in.
    fn read_allows(&mut self, found: &[Found]) {
        let format = formats::of(self.subject.history.project.kind);
        if found.is_empty() {
            return;
        }
        let revisions = self.revisions_by_path();
        for found in found {
            let Some(location) = &found.diagnostic.location else {
                continue;
            };
            if self.allows.contains_key(&location.path) {
                continue;
            }
            let header = revisions.get(location.path.as_path()).map(|revision| &*revision.header);
            let text = (self.subject.texts)(&location.path);
            let allows = text.map_or_else(Allows::default, |text| Allows::read(format, &text, header));
            self.allows.insert(location.path.clone(), allows);
        }
    }

    fn revisions_by_path(&self) -> HashMap<&'a Path, &'a Revision> {
        let merged = self.subject.merged.into_iter();
        let revisions = merged
            .chain([self.subject.history])
            .flat_map(|history| &history.revisions);
        revisions.map(|revision| (revision.path.as_path(), revision)).collect()
    }

    fn is_allowed(&mut self, diagnostic: &Diagnostic) -> bool {
        let Some(location) = &diagnostic.location else {
            return false;
        };
        self.allows
            .get_mut(&location.path)
            .is_some_and(|allows| allows.allow(diagnostic))
    }

    /// Judges the comments of the new files: in old ones the rules about one revision did not run, so that nothing
    /// can be said about what is of use there.
    fn judge_allows(&self, judged_files: &[PathBuf]) -> Vec<Found> {
        let mut result = Vec::new();
        for path in judged_files {
            for (code, finding) in self.allows[path].judge(path, self.options.selection) {
                let rule = rules::find(code).expect("the rules about comments are in the list");
                let Some((_, chosen)) = self.options.selection.rules().find(|(other, _)| other.code == code) else {
                    continue;
                };
                result.push(Found {
                    key: Vec::new(),
                    diagnostic: finding.into_diagnostic(rule, chosen),
                });
            }
        }
        result
    }

    fn entry<'f>(&'f self, found: &'f Found) -> Entry<'f> {
        Entry {
            code: found.diagnostic.code,
            revision: found.diagnostic.revision.as_deref(),
            path: found
                .diagnostic
                .location
                .as_ref()
                .map(|location| location.path.as_path()),
            with: &found.key,
            root: self.options.root,
        }
    }
}

type GraphCheck = fn(&GraphView<'_>, &mut Findings);

fn keys(findings: &[Finding]) -> HashSet<Vec<String>> {
    findings.iter().map(|finding| finding.identity().to_vec()).collect()
}

/// Takes the fix away where the file is published: others rely on its bytes.
fn withhold_published(diagnostic: &mut Diagnostic, subject: &Subject<'_>) {
    let published = diagnostic
        .fix
        .as_ref()
        .is_some_and(|fix| subject.facts.published.contains(&fix.path));
    if published {
        diagnostic.fix = None;
        diagnostic
            .help
            .push("the file is published already, so `--fix` leaves it alone".to_owned());
    }
}

type Order<'a> = (Reverse<Severity>, Option<&'a Path>, u32, &'static str, &'a str);

fn order(diagnostic: &Diagnostic) -> Order<'_> {
    let location = diagnostic.location.as_ref();
    let place = location.and_then(|location| location.place);
    (
        Reverse(diagnostic.severity),
        location.map(|location| location.path.as_path()),
        place.map_or(0, |place| place.span.start),
        diagnostic.code,
        &diagnostic.message,
    )
}
