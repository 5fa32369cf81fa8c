//! OH111: the docstring tells other parents than `down_revision`.

use super::super::crowd::{is_plain_word, list};
use super::super::finding::{Finding, Findings};
use super::super::rule::{Check, Rule};
use super::super::subject::Judged;
use crate::diagnostic::{Fix, Severity};
use crate::formats;
use crate::text::{Edit, SourceText, Span, Spanned};

pub(super) const RULE: Rule = Rule {
    code: "OH111",
    name: "stale-docstring",
    severity: Severity::Warning,
    default: true,
    fixable: true,
    doc: include_str!("oh111_stale_docstring.md"),
    check: Check::Revision(check),
};

fn check(judged: &Judged<'_>, findings: &mut Findings) {
    let Some(parents) = judged.revision.header.parents.known() else {
        return;
    };
    let Some(text) = judged.text() else { return };
    let format = formats::of(judged.history.project.kind);
    let Some(revises) = format.revises(text) else { return };
    let Some(told) = told(&revises.value) else { return };
    let parents: Vec<&str> = parents.iter().map(|parent| parent.value.as_str()).collect();
    if agree(&told, &parents) {
        return;
    }
    let name = judged.name();
    let say = |ids: &[&str]| {
        if ids.is_empty() {
            "nothing".to_owned()
        } else {
            list(ids)
        }
    };
    let message = format!(
        "the docstring says that {name} revises {}, and `down_revision` says {}",
        say(&told),
        say(&parents)
    );
    let path = &judged.revision.path;
    let mut finding = Finding::new(message)
        .at(path, Some(revises.place))
        .about(&name)
        .help("Alembic reads only `down_revision`; set the docstring right, or people are led astray");
    if let Some(place) = judged.revision.header.parents.place() {
        finding = finding.label(path, Some(place), "this is what counts");
    }
    findings.add(match edit(text, &revises, &parents) {
        Some(edit) => finding.fix(Fix {
            title: "write the parents into the docstring".to_owned(),
            path: path.clone(),
            edits: vec![edit],
        }),
        None => finding,
    });
}

/// Reads the ids behind `Revises:`, also where they are written as a Python tuple; none where it is prose, about which
/// nothing can be said.
fn told(text: &str) -> Option<Vec<&str>> {
    let text = text.trim();
    if matches!(text, "None" | "none" | "base" | "<base>" | "-") {
        return Some(Vec::new());
    }
    let is_wrapping = |c: char| c.is_whitespace() || matches!(c, '(' | ')' | '[' | ']' | '\'' | '"' | '`');
    let ids = text.split(',').map(|id| id.trim_matches(is_wrapping));
    let ids: Vec<&str> = ids.filter(|id| !id.is_empty()).collect();
    (!ids.iter().any(|id| id.contains(char::is_whitespace))).then_some(ids)
}

/// Answers whether both name the same parents, in any order; a shortened id or a file's name is no contradiction.
fn agree(told: &[&str], parents: &[&str]) -> bool {
    let long = |text: &str| text.len() > 3;
    let names = |told: &&str, parent: &&str| {
        told == parent || (long(told) && parent.starts_with(told)) || (long(parent) && told.contains(parent))
    };
    told.iter().all(|told| parents.iter().any(|parent| names(told, parent)))
        && parents.iter().all(|parent| told.iter().any(|told| names(told, parent)))
}

/// Makes the edit, where the ids can stand in a docstring as they are.
fn edit(text: &SourceText, revises: &Spanned<Box<str>>, parents: &[&str]) -> Option<Edit> {
    if !parents.iter().all(|parent| is_plain_word(parent)) {
        return None;
    }
    // The blanks around go too, and one comes back: that is how Alembic writes the line.
    let is_blank = |c: char| c == ' ' || c == '\t';
    let all = text.text();
    let span = revises.place.span.range();
    let before = all.get(..span.start)?.trim_end_matches(is_blank);
    let after = all.get(span.end..)?.trim_start_matches(is_blank);
    let start = u32::try_from(before.len()).ok()?;
    let end = u32::try_from(all.len() - after.len()).ok()?;
    before.ends_with(':').then(|| Edit {
        span: Span::new(start, end),
        replacement: format!(" {}", parents.join(", ")),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn prose_is_not_compared() {
        assert_eq!(told("b1, b2"), Some(vec!["b1", "b2"]));
        assert_eq!(told("('b1', 'b2')"), Some(vec!["b1", "b2"]));
        assert_eq!(told(""), Some(vec![]));
        assert_eq!(told("None"), Some(vec![]));
        assert_eq!(told("the one before"), None);
    }

    #[test]
    fn order_and_shortened_ids_do_not_matter() {
        assert!(agree(&["b2", "b1"], &["b1", "b2"]));
        assert!(agree(&["1975ea"], &["1975ea83b712"]));
        assert!(agree(&["versions/1975ea83b712_add.py"], &["1975ea83b712"]));
        assert!(!agree(&["197"], &["1975ea83b712"]));
        assert!(!agree(&["b1"], &["b1", "b2"]));
        assert!(!agree(&[], &["b1"]));
        assert!(agree(&[], &[]));
    }
}
