//! Comments, and the docstring's line about parents.

use ruff_python_ast::token::TokenKind;
use ruff_text_size::Ranged;

use crate::text::{Place, SourceText, Span, Spanned};

use super::plain::lexer::Lexer;
use super::{docstring, header, plain, syntax};

/// Lists the comments, each without its mark.
pub(super) fn comments(source: &SourceText) -> Vec<Spanned<Box<str>>> {
    let text = source.text();
    if !text.contains('#') {
        return Vec::new();
    }
    let spans = plain::comments(text).unwrap_or_else(|| {
        let parsed = syntax::with_syntax(source, text, |parsed| {
            let comments = parsed
                .tokens()
                .iter()
                .filter(|token| token.kind() == TokenKind::Comment);
            comments.map(|token| syntax::span(token.range())).collect()
        });
        parsed.unwrap_or_default()
    });
    let comment = |span: Span| {
        let words = source.slice(span).trim_start_matches('#').trim();
        Spanned::new(words.into(), source.place(span))
    };
    spans.into_iter().map(comment).collect()
}

/// Finds what stands behind `Revises:` in the docstring, where that can be replaced: one literal, no escapes.
pub(super) fn revises(source: &SourceText) -> Option<Spanned<Box<str>>> {
    let place = header::docstring_place(source)?;
    let content = plain_content(source, place)?;
    let text = source.slice(content);
    let rest = docstring::behind(text, "Revises:")?;
    let start = rest.as_ptr() as usize - text.as_ptr() as usize;
    let value = rest.trim();
    let leading = if value.is_empty() {
        0
    } else {
        rest.len() - rest.trim_start().len()
    };
    let start = content.start + u32::try_from(start + leading).ok()?;
    let span = Span::new(start, start + u32::try_from(value.len()).ok()?);
    Some(Spanned::new(value.into(), source.place(span)))
}

/// Answers the text between the quotes of a docstring that is one literal and means what it shows.
fn plain_content(source: &SourceText, place: Place) -> Option<Span> {
    let literal = source.slice(place.span);
    let mut lexer = Lexer::new(literal);
    let raw = lexer.word().eq_ignore_ascii_case("r");
    let content = lexer.string(false)?;
    let text = &literal[content.clone()];
    if lexer.at != literal.len() || (text.contains('\\') && !raw) {
        return None;
    }
    let offset = |at: usize| Some(place.span.start + u32::try_from(at).ok()?);
    Some(Span::new(offset(content.start)?, offset(content.end)?))
}
