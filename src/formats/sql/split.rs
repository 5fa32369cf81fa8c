//! A text cut into its statements.

use super::Flavour;
use super::compound::Compound;
use super::lexer::{Fault, Lexeme, Lexer, span};
use crate::text::Span;

/// What one part of a text holds.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Pieces {
    /// The statements, each from its first to its last character that is no comment, without the separator.
    pub(super) statements: Vec<Span>,
    /// The comments, with their marks.
    pub(super) comments: Vec<Span>,
}

/// Cuts a part of a text into statements and comments, in one walk.
///
/// # Errors
/// The first quote, comment or body that is never closed; what was cut before it is kept in `pieces`.
pub(super) fn split_into(text: &str, part: Span, flavour: Flavour, pieces: &mut Pieces) -> Result<(), Fault> {
    let mut lexer = Lexer::new(text, part, flavour);
    let mut current: Option<(usize, usize, Compound)> = None;
    let mut starts_line = true;
    loop {
        if current.is_none()
            && starts_line
            && let Some(taken) = lexer.take_delimiter_line()
        {
            taken?;
        }
        let at = lexer.at();
        let Some(next) = lexer.next() else { break };
        let (lexeme, found) = next?;
        match lexeme {
            Lexeme::Space => {
                starts_line = text[found.range()].contains('\n');
                continue;
            }
            Lexeme::Comment => pieces.comments.push(found),
            Lexeme::Terminator => {
                let ends = current
                    .as_mut()
                    .is_none_or(|(_, _, compound)| !lexer.ends_at_semicolon() || compound.ends_at_terminator());
                if ends {
                    if let Some((start, end, _)) = current.take() {
                        pieces.statements.push(span(start, end));
                    }
                } else if let Some((_, end, _)) = current.as_mut() {
                    *end = found.end as usize;
                }
            }
            _ => {
                let (_, end, compound) = current.get_or_insert_with(|| (at, at, Compound::new(flavour)));
                *end = found.end as usize;
                compound.take(lexeme, &text[found.range()]);
            }
        }
        starts_line = false;
    }
    let Some((start, end, mut compound)) = current else {
        return Ok(());
    };
    if lexer.ends_at_semicolon()
        && let Some(missing) = compound.missing()
    {
        return Err(Fault::new(span(start, end), missing));
    }
    pieces.statements.push(span(start, end));
    Ok(())
}

#[cfg(test)]
pub(super) fn statements(text: &str, flavour: Flavour) -> Result<Vec<&str>, String> {
    let mut pieces = Pieces::default();
    split_into(text, span(0, text.len()), flavour, &mut pieces)
        .map_err(|fault| format!("{}: {}", fault.span.start, fault.text))?;
    Ok(pieces.statements.iter().map(|found| &text[found.range()]).collect())
}
