//! Writing what the rules offer: safe fixes, and the baseline.

use std::path::PathBuf;

use super::Answer;
use crate::app::AppError;
use crate::app::write::{Change, write};
use crate::lint::fixes;
use crate::sources::{Source, WorkTree};
use crate::text::{SourceText, apply_edits};

/// Applies the safe fixes of all findings to the working tree; answers the files that changed.
///
/// # Errors
/// [`AppError`]; then no file has changed.
pub fn apply_fixes(answer: &Answer) -> Result<Vec<PathBuf>, AppError> {
    let mut changes = Vec::new();
    for (path, edits) in fixes(&answer.findings) {
        let Some(bytes) = WorkTree.read_path(&path)? else {
            continue;
        };
        // Places are offsets into the decoded text: only where that is the file itself can it be written back.
        let Ok(text) = SourceText::decode(path.as_path(), &bytes) else {
            continue;
        };
        let known = answer.texts.get(&path).map(|text| text.text());
        if text.text().as_bytes() != bytes.as_slice() || known.is_some_and(|known| known != text.text()) {
            continue;
        }
        changes.push(Change::Rewrite {
            text: apply_edits(text.text(), &edits),
            path,
            before: bytes,
        });
    }
    write(&changes)?;
    Ok(changes.into_iter().map(|change| change.path().to_path_buf()).collect())
}

/// Writes the baselines that accept everything found; answers their files.
///
/// # Errors
/// [`AppError`]; then no file has changed.
pub fn write_baseline(answer: &Answer) -> Result<Vec<PathBuf>, AppError> {
    let mut changes = Vec::new();
    for (path, baseline) in &answer.baselines {
        let text = baseline.to_text();
        changes.push(match WorkTree.read_path(path)? {
            Some(before) => Change::Rewrite {
                path: path.clone(),
                before,
                text,
            },
            None => Change::Create {
                path: path.clone(),
                text,
            },
        });
    }
    write(&changes)?;
    Ok(changes.into_iter().map(|change| change.path().to_path_buf()).collect())
}
