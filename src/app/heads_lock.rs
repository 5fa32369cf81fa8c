//! `heads.lock`: made where a team wants it, and kept by whatever writes revisions.

use std::path::PathBuf;
use std::sync::Arc;

use super::AppError;
use super::create::check_inside;
use super::workspace::Place;
use super::write::{Change, write};
use crate::history::{History, heads_path};
use crate::project::Project;
use crate::sources::{EntryKind, Overlay, Source, WorkTree};

/// Why a `heads.lock` cannot be written.
#[derive(Debug, thiserror::Error)]
pub enum LockError {
    /// The project has no folder of revisions.
    #[error("the project has no folder of revisions")]
    NoFolder,
    /// Something else has its name.
    #[error("{} is no regular file; nothing was written", .0.display())]
    NotAFile(PathBuf),
}

/// What became of a `heads.lock`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Locked {
    /// It is there, and was not before.
    Made(PathBuf),
    /// It names the heads now, and did not before.
    Renewed(PathBuf),
    /// It named the heads already.
    Unchanged(PathBuf),
}

/// Writes changes of revisions, all or none, and with them the `heads.lock` of a project that has one. Answers the files
/// that were written.
///
/// Without changes it only brings `heads.lock` up to date: git's conflict in it goes.
///
/// # Errors
/// [`AppError`]; then nothing was written.
pub fn write_revisions(project: &Arc<Project>, changes: &[Change]) -> Result<Vec<PathBuf>, AppError> {
    let mut all = changes.to_vec();
    all.extend(kept(project, changes)?);
    write(&all)?;
    Ok(all.into_iter().map(|change| change.path().to_path_buf()).collect())
}

/// Plans what keeps the `heads.lock` of a project up to date beside other changes; none where there is none, or where it
/// names the heads.
fn kept(project: &Arc<Project>, changes: &[Change]) -> Result<Option<Change>, AppError> {
    let Some((path, before)) = present(project)? else {
        return Ok(None);
    };
    let mut overlay = Overlay::new(&WorkTree);
    for change in changes {
        match change {
            Change::Create { path, text } | Change::Rewrite { path, text, .. } => {
                overlay.write(path, text.as_bytes());
            }
            Change::Remove { path, .. } => overlay.remove(path),
            Change::Directory { .. } => {}
        }
    }
    let text = History::load(&overlay, project)?.heads_text();
    Ok((!is_same(&before, &text)).then_some(Change::Rewrite { path, before, text }))
}

/// Reads the `heads.lock` of the working tree.
fn present(project: &Project) -> Result<Option<(PathBuf, Vec<u8>)>, AppError> {
    let path = heads_path(project).ok_or(LockError::NoFolder)?;
    match WorkTree.find(&path)? {
        None => Ok(None),
        // What lies behind a link is not ours to write over.
        Some(entry) if entry.kind != EntryKind::File => Err(LockError::NotAFile(path).into()),
        Some(entry) => Ok(Some((path, WorkTree.read(&entry)?))),
    }
}

/// Compares a file of the working tree with what it should hold; git may have given it other line ends.
fn is_same(bytes: &[u8], text: &str) -> bool {
    let plain = bytes.iter().filter(|&&byte| byte != b'\r');
    plain.eq(text.as_bytes())
}

/// Makes the `heads.lock` of a project, or brings it up to date.
///
/// # Errors
/// [`AppError`]; then nothing was written.
pub fn lock(place: &Place<'_>) -> Result<Locked, AppError> {
    let path = heads_path(&place.project).ok_or(LockError::NoFolder)?;
    check_inside(place, &path)?;
    if present(&place.project)?.is_some() {
        let written = write_revisions(&place.project, &[])?;
        return Ok(if written.is_empty() {
            Locked::Unchanged(path)
        } else {
            Locked::Renewed(path)
        });
    }
    let change = Change::Create {
        path: path.clone(),
        text: place.history.heads_text(),
    };
    write(&[change])?;
    Ok(Locked::Made(path))
}

/// Takes the `heads.lock` of a project away; none where there is none.
///
/// # Errors
/// [`AppError`]; then it is still there.
pub fn unlock(project: &Project) -> Result<Option<PathBuf>, AppError> {
    let Some((path, before)) = present(project)? else {
        return Ok(None);
    };
    let change = Change::Remove {
        path: path.clone(),
        before,
    };
    write(&[change])?;
    Ok(Some(path))
}
