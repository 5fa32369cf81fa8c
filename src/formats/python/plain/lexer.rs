//! Steps through Python source: strings, brackets, comments, line ends. Answers nothing where it is out of its depth.

use std::ops::Range;

use memchr::{memchr_iter, memchr2, memchr3, memrchr};

use crate::text::{Place, Span};

/// A byte that takes part in nothing.
const BORING: u8 = 0;
const QUOTE: u8 = 1;
const OPEN: u8 = 2;
const CLOSE: u8 = 3;
const LINE_END: u8 = 4;
const COMMENT: u8 = 5;
const BACKSLASH: u8 = 6;
/// Not seen in plain code: control characters, form feeds, anything but ASCII, `$`, `?`, `` ` ``.
const STRANGE: u8 = 7;

const CLASS: [u8; 256] = classes();

const fn classes() -> [u8; 256] {
    let mut table = [BORING; 256];
    let mut byte = 0;
    while byte < 256 {
        if byte < 0x20 || byte >= 0x7f {
            table[byte] = STRANGE;
        }
        byte += 1;
    }
    table[b'\t' as usize] = BORING;
    table[b'$' as usize] = STRANGE;
    table[b'?' as usize] = STRANGE;
    table[b'`' as usize] = STRANGE;
    table[b'"' as usize] = QUOTE;
    table[b'\'' as usize] = QUOTE;
    table[b'(' as usize] = OPEN;
    table[b'[' as usize] = OPEN;
    table[b'{' as usize] = OPEN;
    table[b')' as usize] = CLOSE;
    table[b']' as usize] = CLOSE;
    table[b'}' as usize] = CLOSE;
    table[b'\n' as usize] = LINE_END;
    table[b'\r' as usize] = LINE_END;
    table[b'#' as usize] = COMMENT;
    table[b'\\' as usize] = BACKSLASH;
    table
}

/// The bytes of ASCII words.
const WORD: [bool; 256] = word_bytes();

const fn word_bytes() -> [bool; 256] {
    let mut table = [false; 256];
    let mut byte = 0_u8;
    while byte < 0x80 {
        table[byte as usize] = byte.is_ascii_alphanumeric() || byte == b'_';
        byte += 1;
    }
    table
}

/// The bytes that may mean something within a string.
const STOPS: [bool; 256] = string_stops();

const fn string_stops() -> [bool; 256] {
    let mut table = [false; 256];
    let stops = b"\"'\\\n\r{}";
    let mut at = 0;
    while at < stops.len() {
        table[stops[at] as usize] = true;
        at += 1;
    }
    table
}

/// How many brackets may be open; a file with more is left to the parser.
const DEEPEST: usize = 32;

/// The brackets that are open, as the bytes that close them.
#[derive(Debug, Default)]
pub(super) struct Brackets {
    closing: [u8; DEEPEST],
    depth: usize,
}

impl Brackets {
    pub const fn depth(&self) -> usize {
        self.depth
    }

    pub fn open(&mut self, byte: u8) -> Option<()> {
        let slot = self.closing.get_mut(self.depth)?;
        *slot = match byte {
            b'(' => b')',
            b'[' => b']',
            _ => b'}',
        };
        self.depth += 1;
        Some(())
    }

    pub fn close(&mut self, byte: u8) -> Option<()> {
        self.depth = self.depth.checked_sub(1)?;
        (self.closing[self.depth] == byte).then_some(())
    }
}

/// A place in the source, moving forward only.
#[derive(Debug)]
pub(in super::super) struct Lexer<'a> {
    pub text: &'a str,
    pub at: usize,
    /// Up to here lines were counted, for places.
    counted: usize,
    line: u32,
    /// The characters of the line up to there.
    column: u32,
}

impl<'a> Lexer<'a> {
    pub const fn new(text: &'a str) -> Self {
        Self {
            text,
            at: 0,
            counted: 0,
            line: 1,
            column: 0,
        }
    }

    pub const fn bytes(&self) -> &'a [u8] {
        self.text.as_bytes()
    }

    pub fn peek(&self) -> Option<u8> {
        self.bytes().get(self.at).copied()
    }

    /// Answers where a range stands. Ranges must be asked for in the order in which they stand.
    pub fn place(&mut self, start: usize, end: usize) -> Place {
        let mut passed = &self.bytes()[self.counted..start];
        if let Some(end) = memrchr(b'\n', passed) {
            self.line += to_u32(memchr_iter(b'\n', passed).count());
            self.column = 0;
            passed = &passed[end + 1..];
        }
        self.column += to_u32(passed.iter().filter(|&&byte| byte & 0xc0 != 0x80).count());
        self.counted = start;
        Place {
            line: self.line,
            column: self.column + 1,
            span: Span::new(to_u32(start), to_u32(end)),
        }
    }

    pub fn blanks(&mut self) {
        while matches!(self.peek(), Some(b' ' | b'\t')) {
            self.at += 1;
        }
    }

    pub fn word(&mut self) -> &'a str {
        let start = self.at;
        while self.peek().is_some_and(is_word) {
            self.at += 1;
        }
        &self.text[start..self.at]
    }

    /// Steps over a line end; a lone CR is left to the parser.
    pub fn line_end(&mut self) -> Option<()> {
        match &self.bytes()[self.at..] {
            [b'\n', ..] => self.at += 1,
            [b'\r', b'\n', ..] => self.at += 2,
            _ => return None,
        }
        Some(())
    }

    /// Steps over a comment and its line end.
    pub fn comment(&mut self) -> Option<()> {
        let rest = &self.bytes()[self.at..];
        if let Some(length) = memchr2(b'\n', b'\r', rest) {
            self.at += length;
            self.line_end()
        } else {
            self.at = self.text.len();
            Some(())
        }
    }

    /// Steps over a line end within brackets; a conflict marker there is left to the parser.
    pub fn line_end_inside(&mut self) -> Option<()> {
        self.line_end()?;
        let marker = matches!(&self.bytes()[self.at..], [a @ (b'<' | b'=' | b'>' | b'|'), b, ..] if a == b);
        (!marker).then_some(())
    }

    /// Steps over a backslash and the line end that it hides.
    pub fn continuation(&mut self) -> Option<()> {
        self.at += 1;
        self.line_end()
    }

    /// Steps over the rest of a logical line and its line end.
    pub fn skip_line(&mut self) -> Option<()> {
        let mut brackets = Brackets::default();
        loop {
            let rest = &self.bytes()[self.at..];
            let Some(length) = rest.iter().position(|&byte| CLASS[byte as usize] != BORING) else {
                self.at = self.text.len();
                return (brackets.depth() == 0).then_some(());
            };
            self.at += length;
            let byte = rest[length];
            match CLASS[byte as usize] {
                QUOTE => {
                    let template = self.is_template();
                    self.string(template)?;
                }
                OPEN => {
                    brackets.open(byte)?;
                    self.at += 1;
                }
                CLOSE => {
                    brackets.close(byte)?;
                    self.at += 1;
                }
                LINE_END if brackets.depth() == 0 => return self.line_end(),
                LINE_END => self.line_end_inside()?,
                COMMENT => self.comment_text(),
                BACKSLASH => self.continuation()?,
                _ => return None,
            }
        }
    }

    /// Steps to the next comment and over it; within, there is none left.
    #[expect(clippy::option_option, reason = "out of depth and at the end are two things")]
    pub fn next_comment(&mut self) -> Option<Option<Span>> {
        loop {
            let rest = &self.bytes()[self.at..];
            let class = |byte: u8| CLASS[byte as usize];
            let Some(length) = rest
                .iter()
                .position(|&byte| !matches!(class(byte), BORING | OPEN | CLOSE))
            else {
                self.at = self.text.len();
                return Some(None);
            };
            self.at += length;
            match CLASS[rest[length] as usize] {
                QUOTE => {
                    let template = self.is_template();
                    self.string(template)?;
                }
                LINE_END => self.line_end()?,
                COMMENT => {
                    let start = self.at;
                    self.comment_text();
                    return Some(Some(Span::new(to_u32(start), to_u32(self.at))));
                }
                BACKSLASH => self.continuation()?,
                _ => return None,
            }
        }
    }

    /// Steps over a comment, up to its line end.
    pub fn comment_text(&mut self) {
        let rest = &self.bytes()[self.at..];
        self.at += memchr2(b'\n', b'\r', rest).unwrap_or(rest.len());
    }

    /// Decides whether the string whose quote is next is an f-string or t-string.
    pub fn is_template(&self) -> bool {
        let is = |byte: u8| matches!(byte, b'f' | b'F' | b't' | b'T');
        match &self.bytes()[..self.at] {
            [.., byte] if is(*byte) => true,
            [.., byte, b'r' | b'R'] => is(*byte),
            _ => false,
        }
    }

    /// Steps over a string whose quote is next; answers its content.
    pub fn string(&mut self, template: bool) -> Option<Range<usize>> {
        let bytes = self.bytes();
        let quote = bytes[self.at];
        let triple = bytes[self.at..].starts_with(&[quote; 3]);
        self.at += if triple { 3 } else { 1 };
        let start = self.at;
        let mut fields = 0_u32;
        loop {
            let rest = &bytes[self.at..];
            let length = if triple && !template {
                // Line ends are part of it, but for a lone CR.
                memchr3(quote, b'\\', b'\r', rest)?
            } else {
                let stops = |byte: u8| STOPS[byte as usize] && (byte == quote || !is_quote(byte));
                rest.iter()
                    .position(|&byte| stops(byte) && (template || !is_brace(byte)))?
            };
            self.at += length;
            match rest[length] {
                b'\\' => {
                    self.at += 1;
                    match self.peek()? {
                        b'\r' => self.line_end()?,
                        b'{' | b'}' => return None,
                        _ => self.at += 1,
                    }
                }
                b'\n' | b'\r' if triple => self.line_end()?,
                b'{' if fields == 0 && rest.get(length + 1) == Some(&b'{') => self.at += 2,
                b'}' if fields == 0 && rest.get(length + 1) == Some(&b'}') => self.at += 2,
                b'{' if template => {
                    fields += 1;
                    self.at += 1;
                }
                b'}' if template => {
                    fields = fields.checked_sub(1)?;
                    self.at += 1;
                }
                byte if byte == quote => {
                    if triple && !rest[length..].starts_with(&[quote; 3]) {
                        self.at += 1;
                        continue;
                    }
                    let end = self.at;
                    self.at += if triple { 3 } else { 1 };
                    return (fields == 0).then_some(start..end);
                }
                _ => return None,
            }
        }
    }

    /// Steps over blanks, a comment and the line end; anything else is refused.
    pub fn rest_of_line_is_empty(&mut self) -> Option<()> {
        self.blanks();
        match self.peek() {
            None => Some(()),
            Some(b'#') => self.comment(),
            Some(_) => self.line_end(),
        }
    }
}

/// Decides whether a byte is part of an ASCII word.
pub(super) const fn is_word(byte: u8) -> bool {
    WORD[byte as usize]
}

const fn is_quote(byte: u8) -> bool {
    matches!(byte, b'"' | b'\'')
}

const fn is_brace(byte: u8) -> bool {
    matches!(byte, b'{' | b'}')
}

fn to_u32(n: usize) -> u32 {
    u32::try_from(n).unwrap_or(u32::MAX)
}
