//! Lines and columns of many spans in one walk.

use crate::text::{Place, Span};

/// A walker over a text that answers places in ascending order, in time linear over all of them together.
///
/// `SourceText::place` counts the characters of a line anew for each question: with thousands of statements on one
/// line that is quadratic.
#[derive(Debug)]
pub(super) struct Places<'a> {
    text: &'a str,
    at: usize,
    line: u32,
    column: u32,
}

impl<'a> Places<'a> {
    pub(super) const fn new(text: &'a str) -> Self {
        Self {
            text,
            at: 0,
            line: 1,
            column: 1,
        }
    }

    /// Answers the place of a span that starts at or behind the one asked for before.
    pub(super) fn place(&mut self, span: Span) -> Place {
        let target = span.start as usize;
        debug_assert!(self.at <= target, "places are asked for in ascending order");
        let mut passed = self.text[self.at..target].chars().peekable();
        let bytes = self.text.as_bytes();
        let mut at = self.at;
        for c in passed.by_ref() {
            at += c.len_utf8();
            if c == '\n' || (c == '\r' && bytes.get(at) != Some(&b'\n')) {
                self.line += 1;
                self.column = 1;
            } else {
                self.column += 1;
            }
        }
        self.at = target;
        Place {
            line: self.line,
            column: self.column,
            span,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::SourceText;

    #[test]
    fn places_agree_with_the_line_index() {
        let text = SourceText::new("f", "a\r\nä = b\rc\n\n  d");
        let mut places = Places::new(text.text());
        for (start, _) in text.text().char_indices() {
            let start = u32::try_from(start).expect("small");
            let span = Span::new(start, start);
            assert_eq!(places.place(span), text.place(span), "at {start}");
        }
    }
}
