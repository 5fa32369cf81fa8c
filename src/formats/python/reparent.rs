//! Other parents for a script: edits of the value that is assigned last, and of the docstring's line about it.

use ruff_python_ast::token::TokenKind;
use ruff_python_ast::{self as ast, Expr, Stmt};
use ruff_python_parser::Parsed;
use ruff_text_size::{Ranged, TextRange};

use crate::formats::{ReparentError, reparent};
use crate::revision::{Reason, RevisionId};
use crate::text::{Edit, Place, SourceText, Span, Spanned};

use super::{Python, header, prose, syntax};

/// How the value is written.
enum Shape {
    /// `None` or one text, maybe of several parts.
    One,
    /// A tuple, list or set, by the places of its elements.
    Many(Vec<Span>),
}

/// The assigned value as its text has it.
struct Written {
    whole: Span,
    shape: Shape,
    /// Whether comments stand inside of it.
    has_comments: bool,
}

/// Makes the edits that give a script other parents.
///
/// # Errors
/// [`ReparentError`] where the value is a name or computed, or more than the parents would change.
pub(super) fn edits(source: &SourceText, to: &[RevisionId]) -> Result<Vec<Edit>, ReparentError> {
    let header = header::read(source);
    let (parents, place) = reparent::written(&header)?;
    let value = read(source, place)?;
    let quote = [Some(place), header.id.place()]
        .into_iter()
        .flatten()
        .find_map(|place| source.slice(place.span).chars().find(|c| matches!(c, '"' | '\'')))
        .unwrap_or('"');
    let mut edits = if parents.iter().map(|parent| &parent.value).eq(to) {
        Vec::new()
    } else {
        rewrite(source, &value, to, quote).ok_or_else(|| {
            ReparentError::NotPlain(Reason {
                place,
                text: "comments stand inside of the value".to_owned(),
            })
        })?
    };
    edits.extend(docstring(source, parents, to)?);
    reparent::read_back(&Python, source, &edits, to)?;
    Ok(edits)
}

/// Reads the text of the value once more, by its syntax.
fn read(source: &SourceText, place: Place) -> Result<Written, ReparentError> {
    // In parentheses, as it may lie on several lines only because some stand around it.
    let text = SourceText::new(source.path(), format!("({}\n)", source.slice(place.span)));
    let outer = |range: TextRange| {
        let at = |offset: u32| (place.span.start + offset).saturating_sub(1);
        Span::new(at(range.start().to_u32()), at(range.end().to_u32()))
    };
    let read = |parsed: &Parsed<ast::ModModule>| {
        let mut tokens = parsed.tokens().iter();
        let has_comments = tokens.any(|token| token.kind() == TokenKind::Comment);
        let shape = match parsed.syntax().body.as_slice() {
            [Stmt::Expr(statement)] if parsed.errors().is_empty() => shape(&statement.value),
            _ => Err(TextRange::empty(1.into())),
        };
        let shape = shape.map_err(outer)?;
        Ok(Written {
            whole: place.span,
            has_comments,
            shape: match shape {
                None => Shape::One,
                Some(elements) => Shape::Many(elements.into_iter().map(outer).collect()),
            },
        })
    };
    let read = syntax::with_syntax(&text, text.text(), read).map_err(ReparentError::Unreadable)?;
    read.map_err(|span| {
        ReparentError::NotPlain(Reason {
            place: source.place(span),
            text: format!("`{}` is no plain text", snippet(source.slice(span))),
        })
    })
}

/// Answers the places of the elements of a tuple, list or set, and none for a single value.
fn shape(value: &Expr) -> Result<Option<Vec<TextRange>>, TextRange> {
    let is_plain = |value: &Expr| matches!(value, Expr::StringLiteral(_) | Expr::NoneLiteral(_));
    match value {
        Expr::Tuple(ast::ExprTuple { elts, .. })
        | Expr::List(ast::ExprList { elts, .. })
        | Expr::Set(ast::ExprSet { elts, .. }) => match elts.iter().find(|element| !is_plain(element)) {
            None => Ok(Some(elts.iter().map(Ranged::range).collect())),
            Some(element) => Err(element.range()),
        },
        value if is_plain(value) => Ok(None),
        value => Err(value.range()),
    }
}

/// Writes other ids in place of those that stand there; none where comments would be lost.
fn rewrite(source: &SourceText, value: &Written, to: &[RevisionId], quote: char) -> Option<Vec<Edit>> {
    match &value.shape {
        Shape::Many(elements) if to.len() >= elements.len() && to.len() > 1 && !elements.is_empty() => {
            Some(one_by_one(source, elements, to))
        }
        Shape::Many(elements) if to.len() == elements.len() => Some(one_by_one(source, elements, to)),
        _ if value.has_comments => None,
        _ => Some(vec![Edit {
            span: value.whole,
            replacement: match to {
                [] => "None".to_owned(),
                [only] => literal(only, quote),
                several => {
                    let all: Vec<String> = several.iter().map(|id| literal(id, quote)).collect();
                    format!("({})", all.join(", "))
                }
            },
        }]),
    }
}

/// Replaces each element by itself; what is more is written behind the last, parted as the last two are.
fn one_by_one(source: &SourceText, elements: &[Span], to: &[RevisionId]) -> Vec<Edit> {
    let quote_of = |span: Span| source.slice(span).chars().find(|c| matches!(c, '"' | '\''));
    let mut edits: Vec<Edit> = elements
        .iter()
        .zip(to)
        .map(|(&span, id)| Edit {
            span,
            replacement: literal(id, quote_of(span).unwrap_or('"')),
        })
        .filter(|edit| source.slice(edit.span) != edit.replacement)
        .collect();
    if let (Some(&last), more @ [_, ..]) = (elements.last(), &to[elements.len()..]) {
        let parted = match elements {
            [.., before, last] => source.slice(Span::new(before.end, last.start)),
            _ => ", ",
        };
        let parted = if parted.contains('#') { ", " } else { parted };
        let quote = quote_of(last).unwrap_or('"');
        let more: String = more
            .iter()
            .map(|id| format!("{parted}{}", literal(id, quote)))
            .collect();
        edits.push(Edit {
            span: Span::new(last.end, last.end),
            replacement: more,
        });
    }
    edits
}

/// Writes a text as Python reads it.
fn literal(id: &RevisionId, quote: char) -> String {
    let mut result = String::from(quote);
    for c in id.as_str().chars() {
        match c {
            '\\' => result.push_str("\\\\"),
            c if c == quote => result.extend(['\\', c]),
            c if c.is_control() => result.push_str(&format!("\\x{:02x}", u32::from(c))),
            c => result.push(c),
        }
    }
    result.push(quote);
    result
}

/// Edits the ids behind `Revises:`; prose that names none of the old parents stays as it is.
fn docstring(
    source: &SourceText,
    parents: &[Spanned<RevisionId>],
    to: &[RevisionId],
) -> Result<Option<Edit>, ReparentError> {
    let Some(revises) = prose::revises(source) else {
        return Ok(None);
    };
    let replacement = match (is_list(&revises.value), parents, to) {
        (true, ..) => list(to),
        (false, [old], [new]) => match replace_word(&revises.value, old.value.as_str(), new.as_str()) {
            Some(text) => text,
            None => return Ok(None),
        },
        (false, ..) => return Ok(None),
    };
    if *revises.value == *replacement {
        return Ok(None);
    }
    let is_plain = |c: char| !c.is_control() && !matches!(c, '"' | '\'' | '\\');
    if !replacement.chars().all(is_plain) {
        return Err(ReparentError::NotPlain(Reason {
            place: revises.place,
            text: "the ids cannot stand in a docstring as they are".to_owned(),
        }));
    }
    let mut span = revises.place.span;
    let mut lead = "";
    if revises.value.is_empty() {
        // Behind the blank that follows the colon, where there is one.
        let rest = &source.text()[span.range().end..];
        let blank = u32::from(rest.starts_with(' '));
        span = Span::new(span.end + blank, span.end + blank);
        lead = if blank == 0 { " " } else { "" };
    }
    Ok(Some(Edit {
        span,
        replacement: format!("{lead}{replacement}"),
    }))
}

fn list(ids: &[RevisionId]) -> String {
    let ids: Vec<&str> = ids.iter().map(RevisionId::as_str).collect();
    ids.join(", ")
}

/// Tells whether a text is nothing but ids, also as a Python tuple, or a word for none.
fn is_list(text: &str) -> bool {
    text.split(',').all(|id| !id.trim().contains(char::is_whitespace))
}

/// Replaces a word that stands there exactly once.
fn replace_word(text: &str, old: &str, new: &str) -> Option<String> {
    let is_word = |c: char| c.is_alphanumeric() || matches!(c, '_' | '-' | '.');
    let stands_alone =
        |&(at, found): &(usize, &str)| !text[..at].ends_with(is_word) && !text[at + found.len()..].starts_with(is_word);
    let mut found = text.match_indices(old).filter(stands_alone);
    let (at, _) = found.next()?;
    found
        .next()
        .is_none()
        .then(|| format!("{}{new}{}", &text[..at], &text[at + old.len()..]))
}

/// Cuts source code to what fits a message.
fn snippet(text: &str) -> String {
    const LONGEST: usize = 60;
    let line: String = text.split_whitespace().collect::<Vec<_>>().join(" ");
    if line.chars().count() <= LONGEST {
        return line;
    }
    line.chars().take(LONGEST).chain(std::iter::once('…')).collect()
}
