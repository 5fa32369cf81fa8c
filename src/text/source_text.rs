//! A text with its path and its line index.

use std::path::{Path, PathBuf};
use std::sync::{Arc, OnceLock};

use super::{Place, Span};

/// Why bytes are not text.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum DecodeError {
    /// The file holds a NUL byte or is UTF-16.
    #[error("binary data, not text")]
    Binary,
    /// The file is larger than what is read.
    #[error("larger than {limit} bytes")]
    TooLarge {
        /// The bound in bytes.
        limit: usize,
    },
}

/// A decoded file: path, text, and the index of its lines.
#[derive(Debug, Clone)]
pub struct SourceText {
    path: PathBuf,
    text: Arc<str>,
    index: OnceLock<Index>,
}

/// Where lines start, and how many characters come before.
#[derive(Debug, Clone)]
struct Index {
    line_starts: Vec<u32>,
    /// How many characters come before each [`Index::STRIDE`]th byte; empty where every byte is one.
    characters: Vec<u32>,
}

impl Index {
    const STRIDE: usize = 1024;

    fn of(text: &str) -> Self {
        let mut characters = Vec::new();
        if !text.is_ascii() {
            let mut count = 0;
            for chunk in text.as_bytes().chunks(Self::STRIDE) {
                characters.push(to_u32(count));
                count += starts_of_characters(chunk);
            }
            characters.push(to_u32(count));
        }
        Self {
            line_starts: line_starts(text),
            characters,
        }
    }

    /// Counts the characters before a byte, without walking through a long line again and again.
    fn characters_before(&self, at: usize, text: &str) -> usize {
        match self.characters.get(at / Self::STRIDE) {
            Some(&count) => {
                let rest = &text.as_bytes()[at - at % Self::STRIDE..at];
                count as usize + starts_of_characters(rest)
            }
            None => at,
        }
    }
}

fn starts_of_characters(bytes: &[u8]) -> usize {
    bytes.iter().filter(|&&byte| byte & 0xc0 != 0x80).count()
}

impl SourceText {
    /// The largest file that is read, in bytes (faults 2k: nothing real comes near).
    pub const LIMIT: usize = 1 << 20;

    /// Makes a text of a string.
    #[must_use]
    pub fn new(path: impl Into<PathBuf>, text: impl Into<Arc<str>>) -> Self {
        Self {
            path: path.into(),
            text: text.into(),
            index: OnceLock::new(),
        }
    }

    /// Decodes a file: Latin-1 where a coding cookie says so, else UTF-8 (a byte order mark is dropped), with replacement
    /// characters for what is none, so that a plain header stays readable.
    ///
    /// # Errors
    /// [`DecodeError`] when the bytes are no text or more than [`Self::LIMIT`].
    pub fn decode(path: impl Into<PathBuf>, bytes: &[u8]) -> Result<Self, DecodeError> {
        if bytes.len() > Self::LIMIT {
            return Err(DecodeError::TooLarge { limit: Self::LIMIT });
        }
        if bytes.contains(&0) || bytes.starts_with(&[0xff, 0xfe]) || bytes.starts_with(&[0xfe, 0xff]) {
            return Err(DecodeError::Binary);
        }
        let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
        let text: Arc<str> = match std::str::from_utf8(bytes) {
            Ok(text) if text.is_ascii() || !says_latin1(bytes) => text.into(),
            _ if says_latin1(bytes) => bytes.iter().map(|&b| char::from(b)).collect::<String>().into(),
            _ => String::from_utf8_lossy(bytes).into(),
        };
        Ok(Self::new(path, text))
    }

    /// Answers the path the text was read from.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Answers the text.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Answers the text of a span.
    #[must_use]
    pub fn slice(&self, span: Span) -> &str {
        &self.text[span.range()]
    }

    /// Answers line and column of a span; lines end as Python ends them (LF, CRLF or a lone CR).
    #[must_use]
    pub fn place(&self, span: Span) -> Place {
        let index = self.index.get_or_init(|| Index::of(&self.text));
        let line = index.line_starts.partition_point(|&start| start <= span.start);
        let start = index.line_starts[line - 1] as usize;
        let before = |at: usize| index.characters_before(at, &self.text);
        let column = before(span.start as usize) - before(start) + 1;
        Place {
            line: to_u32(line),
            column: to_u32(column),
            span,
        }
    }
}

/// Looks for a coding cookie in the first two lines (PEP 263).
fn says_latin1(bytes: &[u8]) -> bool {
    bytes.split(|&b| b == b'\n').take(2).any(|line| {
        let line = String::from_utf8_lossy(line).to_ascii_lowercase();
        line.starts_with('#')
            && line.contains("coding")
            && ["latin-1", "latin1", "iso-8859-1", "iso8859-1", "cp1252"]
                .iter()
                .any(|name| line.contains(name))
    })
}

fn line_starts(text: &str) -> Vec<u32> {
    let bytes = text.as_bytes();
    let mut starts = vec![0];
    for (i, &b) in bytes.iter().enumerate() {
        if b == b'\n' || (b == b'\r' && bytes.get(i + 1) != Some(&b'\n')) {
            starts.push(to_u32(i + 1));
        }
    }
    starts
}

fn to_u32(n: usize) -> u32 {
    u32::try_from(n).expect("texts are bounded by SourceText::LIMIT")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_count_lines_and_characters_from_one() {
        let text = SourceText::new("f", "a\r\nä = b\rc");
        let b = u32::try_from(text.text().find('b').expect("is there")).expect("small");
        let place = text.place(Span::new(b, b + 1));
        assert_eq!((place.line, place.column), (2, 5));
        let c = b + 2;
        assert_eq!(text.place(Span::new(c, c + 1)).line, 3);
    }

    #[test]
    fn places_on_long_lines_are_counted_from_near_by() {
        let whole = format!("x\r\n{}b\ny", "aäß€😀".repeat(1000));
        let text = SourceText::new("f", whole.as_str());
        for (at, _) in whole.char_indices() {
            let start = whole[..at].rfind('\n').map_or(0, |end| end + 1);
            let place = text.place(Span::new(to_u32(at), to_u32(at)));
            assert_eq!(place.column as usize, whole[start..at].chars().count() + 1, "{at}");
        }
    }

    #[test]
    fn decoding_refuses_binary_and_reads_marked_latin1() {
        assert_eq!(SourceText::decode("f", b"a\0").unwrap_err(), DecodeError::Binary);
        let text = SourceText::decode("f", b"# coding: latin-1\nx = '\xe4'").expect("latin-1");
        assert!(text.text().ends_with("'ä'"));
        // As Python reads it, even where the bytes would be UTF-8 by chance.
        let text = SourceText::decode("f", b"# coding: latin-1\nx = '\xc3\xa4'").expect("latin-1");
        assert!(text.text().ends_with("'\u{c3}\u{a4}'"));
        let text = SourceText::decode("f", b"\xef\xbb\xbfx").expect("utf-8 with mark");
        assert_eq!(text.text(), "x");
    }
}
