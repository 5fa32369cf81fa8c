//! What the proof says, in sentences.

use super::{Affected, Judgement, Overlap};
use crate::revision::RevisionId;

/// What a sentence tells.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Happening {
    /// Revisions never run.
    Skipped,
    /// The bodies of revisions never run: others ran under their ids.
    Rewritten,
    /// Revisions run a second time.
    Twice,
    /// A row is no revision any more.
    Missing,
    /// A row becomes an ancestor of another.
    Overlap,
    /// Revisions are gone from the history.
    Forgotten,
    /// It is not known.
    Unknown,
}

impl Happening {
    /// Answers whether the revisions are to be listed behind the sentence; otherwise it names them itself.
    #[must_use]
    pub const fn lists(self) -> bool {
        matches!(self, Self::Skipped | Self::Rewritten | Self::Twice | Self::Forgotten)
    }
}

/// One sentence, and the revisions it speaks of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sentence {
    /// What it tells.
    pub kind: Happening,
    /// The sentence: `a database on v2.0.1 would never run these nine revisions`.
    pub text: String,
    /// The revisions, each with its message.
    pub revisions: Vec<Affected>,
}

/// Says everything that would happen to a database of one standing.
#[must_use]
pub fn sentences(judgement: &Judgement) -> Vec<Sentence> {
    let harms = &judgement.harms;
    let who = format!("a database on {}", judgement.name);
    let mut said = Vec::new();
    for row in &harms.missing {
        let text = format!("{who} could not go on: no revision is called {row} any more");
        said.push(Sentence::new(Happening::Missing, text, vec![row_of(row)]));
    }
    for Overlap { lower, upper } in &harms.overlaps {
        let text = format!("{who} could not go on: its row {lower} would be an ancestor of its row {upper}");
        said.push(Sentence::new(
            Happening::Overlap,
            text,
            vec![row_of(lower), row_of(upper)],
        ));
    }
    let (rewritten, skipped) = part(&harms.skipped);
    for (kind, revisions) in [
        (Happening::Skipped, &skipped),
        (Happening::Rewritten, &rewritten),
        (Happening::Twice, &harms.twice),
        (Happening::Forgotten, &harms.forgotten),
    ] {
        if !revisions.is_empty() {
            let text = format!("{who} {}", fate(kind, revisions.len()));
            said.push(Sentence::new(kind, text, revisions.clone()));
        }
    }
    for doubt in &judgement.doubts {
        let text = format!("what becomes of {who} is not known: {doubt}");
        said.push(Sentence::new(Happening::Unknown, text, vec![]));
    }
    said
}

impl Sentence {
    const fn new(kind: Happening, text: String, revisions: Vec<Affected>) -> Self {
        Self { kind, text, revisions }
    }
}

fn row_of(id: &RevisionId) -> Affected {
    Affected {
        revision: id.clone(),
        message: String::new(),
        rewritten: false,
    }
}

fn fate(kind: Happening, count: usize) -> String {
    let these = these(count);
    match kind {
        Happening::Rewritten => format!("ran another upgrade of {these}, and would never run the one that is here"),
        Happening::Twice => format!("would run {these} a second time"),
        Happening::Forgotten if count == 1 => {
            format!("ran {these}, which is gone from this history: a new database will not have it")
        }
        Happening::Forgotten => {
            format!("ran {these}, which are gone from this history: a new database will not have them")
        }
        _ => format!("would never run {these}"),
    }
}

fn part(affected: &[Affected]) -> (Vec<Affected>, Vec<Affected>) {
    affected.iter().cloned().partition(|affected| affected.rewritten)
}

fn these(count: usize) -> String {
    const WORDS: [&str; 11] = [
        "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve",
    ];
    match count {
        1 => "this revision".to_owned(),
        2..=12 => format!("these {} revisions", WORDS[count - 2]),
        _ => format!("these {count} revisions"),
    }
}
