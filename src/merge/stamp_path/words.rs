//! What the proof says, in sentences.

use super::{Affected, Judgement};

/// One sentence, and the revisions it speaks of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sentence {
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
    let mut say = |text: String, revisions: &[Affected]| {
        said.push(Sentence {
            text,
            revisions: revisions.to_vec(),
        });
    };
    for row in &harms.missing {
        say(
            format!("{who} could not go on: no revision is called {row} any more"),
            &[],
        );
    }
    for pair in &harms.overlaps {
        let text = format!(
            "{who} could not go on: its row {} would be an ancestor of its row {}",
            pair.lower, pair.upper
        );
        say(text, &[]);
    }
    let (rewritten, skipped) = part(&harms.skipped);
    if !skipped.is_empty() {
        say(format!("{who} would never run {}", these(skipped.len())), &skipped);
    }
    if !rewritten.is_empty() {
        let text = format!(
            "{who} ran another upgrade of {} and would never run this one",
            these(rewritten.len())
        );
        say(text, &rewritten);
    }
    if !harms.twice.is_empty() {
        say(
            format!("{who} would run {} a second time", these(harms.twice.len())),
            &harms.twice,
        );
    }
    if !harms.forgotten.is_empty() {
        let text = format!(
            "{who} has {} that {} gone from this history: new databases will not have {}",
            these(harms.forgotten.len()),
            if harms.forgotten.len() == 1 { "is" } else { "are" },
            if harms.forgotten.len() == 1 { "it" } else { "them" },
        );
        say(text, &harms.forgotten);
    }
    for doubt in &judgement.doubts {
        say(format!("what becomes of {who} is not known: {doubt}"), &[]);
    }
    said
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
