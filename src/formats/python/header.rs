//! Reading a header: the fast way where the file is plain, through its syntax where it is not.

use crate::revision::{Header, Reason};
use crate::text::SourceText;

use super::conflict::{self, Markers};
use super::part::Parts;
use super::{damaged, module, plain, syntax};

/// Reads a header.
pub(super) fn read(source: &SourceText) -> Header {
    plain::read(source.text())
        .unwrap_or_else(|| read_syntax(source))
        .into_header(source.path())
}

/// Reads the parts of a header through the syntax of the whole file.
pub(super) fn read_syntax(source: &SourceText) -> Parts<'static> {
    let text = source.text();
    let result = syntax::with_syntax(source, text, |parsed| {
        parsed.errors().is_empty().then(|| module::read(source, text, parsed.syntax()))
    });
    match result {
        Ok(Some(parts)) => parts,
        Ok(None) => read_damaged(source),
        Err(reason) => Parts::all_unknown(&reason),
    }
}

/// Reads a file that is not valid Python.
fn read_damaged(source: &SourceText) -> Parts<'static> {
    let text = source.text();
    match conflict::find(text) {
        Markers::None => read_recovered(source, text),
        Markers::Whole(conflict) => {
            let ours = read_recovered(source, &conflict.ours);
            let theirs = read_recovered(source, &conflict.theirs);
            conflict::join(source, ours, theirs, conflict.marker)
        }
        Markers::Torn(marker) => Parts::all_unknown(&Reason {
            place: source.place(marker),
            text: "the file holds conflict markers".to_owned(),
        }),
    }
}

/// Reads what a parse with recovery makes of a text.
fn read_recovered(source: &SourceText, text: &str) -> Parts<'static> {
    let result = syntax::with_syntax(source, text, |parsed| {
        if parsed.errors().is_empty() {
            module::read(source, text, parsed.syntax())
        } else {
            damaged::read(source, text, parsed)
        }
    });
    result.unwrap_or_else(|reason| Parts::all_unknown(&reason))
}
