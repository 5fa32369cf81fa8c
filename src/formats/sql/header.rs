//! The comment header of a `.sql` revision.

use super::Flavour;
use super::layout::{Layout, directive, is_allowance};
use super::lexer::{Fault, Lexeme, Lexer, span};
use super::message;
use super::places::Places;
use crate::revision::{BranchLabel, Header, Reading, Reason, RevisionId};
use crate::text::{Place, SourceText, Span, Spanned};

const REVISION: &str = "revision";
const DOWN_REVISION: &str = "down_revision";
const BRANCH_LABELS: &str = "branch_labels";
const DEPENDS_ON: &str = "depends_on";
const MESSAGE: &str = "message";
const CREATED: &str = "created";

/// The keys of the header, in the order in which they are written.
pub(super) const KEYS: [&str; 6] = [REVISION, DOWN_REVISION, BRANCH_LABELS, DEPENDS_ON, MESSAGE, CREATED];

/// One line `-- key: value`.
struct Line<'a> {
    key: &'static str,
    /// Without surrounding white space.
    value: &'a str,
    /// With everything behind the first space.
    raw: &'a str,
    place: Place,
}

/// The lines of a header as they stand there.
struct Lines<'a> {
    lines: Vec<Line<'a>>,
    /// What is wrong with the head as a whole: an unknown key, a statement.
    fault: Option<Fault>,
}

impl<'a> Lines<'a> {
    fn read(text: &'a SourceText, head: Span) -> Self {
        let mut result = Self {
            lines: Vec::new(),
            fault: None,
        };
        let mut places = Places::new(text.text());
        // Comments of the head are read by the rules of SQLite: `--` and `/* */`, which every database knows.
        for next in Lexer::new(text.text(), head, Flavour::Sqlite) {
            let outcome = next.and_then(|(lexeme, found)| match lexeme {
                Lexeme::Space => Ok(()),
                Lexeme::Comment => result.comment(text.slice(found), found, &mut places),
                _ => Err(Fault::new(found, "a statement stands before the first section")),
            });
            if let Err(fault) = outcome {
                result.fault.get_or_insert(fault);
            }
        }
        result
    }

    fn comment(&mut self, comment: &'a str, found: Span, places: &mut Places<'_>) -> Result<(), Fault> {
        let Some(content) = comment.strip_prefix("--") else {
            return Ok(());
        };
        let content = content.trim_end_matches('\r');
        if let Some(directive) = directive(content.trim()) {
            return if is_allowance(directive) {
                Ok(())
            } else {
                Err(Fault::new(found, "a section line stands on a line of its own"))
            };
        }
        match key_of(content) {
            Key::None => Ok(()),
            Key::Misspelt(text) => Err(Fault::new(found, text)),
            Key::Known(key, raw) => {
                let value = raw.trim();
                let lead = content.len() - raw.trim_start().len();
                // An empty value stands right behind the colon.
                let lead = if value.is_empty() {
                    content.len() - raw.len()
                } else {
                    lead
                };
                let start = found.start as usize + "--".len() + lead;
                let line = Line {
                    key,
                    value,
                    raw: raw.strip_prefix(' ').unwrap_or(raw),
                    place: places.place(span(start, start + value.len())),
                };
                self.lines.push(line);
                Ok(())
            }
        }
    }

    /// Finds the one line of a key.
    fn single(&self, key: &str) -> Result<Option<&Line<'a>>, Reason> {
        let mut found = self.lines.iter().filter(|line| line.key == key);
        let first = found.next();
        match found.next() {
            Some(second) => Err(Reason {
                place: second.place,
                text: format!("`{key}` stands in the header twice"),
            }),
            None => Ok(first),
        }
    }
}

enum Key<'a> {
    /// A comment for people.
    None,
    Misspelt(String),
    /// The key and everything behind the colon.
    Known(&'static str, &'a str),
}

fn key_of(content: &str) -> Key<'_> {
    let (name, rest) = match content.split_once(':') {
        Some((name, rest)) => (name.trim(), Some(rest)),
        None => (content.split_whitespace().next().unwrap_or_default(), None),
    };
    let plain = plain(name);
    let near = KEYS.into_iter().find(|key| self::plain(key) == plain);
    match (near, rest) {
        (Some(key), Some(rest)) if key == name => Key::Known(key, rest),
        (Some(key), Some(_)) => Key::Misspelt(format!("`{name}` is not known; write `-- {key}:`")),
        (Some(key), None) if key.contains('_') => Key::Misspelt(format!("write `-- {key}:`, with a colon")),
        (None, Some(rest)) if is_one_word(name) && !rest.starts_with("//") => Key::Misspelt(format!(
            "the key `{name}` is not known; a comment of your own must not start with one word and a colon"
        )),
        _ => Key::None,
    }
}

/// Takes out what people mix up: case, `-`, `_` and spaces.
fn plain(name: &str) -> String {
    name.chars()
        .filter(|c| c.is_alphanumeric())
        .flat_map(char::to_lowercase)
        .collect()
}

fn is_one_word(name: &str) -> bool {
    !name.is_empty() && !name.contains(char::is_whitespace)
}

/// Reads the header of a revision file.
pub(super) fn read(text: &SourceText) -> Header {
    let layout = Layout::of(text.text());
    let lines = Lines::read(text, layout.head);
    let fault = lines.fault.as_ref().or_else(|| layout.faults.first());
    // A key that could not be read may be any that is missing.
    let doubt = lines.fault.as_ref().map(|fault| reason(text, fault));
    let message: Vec<&Line<'_>> = lines.lines.iter().filter(|line| line.key == MESSAGE).collect();
    let doc = message::decode(message.iter().map(|line| line.raw));
    Header {
        id: id(text, &lines),
        parents: parents(text, &lines),
        labels: list(
            &lines,
            BRANCH_LABELS,
            |name: &str| BranchLabel::new(name),
            doubt.as_ref(),
        ),
        depends_on: list(&lines, DEPENDS_ON, |name: &str| Box::from(name), doubt.as_ref()),
        doc: doc.trim().into(),
        created: created(&lines),
        doc_place: message.first().map(|line| line.place),
        damage: fault.map(|fault| reason(text, fault)).or_else(|| twice(&lines)),
    }
}

/// Answers what is wrong with the head or the section lines of a file.
pub(super) fn damage(text: &SourceText, layout: &Layout) -> Option<Reason> {
    let lines = Lines::read(text, layout.head);
    let fault = lines.fault.as_ref().or_else(|| layout.faults.first());
    fault.map(|fault| reason(text, fault)).or_else(|| twice(&lines))
}

pub(super) fn reason(text: &SourceText, fault: &Fault) -> Reason {
    Reason {
        place: text.place(fault.span),
        text: fault.text.clone(),
    }
}

/// A key that stands there twice; `message` may.
fn twice(lines: &Lines<'_>) -> Option<Reason> {
    let keys = KEYS.into_iter().filter(|key| *key != MESSAGE);
    keys.into_iter().find_map(|key| lines.single(key).err())
}

fn created(lines: &Lines<'_>) -> Option<Box<str>> {
    let line = lines.single(CREATED).ok()??;
    (!line.value.is_empty()).then(|| line.value.into())
}

fn missing(text: &SourceText, key: &str) -> Reason {
    Reason {
        place: text.place(Span::new(0, 0)),
        text: format!("the file has no line `-- {key}:`"),
    }
}

fn id(text: &SourceText, lines: &Lines<'_>) -> Reading<RevisionId> {
    let line = match lines.single(REVISION) {
        Err(reason) => return Reading::Unknown(reason),
        Ok(None) => return Reading::Unknown(missing(text, REVISION)),
        Ok(Some(line)) => line,
    };
    match name(line.value, line.place) {
        Ok(()) if line.value.contains(',') => unknown(line.place, "a revision has one name"),
        Ok(()) => Reading::Known(RevisionId::new(line.value), Some(line.place)),
        Err(reason) => Reading::Unknown(reason),
    }
}

fn unknown<T>(place: Place, text: &str) -> Reading<T> {
    Reading::Unknown(Reason {
        place,
        text: text.to_owned(),
    })
}

fn parents(text: &SourceText, lines: &Lines<'_>) -> Reading<Vec<Spanned<RevisionId>>> {
    match lines.single(DOWN_REVISION) {
        Err(reason) => Reading::Unknown(reason),
        Ok(None) => Reading::Unknown(missing(text, DOWN_REVISION)),
        Ok(Some(line)) if is_word_for_nothing(line.value) => Reading::Unknown(Reason {
            place: line.place,
            text: format!(
                "`{}` names no revision; a first revision has nothing behind the colon",
                line.value
            ),
        }),
        Ok(Some(line)) => names(line, |name: &str| RevisionId::new(name)),
    }
}

fn is_word_for_nothing(value: &str) -> bool {
    ["none", "null", "base", "<base>", "()", "''"].contains(&value.to_ascii_lowercase().as_str())
}

fn list<T>(lines: &Lines<'_>, key: &str, make: impl Fn(&str) -> T, doubt: Option<&Reason>) -> Reading<Vec<Spanned<T>>> {
    match (lines.single(key), doubt) {
        (Err(reason), _) => Reading::Unknown(reason),
        (Ok(Some(line)), _) => names(line, make),
        (Ok(None), Some(doubt)) => Reading::Unknown(doubt.clone()),
        (Ok(None), None) => Reading::Known(Vec::new(), None),
    }
}

/// Reads names separated by commas; nothing at all is an empty list.
fn names<T>(line: &Line<'_>, make: impl Fn(&str) -> T) -> Reading<Vec<Spanned<T>>> {
    let mut result = Vec::new();
    let mut offset = 0;
    let mut column = line.place.column;
    if line.value.is_empty() {
        return Reading::Known(result, Some(line.place));
    }
    for item in line.value.split(',') {
        let lead = item.len() - item.trim_start().len();
        let trimmed = item.trim();
        let start = line.place.span.start as usize + offset + lead;
        let place = Place {
            line: line.place.line,
            column: column + count(&item[..lead]),
            span: span(start, start + trimmed.len()),
        };
        if let Err(reason) = name(trimmed, place) {
            return Reading::Unknown(reason);
        }
        result.push(Spanned::new(make(trimmed), place));
        offset += item.len() + 1;
        column += count(item) + 1;
    }
    Reading::Known(result, Some(line.place))
}

fn count(text: &str) -> u32 {
    u32::try_from(text.chars().count()).unwrap_or(u32::MAX)
}

/// Refuses what can be no single name; characters that Alembic refuses are left to the checks.
fn name(text: &str, place: Place) -> Result<(), Reason> {
    let problem = if text.is_empty() {
        "a name is missing"
    } else if text.contains(char::is_whitespace) {
        "a name holds no white space; several are separated by commas"
    } else if text.contains(char::is_control) {
        "a name holds no control characters"
    } else {
        return Ok(());
    };
    Err(Reason {
        place,
        text: problem.to_owned(),
    })
}
