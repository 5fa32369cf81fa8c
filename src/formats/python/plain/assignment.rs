//! Plain assignments of header values.

use std::borrow::Cow;

use crate::text::Place;

use super::super::part::{Item, Value};
use super::is_mutable;
use super::lexer::{Brackets, Lexer};
use super::words::{Word, judge};

/// Reads what follows the name, to the end of the line: an annotation, `=`, a plain value. Answers the value, its place
/// and whether it can be changed in place.
pub(super) fn read<'a>(lexer: &mut Lexer<'a>) -> Option<(Value<'a>, Place, bool)> {
    lexer.blanks();
    if lexer.peek()? == b':' {
        lexer.at += 1;
        annotation(lexer)?;
    }
    if lexer.peek()? != b'=' {
        return None;
    }
    lexer.at += 1;
    lexer.blanks();
    let bracket = lexer.peek()?;
    let (value, place) = match bracket {
        b'(' | b'[' | b'{' => bracketed(lexer, bracket)?,
        _ => {
            let item = item(lexer)?;
            (item.text.map_or(Value::None, Value::Text), item.place)
        }
    };
    lexer.rest_of_line_is_empty()?;
    let mutable = is_mutable(bracket, &value);
    Some((value, place, mutable))
}

/// Steps over an annotation, up to the `=` behind it.
fn annotation(lexer: &mut Lexer<'_>) -> Option<()> {
    let mut brackets = Brackets::default();
    lexer.blanks();
    if lexer.peek()? == b'=' {
        return None;
    }
    loop {
        match lexer.peek()? {
            b'=' if brackets.depth() == 0 => return Some(()),
            b' ' | b'\t' | b',' | b'.' | b'|' => lexer.at += 1,
            byte @ b'[' => {
                brackets.open(byte)?;
                lexer.at += 1;
            }
            byte @ b']' => {
                brackets.close(byte)?;
                lexer.at += 1;
            }
            b'a'..=b'z' | b'A'..=b'Z' | b'_' => {
                if judge(lexer.word()) != Word::Plain || matches!(lexer.peek(), Some(b'"' | b'\'')) {
                    return None;
                }
            }
            b'"' | b'\'' => {
                lexer.string(false)?;
            }
            _ => return None,
        }
    }
}

/// Reads one text or `None`.
fn item<'a>(lexer: &mut Lexer<'a>) -> Option<Item<'a>> {
    let start = lexer.at;
    if !matches!(lexer.peek()?, b'"' | b'\'') {
        match lexer.word() {
            "None" => {
                let place = lexer.place(start, lexer.at);
                return Some(Item { text: None, place });
            }
            "u" | "U" | "r" | "R" => {}
            _ => return None,
        }
    }
    let quote = lexer.peek().filter(|byte| matches!(byte, b'"' | b'\''))?;
    if lexer.bytes()[lexer.at..].starts_with(&[quote; 3]) {
        return None;
    }
    let content = lexer.string(false)?;
    let text = &lexer.text[content];
    if text.contains('\\') {
        return None;
    }
    let place = lexer.place(start, lexer.at);
    let text = Some(Cow::Borrowed(text));
    Some(Item { text, place })
}

/// Reads a tuple, list or set of texts, or one text in parentheses.
fn bracketed<'a>(lexer: &mut Lexer<'a>, open: u8) -> Option<(Value<'a>, Place)> {
    let start = lexer.at;
    let mut whole = lexer.place(start, start);
    let close = match open {
        b'(' => b')',
        b'[' => b']',
        _ => b'}',
    };
    lexer.at += 1;
    let mut items = Vec::new();
    let mut commas = 0;
    loop {
        space_inside(lexer)?;
        match lexer.peek()? {
            byte if byte == close => break,
            b',' if commas + 1 == items.len() => {
                commas += 1;
                lexer.at += 1;
            }
            _ if commas == items.len() => items.push(item(lexer)?),
            _ => return None,
        }
    }
    lexer.at += 1;
    whole.span.end = u32::try_from(lexer.at).ok()?;
    // `{}` is a dictionary.
    if open == b'{' && items.is_empty() {
        return None;
    }
    if open == b'(' && commas == 0 && items.len() == 1 {
        let item = items.pop()?;
        return Some((item.text.map_or(Value::None, Value::Text), item.place));
    }
    Some((Value::Many(items), whole))
}

/// Steps over blanks, comments and line ends within brackets.
fn space_inside(lexer: &mut Lexer<'_>) -> Option<()> {
    loop {
        match lexer.peek()? {
            b' ' | b'\t' => lexer.at += 1,
            b'\n' | b'\r' => lexer.line_end_inside()?,
            b'#' => lexer.comment_text(),
            _ => return Some(()),
        }
    }
}
