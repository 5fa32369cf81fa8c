//! In the middle of `git merge`, `rebase`, `cherry-pick` and `revert`: whose the two sides are, what is not merged yet, and
//! how git goes on.

mod carry_on;
mod settle;

pub use carry_on::carry_on;
pub use settle::Settled;

use std::collections::HashSet;
use std::path::{Path, PathBuf};

use super::AppError;
use super::workspace::{Standing, Workspace};
use super::write::Change;
use crate::git::{Operation, OperationKind};
use crate::history::heads_path;
use crate::revision::RevisionId;
use crate::sources::WorkTree;

/// How many files are named in one message.
const FILES: usize = 5;

/// What git is in the middle of.
#[derive(Debug)]
pub struct Middle {
    operation: Operation,
    /// The revisions that git calls ours.
    ours: HashSet<RevisionId>,
    /// The files that are not merged yet and that nobody but a person can merge, absolute.
    pub unmerged: Vec<PathBuf>,
    /// The `heads.lock` that git could not merge: whatever is written brings it up to date.
    pub heads_lock: Option<PathBuf>,
    /// The conflicts in revision files that both sides' versions settle.
    pub settled: Settled,
}

/// Why git does not go on.
#[derive(Debug, thiserror::Error)]
pub enum MiddleError {
    /// Nothing is under way.
    #[error("git is in the middle of nothing: there is nothing to continue")]
    Nothing,
    /// Files are not merged.
    #[error("not merged yet: {}; nothing was written", names(.0))]
    Unmerged(Vec<PathBuf>),
    /// Both sides have a revision file, and only a person can tell which one is right.
    #[error("{}: {reason}; nothing was written", path.display())]
    Conflict {
        /// The file.
        path: PathBuf,
        /// Why nobody else can.
        reason: String,
        /// The commands that take the one side or the other.
        ways: Vec<String>,
    },
    /// A file has changes beside those that are to be staged.
    #[error("{} has changes that are not staged, or is not tracked; nothing was written", .0.display())]
    Unstaged(PathBuf),
    /// What would be committed is not what was proven.
    #[error("what is staged has {staged} heads where the files have {files}: git was not told to go on")]
    Staged {
        /// How many heads would be committed.
        staged: usize,
        /// How many the files have.
        files: usize,
    },
    /// What would be committed has a fault that the files have not.
    #[error("what is staged is not what was proven: {0}; git was not told to go on")]
    Fault(String),
    /// git refused, or stopped again.
    #[error("`git {0} --continue` refused or stopped again")]
    Stopped(&'static str),
}

fn names(paths: &[PathBuf]) -> String {
    let shown: Vec<String> = paths
        .iter()
        .take(FILES)
        .map(|path| path.display().to_string())
        .collect();
    let more = match paths.len().saturating_sub(FILES) {
        0 => String::new(),
        more => format!(" and {more} more"),
    };
    shown.join(", ") + &more
}

/// Answers what git is in the middle of; none where that is nothing, or where there is no git.
///
/// # Errors
/// [`AppError`] where git cannot be read, [`MiddleError::Conflict`] where a revision file waits for a person.
pub fn middle(workspace: &Workspace) -> Result<Option<Middle>, AppError> {
    let Ok(repo) = workspace.repo() else {
        return Ok(None);
    };
    let Some(operation) = repo.operation()? else {
        return Ok(None);
    };
    let project = workspace.project(&WorkTree)?;
    let lock = heads_path(&project);
    let (locks, unmerged): (Vec<_>, Vec<_>) = repo
        .index_source()?
        .unmerged()
        .into_iter()
        .partition(|path| lock.as_ref() == Some(path));
    let (settled, unmerged) = settle::settle(workspace, (&project, &operation), unmerged)?;
    let ours = match &operation.ours.commit {
        // Where the project cannot be read there, nobody can tell whose a head is, and nothing depends on it.
        Some(commit) => workspace.place(&Standing::Commit(commit.clone())).map_or_else(
            |_| HashSet::new(),
            |place| {
                let graph = &place.history.graph;
                graph.revs().map(|rev| graph.id(rev).clone()).collect()
            },
        ),
        None => HashSet::new(),
    };
    Ok(Some(Middle {
        operation,
        ours,
        unmerged,
        heads_lock: locks.into_iter().next(),
        settled,
    }))
}

impl Middle {
    /// Answers git's word for what is under way: `rebase`.
    #[must_use]
    pub const fn verb(&self) -> &'static str {
        self.operation.kind.verb()
    }

    /// Says what is under way and who git calls ours and theirs.
    #[must_use]
    pub fn describe(&self) -> String {
        let theirs: Vec<&str> = self.operation.theirs.iter().map(|side| &*side.name).collect();
        let theirs = theirs.join(", ");
        let ours = &self.operation.ours.name;
        let verb = self.verb();
        match self.operation.kind {
            OperationKind::Merge => {
                format!("in the middle of `git {verb}`: ours is {ours}, theirs is {theirs}, which is merged into it")
            }
            OperationKind::Rebase => format!(
                "in the middle of `git {verb}`: ours is {ours}, which is rebased onto; theirs is {theirs}, which is \
                 replayed on it"
            ),
            OperationKind::Mailbox => format!("in the middle of `git {verb}`: ours is {ours}, theirs is the patch"),
            OperationKind::CherryPick => {
                format!("in the middle of `git {verb}`: ours is {ours}, theirs is {theirs}, which is picked")
            }
            OperationKind::Revert => {
                format!("in the middle of `git {verb}`: ours is {ours}, theirs is what was before, {theirs}")
            }
        }
    }

    /// Answers whose a revision is, by the name of that side.
    #[must_use]
    pub fn whose(&self, id: &RevisionId) -> Option<&str> {
        if self.ours.is_empty() {
            return None;
        }
        if self.ours.contains(id) {
            return Some(&self.operation.ours.name);
        }
        match self.operation.theirs.as_slice() {
            [theirs] => Some(&theirs.name),
            _ => None,
        }
    }

    /// Answers which of some heads stays where nothing is published: in a rebase and a cherry-pick what is replayed comes
    /// after what it is replayed on. A merge and a revert do not say.
    #[must_use]
    pub fn stays<'h>(&self, heads: &'h [RevisionId]) -> Option<&'h RevisionId> {
        if !matches!(self.operation.kind, OperationKind::Rebase | OperationKind::CherryPick) {
            return None;
        }
        let mut own = heads.iter().filter(|head| self.ours.contains(*head));
        match (own.next(), own.next()) {
            (Some(head), None) => Some(head),
            _ => None,
        }
    }

    /// Refuses to go on where that would not commit exactly what is going to be written, besides what a person staged.
    ///
    /// # Errors
    /// [`MiddleError`] with the files; [`AppError`] where git cannot be read.
    pub fn allows(&self, workspace: &Workspace, changes: &[Change]) -> Result<(), AppError> {
        if !self.unmerged.is_empty() {
            return Err(MiddleError::Unmerged(self.unmerged.clone()).into());
        }
        for change in changes {
            let is_settled = self.settled.changes.iter().any(|known| known.path() == change.path());
            let is_rewritten = matches!(change, Change::Rewrite { .. });
            if is_rewritten && !is_settled && !workspace.repo()?.is_as_staged(change.path())? {
                return Err(MiddleError::Unstaged(change.path().to_path_buf()).into());
            }
        }
        Ok(())
    }
}

/// Stages files that were written, in order.
///
/// # Errors
/// [`AppError`] where the index cannot be written.
pub fn stage<'p>(workspace: &Workspace, paths: impl IntoIterator<Item = &'p Path>) -> Result<(), AppError> {
    let repo = workspace.repo()?;
    for path in paths {
        repo.stage(path)?;
    }
    Ok(())
}
