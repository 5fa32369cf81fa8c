//! The lines that cut a revision file into sections.

use super::Flavour;
use super::lexer::{Fault, span};
use crate::graph::Direction;
use crate::text::Span;

/// A line `-- onehead: upgrade [dialect] [no-transaction]`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Marker {
    pub(super) direction: Direction,
    /// None for the section that serves every database without one of its own.
    pub(super) flavour: Option<Flavour>,
    pub(super) no_transaction: bool,
    /// The line.
    pub(super) span: Span,
}

/// A section: its line and the text up to the next one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Part {
    pub(super) marker: Marker,
    pub(super) body: Span,
}

/// A revision file cut at its section lines.
#[derive(Debug, Default)]
pub(super) struct Layout {
    /// What stands before the first section.
    pub(super) head: Span,
    /// The sections that could be read.
    pub(super) parts: Vec<Part>,
    /// Section lines that could not be read. What follows one belongs to no section.
    pub(super) faults: Vec<Fault>,
}

impl Layout {
    /// Cuts a text. Section lines are found before anything else: such a line starts a section wherever it stands.
    pub(super) fn of(text: &str) -> Self {
        let mut layout = Self::default();
        let mut at = 0;
        let mut open: Option<usize> = Some(0);
        let mut current: Option<Marker> = None;
        for line in text.split_inclusive('\n') {
            let start = at;
            at += line.len();
            let content = line.trim_end_matches(['\n', '\r']);
            let place = span(start, start + content.len());
            let Some(found) = section_line(content, place) else {
                continue;
            };
            if let Some(from) = open.take() {
                layout.close(current.take(), span(from, start));
            }
            match found.and_then(|marker| layout.accept(marker)) {
                Ok(marker) => {
                    current = Some(marker);
                    open = Some(at);
                }
                Err(fault) => layout.faults.push(fault),
            }
        }
        if let Some(from) = open {
            layout.close(current, span(from, text.len()));
        }
        layout
    }

    fn close(&mut self, marker: Option<Marker>, body: Span) {
        match marker {
            Some(marker) => self.parts.push(Part { marker, body }),
            None => self.head = body,
        }
    }

    /// Refuses a second section for the same direction and database.
    fn accept(&self, marker: Marker) -> Result<Marker, Fault> {
        let twin = |part: &&Part| part.marker.direction == marker.direction && part.marker.flavour == marker.flavour;
        if self.parts.iter().any(|part| twin(&part)) {
            return Err(Fault::new(marker.span, "this section stands in the file twice"));
        }
        Ok(marker)
    }

    /// Finds the section that a database runs: its own, else the one without a dialect.
    pub(super) fn part(&self, direction: Direction, flavour: Flavour) -> Option<&Part> {
        let find = |wanted: Option<Flavour>| {
            self.parts
                .iter()
                .find(|part| part.marker.direction == direction && part.marker.flavour == wanted)
        };
        find(Some(flavour)).or_else(|| find(None))
    }
}

/// What stands behind `onehead:` in a comment; none where it is no word to onehead.
///
/// `content` is the comment without its mark and surrounding white space.
pub(super) fn directive(content: &str) -> Option<&str> {
    let name = content.get(.."onehead".len())?;
    if !name.eq_ignore_ascii_case("onehead") {
        return None;
    }
    content["onehead".len()..].trim_start().strip_prefix(':').map(str::trim)
}

/// Says whether a directive belongs to the checks and not to the layout: `allow OH201 - reason`.
pub(super) fn is_allowance(directive: &str) -> bool {
    directive.split_whitespace().next() == Some("allow")
}

/// Reads a line that starts with `--`; none where it is no section line.
fn section_line(line: &str, place: Span) -> Option<Result<Marker, Fault>> {
    let content = line.trim_start().strip_prefix("--")?.trim();
    let Some(directive) = directive(content) else {
        return forgotten_colon(content).map(|text| Err(Fault::new(place, text)));
    };
    if is_allowance(directive) {
        return None;
    }
    if !content.starts_with("onehead") {
        return Some(Err(Fault::new(place, "`onehead` is written in small letters")));
    }
    Some(marker(directive, place))
}

fn forgotten_colon(content: &str) -> Option<&'static str> {
    let mut words = content.split_whitespace();
    let named = words.next().is_some_and(|word| word.eq_ignore_ascii_case("onehead"));
    match words.next() {
        Some("upgrade") if named => Some("a section starts with `-- onehead: upgrade`, with a colon"),
        Some("downgrade") if named => Some("a section starts with `-- onehead: downgrade`, with a colon"),
        _ => None,
    }
}

fn marker(directive: &str, place: Span) -> Result<Marker, Fault> {
    let mut words = directive.split_whitespace();
    let direction = match words.next() {
        Some("upgrade") => Direction::Up,
        Some("downgrade") => Direction::Down,
        Some(other) => {
            let text = format!("`-- onehead: {other}` is not known; a section is `upgrade` or `downgrade`");
            return Err(Fault::new(place, text));
        }
        None => {
            return Err(Fault::new(place, "`-- onehead:` needs `upgrade` or `downgrade`"));
        }
    };
    let mut marker = Marker {
        direction,
        flavour: None,
        no_transaction: false,
        span: place,
    };
    for word in words {
        option(&mut marker, word).map_err(|text| Fault::new(place, text))?;
    }
    Ok(marker)
}

fn option(marker: &mut Marker, word: &str) -> Result<(), String> {
    if word == "no-transaction" {
        if std::mem::replace(&mut marker.no_transaction, true) {
            return Err("`no-transaction` stands here twice".to_owned());
        }
        return Ok(());
    }
    let Some(flavour) = Flavour::from_word(word) else {
        return Err(match word {
            "mariadb" => "MariaDB runs the `mysql` sections; write `mysql`".to_owned(),
            "postgres" => "write `postgresql`".to_owned(),
            _ => {
                format!(
                    "`{word}` is not known; a section takes `postgresql`, `mysql` or `sqlite`, and `no-transaction`"
                )
            }
        });
    };
    if marker.flavour.replace(flavour).is_some() {
        return Err("a section is for one dialect, or for all without one of their own".to_owned());
    }
    Ok(())
}
