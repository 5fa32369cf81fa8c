//! Giving a revision other parents by editing its text, and reading back that nothing else changed.

use crate::formats::Format;
use crate::revision::{Header, Reading, Reason, RevisionId};
use crate::text::{Edit, Place, SourceText, Spanned, apply_edits};

/// Why the parents of a revision cannot be rewritten. Nothing has been changed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ReparentError {
    /// The parents as they stand there are not known.
    #[error("line {}: {}", .0.place.line, .0.text)]
    Unreadable(Reason),
    /// They are known, but written in a way that is not edited.
    #[error("line {}: {}; set `down_revision` by hand", .0.place.line, .0.text)]
    NotPlain(Reason),
    /// The new text would say something else than what was asked for.
    #[error("the edited file would not say what was asked for: {0}")]
    Unfaithful(String),
}

/// Answers where the parents stand and what they are.
///
/// # Errors
/// [`ReparentError::Unreadable`] where any part of the file is doubtful.
pub(super) fn written(header: &Header) -> Result<(&[Spanned<RevisionId>], Place), ReparentError> {
    if let Some(damage) = &header.damage {
        return Err(ReparentError::Unreadable(damage.clone()));
    }
    match &header.parents {
        Reading::Known(parents, Some(place)) => Ok((parents, *place)),
        Reading::Known(_, None) => Err(ReparentError::Unreadable(Reason {
            place: Place::default(),
            text: "the file does not write its parents".to_owned(),
        })),
        Reading::Unknown(reason) => Err(ReparentError::Unreadable(reason.clone())),
    }
}

/// Reads the edited text again: its parents are those asked for, everything else is as it was.
///
/// # Errors
/// [`ReparentError::Unfaithful`] names what would not be.
pub(super) fn read_back(
    format: &dyn Format,
    before: &SourceText,
    edits: &[Edit],
    to: &[RevisionId],
) -> Result<(), ReparentError> {
    let after = SourceText::new(before.path(), apply_edits(before.text(), edits));
    let (old, new) = (format.header(before), format.header(&after));
    let unfaithful = |what: &str| Err(ReparentError::Unfaithful(what.to_owned()));
    let parents: Option<Vec<&RevisionId>> = new.parents.known().map(|ids| ids.iter().map(|id| &id.value).collect());
    if parents.is_none_or(|parents| !parents.into_iter().eq(to)) {
        return unfaithful("`down_revision` is another");
    }
    if old.damage.is_some() || new.damage.is_some() {
        return unfaithful("the file is damaged");
    }
    if old.id.known() != new.id.known() {
        return unfaithful("`revision` is another");
    }
    if values(&old.labels) != values(&new.labels) {
        return unfaithful("`branch_labels` are others");
    }
    if values(&old.depends_on) != values(&new.depends_on) {
        return unfaithful("`depends_on` is another");
    }
    if old.created != new.created || !prose(&old).eq(prose(&new)) {
        return unfaithful("the message is another");
    }
    match (format.meaning(before), format.meaning(&after)) {
        (Ok(old), Ok(new)) if old == new => Ok(()),
        // Two readings of one unreadable body cannot be compared; its bytes are the same.
        (Err(_), Err(_)) => Ok(()),
        _ => unfaithful("the code of the revision uses its parents"),
    }
}

fn values<T>(reading: &Reading<Vec<Spanned<T>>>) -> Option<Vec<&T>> {
    Some(reading.known()?.iter().map(|one| &one.value).collect())
}

/// Answers the lines of the prose but the one about the parents.
fn prose(header: &Header) -> impl Iterator<Item = &str> {
    let lines = header.doc.lines().map(str::trim_end);
    lines.filter(|line| !line.trim_start().starts_with("Revises:"))
}
