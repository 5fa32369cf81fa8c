//! OH110: an id that will make trouble, or that nobody's generator made.

mod folding;
mod hand_typed;

use super::super::finding::{Finding, Findings};
use super::super::rule::{Check, Rule};
use super::super::subject::Subject;
use crate::diagnostic::Severity;
use crate::history::Revision;
use crate::revision::{ILLEGAL_CHARACTERS, RevisionId};

pub(super) const RULE: Rule = Rule {
    code: "OH110",
    name: "suspicious-revision-id",
    severity: Severity::Error,
    default: true,
    fixable: false,
    doc: include_str!("oh110_suspicious_revision_id.md"),
    check: Check::Subject(check),
};

/// How long the version table's column is (spec section 4.3).
const LONGEST: usize = 32;

/// Words that mean something else wherever a revision can be named (spec section 2.1).
const TAKEN: [&str; 4] = ["head", "heads", "base", "current"];

fn check(subject: &Subject<'_>, findings: &mut Findings) {
    let new: Vec<(&Revision, &RevisionId)> = subject
        .new_revisions()
        .filter_map(|revision| Some((revision, revision.header.id.known()?)))
        .collect();
    for (revision, id) in &new {
        for (severity, message) in complaints(id.as_str()) {
            findings.add(about(revision, id, severity, message).help(FRESH));
        }
    }
    for (revision, id, other) in folding::look_alikes(subject, &new) {
        let other_id = super::super::subject::name(other);
        let message = format!("revision id {id} looks like {other_id}, another revision's");
        findings.add(
            about(revision, id, Severity::Error, message)
                .label(&other.path, other.header.id.place(), "the other one")
                .help(FRESH),
        );
    }
}

const FRESH: &str = "take twelve random hexadecimal digits, as `onehead revision` does";

fn about(revision: &Revision, id: &RevisionId, severity: Severity, message: String) -> Finding {
    Finding::new(message)
        .at(&revision.path, revision.header.id.place())
        .about(id)
        .key([id])
        .severity(severity)
}

/// Says what is wrong with an id by itself.
fn complaints(id: &str) -> Vec<(Severity, String)> {
    let mut complaints = Vec::new();
    let mut error = |message: String| complaints.push((Severity::Error, message));
    let refused: Vec<String> = ILLEGAL_CHARACTERS
        .iter()
        .filter(|c| id.contains(**c))
        .map(|c| format!("`{c}`"))
        .collect();
    if id.is_empty() {
        error("the revision id is empty".to_owned());
    }
    if !refused.is_empty() {
        error(format!(
            "revision id {id} has {}, which Alembic refuses",
            refused.join(", ")
        ));
    }
    if TAKEN.contains(&id) {
        error(format!(
            "revision id {id} is a word that means something else in every command"
        ));
    }
    let length = id.chars().count();
    if length > LONGEST {
        error(format!(
            "a revision id has {length} characters, and the version table keeps {LONGEST}"
        ));
    }
    if id.chars().any(is_invisible) {
        error(format!("revision id {id} has characters that cannot be seen"));
    }
    if let Some(run) = hand_typed::run(id) {
        complaints.push((
            Severity::Warning,
            format!("revision id {id} looks typed by hand: {run} goes on in order"),
        ));
    }
    complaints
}

/// Answers whether a character takes no room or changes the direction of writing.
fn is_invisible(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{ad}' | '\u{61c}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn worst(id: &str) -> Option<Severity> {
        complaints(id).into_iter().map(|(severity, _)| severity).max()
    }

    #[test]
    fn what_alembic_refuses_or_reads_otherwise_is_an_error() {
        for id in [
            "a-1",
            "a@b",
            "a+1",
            "a:b",
            "head",
            "heads",
            "base",
            "",
            "a\u{200b}b",
            "a\nb",
        ] {
            assert_eq!(worst(id), Some(Severity::Error), "{id:?}");
        }
        assert_eq!(worst(&"ä".repeat(32)), None);
        assert_eq!(worst(&"ä".repeat(33)), Some(Severity::Error));
    }

    #[test]
    fn ids_of_every_usual_kind_are_fine() {
        for id in [
            "1975ea83b712",
            "001",
            "0145",
            "20240131120000",
            "add_users",
            "v1.2",
            "003_create_tables",
            "ae1027a6acf",
        ] {
            assert_eq!(complaints(id), [], "{id}");
        }
    }
}
