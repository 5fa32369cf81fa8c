//! False alarms: the real histories of the corpus, laid out as git histories of one commit a revision; `check --staged`
//! before every commit. Every refusal was looked at once and stands in `corpus_git/refusals.txt`.
//!
//! By default the small projects; all of them with `ONEHEAD_CORPUS=all`.

#[path = "corpus_git/layout.rs"]
mod layout;
#[path = "corpus_git/refusals.rs"]
mod refusals;

use std::collections::{BTreeMap, BTreeSet};

use layout::{Judged, LAYOUTS, Laid, Layout};
use refusals::Refusal;

/// What was seen.
#[derive(Default)]
struct Seen {
    commits: usize,
    refused: usize,
    refusals: BTreeMap<Refusal, String>,
    /// How often each rule had something to say about a project, by severity.
    counts: BTreeMap<(&'static str, String, String), usize>,
    /// Exit codes that do not fit the findings.
    strange: Vec<String>,
}

impl Seen {
    fn take(&mut self, layout: &Layout, judged: Judged) {
        let has_error = judged.findings.iter().any(|finding| finding.severity == "error");
        self.commits += 1;
        self.refused += usize::from(judged.exit == 1);
        if judged.exit != i32::from(has_error) {
            let (exit, said) = (judged.exit, &judged.said);
            self.strange
                .push(format!("{}: {}: exit {exit}: {said}", layout.name, judged.revision));
        }
        for finding in judged.findings {
            let key = (layout.name, finding.code.clone(), finding.severity.clone());
            *self.counts.entry(key).or_default() += 1;
            if finding.severity == "error" {
                let refusal = (layout.name.to_owned(), finding.code, judged.revision.clone());
                self.refusals.insert(refusal, finding.message);
            }
        }
    }
}

#[test]
fn check_refuses_no_commit_of_a_real_history_without_reason() {
    let all = std::env::var("ONEHEAD_CORPUS").is_ok_and(|wanted| wanted == "all");
    let chosen: Vec<&Layout> = LAYOUTS.iter().filter(|layout| all || layout.is_small).collect();
    let mut seen = Seen::default();
    for layout in &chosen {
        let mut laid = Laid::out(layout);
        while let Some(judged) = laid.next_commit() {
            seen.take(layout, judged);
        }
    }
    for ((project, code, severity), count) in &seen.counts {
        println!("{project}: {code} {severity}: {count}");
    }
    println!("{} commits, {} refused", seen.commits, seen.refused);
    let names: Vec<&str> = chosen.iter().map(|layout| layout.name).collect();
    let known = refusals::looked_at(&names);
    let new: Vec<_> = seen
        .refusals
        .iter()
        .filter(|(refusal, _)| !known.contains(*refusal))
        .collect();
    let gone: BTreeSet<&Refusal> = known
        .iter()
        .filter(|refusal| !seen.refusals.contains_key(*refusal))
        .collect();
    assert!(seen.strange.is_empty(), "{}", seen.strange.join("\n"));
    assert!(new.is_empty(), "{} to be looked at: {new:#?}", new.len());
    assert!(gone.is_empty(), "no longer refused: {gone:#?}");
    assert!(seen.commits > 200, "only {} commits", seen.commits);
}
