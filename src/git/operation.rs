//! What git is in the middle of, and who the two sides of it are.

use std::fs;

use git2::RepositoryState;

use super::published::RefKind;
use super::{GitError, Repo};

/// How many digits of a commit's id are shown.
const SHORT: usize = 9;

/// What git can be in the middle of and go on with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OperationKind {
    /// `git merge`.
    Merge,
    /// `git rebase`.
    Rebase,
    /// `git am`.
    Mailbox,
    /// `git cherry-pick`.
    CherryPick,
    /// `git revert`.
    Revert,
}

impl OperationKind {
    /// Answers git's word for it.
    #[must_use]
    pub const fn verb(self) -> &'static str {
        match self {
            Self::Merge => "merge",
            Self::Rebase => "rebase",
            Self::Mailbox => "am",
            Self::CherryPick => "cherry-pick",
            Self::Revert => "revert",
        }
    }
}

/// One side of what is under way.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OperationSide {
    /// A branch where one has the commit, else the commit's id, cut short.
    pub name: String,
    /// A commit that has its files, a full hexadecimal id; none where git keeps none.
    pub commit: Option<String>,
}

/// An operation that waits for somebody to go on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Operation {
    /// What it is.
    pub kind: OperationKind,
    /// What git calls ours: stage 2 of the index. In a rebase that is the branch that is rebased onto, with what was
    /// replayed so far.
    pub ours: OperationSide,
    /// What git calls theirs: stage 3. In a rebase that is the branch that is rebased; of a revert, the files as they
    /// were before the commit that is taken back; several in an octopus merge.
    pub theirs: Vec<OperationSide>,
}

impl Repo {
    /// Answers what git is in the middle of; none where it would not go on with anything.
    ///
    /// # Errors
    /// [`GitError`] where the refs cannot be read.
    pub fn operation(&self) -> Result<Option<Operation>, GitError> {
        let Some(kind) = self.operation_kind() else {
            return Ok(None);
        };
        let (ours, theirs) = match kind {
            OperationKind::Merge => (None, self.lines_of("MERGE_HEAD")),
            OperationKind::CherryPick => (None, self.lines_of("CHERRY_PICK_HEAD")),
            OperationKind::Mailbox => (None, Vec::new()),
            OperationKind::Revert => {
                let reverted = self.lines_of("REVERT_HEAD");
                let before = reverted.iter().filter_map(|id| self.resolve(&format!("{id}^1")).ok());
                (None, before.collect())
            }
            OperationKind::Rebase => return self.rebase_sides().map(Some),
        };
        let ours = match ours.or_else(|| self.branch()) {
            Some(name) => OperationSide {
                name,
                commit: self.head(),
            },
            None => self.side(self.head())?,
        };
        let theirs = theirs
            .into_iter()
            .map(|id| self.side(Some(id)))
            .collect::<Result<_, _>>()?;
        Ok(Some(Operation { kind, ours, theirs }))
    }

    /// Answers whether a commit can be fixed up: it has one parent, stands below `HEAD` on a line without merges, and no
    /// remote-tracking branch has it.
    ///
    /// # Errors
    /// [`GitError`] where the history cannot be walked.
    pub fn is_own_line(&self, commit: &str) -> Result<bool, GitError> {
        let wanted = self.commit(commit)?.id();
        let mut walk = self.git.revwalk()?;
        walk.push_head()?;
        walk.hide_glob("refs/remotes/*")?;
        walk.simplify_first_parent()?;
        for id in walk {
            let commit = self.git.find_commit(id?)?;
            if commit.parent_count() != 1 {
                return Ok(false);
            }
            if commit.id() == wanted {
                return Ok(true);
            }
        }
        Ok(false)
    }

    fn operation_kind(&self) -> Option<OperationKind> {
        match self.git.state() {
            RepositoryState::Merge => Some(OperationKind::Merge),
            RepositoryState::Revert | RepositoryState::RevertSequence => Some(OperationKind::Revert),
            RepositoryState::CherryPick | RepositoryState::CherryPickSequence => Some(OperationKind::CherryPick),
            RepositoryState::Rebase | RepositoryState::RebaseInteractive | RepositoryState::RebaseMerge => {
                Some(OperationKind::Rebase)
            }
            RepositoryState::ApplyMailbox | RepositoryState::ApplyMailboxOrRebase => Some(OperationKind::Mailbox),
            // Between two commits of a sequence, the first being committed by hand, libgit2 sees nothing.
            RepositoryState::Clean | RepositoryState::Bisect => {
                let todo = self.lines_of("sequencer/todo");
                let verb = todo.first().and_then(|line| line.split(' ').next())?;
                match verb {
                    "pick" | "p" => Some(OperationKind::CherryPick),
                    "revert" => Some(OperationKind::Revert),
                    _ => None,
                }
            }
        }
    }

    /// Reads who is rebased onto whom: the two sides are swapped against what a person would expect.
    fn rebase_sides(&self) -> Result<Operation, GitError> {
        let read = |file: &str| {
            let folders = ["rebase-merge", "rebase-apply"];
            let found = folders.iter().map(|folder| self.lines_of(&format!("{folder}/{file}")));
            found.into_iter().find_map(|lines| lines.into_iter().next())
        };
        let onto = self.side(read("onto"))?;
        let replayed = self.side(read("orig-head").or_else(|| read("head")))?;
        let branch = read("head-name").and_then(|name| name.strip_prefix("refs/heads/").map(str::to_owned));
        Ok(Operation {
            kind: OperationKind::Rebase,
            ours: OperationSide {
                name: onto.name,
                commit: self.head(),
            },
            theirs: vec![OperationSide {
                name: branch.unwrap_or(replayed.name),
                commit: replayed.commit,
            }],
        })
    }

    fn side(&self, commit: Option<String>) -> Result<OperationSide, GitError> {
        let Some(commit) = commit.and_then(|commit| self.resolve(&commit).ok()) else {
            return Ok(OperationSide {
                name: "an unknown commit".to_owned(),
                commit: None,
            });
        };
        let mut refs = self.refs()?;
        refs.retain(|known| known.kind == RefKind::Branch && known.commit == commit);
        let short = commit.get(..SHORT).unwrap_or(&commit).to_owned();
        Ok(OperationSide {
            name: refs.into_iter().next().map_or(short, |known| known.name),
            commit: Some(commit),
        })
    }

    /// Reads the lines of a file in the git directory; none where it is not there.
    fn lines_of(&self, file: &str) -> Vec<String> {
        let text = fs::read_to_string(self.git_dir().join(file)).unwrap_or_default();
        let lines = text.lines().map(str::trim);
        lines
            .filter(|line| !line.is_empty() && !line.starts_with('#'))
            .map(str::to_owned)
            .collect()
    }
}
