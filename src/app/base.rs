//! The branch that others are merged into.

use super::{AppError, Workspace};
use crate::git::{Base, GitError};
use crate::sources::WorkTree;

/// The word for the branch that a continuous integration names.
const AUTO: &str = "auto";

impl Workspace {
    /// Finds the branch that a person names with `--onto` or `--against`. `auto` means the one that a continuous
    /// integration wants to merge into, outside of one the default base.
    ///
    /// # Errors
    /// [`AppError::Git`] where the branch is not there (or not fetched), [`AppError::NoBase`] where nothing names one.
    pub fn base(&self, name: Option<&str>) -> Result<Base, AppError> {
        let repo = self.repo()?;
        match name {
            Some(name) if name != AUTO => {
                let branch = repo.named_branch(name)?;
                let commit = branch.commit?;
                return Ok(Base {
                    name: name.to_owned(),
                    commit,
                });
            }
            Some(_) => {
                if let Some((branch, _)) = self.environment.ci_target() {
                    return Ok(repo.target_branch(&branch)?);
                }
            }
            None => {}
        }
        // One project here may say which branch it is; several are not asked.
        let project = self.project(&WorkTree).ok();
        let setting = project.as_ref().and_then(|project| project.settings.base.as_deref());
        if let Some(base) = repo.default_base(setting)? {
            return Ok(base);
        }
        // On the base branch itself, without an upstream: what is committed there is the base.
        let branch = repo.branch().filter(|branch| match setting {
            Some(setting) => branch == setting,
            None => matches!(branch.as_str(), "main" | "master"),
        });
        match (branch, repo.head()) {
            (Some(name), Some(commit)) => Ok(Base { name, commit }),
            (Some(_), None) => Err(GitError::Unborn.into()),
            _ => Err(AppError::NoBase("`origin/HEAD`, `main` or `master`")),
        }
    }

    /// Answers what `--against` means: `auto` becomes the name of a commit, everything else stays as it is.
    ///
    /// # Errors
    /// As [`Workspace::base`].
    pub fn against(&self, name: Option<&str>) -> Result<Option<String>, AppError> {
        match name {
            Some(AUTO) => self.base(name).map(|base| Some(base.name)),
            name => Ok(name.map(str::to_owned)),
        }
    }
}
