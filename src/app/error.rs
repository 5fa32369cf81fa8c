//! Why a use case could not be carried out.

use super::along::AlongError;
use super::apply::ApplyError;
use super::backport::BackportError;
use super::check::CheckError;
use super::create::CreateError;
use super::edit::EditError;
use super::git_command::GitCommandError;
use super::heads_lock::LockError;
use super::hold::Busy;
use super::hooks::HooksError;
use super::init::InitError;
use super::middle::MiddleError;
use super::prove::StampsError;
use super::rebase::RebaseError;
use super::switch::SwitchError;
use super::write::WriteError;
use crate::dialect::DialectError;
use crate::git::GitError;
use crate::graph::TargetError;
use crate::project::ProjectError;
use crate::sources::SourceError;

/// Why a use case could not be carried out: the error of the room that could not answer.
#[derive(Debug, thiserror::Error)]
pub enum AppError {
    /// The question needs git, and git cannot be asked.
    #[error("not known: no git ({0})")]
    NoGit(GitError),
    /// Git was asked and could not answer.
    #[error(transparent)]
    Git(#[from] GitError),
    /// The project could not be found or read.
    #[error(transparent)]
    Project(#[from] ProjectError),
    /// Files could not be read.
    #[error(transparent)]
    Source(#[from] SourceError),
    /// A target means nothing, or too much.
    #[error(transparent)]
    Target(#[from] TargetError),
    /// No revision could be made.
    #[error(transparent)]
    Create(#[from] CreateError),
    /// Another process is writing.
    #[error(transparent)]
    Busy(#[from] Busy),
    /// Nothing was written.
    #[error(transparent)]
    Write(#[from] WriteError),
    /// The database could not be asked or changed.
    #[error(transparent)]
    Dialect(#[from] DialectError),
    /// Nothing says which database is meant.
    #[error("no database: there is no URL in {looked}")]
    NoDatabase {
        /// Where it was looked for.
        looked: &'static str,
    },
    /// Nothing says which branch to compare with.
    #[error("no base: there is no branch {0}")]
    NoBase(&'static str),
    /// The rules could not be asked.
    #[error(transparent)]
    Check(#[from] CheckError),
    /// A plan was refused or stopped.
    #[error(transparent)]
    Apply(#[from] ApplyError),
    /// A hook could not be installed or removed.
    #[error(transparent)]
    Hooks(#[from] HooksError),
    /// No project could be made.
    #[error(transparent)]
    Init(#[from] InitError),
    /// No file could be opened with an editor.
    #[error(transparent)]
    Edit(#[from] EditError),
    /// The commit to compare with cannot be read.
    #[error("cannot read the project at {base}: {reason}")]
    Base {
        /// The commit, as it was named.
        base: String,
        /// Why.
        reason: String,
    },
    /// There is no database at the URL.
    #[error("there is no such database")]
    NoSuchDatabase,
    /// A file of version rows cannot be used.
    #[error(transparent)]
    Stamps(#[from] StampsError),
    /// git was not started.
    #[error(transparent)]
    GitCommand(#[from] GitCommandError),
    /// No `heads.lock` can be written.
    #[error(transparent)]
    Lock(#[from] LockError),
    /// The branch was not left, or the database did not come after.
    #[error(transparent)]
    Switch(#[from] SwitchError),
    /// Nothing is re-parented.
    #[error(transparent)]
    Rebase(#[from] RebaseError),
    /// There is no twin of a revision.
    #[error(transparent)]
    Backport(#[from] BackportError),
    /// A database could not be taken along.
    #[error(transparent)]
    Along(#[from] AlongError),
    /// git does not go on with what it is in the middle of.
    #[error(transparent)]
    Middle(#[from] MiddleError),
    /// Several deliberate branches have forked: one merge cannot join them all.
    #[error("heads of several branches would have to be joined one after the other")]
    SeveralForks {
        /// The commands that do it.
        commands: Vec<String>,
    },
}
