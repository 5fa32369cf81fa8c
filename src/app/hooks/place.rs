//! Asking git where hooks lie.

use super::{HooksOrigin, HooksPlace};
use crate::app::{AppError, Workspace};
use crate::git::HooksLevel;

/// Answers where git looks for the hooks of this repository.
///
/// # Errors
/// [`AppError`] when there is no repository to ask.
pub fn hooks_place(workspace: &Workspace) -> Result<HooksPlace, AppError> {
    let repo = workspace.repo()?;
    let directory = repo.hooks_directory()?;
    Ok(HooksPlace {
        origin: match directory.level {
            HooksLevel::Default => HooksOrigin::Default,
            HooksLevel::Repository => HooksOrigin::LocalConfig,
            HooksLevel::Worktree => HooksOrigin::WorktreeConfig,
            HooksLevel::Shared => HooksOrigin::GlobalConfig,
        },
        directory: directory.path,
        work_tree: repo.workdir().map(|_| repo.root().to_path_buf()),
    })
}
