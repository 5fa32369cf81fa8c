//! What stood before the change that is judged, and so which revisions are new.

use super::Judging;
use crate::app::AppError;
use crate::app::workspace::Standing;
use crate::git::{GitError, Repo};
use crate::history::History;
use crate::lint::NewSet;

/// The histories that the judged one is compared with.
pub(super) struct Earlier {
    /// BASE's own history (`--against`).
    pub(super) base: Option<History>,
    /// The histories of the parents of the commit to be.
    pub(super) before: Vec<History>,
    /// What none of them has.
    pub(super) new: NewSet,
    /// What is already on the base branch, whether or not it is compared with.
    pub(super) published: Option<History>,
    /// How people call the base.
    pub(super) base_name: Option<String>,
}

impl Earlier {
    /// Reads what the question compares with: `--against` BASE, the parents of the commit to be, or the default base.
    pub(super) fn read(judging: &Judging<'_>, history: &History) -> Result<Self, AppError> {
        let question = judging.question;
        let mut earlier = Self {
            base: None,
            before: Vec::new(),
            new: NewSet::All,
            published: None,
            base_name: question.against.clone(),
        };
        if let Some(base) = &question.against {
            earlier.base = Some(history_at(judging, base)?);
        }
        // What merging into BASE would bring is asked with `--against`: what the branch has already is part of it.
        let commits = match (&question.before, &question.standing) {
            _ if question.against.is_some() => Vec::new(),
            (Some(commits), _) => commits.clone(),
            (None, Standing::Index) => judging.workspace.repo()?.next_parents(),
            (None, _) => Vec::new(),
        };
        for commit in &commits {
            earlier.before.push(history_at(judging, commit)?);
        }
        // A first commit has nothing before it, and that is known.
        let is_compared =
            question.before.is_some() || question.against.is_some() || question.standing == Standing::Index;
        match earlier.read_published(judging) {
            // The branch that the settings name may not be fetched: a comparison that is not asked for can do without.
            Err(AppError::Git(GitError::UnknownRevision(_))) if is_compared || question.all => {}
            result => result?,
        }
        earlier.new = match &earlier.published {
            _ if question.all => NewSet::All,
            _ if is_compared => {
                let compared: Vec<&History> = earlier.before.iter().chain(&earlier.base).collect();
                NewSet::since(history, &compared)
            }
            Some(published) => NewSet::since(history, &[published]),
            None => NewSet::All,
        };
        Ok(earlier)
    }

    /// Reads the default base. Without git, or without a base, nothing is known to be published.
    fn read_published(&mut self, judging: &Judging<'_>) -> Result<(), AppError> {
        let Ok(repo) = judging.workspace.repo() else {
            return Ok(());
        };
        let setting = judging.project.settings.base.as_deref();
        let Some((name, commit)) = base(repo, setting)? else {
            return Ok(());
        };
        self.published = Some(history_at(judging, &commit)?);
        self.base_name.get_or_insert(name);
        Ok(())
    }
}

/// Reads the project as it is at a commit, empty where it is not there yet.
fn history_at(judging: &Judging<'_>, commit: &str) -> Result<History, AppError> {
    let source = judging.workspace.source(&Standing::Commit(commit.to_owned()))?;
    let project = judging
        .workspace
        .same_project(source.as_ref(), judging.source, judging.project)?;
    Ok(History::load_with(source.as_ref(), &project, judging.headers)?)
}

/// Finds the branch to compare with. Standing on it without an upstream, what is committed there is published.
fn base(repo: &Repo, setting: Option<&str>) -> Result<Option<(String, String)>, AppError> {
    if let Some(base) = repo.default_base(setting)? {
        return Ok(Some((base.name, base.commit)));
    }
    let on_base = repo.branch().filter(|branch| match setting {
        Some(setting) => branch == setting,
        None => matches!(branch.as_str(), "main" | "master"),
    });
    Ok(on_base.zip(repo.head()))
}
