//! SQL cut into words, quotes, comments and separators: as much as is needed to find where a statement ends.

use super::Flavour;
use crate::text::Span;

/// What a piece of SQL is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Lexeme {
    /// White space.
    Space,
    /// A comment, with its marks and without the line end.
    Comment,
    /// Letters, digits, `_`, and everything that is not ASCII.
    Word,
    /// A quoted string or identifier, with its quotes.
    Quoted,
    /// The end of a statement: `;`, or what `DELIMITER` says.
    Terminator,
    /// One other character.
    Symbol(u8),
    /// A mark of `/*! … */`, whose content a server runs.
    Mark,
}

/// Why a text cannot be cut.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Fault {
    /// Where.
    pub(super) span: Span,
    /// What is wrong: a lowercase fragment.
    pub(super) text: String,
}

impl Fault {
    pub(super) fn new(span: Span, text: impl Into<String>) -> Self {
        Self {
            span,
            text: text.into(),
        }
    }
}

/// Makes a span of offsets; texts are bounded by `SourceText::LIMIT`.
pub(super) fn span(start: usize, end: usize) -> Span {
    let to_u32 = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
    Span::new(to_u32(start), to_u32(end))
}

/// Walks over the lexemes of a part of a text. After a fault it ends.
#[derive(Debug)]
pub(super) struct Lexer<'a> {
    text: &'a str,
    bytes: &'a [u8],
    at: usize,
    end: usize,
    flavour: Flavour,
    delimiter: &'a [u8],
    /// The opening mark of the `/*! … */` that is being walked through.
    executable: Option<Span>,
}

impl<'a> Lexer<'a> {
    pub(super) const fn new(text: &'a str, part: Span, flavour: Flavour) -> Self {
        Self {
            text,
            bytes: text.as_bytes(),
            at: part.start as usize,
            end: part.end as usize,
            flavour,
            delimiter: b";",
            executable: None,
        }
    }

    /// Says whether statements end at `;`.
    pub(super) fn ends_at_semicolon(&self) -> bool {
        self.delimiter == b";"
    }

    /// Answers where the next lexeme starts.
    pub(super) const fn at(&self) -> usize {
        self.at
    }

    /// Takes a `DELIMITER` line of the mysql client; the caller knows that a line and no statement starts here.
    pub(super) fn take_delimiter_line(&mut self) -> Option<Result<(), Fault>> {
        const COMMAND: &[u8] = b"delimiter";
        let rest = &self.bytes[self.at..self.end];
        if self.flavour != Flavour::MySql
            || rest.len() <= COMMAND.len()
            || !rest[..COMMAND.len()].eq_ignore_ascii_case(COMMAND)
            || !rest[COMMAND.len()].is_ascii_whitespace()
        {
            return None;
        }
        let start = self.at;
        let line_end = find(rest, b'\n').map_or(self.end, |found| start + found);
        self.at = line_end;
        let delimiter = self.text[start + COMMAND.len()..line_end].split_whitespace().next();
        match delimiter {
            Some(delimiter) if delimiter.len() <= 16 && !delimiter.contains('\\') => {
                self.delimiter = delimiter.as_bytes();
                Some(Ok(()))
            }
            _ => Some(Err(self.fault(
                start,
                line_end,
                "`DELIMITER` needs a mark of at most 16 characters without a backslash",
            ))),
        }
    }

    fn fault(&mut self, start: usize, end: usize, text: &str) -> Fault {
        self.at = self.end;
        self.executable = None;
        Fault::new(span(start, end), text)
    }

    fn peek(&self, ahead: usize) -> Option<u8> {
        let at = self.at + ahead;
        (at < self.end).then(|| self.bytes[at])
    }

    fn starts_with(&self, prefix: &[u8]) -> bool {
        self.bytes[self.at..self.end].starts_with(prefix)
    }

    fn is_at_delimiter(&self) -> bool {
        self.executable.is_none() && self.starts_with(self.delimiter)
    }

    fn scan(&mut self) -> Result<Lexeme, Fault> {
        if self.is_at_delimiter() {
            self.at += self.delimiter.len();
            return Ok(Lexeme::Terminator);
        }
        let first = self.bytes[self.at];
        match first {
            b' ' | b'\t' | b'\n' | b'\r' | 0x0b | 0x0c => Ok(self.space()),
            b'-' if self.is_dash_comment() => Ok(self.line_comment()),
            b'#' if self.flavour == Flavour::MySql => Ok(self.line_comment()),
            b'/' if self.peek(1) == Some(b'*') => self.block(),
            b'*' if self.executable.is_some() && self.peek(1) == Some(b'/') => {
                self.executable = None;
                self.at += 2;
                Ok(Lexeme::Mark)
            }
            b'\'' | b'"' => self.quote(first, self.flavour == Flavour::MySql),
            b'`' if self.flavour != Flavour::PostgreSql => self.quote(first, false),
            b'[' if self.flavour == Flavour::Sqlite => self.bracket(),
            b'$' if self.flavour == Flavour::PostgreSql => self.dollar(),
            b'e' | b'E' if self.flavour == Flavour::PostgreSql && self.peek(1) == Some(b'\'') => {
                self.at += 1;
                self.quote(b'\'', true)
            }
            _ if is_word(first) => Ok(self.word()),
            _ => {
                self.at += 1;
                Ok(Lexeme::Symbol(first))
            }
        }
    }

    fn space(&mut self) -> Lexeme {
        while self.at < self.end && matches!(self.bytes[self.at], b' ' | b'\t' | b'\n' | b'\r' | 0x0b | 0x0c) {
            self.at += 1;
        }
        Lexeme::Space
    }

    /// `MySQL` takes `--` for a comment only before white space: `5--1` is six there.
    fn is_dash_comment(&self) -> bool {
        self.peek(1) == Some(b'-')
            && (self.flavour != Flavour::MySql
                || self
                    .peek(2)
                    .is_none_or(|b| b.is_ascii_whitespace() || b.is_ascii_control()))
    }

    /// `PostgreSQL` ends a comment at a lone carriage return too, the others only at a line feed.
    fn line_comment(&mut self) -> Lexeme {
        let ends_at_return = self.flavour == Flavour::PostgreSql;
        let rest = &self.bytes[self.at..self.end];
        let length = rest
            .iter()
            .position(|&b| b == b'\n' || (ends_at_return && b == b'\r'))
            .unwrap_or(rest.len());
        self.at += length;
        Lexeme::Comment
    }

    fn block(&mut self) -> Result<Lexeme, Fault> {
        let start = self.at;
        if self.flavour == Flavour::MySql && (self.starts_with(b"/*!") || self.starts_with(b"/*M!")) {
            self.at += if self.starts_with(b"/*!") { 3 } else { 4 };
            while self.peek(0).is_some_and(|b| b.is_ascii_digit()) {
                self.at += 1;
            }
            self.executable = Some(span(start, self.at));
            return Ok(Lexeme::Mark);
        }
        let nests = self.flavour == Flavour::PostgreSql;
        let mut depth = 1_usize;
        let mut at = start + 2;
        while at + 1 < self.end {
            match (self.bytes[at], self.bytes[at + 1]) {
                (b'*', b'/') => {
                    at += 2;
                    depth -= 1;
                    if depth == 0 {
                        self.at = at;
                        return Ok(Lexeme::Comment);
                    }
                }
                (b'/', b'*') if nests => {
                    at += 2;
                    depth += 1;
                }
                _ => at += 1,
            }
        }
        Err(self.fault(start, start + 2, "the comment is never closed"))
    }

    /// A doubled quote is two quoted pieces side by side, which changes nothing about where a statement ends; but one
    /// lexeme is kinder to those who read it.
    fn quote(&mut self, mark: u8, backslash: bool) -> Result<Lexeme, Fault> {
        let start = self.at;
        let mut at = start + 1;
        while at < self.end {
            let b = self.bytes[at];
            if b == b'\\' && backslash {
                at += 2;
            } else if b == mark {
                if at + 1 < self.end && self.bytes[at + 1] == mark {
                    at += 2;
                } else {
                    self.at = at + 1;
                    return Ok(Lexeme::Quoted);
                }
            } else {
                at += 1;
            }
        }
        let text = format!("the quote {} is never closed", char::from(mark));
        Err(self.fault(start, start + 1, &text))
    }

    fn bracket(&mut self) -> Result<Lexeme, Fault> {
        let start = self.at;
        match find(&self.bytes[start..self.end], b']') {
            Some(found) => {
                self.at = start + found + 1;
                Ok(Lexeme::Quoted)
            }
            None => Err(self.fault(start, start + 1, "the quote [ is never closed")),
        }
    }

    fn dollar(&mut self) -> Result<Lexeme, Fault> {
        let start = self.at;
        let rest = &self.bytes[start + 1..self.end];
        let length = rest
            .iter()
            .position(|&b| !(is_word(b) && b != b'$'))
            .unwrap_or(rest.len());
        if rest.get(length) != Some(&b'$') || rest[0].is_ascii_digit() {
            self.at += 1;
            return Ok(Lexeme::Symbol(b'$'));
        }
        let tag = &self.text[start..start + length + 2];
        let body = start + tag.len();
        match self.text[body..self.end].find(tag) {
            Some(found) => {
                self.at = body + found + tag.len();
                Ok(Lexeme::Quoted)
            }
            None => Err(self.fault(start, body, "the dollar quote is never closed")),
        }
    }

    fn word(&mut self) -> Lexeme {
        let start = self.at;
        while self.at < self.end && is_word(self.bytes[self.at]) && (self.at == start || !self.is_at_delimiter()) {
            self.at += 1;
        }
        Lexeme::Word
    }
}

impl Iterator for Lexer<'_> {
    type Item = Result<(Lexeme, Span), Fault>;

    fn next(&mut self) -> Option<Self::Item> {
        let start = self.at;
        if start >= self.end {
            let open = self.executable.take()?;
            return Some(Err(Fault::new(open, "the comment is never closed")));
        }
        Some(self.scan().map(|lexeme| (lexeme, span(start, self.at))))
    }
}

fn is_word(b: u8) -> bool {
    b.is_ascii_alphanumeric() || b == b'_' || b == b'$' || b >= 0x80
}

fn find(bytes: &[u8], wanted: u8) -> Option<usize> {
    bytes.iter().position(|&b| b == wanted)
}
