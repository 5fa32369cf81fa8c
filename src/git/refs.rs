//! Names of commits, and what git is in the middle of.

use std::collections::{BTreeSet, HashSet};
use std::fs;
use std::path::{Path, PathBuf};

use git2::{BranchType, Commit, ConfigLevel, ErrorCode, Oid, RepositoryState};

use super::{GitError, Repo};

/// What git is in the middle of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    /// Nothing.
    None,
    /// A merge that is not committed yet.
    Merge,
    /// A rebase, or `git am`.
    Rebase,
    /// A cherry-pick.
    CherryPick,
    /// A revert.
    Revert,
    /// A bisection.
    Bisect,
}

/// A branch that others are compared with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Base {
    /// Its name as one would type it: `origin/main`.
    pub name: String,
    /// Its commit, a full hexadecimal id.
    pub commit: String,
}

/// Whose configuration says where the hooks are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum HooksLevel {
    /// Nobody's: the `hooks` folder of the git directory.
    Default,
    /// This repository's (`core.hooksPath` in its own configuration).
    Repository,
    /// This worktree's.
    Worktree,
    /// The user's or the system's: other repositories use the folder too.
    Shared,
}

/// Where git looks for hooks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HooksDirectory {
    /// The folder, absolute; it may not exist.
    pub path: PathBuf,
    /// Who says so.
    pub level: HooksLevel,
}

impl Repo {
    /// Answers the commit that a name stands for, as a full hexadecimal id.
    ///
    /// # Errors
    /// [`GitError::UnknownRevision`] where it names no commit, [`GitError::Unborn`] for `HEAD` before the first one.
    pub fn resolve(&self, spec: &str) -> Result<String, GitError> {
        self.commit(spec).map(|commit| commit.id().to_string())
    }

    pub(super) fn commit(&self, spec: &str) -> Result<Commit<'_>, GitError> {
        if spec.contains('\0') {
            return Err(GitError::UnknownRevision(spec.replace('\0', "\\0")));
        }
        let object = self
            .git
            .revparse_single(spec)
            .map_err(|error| self.unresolved(spec, &error))?;
        object
            .peel_to_commit()
            .map_err(|_| GitError::UnknownRevision(spec.to_owned()))
    }

    /// Answers the commit that is checked out; none before the first one.
    #[must_use]
    pub fn head(&self) -> Option<String> {
        self.head_id().map(|id| id.to_string())
    }

    /// Answers the branch that is checked out, without `refs/heads/`, even before its first commit; none where `HEAD`
    /// is detached.
    #[must_use]
    pub fn branch(&self) -> Option<String> {
        let head = self.git.find_reference("HEAD").ok()?;
        let target = head.symbolic_target().ok()??;
        target.strip_prefix("refs/heads/").map(str::to_owned)
    }

    /// Answers the branch to compare with: the one that the settings name, else the first of `origin/HEAD`, `main` and
    /// `master` that there is (a remote-tracking `origin/main` behind each). Standing on that branch itself, its
    /// upstream; none where it has none.
    ///
    /// # Errors
    /// [`GitError::UnknownRevision`] where the settings name a branch that is not there.
    pub fn default_base(&self, setting: Option<&str>) -> Result<Option<Base>, GitError> {
        if let Some(name) = setting {
            let remote = format!("origin/{name}");
            let found = self.base(name).or_else(|| self.base(&remote));
            let base = found.ok_or_else(|| GitError::UnknownRevision(name.to_owned()))?;
            return Ok(self.beyond_head(base));
        }
        if let Some(name) = self.remote_head()
            && let Some(base) = self.base(&name)
        {
            return Ok(Some(base));
        }
        let names = ["main", "origin/main", "master", "origin/master"];
        let found = names.into_iter().find_map(|name| self.base(name));
        Ok(found.and_then(|base| self.beyond_head(base)))
    }

    fn base(&self, name: &str) -> Option<Base> {
        let commit = self.resolve(name).ok()?;
        Some(Base {
            name: name.to_owned(),
            commit,
        })
    }

    /// Comparing a branch with itself says nothing: its upstream does.
    fn beyond_head(&self, base: Base) -> Option<Base> {
        if self.branch().as_deref() != Some(base.name.as_str()) {
            return Some(base);
        }
        let branch = self.git.find_branch(&base.name, BranchType::Local).ok()?;
        let upstream = branch.upstream().ok()?;
        let name = upstream.name().ok()??.to_owned();
        self.base(&name)
    }

    /// Answers what `origin/HEAD` points to, as `origin/main`.
    fn remote_head(&self) -> Option<String> {
        let head = self.git.find_reference("refs/remotes/origin/HEAD").ok()?;
        let target = head.symbolic_target().ok()??;
        target.strip_prefix("refs/remotes/").map(str::to_owned)
    }

    /// Answers the parents of the commit that would be made now: `HEAD` and, in a merge, the other sides (from
    /// `MERGE_HEAD`, or from the environment while `pre-merge-commit` runs). Empty for a first commit.
    ///
    /// `git commit --amend` replaces `HEAD`, so that its parents are the answer. git does not tell its hooks: where
    /// nothing else does, the answer is `HEAD` itself.
    #[must_use]
    pub fn next_parents(&self) -> Vec<String> {
        if self.amends
            && let Ok(head) = self.commit("HEAD")
        {
            let parents: Vec<String> = head.parent_ids().map(|id| id.to_string()).collect();
            // Where a shallow clone ends nobody knows the parents: not every old revision is new for that.
            if !(parents.is_empty() && self.is_shallow()) {
                return parents;
            }
        }
        let mut parents: Vec<String> = self.head().into_iter().collect();
        let merging = fs::read_to_string(self.git_dir().join("MERGE_HEAD")).unwrap_or_default();
        let sides = merging.lines().chain(self.merge_heads.iter().map(String::as_str));
        for side in sides {
            let id = Oid::from_str(side.trim())
                .and_then(|id| self.git.find_commit(id))
                .map(|commit| commit.id());
            if let Ok(id) = id.map(|id| id.to_string())
                && !parents.contains(&id)
            {
                parents.push(id);
            }
        }
        parents
    }

    /// Answers what git is in the middle of.
    #[must_use]
    pub fn state(&self) -> State {
        match self.git.state() {
            RepositoryState::Clean => State::None,
            RepositoryState::Merge => State::Merge,
            RepositoryState::Revert | RepositoryState::RevertSequence => State::Revert,
            RepositoryState::CherryPick | RepositoryState::CherryPickSequence => State::CherryPick,
            RepositoryState::Bisect => State::Bisect,
            RepositoryState::Rebase
            | RepositoryState::RebaseInteractive
            | RepositoryState::RebaseMerge
            | RepositoryState::ApplyMailbox
            | RepositoryState::ApplyMailboxOrRebase => State::Rebase,
        }
    }

    /// Lists where the rebase that is under way, or just ending, began: the old tip of its branch, and what it goes onto.
    /// Empty where there is none.
    #[must_use]
    pub fn rebase_began(&self) -> Vec<String> {
        let files = ["rebase-merge", "rebase-apply"].map(|folder| ["orig-head", "onto"].map(|file| (folder, file)));
        let read = |(folder, file)| fs::read_to_string(self.git_dir().join(folder).join(file)).ok();
        let ids = files.into_iter().flatten().filter_map(read);
        ids.map(|id| id.trim().to_owned()).collect()
    }

    /// Lists the commits that a commit is built on and that remote-tracking branches hold: what other repositories
    /// have of it. Empty where they have nothing.
    ///
    /// # Errors
    /// [`GitError`] where the history cannot be walked.
    pub fn known_to_remotes(&self, commit: &str) -> Result<Vec<String>, GitError> {
        let commit = self.commit(commit)?.id();
        if self.git.references_glob("refs/remotes/*")?.next().is_none() {
            return Ok(Vec::new());
        }
        let mut walk = self.git.revwalk()?;
        walk.push(commit)?;
        walk.hide_glob("refs/remotes/*")?;
        let own = walk.collect::<Result<HashSet<Oid>, _>>()?;
        if own.is_empty() {
            return Ok(vec![commit.to_string()]);
        }
        let mut known = BTreeSet::new();
        for id in &own {
            known.extend(
                self.git
                    .find_commit(*id)?
                    .parent_ids()
                    .filter(|parent| !own.contains(parent)),
            );
        }
        Ok(known.iter().map(ToString::to_string).collect())
    }

    /// Answers where git looks for hooks, and whose configuration says so.
    ///
    /// # Errors
    /// [`GitError::Other`] where the configuration cannot be read.
    pub fn hooks_directory(&self) -> Result<HooksDirectory, GitError> {
        let mut config = self.git.config()?;
        let config = config.snapshot()?;
        let level = match config.get_entry("core.hooksPath") {
            Ok(entry) => entry.level(),
            Err(error) if error.code() == ErrorCode::NotFound => {
                return Ok(HooksDirectory {
                    path: self.common_dir().join("hooks"),
                    level: HooksLevel::Default,
                });
            }
            Err(error) => return Err(error.into()),
        };
        // A relative path starts where hooks run: at the root of the working tree.
        let path = self.root().join(config.get_path("core.hooksPath")?);
        let level = match level {
            ConfigLevel::Worktree => HooksLevel::Worktree,
            ConfigLevel::Local | ConfigLevel::App => HooksLevel::Repository,
            _ => HooksLevel::Shared,
        };
        Ok(HooksDirectory { path, level })
    }

    /// Lists the best common ancestors of a commit and of what merging others would make, full hexadecimal ids.
    ///
    /// # Errors
    /// [`GitError::NoMergeBase`], which says so where a shallow clone is the reason.
    pub fn merge_bases(&self, theirs: &str, ours: &[String]) -> Result<Vec<String>, GitError> {
        let mut ids = vec![self.commit(theirs)?.id()];
        for id in ours {
            ids.push(self.commit(id)?.id());
        }
        match self.git.merge_bases_many(&ids) {
            Ok(bases) if !bases.is_empty() => Ok(bases.iter().map(ToString::to_string).collect()),
            Ok(_) => Err(self.no_merge_base(theirs, ours)),
            Err(error) if error.code() == ErrorCode::NotFound => Err(self.no_merge_base(theirs, ours)),
            Err(error) => Err(error.into()),
        }
    }

    fn no_merge_base(&self, theirs: &str, ours: &[String]) -> GitError {
        let short = |id: &String| id.chars().take(12).collect();
        GitError::NoMergeBase {
            ours: ours.first().map_or_else(|| "HEAD".to_owned(), short),
            theirs: theirs.to_owned(),
            shallow: self.is_shallow(),
        }
    }

    /// Answers the path relative to the root, as git spells it; none for a path outside.
    pub(super) fn inside(&self, path: &Path) -> Option<PathBuf> {
        inside(&self.root, path)
    }
}

/// Answers a path relative to a root, links in the folders above it resolved; none for a path outside.
pub(super) fn inside(root: &Path, path: &Path) -> Option<PathBuf> {
    if let Ok(inside) = path.strip_prefix(root) {
        return Some(inside.to_path_buf());
    }
    // The path may come to the working tree by way of a link.
    let (above, rest) = path.ancestors().skip(1).find_map(|above| {
        let real = above.canonicalize().ok()?;
        Some((real, path.strip_prefix(above).ok()?))
    })?;
    Some(above.join(rest).strip_prefix(root).ok()?.to_path_buf())
}
