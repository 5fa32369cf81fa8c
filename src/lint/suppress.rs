//! `# onehead: allow OH201 - reason`: findings that the author of a file accepts, with the reason.

use std::path::Path;

use crate::diagnostic::Diagnostic;
use crate::formats::Format;
use crate::revision::Header;
use crate::text::{Place, SourceText};

use super::finding::Finding;
use super::rule::Rule;
use super::rules::{self, ALL};
use super::select::Selection;

/// What every comment to onehead begins with.
const MARK: &str = "onehead:";

/// One allow comment.
#[derive(Debug)]
struct Allow {
    place: Place,
    /// The rules it names, and whether each has been of use.
    rules: Vec<(&'static Rule, bool)>,
    /// Words in the place of a rule that name none.
    unknown: Vec<String>,
    has_reason: bool,
    /// Stands in the header, and so speaks for the whole file.
    whole_file: bool,
}

/// The allow comments of one file.
#[derive(Debug, Default)]
pub struct Allows(Vec<Allow>);

impl Allows {
    /// Reads the allow comments of a file. A comment speaks for its own line and the next one; in the header (down to
    /// the last line of the revision's variables) for the whole file.
    pub fn read(format: &dyn Format, text: &SourceText, header: Option<&Header>) -> Self {
        if !text.text().contains(MARK) {
            return Self::default();
        }
        let header_end = header.map_or(0, |header| last_line(header, text));
        let comments = format.comments(text);
        let allows = comments
            .iter()
            .filter_map(|comment| parse(&comment.value, comment.place, header_end));
        Self(allows.collect())
    }

    /// Answers whether a finding of this file is allowed, and remembers that the comment was of use. A comment
    /// without a reason allows nothing.
    pub fn allow(&mut self, finding: &Diagnostic) -> bool {
        let line = finding
            .location
            .as_ref()
            .and_then(|location| location.place)
            .map(|place| place.line);
        let mut allowed = false;
        for allow in &mut self.0 {
            let near = line.is_some_and(|line| line == allow.place.line || line == allow.place.line + 1);
            if !allow.has_reason || !(near || allow.whole_file) {
                continue;
            }
            for (rule, used) in &mut allow.rules {
                if rule.code == finding.code {
                    *used = true;
                    allowed = true;
                }
            }
        }
        allowed
    }

    /// Reports what is wrong with the comments themselves: OH001 for those of no use, OH002 for those that say too
    /// little. Rules that did not run cannot show that a comment is of no use.
    pub fn judge(&self, path: &Path, selection: &Selection) -> Vec<(&'static str, Finding)> {
        let mut findings = Vec::new();
        for allow in &self.0 {
            let at = |message: String| Finding::new(message).at(path, Some(allow.place));
            for word in &allow.unknown {
                let finding = at(format!("this comment allows `{word}`, and no rule is called so"));
                findings.push((rules::MALFORMED_ALLOW, finding.help("`onehead rule` lists the rules")));
            }
            if allow.rules.is_empty() && allow.unknown.is_empty() {
                let finding = at("this comment allows something without naming the rule".to_owned());
                findings.push((rules::MALFORMED_ALLOW, finding.help(SHAPE)));
            } else if !allow.has_reason {
                let finding = at(format!("this comment allows {} without a reason", codes(allow)));
                findings.push((rules::MALFORMED_ALLOW, finding.help(SHAPE)));
                continue;
            }
            for (rule, used) in &allow.rules {
                if !used && selection.has(rule.code) {
                    let finding = at(format!(
                        "this comment allows {}, and nothing is to be allowed",
                        rule.code
                    ));
                    findings.push((rules::UNUSED_ALLOW, finding.help("take the comment out")));
                }
            }
        }
        findings
    }
}

/// Reads what one run accepts, `OH302 - the table never left staging`: the codes of the rules.
///
/// # Errors
/// What is missing: a rule, or the reason.
pub fn allowed_by(text: &str) -> Result<Vec<&'static str>, String> {
    let allow = parse(&format!("{MARK} allow {text}"), Place::default(), 0);
    let Some(allow) = allow.filter(|allow| !allow.rules.is_empty() || !allow.unknown.is_empty()) else {
        return Err(format!("`{text}` names no rule"));
    };
    if let Some(word) = allow.unknown.first() {
        return Err(format!("`{text}` allows `{word}`, and no rule is called so"));
    }
    if !allow.has_reason {
        return Err(format!("`{text}` gives no reason"));
    }
    Ok(allow.rules.iter().map(|(rule, _)| rule.code).collect())
}

const SHAPE: &str = "write it as `onehead: allow OH201 - why this is right here`";

fn codes(allow: &Allow) -> String {
    let codes: Vec<&str> = allow.rules.iter().map(|(rule, _)| rule.code).collect();
    codes.join(", ")
}

/// Reads one comment; none where it does not speak of allowing.
fn parse(comment: &str, place: Place, header_end: u32) -> Option<Allow> {
    let rest = comment.trim().strip_prefix(MARK)?.trim_start().strip_prefix("allow")?;
    if rest.starts_with(|c: char| c.is_alphanumeric() || c == '-') {
        return None;
    }
    let (named, reason) = split_reason(rest);
    let mut rules = Vec::new();
    let mut unknown = Vec::new();
    for word in named.split([',', ' ', '\t']).filter(|word| !word.is_empty()) {
        match ALL.iter().find(|rule| rule.code == word || rule.name == word) {
            Some(rule) => rules.push((*rule, false)),
            None => unknown.push(word.to_owned()),
        }
    }
    Some(Allow {
        place,
        rules,
        unknown,
        has_reason: !reason.trim().is_empty(),
        whole_file: place.line <= header_end,
    })
}

/// Splits at the first dash that stands alone; a dash within a rule's name does not.
fn split_reason(text: &str) -> (&str, &str) {
    let mut dashes = text.char_indices().filter(|(_, c)| matches!(c, '-' | '–' | '—'));
    let alone = dashes.find(|(at, c)| {
        let before = text[..*at].chars().next_back();
        let after = text[at + c.len_utf8()..].chars().next();
        before.is_none_or(char::is_whitespace) && after.is_none_or(char::is_whitespace)
    });
    match alone {
        Some((at, c)) => (&text[..at], &text[at + c.len_utf8()..]),
        None => (text, ""),
    }
}

/// Answers the last line of what a header is made of.
fn last_line(header: &Header, text: &SourceText) -> u32 {
    let places = [
        header.id.place(),
        header.parents.place(),
        header.labels.place(),
        header.depends_on.place(),
        header.doc_place,
    ];
    let ends = places.into_iter().flatten().map(|place| {
        let end = crate::text::Span::new(place.span.end, place.span.end);
        text.place(end).line
    });
    ends.max().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn allow(comment: &str) -> Option<Allow> {
        parse(comment, Place::default(), 0)
    }

    #[test]
    fn a_comment_names_rules_and_a_reason() {
        let one = allow("onehead: allow OH201, empty-downgrade - the table is gone").expect("an allow");
        assert_eq!(codes(&one), "OH201, OH202");
        assert!(one.has_reason && one.unknown.is_empty());
        let dashed = allow("onehead:allow OH101 — on purpose").expect("an allow");
        assert!(dashed.has_reason);
    }

    #[test]
    fn a_reason_is_not_guessed() {
        assert!(!allow("onehead: allow OH201").expect("an allow").has_reason);
        assert!(!allow("onehead: allow OH201 -").expect("an allow").has_reason);
        let words = allow("onehead: allow OH201 because of it").expect("an allow");
        assert_eq!(words.unknown, ["because", "of", "it"]);
        assert!(!words.has_reason);
    }

    #[test]
    fn other_comments_are_none_of_ours() {
        assert!(allow("onehead: upgrade postgresql").is_none());
        assert!(allow("onehead: allowed OH201 - x").is_none());
        assert!(allow("see onehead: allow OH201 - x").is_none());
        assert!(allow("noqa").is_none());
    }
}
