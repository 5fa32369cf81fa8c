//! Taking a Mako template apart, by the rules of Mako's own lexer (`mako/lexer.py`).

use std::sync::LazyLock;

use regex::Regex;

use crate::formats::TemplateError;

/// A part of a template, and the line on which it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Part<'a> {
    pub line: u32,
    pub piece: Piece<'a>,
}

/// What a part is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Piece<'a> {
    /// Text that is written as it stands.
    Text(&'a str),
    /// `${expression | filters}`.
    Expression { source: &'a str, filters: &'a str },
    /// What stands behind the `%` of a control line.
    Control(&'a str),
}

static CODING: LazyLock<Regex> = LazyLock::new(|| regex(r"\A#.*coding[:=]\s*[-\w.]+.*\r?\n"));
static CONTROL: LazyLock<Regex> = LazyLock::new(|| regex(r"\A[\t ]*(%|##)[\t ]*((?:\\\r?\n|[^\r\n])*)(?:\r?\n|\z)"));
static PERCENT: LazyLock<Regex> = LazyLock::new(|| regex(r"\A(\s*)%(%+)"));
static DOC: LazyLock<Regex> = LazyLock::new(|| regex(r"(?s)\A<%doc>.*?</%doc>"));
static VERBATIM: LazyLock<Regex> = LazyLock::new(|| regex(r"(?is)\A<%text\s*>(.*?)</%[\t ]*text[\t ]*>"));

fn regex(pattern: &str) -> Regex {
    Regex::new(pattern).expect("the pattern is constant")
}

/// Takes a template apart.
pub(super) fn parse(text: &str) -> Result<Vec<Part<'_>>, TemplateError> {
    let mut parser = Parser {
        text,
        at: CODING.find(text).map_or(0, |found| found.end()),
        line: 1,
        counted: 0,
        parts: Vec::new(),
    };
    while parser.at < text.len() {
        parser.step()?;
    }
    Ok(parser.parts)
}

struct Parser<'a> {
    text: &'a str,
    at: usize,
    line: u32,
    counted: usize,
    parts: Vec<Part<'a>>,
}

impl<'a> Parser<'a> {
    fn rest(&self) -> &'a str {
        &self.text[self.at..]
    }

    fn at_line_start(&self) -> bool {
        self.at == 0 || self.text[..self.at].ends_with('\n')
    }

    /// Answers the line of the current place; places only move forward.
    fn line(&mut self) -> u32 {
        let passed = &self.text[self.counted..self.at];
        self.line += u32::try_from(passed.matches('\n').count()).unwrap_or(u32::MAX);
        self.counted = self.at;
        self.line
    }

    fn push(&mut self, piece: Piece<'a>) {
        let line = self.line();
        self.parts.push(Part { line, piece });
    }

    fn refuse(&mut self, reason: impl Into<String>) -> TemplateError {
        TemplateError::NeedsPython {
            line: self.line(),
            reason: reason.into(),
        }
    }

    /// Reads one part, in the order in which Mako tries.
    fn step(&mut self) -> Result<(), TemplateError> {
        let rest = self.rest();
        if rest.starts_with("${") {
            return self.expression();
        }
        if self.at_line_start() {
            if let Some(found) = CONTROL.captures(rest) {
                let mark = found.get(1).map_or("", |mark| mark.as_str());
                let control = found.get(2).map_or("", |control| control.as_str());
                let doubled = mark == "%" && rest[..].trim_start_matches(['\t', ' ']).starts_with("%%");
                if !doubled {
                    if mark == "%" {
                        self.push(Piece::Control(control));
                    }
                    self.at += found.get_match().end();
                    return Ok(());
                }
            }
            if let Some(found) = PERCENT.captures(rest) {
                self.push(Piece::Text(found.get(1).map_or("", |space| space.as_str())));
                self.push(Piece::Text(found.get(2).map_or("", |percents| percents.as_str())));
                self.at += found.get_match().end();
                return Ok(());
            }
        }
        if let Some(found) = DOC.find(rest) {
            self.at += found.end();
            return Ok(());
        }
        if let Some(found) = VERBATIM.captures(rest) {
            self.push(Piece::Text(found.get(1).map_or("", |text| text.as_str())));
            self.at += found.get_match().end();
            return Ok(());
        }
        if rest.starts_with("<%") || rest.starts_with("</%") {
            let reason = match rest.as_bytes().get(2) {
                Some(b'!') => "a `<%! … %>` block is Python".to_owned(),
                Some(b) if b.is_ascii_alphabetic() => {
                    let tag: String = rest.chars().take_while(|c| !c.is_whitespace() && *c != '>').collect();
                    format!("the tag `{tag}>` is not understood")
                }
                _ => "a `<% … %>` block is Python".to_owned(),
            };
            return Err(self.refuse(reason));
        }
        self.plain_text();
        Ok(())
    }

    /// Reads text up to the next thing that is none.
    fn plain_text(&mut self) {
        let rest = self.rest();
        let bytes = rest.as_bytes();
        let mut end = rest.len();
        let mut next = end;
        for (i, &byte) in bytes.iter().enumerate() {
            let ahead = &rest.as_bytes()[i..];
            let stops = match byte {
                b'$' => i > 0 && ahead.starts_with(b"${"),
                b'<' => i > 0 && (ahead.starts_with(b"<%") || ahead.starts_with(b"</%")),
                b'\\' => ahead.starts_with(b"\\\n") || ahead.starts_with(b"\\\r\n"),
                b'\n' => {
                    let line = rest[i + 1..].trim_start_matches([' ', '\t']);
                    line.starts_with('%') || line.starts_with("##")
                }
                _ => false,
            };
            if stops {
                (end, next) = match byte {
                    b'\\' => (i, i + if ahead.starts_with(b"\\\n") { 2 } else { 3 }),
                    b'\n' => (i + 1, i + 1),
                    _ => (i, i),
                };
                break;
            }
        }
        if end > 0 {
            self.push(Piece::Text(&rest[..end]));
        }
        self.at += next;
    }

    fn expression(&mut self) -> Result<(), TemplateError> {
        let line = self.line();
        self.at += 2;
        let source = self.until(true)?;
        let filters = if self.rest().starts_with('|') {
            self.at += 1;
            self.until(false)?
        } else {
            ""
        };
        self.at += 1;
        self.parts.push(Part {
            line,
            piece: Piece::Expression { source, filters },
        });
        Ok(())
    }

    /// Reads up to the closing brace, or a bar before it, that stands in no string and no bracket.
    fn until(&mut self, bar: bool) -> Result<&'a str, TemplateError> {
        let rest = self.rest();
        let mut depth = 0_usize;
        let mut quote = None;
        let mut escaped = false;
        for (i, c) in rest.char_indices() {
            match (quote, c) {
                (Some(_), _) if escaped => escaped = false,
                (Some(_), '\\') => escaped = true,
                (Some(open), c) => quote = Some(open).filter(|open| *open != c),
                (None, '\'' | '"') => quote = Some(c),
                (None, '(' | '[' | '{') => depth += 1,
                (None, '|') if bar && depth == 0 => return Ok(self.take(i)),
                (None, '}') if depth == 0 => return Ok(self.take(i)),
                (None, ')' | ']' | '}') => depth = depth.saturating_sub(1),
                (None, '#') => return Err(self.refuse("a comment stands in an expression")),
                _ => {}
            }
        }
        Err(self.refuse("an expression is not closed"))
    }

    fn take(&mut self, length: usize) -> &'a str {
        let taken = &self.rest()[..length];
        self.at += length;
        taken
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pieces(text: &str) -> Vec<Piece<'_>> {
        parse(text)
            .expect("understood")
            .into_iter()
            .map(|part| part.piece)
            .collect()
    }

    #[test]
    fn templates_are_taken_apart_as_mako_does() {
        assert_eq!(
            pieces("a\n## note\n  % if x:\nb\\\nc ${ f('}|') | n }\n%% d"),
            [
                Piece::Text("a\n"),
                Piece::Control("if x:"),
                Piece::Text("b"),
                Piece::Text("c "),
                Piece::Expression {
                    source: " f('}|') ",
                    filters: " n ",
                },
                Piece::Text("\n"),
                Piece::Text(""),
                Piece::Text("%"),
                Piece::Text(" d"),
            ]
        );
        assert_eq!(pieces("<%text>${a}</%text><%doc>x</%doc>"), [Piece::Text("${a}")]);
    }

    #[test]
    fn what_needs_python_is_refused_by_line() {
        for (text, line) in [
            ("a\n<% x = 1 %>", 2),
            ("<%! import re %>", 1),
            ("\n\n<%def name='x()'>", 3),
            ("${a", 1),
        ] {
            match parse(text) {
                Err(TemplateError::NeedsPython { line: found, .. }) => assert_eq!(found, line, "{text}"),
                other => panic!("{text}: {other:?}"),
            }
        }
    }
}
