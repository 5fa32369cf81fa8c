//! The sections of a revision file, cut into statements.

use super::Flavour;
use super::header;
use super::layout::{Layout, Part, directive, is_allowance};
use super::lexer::{Fault, span};
use super::places::Places;
use super::split::{Pieces, split_into};
use crate::formats::{Bodies, Body};
use crate::graph::Direction;
use crate::revision::Reason;
use crate::text::{Place, SourceText, Span, Spanned};

/// One direction of a revision, for one database.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Section {
    /// Which way it goes.
    pub direction: Direction,
    /// The dialect it is written for; none for the section that serves every database without one of its own.
    pub flavour: Option<Flavour>,
    /// The section asks to run outside a transaction.
    pub no_transaction: bool,
    /// Where the section line stands.
    pub place: Place,
    /// The statements, without the separator and comments around them.
    pub statements: Vec<Spanned<Box<str>>>,
}

impl Section {
    /// A direction with nothing to do: a merge whose file has no section for it.
    #[must_use]
    pub fn empty(direction: Direction) -> Self {
        Self {
            direction,
            flavour: None,
            no_transaction: false,
            place: Place::default(),
            statements: Vec::new(),
        }
    }
}

/// What a revision file says to one database.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Script {
    upgrade: Option<Section>,
    downgrade: Option<Section>,
}

impl Script {
    /// Answers the section to run; none where the file has none for this database.
    #[must_use]
    pub const fn section(&self, direction: Direction) -> Option<&Section> {
        match direction {
            Direction::Up => self.upgrade.as_ref(),
            Direction::Down => self.downgrade.as_ref(),
        }
    }
}

/// Why a file cannot be run.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{text}")]
pub struct ScriptError {
    /// Where.
    pub place: Place,
    /// What is wrong: a lowercase fragment.
    pub text: String,
}

impl From<Reason> for ScriptError {
    fn from(reason: Reason) -> Self {
        Self {
            place: reason.place,
            text: reason.text,
        }
    }
}

/// Reads what a revision file says to one database: the section for exactly this dialect, else the one without.
///
/// # Errors
/// [`ScriptError`] with its place when the header or a section line cannot be read, or a quote, comment or body of a
/// section for this database is never closed. Sections for other databases are not looked into.
pub fn script(text: &SourceText, flavour: Flavour) -> Result<Script, ScriptError> {
    let layout = Layout::of(text.text());
    if let Some(reason) = header::damage(text, &layout) {
        return Err(reason.into());
    }
    let read = |direction| {
        let part = layout.part(direction, flavour);
        part.map(|part| section(text, part, flavour)).transpose()
    };
    Ok(Script {
        upgrade: read(Direction::Up)?,
        downgrade: read(Direction::Down)?,
    })
}

fn section(text: &SourceText, part: &Part, flavour: Flavour) -> Result<Section, ScriptError> {
    let pieces = cut(text, part.body, flavour).map_err(|fault| ScriptError::from(header::reason(text, &fault)))?;
    let mut places = Places::new(text.text());
    let statements = pieces.statements.iter();
    Ok(Section {
        direction: part.marker.direction,
        flavour: part.marker.flavour,
        no_transaction: part.marker.no_transaction,
        place: text.place(part.marker.span),
        statements: statements
            .map(|found| Spanned::new(text.slice(*found).into(), places.place(*found)))
            .collect(),
    })
}

/// Cuts a section and refuses a word to onehead that stands where it is not heard.
pub(super) fn cut(text: &SourceText, body: Span, flavour: Flavour) -> Result<Pieces, Fault> {
    let mut pieces = Pieces::default();
    split_into(text.text(), body, flavour, &mut pieces)?;
    for comment in &pieces.comments {
        let (start, end) = content(text.slice(*comment));
        let unheard = directive(&text.slice(*comment)[start..end]).is_some_and(|directive| !is_allowance(directive));
        if unheard {
            let message = "a section line starts with `--` and stands on a line of its own";
            return Err(Fault::new(*comment, message));
        }
    }
    Ok(pieces)
}

/// Answers where the content of a comment stands in it: without its marks and surrounding white space.
fn content(comment: &str) -> (usize, usize) {
    let (lead, tail) = if comment.starts_with("/*") {
        (2, comment.len().saturating_sub(2).max(2))
    } else {
        (if comment.starts_with('#') { 1 } else { 2 }, comment.len())
    };
    let inner = &comment[lead..tail];
    let start = lead + (inner.len() - inner.trim_start().len());
    (start, start + inner.trim().len())
}

/// Lists the comments of the whole file; of a section that cannot be cut, those before the fault.
pub(super) fn comments(text: &SourceText) -> Vec<Spanned<Box<str>>> {
    let layout = Layout::of(text.text());
    let mut found: Vec<Span> = layout.parts.iter().map(|part| part.marker.span).collect();
    let bodies = layout.parts.iter().map(|part| (part.body, part.marker.flavour));
    for (body, flavour) in std::iter::once((layout.head, None)).chain(bodies) {
        let mut pieces = Pieces::default();
        // What cannot be cut is said by `script` and `bodies`; here the comments before it are enough.
        let _ = split_into(text.text(), body, flavour.unwrap_or(Flavour::Sqlite), &mut pieces);
        found.extend(pieces.comments);
    }
    found.sort_unstable();
    let mut places = Places::new(text.text());
    let comments = found.into_iter().map(|comment| {
        let slice = text.slice(comment);
        let lead = slice.len() - slice.trim_start().len();
        let (start, end) = content(&slice[lead..]);
        let at = comment.start as usize + lead;
        let place = places.place(span(at + start, at + end));
        Spanned::new(Box::from(text.slice(place.span)), place)
    });
    comments.collect()
}

/// Says what both directions hold.
pub(super) fn bodies(text: &SourceText) -> Bodies {
    let layout = Layout::of(text.text());
    if let Some(reason) = header::damage(text, &layout) {
        return Bodies {
            upgrade: Body::Unknown(reason.clone()),
            downgrade: Body::Unknown(reason),
        };
    }
    Bodies {
        upgrade: body(text, &layout, Direction::Up),
        downgrade: body(text, &layout, Direction::Down),
    }
}

/// A direction does something where any of its sections does.
fn body(text: &SourceText, layout: &Layout, direction: Direction) -> Body {
    let mut result = Body::Missing;
    let parts = layout.parts.iter().filter(|part| part.marker.direction == direction);
    for part in parts {
        let place = text.place(part.marker.span);
        match is_empty(text, part) {
            Err(reason) => return Body::Unknown(reason),
            Ok(false) if !matches!(result, Body::Present(_)) => result = Body::Present(place),
            Ok(true) if result == Body::Missing => result = Body::Empty(place),
            Ok(_) => {}
        }
    }
    result
}

/// A section without a dialect is read by the rules of the first database that can read it.
fn is_empty(text: &SourceText, part: &Part) -> Result<bool, Reason> {
    let flavours = match part.marker.flavour {
        Some(flavour) => vec![flavour],
        None => vec![Flavour::Sqlite, Flavour::PostgreSql, Flavour::MySql],
    };
    let mut first = None;
    for flavour in flavours {
        match cut(text, part.body, flavour) {
            Ok(pieces) => return Ok(pieces.statements.is_empty()),
            Err(fault) => {
                first.get_or_insert(fault);
            }
        }
    }
    first.map_or(Ok(true), |fault| Err(header::reason(text, &fault)))
}
