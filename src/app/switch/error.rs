//! Why a switch was refused, or where it stopped.

use crate::app::AppError;

/// Why a switch was refused, or where it stopped: every one says where git and the database stand.
#[derive(Debug, thiserror::Error)]
pub enum SwitchError {
    /// git is in the middle of something.
    #[error("git is in the middle of a merge, a rebase or a cherry-pick; nothing was touched")]
    InTheMiddle,
    /// There is no such branch.
    #[error("there is no branch `{0}`; nothing was touched")]
    NoBranch(String),
    /// The project is not on the branch.
    #[error("branch `{0}` has no revisions of this project; nothing was touched")]
    NoProject(String),
    /// Revisions are not committed: git would carry them along.
    #[error("these revisions are not committed as they are: {}; nothing was touched", .0.join(", "))]
    Uncommitted(Vec<String>),
    /// Somebody moved the database or the branch.
    #[error("the database or the branch was moved by somebody else meanwhile")]
    Moved,
    /// git did not go.
    #[error("git refused: {0}")]
    GitRefused(String),
    /// It ended before git went: why, and where the database stands.
    #[error("{0}; the branch was not left, and {1}")]
    Stopped(Box<AppError>, String),
    /// git went, and the database did not come after: the branch, why, and where the database stands.
    #[error("git is on `{0}` now, and the database stopped on {2}: {1}")]
    Entered(String, Box<AppError>, String),
}

impl SwitchError {
    /// Answers what to do about it.
    #[must_use]
    pub fn hint(&self) -> Option<&'static str> {
        match self {
            Self::InTheMiddle => Some("finish or abort it; `git status` says how"),
            Self::Uncommitted(_) => Some("commit or stash them first"),
            Self::NoBranch(_) => Some("`git branch --all` lists them"),
            Self::Moved => Some("run the command again"),
            Self::Entered(..) => Some("when the cause is gone: onehead upgrade heads"),
            Self::NoProject(_) | Self::GitRefused(_) | Self::Stopped(..) => None,
        }
    }
}
