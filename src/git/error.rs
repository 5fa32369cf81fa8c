//! Why git could not answer.

use std::path::PathBuf;

use git2::{ErrorClass, ErrorCode};

/// Why a repository could not be opened, or a question about it not be answered.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum GitError {
    /// There is no repository.
    #[error("no git repository at or above {}", .0.display())]
    Absent(PathBuf),
    /// The repository belongs to another user, and git's configuration does not trust it.
    #[error("the git repository at {} belongs to another user", .0.display())]
    ForeignOwner(PathBuf),
    /// There is a `.git`, but what it points to is not there, as in a container that mounts only the working tree.
    #[error("{} is there, but the git directory it needs is not: {reason}", path.display())]
    HalfMounted {
        /// The `.git` file or directory.
        path: PathBuf,
        /// What libgit2 said.
        reason: String,
    },
    /// The repository uses SHA-256 object names.
    #[error("the git repository at {} uses SHA-256 object ids, which cannot be read", .0.display())]
    Sha256(PathBuf),
    /// The repository keeps its refs in a reftable.
    #[error("the git repository at {} keeps its refs in a reftable, which cannot be read", .0.display())]
    Reftable(PathBuf),
    /// The repository uses another extension that libgit2 does not know.
    #[error("the git repository at {} uses a format that cannot be read: {reason}", path.display())]
    Format {
        /// Where it is.
        path: PathBuf,
        /// What libgit2 said.
        reason: String,
    },
    /// The index cannot be read.
    #[error("cannot read the git index: {0}")]
    Index(String),
    /// A name stands for no commit.
    #[error("`{0}` is no commit of this repository")]
    UnknownRevision(String),
    /// A name stands for no commit, and the history was cut off by a shallow clone.
    #[error("`{0}` is no commit of this repository: the clone is shallow")]
    CutOff(String),
    /// There is no commit yet.
    #[error("the repository has no commit yet")]
    Unborn,
    /// Two commits have no common ancestor here.
    #[error("no common ancestor of {ours} and {theirs} is known{}", shallow_words(*.shallow))]
    NoMergeBase {
        /// One commit, abbreviated.
        ours: String,
        /// The other commit, as it was named.
        theirs: String,
        /// Whether the history was cut off by a shallow clone.
        shallow: bool,
    },
    /// The repository is damaged or changed under our feet.
    #[error("git: {0}")]
    Other(String),
}

impl GitError {
    /// Answers what to do about it: one line with the command to type.
    #[must_use]
    pub fn hint(&self) -> Option<String> {
        match self {
            Self::ForeignOwner(path) => Some(format!(
                "trust it with `git config --global --add safe.directory {}`",
                quoted(&path.display().to_string())
            )),
            Self::HalfMounted { .. } => Some("mount the whole repository, with its `.git` directory".to_owned()),
            Self::Index(reason) if reason.contains("sdir") => {
                Some("write a full index with `git sparse-checkout reapply --no-sparse-index`".to_owned())
            }
            Self::Index(reason) if reason.contains("link") => {
                Some("write a whole index with `git update-index --no-split-index`".to_owned())
            }
            Self::UnknownRevision(name) => {
                name.split_once('/')
                    .filter(|(remote, _)| *remote == "origin")
                    .map(|(remote, branch)| {
                        // Said in full: a clone of one branch fetches others to no place otherwise.
                        let refspec = format!("{branch}:refs/remotes/{remote}/{branch}");
                        format!("fetch it with `git fetch {remote} {}`", quoted(&refspec))
                    })
            }
            Self::CutOff(_) | Self::NoMergeBase { shallow: true, .. } => {
                Some("fetch the whole history with `git fetch --unshallow`".to_owned())
            }
            _ => None,
        }
    }

    /// Says what libgit2 said about opening a repository.
    pub(super) fn opening(error: &git2::Error, at: PathBuf) -> Self {
        let reason = error.message().to_owned();
        if error.code() == ErrorCode::Owner {
            return Self::ForeignOwner(at);
        }
        if reason.contains("object format") || reason.contains("objectformat") {
            return Self::Sha256(at);
        }
        if reason.contains("refstorage") {
            return Self::Reftable(at);
        }
        if reason.contains("extension") || reason.contains("repository version") {
            return Self::Format { path: at, reason };
        }
        Self::Other(reason)
    }
}

impl From<git2::Error> for GitError {
    fn from(error: git2::Error) -> Self {
        if error.code() == ErrorCode::UnbornBranch {
            return Self::Unborn;
        }
        let reason = error.message().to_owned();
        if error.class() == ErrorClass::Index {
            return Self::Index(reason);
        }
        Self::Other(reason)
    }
}

fn shallow_words(shallow: bool) -> &'static str {
    if shallow { ": the clone is shallow" } else { "" }
}

/// Quotes a word for a POSIX shell where it needs it.
pub(super) fn quoted(word: &str) -> String {
    let plain = |c: char| c.is_alphanumeric() || "/._-+=@%:,".contains(c);
    if !word.is_empty() && word.chars().all(plain) {
        return word.to_owned();
    }
    format!("'{}'", word.replace('\'', r"'\''"))
}
