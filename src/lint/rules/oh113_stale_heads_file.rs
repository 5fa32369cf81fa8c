//! OH113: `heads.lock` does not name the heads.

use super::super::crowd::list;
use super::super::finding::{Finding, Findings};
use super::super::rule::{Check, Rule};
use super::super::subject::Subject;
use crate::diagnostic::{Fix, Severity};
use crate::history::{HEADS_FILE, HeadsState, History};
use crate::text::{Edit, SourceText, Span};

pub(super) const RULE: Rule = Rule {
    code: "OH113",
    name: "stale-heads-file",
    severity: Severity::Error,
    default: true,
    fixable: true,
    doc: include_str!("oh113_stale_heads_file.md"),
    check: Check::Subject(check),
};

fn check(subject: &Subject<'_>, findings: &mut Findings) {
    let history = subject.history;
    if let Some((finding, file)) = stale(history) {
        findings.add(eased(finding, subject, history).fix(renewed(history, file)));
        return;
    }
    // Where git would stop, the merge shows our side: then there is a conflict, and this is no news. What it takes from
    // BASE can be stale: the branch adds a revision, and was made before BASE had the file.
    let Some(merged) = subject.merged else { return };
    let text = |history: &History| history.heads_file.as_ref().map(|file| file.text().to_owned());
    if text(merged) != text(history)
        && let Some((finding, _)) = stale(merged)
    {
        let base = subject.facts.base_name();
        let finding = finding.help(format!("it is not so yet: merging into {base} would make it so"));
        findings.add(eased(finding, subject, merged));
    }
}

/// Says what is wrong with the file of a history. Where heads cannot be told for certain nothing is said.
fn stale(history: &History) -> Option<(Finding, &SourceText)> {
    let file = history.heads_file.as_ref()?;
    let state = history.heads_state()?;
    if history.gaps().next().is_some() && state != HeadsState::Conflict {
        return None;
    }
    let message = match state {
        HeadsState::Current => return None,
        HeadsState::Conflict => format!("{HEADS_FILE} is in conflict"),
        HeadsState::Stale => differing(history),
    };
    let (told, are) = history.heads_differences();
    let finding = Finding::new(message).at(file.path(), None).key(told.iter().chain(&are));
    let help = match state {
        HeadsState::Conflict => "join the heads and write it again: onehead merge --continue",
        _ => "write it again: onehead lock",
    };
    Some((finding.help(help), file))
}

fn differing(history: &History) -> String {
    let (told, are) = history.heads_differences();
    match (told.as_slice(), are.as_slice()) {
        ([], are) => format!("{HEADS_FILE} does not name {}, which is a head", list(are)),
        (told, []) => format!("{HEADS_FILE} names {}, which is no head", list(told)),
        (told, are) => format!("{HEADS_FILE} names {}, and the heads are {}", list(told), list(are)),
    }
}

/// Makes it a warning where it stood before, or where commits come one by one.
fn eased(finding: Finding, subject: &Subject<'_>, history: &History) -> Finding {
    if let Some(operation) = subject.facts.in_progress.filter(|operation| operation.replays()) {
        let command = operation.command();
        return finding.eased(format!("a {command} is under way, so it does not fail the check"));
    }
    let differences = history.heads_differences();
    let stood = subject
        .earlier()
        .any(|earlier| earlier.heads_file.is_some() && earlier.heads_differences() == differences);
    if stood {
        return finding.eased("it stands before this change too, so it does not fail the check");
    }
    finding
}

fn renewed(history: &History, file: &SourceText) -> Fix {
    let end = u32::try_from(file.text().len()).unwrap_or(u32::MAX);
    Fix {
        title: "write the heads into it".to_owned(),
        path: file.path().to_path_buf(),
        edits: vec![Edit {
            span: Span::new(0, end),
            replacement: history.heads_text(),
        }],
    }
}
