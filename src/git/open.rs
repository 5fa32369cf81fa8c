//! Opening the repository that a project lies in.

use std::path::{Path, PathBuf};

use git2::{ErrorCode, Repository};

use super::GitError;

/// What the environment says about git, as plain values.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Surroundings {
    /// Whether `GIT_DIR`, `GIT_INDEX_FILE` or `GIT_WORK_TREE` is set, as in hooks.
    pub names_a_repository: bool,
    /// `GIT_WORK_TREE` as it is set; relative to the directory that git runs the hook in.
    pub work_tree: Option<PathBuf>,
    /// The other sides of a merge about to be committed (`GITHEAD_<commit>`), full hexadecimal ids.
    pub merge_heads: Vec<String>,
    /// Whether the commit to be replaces `HEAD` (`git commit --amend`).
    pub amends: bool,
}

/// A git repository, opened for reading.
pub struct Repo {
    pub(super) git: Repository,
    /// The root of the working tree, canonical; the git directory of a bare repository.
    pub(super) root: PathBuf,
    pub(super) merge_heads: Vec<String>,
    pub(super) amends: bool,
}

impl Repo {
    /// Opens the repository that holds a directory.
    ///
    /// In a hook git says by environment variables which index the commit is made from (`commit -a` and `commit --
    /// path` use one of their own): they count as long as they speak of the same repository.
    ///
    /// # Errors
    /// [`GitError`] with a hint; without a repository everything that asks only files still works.
    pub fn open(directory: &Path, surroundings: &Surroundings) -> Result<Self, GitError> {
        let discovered = Repository::discover(directory).map_err(|error| Self::why_not(directory, &error));
        let git = if surroundings.names_a_repository {
            match from_environment(directory, surroundings) {
                Ok(named) if is_other(&named, discovered.as_ref().ok(), directory) => discovered?,
                Ok(named) => named,
                Err(error) if discovered.is_err() => return Err(Self::why_not(directory, &error)),
                // The index it names may be gone or broken: that must not be answered from another index.
                Err(error) => return Err(GitError::opening(&error, directory.to_path_buf())),
            }
        } else {
            discovered?
        };
        // Blobs are checked by zlib and their pack; hashing each one again would double the time of reading.
        git2::opts::strict_hash_verification(false);
        let root = canonical(git.workdir().unwrap_or_else(|| git.path()));
        Ok(Self {
            git,
            root,
            merge_heads: surroundings.merge_heads.clone(),
            amends: surroundings.amends,
        })
    }

    /// Answers the root of the working tree; for a bare repository its git directory, where its files would stand.
    #[must_use]
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// Answers the root of the working tree; none for a bare repository.
    #[must_use]
    pub fn workdir(&self) -> Option<&Path> {
        (!self.git.is_bare()).then_some(&*self.root)
    }

    /// Answers the git directory: that of the linked worktree where there is one.
    #[must_use]
    pub fn git_dir(&self) -> &Path {
        self.git.path()
    }

    /// Answers the git directory that all worktrees share.
    #[must_use]
    pub fn common_dir(&self) -> &Path {
        self.git.commondir()
    }

    /// Answers whether there is no working tree.
    #[must_use]
    pub fn is_bare(&self) -> bool {
        self.git.is_bare()
    }

    /// Answers whether the history is cut off.
    #[must_use]
    pub fn is_shallow(&self) -> bool {
        self.git.is_shallow()
    }

    fn why_not(directory: &Path, error: &git2::Error) -> GitError {
        let dot_git = directory
            .ancestors()
            .map(|folder| folder.join(".git"))
            .find(|path| path.exists());
        let Some(dot_git) = dot_git else {
            if error.code() == ErrorCode::NotFound {
                return GitError::Absent(directory.to_path_buf());
            }
            return GitError::opening(error, directory.to_path_buf());
        };
        match error.code() {
            ErrorCode::NotFound => GitError::HalfMounted {
                path: dot_git,
                reason: error.message().to_owned(),
            },
            _ => GitError::opening(error, dot_git.parent().unwrap_or(directory).to_path_buf()),
        }
    }
}

/// Opens what the environment names. libgit2 takes a relative `GIT_WORK_TREE` from the git directory, git itself from
/// where it runs: with a wrong root every path would be outside, and be answered from the disk.
fn from_environment(directory: &Path, surroundings: &Surroundings) -> Result<Repository, git2::Error> {
    let named = Repository::open_from_env()?;
    if let Some(work_tree) = &surroundings.work_tree
        && !named.is_worktree()
    {
        named.set_workdir(&directory.join(work_tree), false)?;
    }
    Ok(named)
}

/// Answers whether the repository that the environment names is another one than the directory lies in.
fn is_other(named: &Repository, discovered: Option<&Repository>, directory: &Path) -> bool {
    match discovered {
        None => {
            !named
                .workdir()
                .is_some_and(|root| directory.starts_with(canonical(root)))
                && !named.is_bare()
        }
        Some(found) => found.commondir() != named.commondir() && found.workdir() != named.workdir(),
    }
}

fn canonical(path: &Path) -> PathBuf {
    path.canonicalize().unwrap_or_else(|_| path.to_path_buf())
}
