//! Letting git go on with what it is in the middle of.

use super::{Middle, MiddleError};
use crate::app::workspace::{Place, Standing, Workspace};
use crate::app::{AppError, Talk, Task, git_command, problems, task};

/// What git is given for an editor where nobody could use one: it takes the message as it is.
const NO_EDITOR: [&str; 2] = ["-c", "core.editor=:"];

/// Runs `git merge --continue`, `git rebase --continue`, `git cherry-pick --continue`, `git revert --continue`.
///
/// It is git's own command, in the working tree, so the user's hooks run as they always do; what git prints goes to stderr.
/// Without a terminal, and without a `GIT_EDITOR`, the message stays as git prepared it. Before, the index is read once
/// more: what is staged must have no more heads than what was proven, and no fault.
///
/// # Errors
/// [`MiddleError`] where that is not so, or where git cannot be started, refuses or stops again.
pub fn carry_on(workspace: &Workspace, middle: &Middle, has_terminal: bool) -> Result<(), AppError> {
    let staged = workspace.place(&Standing::Index)?;
    if let Some(fault) = problems(&staged.history).iter().find(|problem| problem.is_fatal) {
        return Err(MiddleError::Fault(fault.line(&staged.directory)).into());
    }
    let (staged, files) = (heads(&staged)?, heads(&workspace.place(&Standing::WorkTree)?)?);
    if staged > files {
        return Err(MiddleError::Staged { staged, files }.into());
    }
    let verb = middle.verb();
    let repo = workspace.repo()?;
    let mut arguments = vec![verb, "--continue"];
    if !has_terminal && !workspace.environment.has_git_editor() {
        arguments.splice(0..0, NO_EDITOR);
    }
    let directory = repo.workdir().unwrap_or_else(|| repo.root());
    if git_command(directory, &arguments, Talk::Person)?.is_done {
        Ok(())
    } else {
        Err(MiddleError::Stopped(verb).into())
    }
}

/// Counts the heads that would have to be joined, one where there are none.
fn heads(place: &Place<'_>) -> Result<usize, AppError> {
    Ok(match task(place, &[])? {
        Task::Nothing => 1,
        Task::Join { parents, .. } => parents.len(),
    })
}
