//! What a revision does: the statements of its sections, without comments and layout.

use super::Flavour;
use super::header;
use super::layout::{Layout, Part};
use super::lexer::{Fault, Lexeme, Lexer};
use super::script::cut;
use crate::formats::{Meaning, Print};
use crate::graph::Direction;
use crate::revision::Reason;
use crate::text::{SourceText, Span};

/// Reads the meaning of a file.
///
/// # Errors
/// The reason why a section cannot be cut into statements.
pub(super) fn read(text: &SourceText) -> Result<Meaning, Reason> {
    let layout = Layout::of(text.text());
    if let Some(reason) = header::damage(text, &layout) {
        return Err(reason);
    }
    Ok(Meaning {
        upgrade: direction(text, &layout, Direction::Up)?,
        downgrade: direction(text, &layout, Direction::Down)?,
        rest: Print::of([(); 0]),
    })
}

fn direction(text: &SourceText, layout: &Layout, direction: Direction) -> Result<Print, Reason> {
    let mut sections = Vec::new();
    for part in layout.parts.iter().filter(|part| part.marker.direction == direction) {
        let statements = statements(text, part).map_err(|fault| header::reason(text, &fault))?;
        let flavour = part.marker.flavour.map_or("", Flavour::word);
        sections.push((flavour, part.marker.no_transaction, statements));
    }
    // In which order the sections stand in the file changes nothing.
    sections.sort_unstable();
    Ok(Print::of(sections))
}

/// Cuts a section as the databases do that it is for. One without a dialect may read otherwise for each.
fn statements(text: &SourceText, part: &Part) -> Result<Vec<Vec<String>>, Fault> {
    let flavours = part
        .marker
        .flavour
        .map_or(Flavour::ALL.to_vec(), |flavour| vec![flavour]);
    let mut readings = Vec::new();
    let mut fault = None;
    for flavour in flavours {
        match cut(text, part.body, flavour) {
            Ok(pieces) => {
                let statements = pieces.statements.iter();
                let normal: Result<Vec<String>, Fault> =
                    statements.map(|statement| normal(text, *statement, flavour)).collect();
                readings.push(normal?);
            }
            Err(found) => {
                // A database that cannot read the section is told apart from one that reads nothing in it.
                readings.push(vec![format!("\0{}", found.text)]);
                fault.get_or_insert(found);
            }
        }
    }
    match fault {
        Some(fault)
            if readings
                .iter()
                .all(|reading| reading.first().is_some_and(|text| text.starts_with('\0'))) =>
        {
            Err(fault)
        }
        _ => Ok(readings),
    }
}

/// Writes a statement without comments, and with one space where there was any or a comment.
fn normal(text: &SourceText, statement: Span, flavour: Flavour) -> Result<String, Fault> {
    let mut written = String::new();
    let mut gap = false;
    for found in Lexer::new(text.text(), statement, flavour) {
        let (lexeme, span) = found?;
        let slice = text.slice(span);
        let is_hint = slice.starts_with("/*+");
        match lexeme {
            Lexeme::Space => gap = true,
            Lexeme::Comment if !is_hint => gap = true,
            _ => {
                if gap && !written.is_empty() {
                    written.push(' ');
                }
                gap = false;
                written.push_str(slice);
            }
        }
    }
    Ok(written)
}
