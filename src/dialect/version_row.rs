//! What the rows of a version table may be (faults T26).

use std::collections::BTreeSet;

use super::DialectError;
use crate::revision::RevisionId;

/// A row of a version table as the database holds it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum VersionRow {
    /// `NULL`.
    Null,
    /// Text.
    Text(String),
    /// Something else: what it is.
    Other(String),
}

impl VersionRow {
    /// Takes a row for a revision.
    ///
    /// # Errors
    /// What it is instead, in words.
    pub fn revision(self) -> Result<RevisionId, String> {
        revision(self)
    }
}

/// Takes rows for revisions, or names the first that can be none.
pub(super) fn revisions(table: &str, rows: Vec<VersionRow>) -> Result<Vec<RevisionId>, DialectError> {
    let mut seen = BTreeSet::new();
    let mut result = Vec::with_capacity(rows.len());
    for row in rows {
        let revision = revision(row).and_then(|revision| {
            if seen.insert(revision.clone()) {
                Ok(revision)
            } else {
                Err(format!("the row `{revision}` more than once"))
            }
        });
        result.push(revision.map_err(|what| DialectError::Row {
            table: table.to_owned(),
            what,
        })?);
    }
    Ok(result)
}

fn revision(row: VersionRow) -> Result<RevisionId, String> {
    let text = match row {
        VersionRow::Null => return Err("a row that is NULL".to_owned()),
        VersionRow::Other(kind) => return Err(format!("a row that is {kind}, not text")),
        VersionRow::Text(text) => text,
    };
    if text.trim().is_empty() {
        return Err("a blank row".to_owned());
    }
    if text.contains(char::is_control) {
        return Err(format!(
            "a row with control characters: {}",
            crate::text::escape_line(&text)
        ));
    }
    if text.trim() != text {
        return Err(format!("a row with spaces around its name: `{text}`"));
    }
    Ok(RevisionId::new(text))
}
