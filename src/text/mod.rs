//! Bytes and places in them: where a thing stands, how to say so, how to show text safely.

mod conflict;
mod diff;
mod escape;
mod source_text;

pub use conflict::Conflicted;
pub use diff::diff;
pub use escape::{escape, escape_line};
pub use source_text::{DecodeError, SourceText};

use serde::Serialize;

/// A half-open range of byte offsets in one text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Default, Serialize)]
pub struct Span {
    /// The first byte.
    pub start: u32,
    /// One past the last byte.
    pub end: u32,
}

impl Span {
    /// Makes the span `start..end`.
    #[must_use]
    pub const fn new(start: u32, end: u32) -> Self {
        Self { start, end }
    }

    /// Answers the span as a range that can index a string.
    #[must_use]
    pub const fn range(self) -> std::ops::Range<usize> {
        self.start as usize..self.end as usize
    }
}

/// A span together with the line and column a person would name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize)]
pub struct Place {
    /// The line, counted from 1.
    pub line: u32,
    /// The column in characters, counted from 1.
    pub column: u32,
    /// The bytes.
    pub span: Span,
}

/// A value and the place it was read from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Spanned<T> {
    /// What was read.
    pub value: T,
    /// Where it stands.
    pub place: Place,
}

impl<T> Spanned<T> {
    /// Pairs a value with its place.
    pub const fn new(value: T, place: Place) -> Self {
        Self { value, place }
    }
}

/// A replacement of one span of a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Edit {
    /// What is replaced; empty for an insertion.
    pub span: Span,
    /// What stands there afterwards.
    pub replacement: String,
}

/// Applies edits to a text; they must not overlap.
///
/// # Panics
/// When a span does not lie on character boundaries of `text`: edits come from places read in that very text.
#[must_use]
pub fn apply_edits(text: &str, edits: &[Edit]) -> String {
    let mut sorted: Vec<&Edit> = edits.iter().collect();
    sorted.sort_by_key(|edit| edit.span);
    let mut result = String::with_capacity(text.len());
    let mut at = 0;
    for edit in sorted {
        result.push_str(&text[at..edit.span.start as usize]);
        result.push_str(&edit.replacement);
        at = edit.span.end as usize;
    }
    result.push_str(&text[at..]);
    result
}
