//! Giving the text of a revision another id, and reading back that nothing else changed.

use crate::formats::{Kind, ReparentError, of};
use crate::revision::{Reason, RevisionId};
use crate::text::{Edit, Place, SourceText, Span, apply_edits};

/// How the docstring of Alembic's template names the id.
const LABEL: &str = "Revision ID:";

/// Makes the edits that give a text another id: of the value that counts, and of the docstring's line about it.
///
/// # Errors
/// [`ReparentError`] where the id is not written plainly, or the text would say something else than what was asked for.
pub fn rename(kind: Kind, text: &SourceText, to: &RevisionId) -> Result<Vec<Edit>, ReparentError> {
    let format = of(kind);
    let header = format.header(text);
    let (Some(old), Some(place)) = (header.id.known(), header.id.place()) else {
        let reason = header.id.unknown().cloned();
        return Err(ReparentError::Unreadable(reason.unwrap_or_else(|| Reason {
            place: Place::default(),
            text: "the file does not write its id".to_owned(),
        })));
    };
    let value = in_quotes(text.slice(place.span), old.as_str()).ok_or_else(|| {
        ReparentError::NotPlain(Reason {
            place,
            text: format!("`{}` is no plain text", text.slice(place.span)),
        })
    })?;
    let mut edits = vec![edit(place.span.start, value, to)];
    edits.extend(header.doc_place.and_then(|doc| {
        let said = said(text.slice(doc.span), old.as_str())?;
        Some(edit(doc.span.start, said, to))
    }));
    read_back(kind, text, &edits, to)?;
    Ok(edits)
}

fn edit(start: u32, (from, to): (usize, usize), id: &RevisionId) -> Edit {
    let at = |offset: usize| start + u32::try_from(offset).unwrap_or(u32::MAX);
    Edit {
        span: Span::new(at(from), at(to)),
        replacement: id.to_string(),
    }
}

/// Finds an id that is the whole of a value, but for its quotes.
fn in_quotes(value: &str, id: &str) -> Option<(usize, usize)> {
    if value == id {
        return Some((0, id.len()));
    }
    let quote = value.chars().next().filter(|c| matches!(c, '"' | '\''))?;
    let inner = value.strip_prefix(quote)?.strip_suffix(quote)?;
    (inner == id).then_some((1, 1 + id.len()))
}

/// Finds the id behind `Revision ID:`.
fn said(doc: &str, id: &str) -> Option<(usize, usize)> {
    let label = doc.find(LABEL)? + LABEL.len();
    let line = doc[label..].lines().next()?;
    let start = label + (line.len() - line.trim_start().len());
    (line.trim() == id).then_some((start, start + id.len()))
}

fn read_back(kind: Kind, before: &SourceText, edits: &[Edit], to: &RevisionId) -> Result<(), ReparentError> {
    let format = of(kind);
    let after = SourceText::new(before.path(), apply_edits(before.text(), edits));
    let (old, new) = (format.header(before), format.header(&after));
    let unfaithful = |what: &str| Err(ReparentError::Unfaithful(what.to_owned()));
    if new.id.known() != Some(to) || new.damage.is_some() {
        return unfaithful("`revision` is another");
    }
    let same_ties = values(old.parents.known()) == values(new.parents.known())
        && values(old.depends_on.known()) == values(new.depends_on.known());
    if !same_ties || old.message() != new.message() {
        return unfaithful("the header is another");
    }
    match (format.meaning(before), format.meaning(&after)) {
        (Ok(old), Ok(new)) if old == new => Ok(()),
        _ => unfaithful("the code of the revision uses its id, or cannot be read"),
    }
}

fn values<T: Clone>(list: Option<&Vec<crate::text::Spanned<T>>>) -> Option<Vec<T>> {
    list.map(|list| list.iter().map(|one| one.value.clone()).collect())
}
