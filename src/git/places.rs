//! Everything that keeps commits: branches, tags, stashes, reflogs, and the heads of linked worktrees.

use std::collections::HashSet;
use std::fs;

use git2::{Commit, Oid};

use super::{GitError, Ref, RefKind, Repo};

/// What keeps a commit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum KeeperKind {
    /// A local branch.
    Branch,
    /// A remote-tracking branch.
    Remote,
    /// A tag.
    Tag,
    /// A detached head, here or in a linked worktree.
    Head,
    /// A stash: what was changed, or what was untracked.
    Stash,
    /// An entry of a reflog: where a branch or the head stood before.
    Reflog,
}

/// Something that keeps a commit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Keeper {
    /// What it is.
    pub kind: KeeperKind,
    /// As git understands it: `topic`, `origin/topic`, `v1`, `stash@{0}`, `HEAD@{3}`.
    pub name: String,
    /// The commit, a full hexadecimal id.
    pub commit: String,
    /// Whether the commit holds nothing but the untracked files of a stash.
    pub is_untracked: bool,
}

impl Repo {
    /// Lists everything that keeps commits, the easiest to go to first; a commit that is kept twice by the same kind of
    /// thing is listed for each, one that only reflogs keep once.
    ///
    /// # Errors
    /// [`GitError`] where the refs cannot be read. A reflog that cannot be read keeps nothing.
    pub fn keepers(&self) -> Result<Vec<Keeper>, GitError> {
        let refs = self.refs()?;
        let mut keepers: Vec<Keeper> = refs.iter().map(of_ref).collect();
        keepers.extend(self.detached());
        keepers.extend(self.stashes());
        let kept: HashSet<String> = keepers.iter().map(|keeper| keeper.commit.clone()).collect();
        keepers.extend(self.logged(&refs, kept));
        keepers.sort_by_key(|keeper| keeper.kind);
        Ok(keepers)
    }

    /// Lists detached heads: nothing else may keep what was committed there.
    fn detached(&self) -> Vec<Keeper> {
        let worktrees = fs::read_dir(self.common_dir().join("worktrees")).into_iter().flatten();
        let others = worktrees.filter_map(|entry| {
            let entry = entry.ok()?;
            let head = fs::read_to_string(entry.path().join("HEAD")).ok()?;
            Some((format!("worktrees/{}/HEAD", entry.file_name().to_string_lossy()), head))
        });
        let here = fs::read_to_string(self.git_dir().join("HEAD")).ok();
        let heads = here.map(|head| ("HEAD".to_owned(), head)).into_iter().chain(others);
        let keeper = |(name, head): (String, String)| {
            let commit = self.git.find_commit(Oid::from_str(head.trim()).ok()?).ok()?;
            Some(keeper(KeeperKind::Head, name, &commit))
        };
        heads.filter_map(keeper).collect()
    }

    /// Lists stashes. The third parent of one holds what was untracked.
    fn stashes(&self) -> Vec<Keeper> {
        let mut keepers = Vec::new();
        for (at, id) in self.log_of("refs/stash").into_iter().enumerate() {
            let Ok(commit) = self.git.find_commit(id) else { continue };
            let name = format!("stash@{{{at}}}");
            keepers.push(keeper(KeeperKind::Stash, name.clone(), &commit));
            // The second parent is the index as it was, which may hold what the working tree had lost again.
            if let Ok(index) = commit.parent(1) {
                keepers.push(keeper(KeeperKind::Stash, format!("{name}^2"), &index));
            }
            if let Ok(untracked) = commit.parent(2) {
                let mut keeper = keeper(KeeperKind::Stash, format!("{name}^3"), &untracked);
                keeper.is_untracked = true;
                keepers.push(keeper);
            }
        }
        keepers
    }

    /// Lists what only reflogs keep.
    fn logged(&self, refs: &[Ref], mut kept: HashSet<String>) -> Vec<Keeper> {
        let branches = refs.iter().filter(|known| known.kind == RefKind::Branch);
        let logs = branches.map(|known| (known.full.clone(), known.name.clone()));
        let logs = std::iter::once(("HEAD".to_owned(), "HEAD".to_owned())).chain(logs);
        let mut keepers = Vec::new();
        for (full, name) in logs {
            for (at, id) in self.log_of(&full).into_iter().enumerate() {
                if let Ok(commit) = self.git.find_commit(id)
                    && kept.insert(id.to_string())
                {
                    keepers.push(keeper(KeeperKind::Reflog, format!("{name}@{{{at}}}"), &commit));
                }
            }
        }
        keepers
    }

    /// Lists the commits of a reflog, newest first. Asking libgit2 for one that is not there would make it: the file is
    /// looked for first.
    fn log_of(&self, full: &str) -> Vec<Oid> {
        let folder = if full == "HEAD" {
            self.git_dir()
        } else {
            self.common_dir()
        };
        if !folder.join("logs").join(full).is_file() {
            return Vec::new();
        }
        let Ok(log) = self.git.reflog(full) else {
            return Vec::new();
        };
        log.iter()
            .map(|entry| entry.id_new())
            .filter(|id| !id.is_zero())
            .collect()
    }
}

fn of_ref(known: &Ref) -> Keeper {
    let kind = if known.full.starts_with("refs/tags/") {
        KeeperKind::Tag
    } else if known.full.starts_with("refs/heads/") {
        KeeperKind::Branch
    } else {
        KeeperKind::Remote
    };
    Keeper {
        kind,
        name: known.name.clone(),
        commit: known.commit.clone(),
        is_untracked: false,
    }
}

fn keeper(kind: KeeperKind, name: String, commit: &Commit<'_>) -> Keeper {
    Keeper {
        kind,
        name,
        commit: commit.id().to_string(),
        is_untracked: false,
    }
}
