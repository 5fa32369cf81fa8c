//! Reading the header of a plain file without parsing it.
//!
//! The scanner knows strings, brackets, comments and logical lines. Whatever it does not plainly understand, and what
//! might bind one of the header's names in a way that is not a plain assignment, it leaves to the parser: it answers
//! nothing. It does not prove that the bodies of functions are valid Python.

mod assignment;
pub(super) mod lexer;
mod line;
mod words;

use std::borrow::Cow;

use crate::text::Span;

use super::part::{Part, Parts, Value};
use lexer::Lexer;

/// Reads the header of a plain file; none where the file has to be parsed.
pub(super) fn read(text: &str) -> Option<Parts<'_>> {
    let mut scan = Scan {
        lexer: Lexer::new(text),
        parts: Parts::default(),
        block: Block::None,
        nested: None,
        first: true,
        executes: false,
        mutable: false,
    };
    scan.run()?;
    Some(scan.parts)
}

/// Lists the comments of a plain file; none where it has to be parsed.
pub(super) fn comments(text: &str) -> Option<Vec<Span>> {
    let mut lexer = Lexer::new(text);
    let mut comments = Vec::new();
    while let Some(span) = lexer.next_comment()? {
        comments.push(span);
    }
    Some(comments)
}

/// What the last logical line at the left margin opened.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Block {
    /// Nothing: an indented line may not follow.
    None,
    /// A function or class: names bound in it are not the module's.
    Definition,
    /// `if`, `try` and their like: names bound in it are the module's.
    Compound,
}

/// The state of a reading.
struct Scan<'a> {
    lexer: Lexer<'a>,
    parts: Parts<'a>,
    block: Block,
    /// Where the first indented line of the file stands.
    nested: Option<usize>,
    /// Whether no statement was met yet.
    first: bool,
    /// Whether code runs at load time that is not plainly an import or assignment.
    executes: bool,
    /// Whether a header value can be changed in place.
    mutable: bool,
}

impl Scan<'_> {
    fn run(&mut self) -> Option<()> {
        while let Some(byte) = self.lexer.peek() {
            match byte {
                b'\n' | b'\r' => self.lexer.line_end()?,
                b'#' => self.lexer.comment()?,
                b' ' | b'\t' => self.indented()?,
                _ => self.at_margin(byte)?,
            }
        }
        if self.executes {
            let nested = self.nested.unwrap_or(self.lexer.text.len());
            if self.mutable || words::any_danger(&self.lexer.text[nested..]) {
                return None;
            }
        }
        Some(())
    }

    /// Steps over the indented lines of a block.
    fn indented(&mut self) -> Option<()> {
        let start = self.lexer.at;
        let mut any = false;
        loop {
            self.lexer.blanks();
            match self.lexer.peek() {
                None => break,
                Some(b'\n' | b'\r') => self.lexer.line_end()?,
                Some(b'#') => self.lexer.comment()?,
                Some(_) => {
                    any = true;
                    self.lexer.skip_line()?;
                }
            }
            // A comment or an empty line at the margin does not end a block.
            while let Some(b'\n' | b'\r' | b'#') = self.lexer.peek() {
                if self.lexer.peek() == Some(b'#') {
                    self.lexer.comment()?;
                } else {
                    self.lexer.line_end()?;
                }
            }
            if !matches!(self.lexer.peek(), Some(b' ' | b'\t')) {
                break;
            }
        }
        if any {
            let text = &self.lexer.text[start..self.lexer.at];
            match self.block {
                Block::None => return None,
                Block::Compound if words::any_binding(text) => return None,
                _ => {}
            }
            self.nested.get_or_insert(start);
            self.block = Block::None;
        }
        Some(())
    }

    fn at_margin(&mut self, byte: u8) -> Option<()> {
        // A block was announced, and nothing stands in it.
        if self.block != Block::None {
            return None;
        }
        let first = std::mem::replace(&mut self.first, false);
        match byte {
            b'"' | b'\'' => {
                if first {
                    self.docstring(false)
                } else {
                    self.line("")
                }
            }
            b'a'..=b'z' | b'A'..=b'Z' | b'_' => self.word(first),
            // A text in brackets is a docstring, too.
            b'(' if first => None,
            b'@' | b'(' | b'[' | b'{' => self.line(""),
            _ => None,
        }
    }

    fn word(&mut self, first: bool) -> Option<()> {
        let start = self.lexer.at;
        let word = self.lexer.word();
        if matches!(self.lexer.peek(), Some(b'"' | b'\'')) {
            return match word {
                "r" | "R" if first => self.docstring(true),
                "u" | "U" if first => self.docstring(false),
                _ => None,
            };
        }
        let part = match word {
            "revision" => &mut self.parts.revision,
            "down_revision" => &mut self.parts.down_revision,
            "branch_labels" => &mut self.parts.branch_labels,
            "depends_on" => &mut self.parts.depends_on,
            _ => {
                self.lexer.at = start;
                return self.line(word);
            }
        };
        let (value, place, mutable) = assignment::read(&mut self.lexer)?;
        *part = Part::Known(value, place);
        self.mutable |= mutable;
        Some(())
    }

    /// Reads the docstring; the quote is next.
    fn docstring(&mut self, raw: bool) -> Option<()> {
        let quote = self.lexer.at;
        let start = if raw || quote > 0 && self.lexer.bytes()[quote - 1].is_ascii_alphabetic() {
            quote - 1
        } else {
            quote
        };
        let content = self.lexer.string(false)?;
        let end = self.lexer.at;
        let text = &self.lexer.text[content];
        if !raw && text.contains('\\') {
            return None;
        }
        self.lexer.rest_of_line_is_empty()?;
        self.parts.doc = if text.contains('\r') {
            Cow::Owned(text.replace("\r\n", "\n"))
        } else {
            Cow::Borrowed(text)
        };
        self.parts.doc_place = Some(self.lexer.place(start, end));
        Some(())
    }
}

/// Tells whether a value can be changed in place.
const fn is_mutable(bracket: u8, value: &Value<'_>) -> bool {
    matches!(value, Value::Many(_)) && bracket != b'('
}
