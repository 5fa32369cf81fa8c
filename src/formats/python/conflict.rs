//! Files with conflict markers: both sides are read, and what they agree on outside of the conflict is known.

use crate::revision::Reason;
use crate::text::{SourceText, Span};

use super::part::{Part, Parts};

/// A text in which a merge left its markers.
pub(super) struct Conflict {
    /// The text with our side of each conflict, everything else of it blanked; offsets are kept.
    pub ours: String,
    /// The same with their side.
    pub theirs: String,
    /// The first marker.
    pub marker: Span,
}

/// How a text stands with conflict markers.
pub(super) enum Markers {
    /// There are none.
    None,
    /// Whole conflicts.
    Whole(Conflict),
    /// Markers that do not make whole conflicts; the first of them.
    Torn(Span),
}

/// Which side of a conflict a line belongs to.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Side {
    Both,
    Ours,
    Base,
    Theirs,
}

/// Looks for conflict markers at the start of lines.
pub(super) fn find(text: &str) -> Markers {
    let mut side = Side::Both;
    let mut first = None;
    let mut ours = String::with_capacity(text.len());
    let mut theirs = String::with_capacity(text.len());
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        let next = match (side, mark(line)) {
            (Side::Both, Some(b'<')) => Some(Side::Ours),
            (Side::Ours, Some(b'|')) => Some(Side::Base),
            (Side::Ours | Side::Base, Some(b'=')) => Some(Side::Theirs),
            (Side::Theirs, Some(b'>')) => Some(Side::Both),
            (Side::Both, Some(b'>')) | (_, Some(b'<' | b'>')) => return Markers::Torn(span_of(at, line)),
            _ => None,
        };
        if next.is_some() && first.is_none() {
            first = Some(span_of(at, line));
        }
        let marker = next.is_some();
        side = next.unwrap_or(side);
        copy(line, !marker && matches!(side, Side::Both | Side::Ours), &mut ours);
        copy(line, !marker && matches!(side, Side::Both | Side::Theirs), &mut theirs);
        at += line.len();
    }
    match first {
        None => Markers::None,
        Some(marker) if side != Side::Both => Markers::Torn(marker),
        Some(marker) => Markers::Whole(Conflict { ours, theirs, marker }),
    }
}

/// Answers the character of a conflict marker.
fn mark(line: &str) -> Option<u8> {
    let bytes = line.as_bytes();
    let &first = bytes.first()?;
    let seven =
        matches!(first, b'<' | b'|' | b'=' | b'>') && bytes.len() >= 7 && bytes[..7].iter().all(|&b| b == first);
    let ends = matches!(bytes.get(7), None | Some(b' ' | b'\n' | b'\r'));
    (seven && ends).then_some(first)
}

fn span_of(at: usize, line: &str) -> Span {
    let end = at + line.trim_end().len();
    Span::new(
        u32::try_from(at).unwrap_or(u32::MAX),
        u32::try_from(end).unwrap_or(u32::MAX),
    )
}

/// Copies a line, or as many spaces as it has bytes, with its line end.
fn copy(line: &str, keep: bool, into: &mut String) {
    if keep {
        into.push_str(line);
        return;
    }
    let body = line.trim_end_matches(['\n', '\r']);
    into.extend(std::iter::repeat_n(' ', body.len()));
    into.push_str(&line[body.len()..]);
}

/// Joins the readings of both sides: a part is known where both read the same value at the same place.
pub(super) fn join<'a>(source: &SourceText, ours: Parts<'a>, mut theirs: Parts<'a>, marker: Span) -> Parts<'a> {
    let reason = |text: String| Reason {
        place: source.place(marker),
        text,
    };
    let mut joined = ours;
    for ((name, ours), (_, theirs)) in joined.by_name().into_iter().zip(theirs.by_name()) {
        if ours != theirs {
            *ours = Part::Unknown(reason(format!("`{name}` stands between conflict markers")));
        }
    }
    joined.damage = Some(reason("the file holds conflict markers".to_owned()));
    joined
}
