//! Parsing with bounds, on a stack that is large enough for all that the bounds let through.

use ruff_python_ast::{ModModule, PySourceType};
use ruff_python_parser::{Parsed, parse_unchecked_source};
use ruff_text_size::{Ranged, TextRange};

use crate::revision::Reason;
use crate::text::{Place, SourceText, Span};

use super::bounds::{self, Size};

/// The stack of the thread that parses what is not small: syntax trees are walked and dropped by recursion.
const STACK: usize = 64 << 20;

/// Parses a text and hands the tree to a reader.
///
/// # Errors
/// The reason why the text is not parsed at all: it goes beyond what Python itself would load, or there is no thread.
pub(super) fn with_syntax<T: Send>(
    source: &SourceText,
    text: &str,
    read: impl FnOnce(&Parsed<ModModule>) -> T + Send,
) -> Result<T, Reason> {
    let parse = || read(&parse_unchecked_source(text, PySourceType::Python));
    match bounds::measure(text) {
        Err(excess) => Err(Reason {
            place: source.place(Span::new(excess.at, excess.at)),
            text: excess.text.to_owned(),
        }),
        Ok(Size::Small) => Ok(parse()),
        Ok(Size::Large) => std::thread::scope(|scope| {
            let thread = std::thread::Builder::new().stack_size(STACK).spawn_scoped(scope, parse);
            thread.ok().and_then(|thread| thread.join().ok())
        })
        .ok_or_else(|| Reason {
            place: source.place(Span::new(0, 0)),
            text: "the file could not be parsed".to_owned(),
        }),
    }
}

/// Answers the span of a range of the parser.
pub(super) fn span(range: TextRange) -> Span {
    Span::new(range.start().to_u32(), range.end().to_u32())
}

/// Answers where a node stands.
pub(super) fn place(source: &SourceText, node: impl Ranged) -> Place {
    source.place(span(node.range()))
}

/// Answers the first error of a parse as a reason.
pub(super) fn first_error(source: &SourceText, parsed: &Parsed<ModModule>) -> Option<Reason> {
    let error = parsed.errors().iter().min_by_key(|error| error.location.start())?;
    Some(Reason {
        place: place(source, error.location),
        text: format!(
            "the file is not valid Python: {}",
            lowercase_first(&error.error.to_string())
        ),
    })
}

fn lowercase_first(text: &str) -> String {
    let mut chars = text.chars();
    chars
        .next()
        .map(|first| first.to_lowercase().chain(chars).collect())
        .unwrap_or_default()
}
