//! Other parents for a `.sql` revision: edits of the line `-- down_revision:`.

use super::{Sql, header};
use crate::formats::{ReparentError, reparent};
use crate::revision::{Reason, RevisionId};
use crate::text::{Edit, SourceText, Span};

/// Makes the edits that give a revision other parents.
///
/// # Errors
/// [`ReparentError`] where the header cannot be read, or an id cannot stand in it.
pub(super) fn edits(source: &SourceText, to: &[RevisionId]) -> Result<Vec<Edit>, ReparentError> {
    let header = header::read(source);
    let (parents, place) = reparent::written(&header)?;
    let odd = |c: char| c.is_whitespace() || c.is_control() || c == ',';
    if let Some(id) = to.iter().find(|id| id.as_str().is_empty() || id.as_str().contains(odd)) {
        return Err(ReparentError::NotPlain(Reason {
            place,
            text: format!("{:?} is no name for a header line", id.as_str()),
        }));
    }
    let edits: Vec<Edit> = if parents.len() == to.len() {
        parents
            .iter()
            .zip(to)
            .filter(|(old, new)| old.value != **new)
            .map(|(old, new)| Edit {
                span: old.place.span,
                replacement: new.to_string(),
            })
            .collect()
    } else {
        vec![whole(source, place.span, to)]
    };
    reparent::read_back(&Sql, source, &edits, to)?;
    Ok(edits)
}

fn whole(source: &SourceText, value: Span, to: &[RevisionId]) -> Edit {
    let ids: Vec<&str> = to.iter().map(RevisionId::as_str).collect();
    let ids = ids.join(", ");
    if value.start < value.end || ids.is_empty() {
        return Edit {
            span: value,
            replacement: ids,
        };
    }
    // An empty value stands right behind the colon; a blank that follows it is kept.
    let blank = u32::from(source.text()[value.range().end..].starts_with(' '));
    Edit {
        span: Span::new(value.end + blank, value.end + blank),
        replacement: if blank == 0 { format!(" {ids}") } else { ids },
    }
}
