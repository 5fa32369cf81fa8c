//! The states that a branch went through, and what changed between them, told by object ids alone.

use std::cell::RefCell;
use std::collections::{HashMap, HashSet};
use std::ffi::OsStr;
use std::path::{Path, PathBuf};

use git2::{Commit, ObjectType, Oid};

use super::tracked::repo_path;
use super::{GitError, Repo};

/// What git keeps at one path of a commit.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
enum Trace {
    Absent,
    Object([u8; 20], i32),
    /// The way leads through a link: only the same whole tree is the same.
    Linked([u8; 20]),
    /// The path lies outside of the repository, and is the same for every commit.
    Outside,
}

/// What git keeps at some paths of a commit: equal traces mean equal files below them.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Traces(Vec<Trace>);

impl Traces {
    /// Answers whether there is nothing at any of the paths.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.iter().all(|trace| *trace == Trace::Absent)
    }
}

/// One commit on the first-parent line of a branch.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Passed {
    /// The commit, a full hexadecimal id.
    pub commit: String,
    /// The commit before it is not there: the clone is shallow.
    pub cut_off: bool,
}

/// What one tree has under names that were asked for: the object and its mode.
type Names = HashMap<Box<[u8]>, Option<(Oid, i32)>>;

/// What is at which path of a tree, and which trees hold a name: each tree is read once for many commits.
pub struct TreeIndex<'r> {
    repo: &'r Repo,
    entries: RefCell<HashMap<Oid, Names>>,
    holding: RefCell<HashMap<Oid, bool>>,
    names: RefCell<HashSet<Vec<u8>>>,
}

impl Repo {
    /// Lists the commits of a branch along first parents, newest first.
    ///
    /// # Errors
    /// [`GitError`] where one cannot be read.
    pub fn first_parents(&self, tip: &str) -> Result<FirstParents<'_>, GitError> {
        Ok(FirstParents {
            repo: self,
            next: Some(self.commit(tip)?),
        })
    }

    /// Lists the parents of a commit that are there, full hexadecimal ids.
    ///
    /// # Errors
    /// [`GitError`] where the commit is not there.
    pub fn parents(&self, commit: &str) -> Result<Vec<String>, GitError> {
        let commit = self.commit(commit)?;
        let parents = commit.parents();
        Ok(parents.map(|parent| parent.id().to_string()).collect())
    }

    /// Answers the day of a commit, `2026-01-31`, as its committer's clock had it.
    ///
    /// # Errors
    /// [`GitError`] where it is not there.
    pub fn day(&self, commit: &str) -> Result<String, GitError> {
        let time = self.commit(commit)?.time();
        let local = time.seconds().saturating_add(i64::from(time.offset_minutes()) * 60);
        let stamp = jiff::Timestamp::from_second(local).unwrap_or_default();
        Ok(stamp.strftime("%Y-%m-%d").to_string())
    }

    /// Answers when a commit was committed, in seconds since 1970.
    ///
    /// # Errors
    /// [`GitError`] where it is not there.
    pub fn committed(&self, commit: &str) -> Result<i64, GitError> {
        Ok(self.commit(commit)?.time().seconds())
    }

    /// Makes an index of trees.
    #[must_use]
    pub fn tree_index(&self) -> TreeIndex<'_> {
        TreeIndex {
            repo: self,
            entries: RefCell::default(),
            holding: RefCell::default(),
            names: RefCell::default(),
        }
    }
}

/// The commits of a branch along first parents.
pub struct FirstParents<'r> {
    repo: &'r Repo,
    next: Option<Commit<'r>>,
}

impl Iterator for FirstParents<'_> {
    type Item = Result<Passed, GitError>;

    fn next(&mut self) -> Option<Self::Item> {
        let commit = self.next.take()?;
        let mut cut_off = false;
        if let Ok(parent) = commit.parent_id(0) {
            match self.repo.git.find_commit(parent) {
                Ok(parent) => self.next = Some(parent),
                Err(_) if self.repo.is_shallow() => cut_off = true,
                Err(error) => return Some(Err(error.into())),
            }
        } else {
            // A shallow clone's last commit looks as if it had no parent.
            cut_off = self.repo.shallow_edge().contains(&commit.id());
        }
        Some(Ok(Passed {
            commit: commit.id().to_string(),
            cut_off,
        }))
    }
}

impl TreeIndex<'_> {
    /// Takes up names of files that [`Self::holds`] looks for.
    pub fn look_for<'n>(&self, names: impl IntoIterator<Item = &'n OsStr>) {
        let mut known = self.names.borrow_mut();
        let before = known.len();
        known.extend(names.into_iter().filter_map(|name| repo_path(Path::new(name))));
        if known.len() > before {
            // A tree without the old names may hold one of the new ones.
            self.holding.borrow_mut().clear();
        }
    }

    /// Answers what is at some absolute paths of a commit.
    ///
    /// # Errors
    /// [`GitError`] where an object cannot be read.
    pub fn traces(&self, commit: &str, paths: &[PathBuf]) -> Result<Traces, GitError> {
        let root = self.root(commit)?;
        let traces = paths.iter().map(|path| self.trace(root, path));
        Ok(Traces(traces.collect::<Result<_, _>>()?))
    }

    /// Answers whether a commit has a file of one of the names, in any folder.
    ///
    /// # Errors
    /// [`GitError`] where an object cannot be read.
    pub fn holds(&self, commit: &str) -> Result<bool, GitError> {
        let root = self.root(commit)?;
        let mut waiting = vec![root];
        let mut looked: Vec<Oid> = Vec::new();
        let mut found = false;
        while let Some(id) = waiting.pop() {
            match self.holding.borrow().get(&id) {
                Some(true) => found = true,
                Some(false) => continue,
                None => {}
            }
            if found {
                break;
            }
            looked.push(id);
            let tree = self.repo.git.find_tree(id)?;
            for entry in &tree {
                match entry.kind() {
                    Some(ObjectType::Tree) => waiting.push(entry.id()),
                    _ => found |= self.names.borrow().contains(entry.name_bytes()),
                }
            }
        }
        let mut holding = self.holding.borrow_mut();
        if found {
            holding.insert(root, true);
        } else {
            holding.extend(looked.into_iter().map(|id| (id, false)));
        }
        Ok(found)
    }

    fn root(&self, commit: &str) -> Result<Oid, GitError> {
        Ok(self.repo.git.find_commit(Oid::from_str(commit)?)?.tree_id())
    }

    fn trace(&self, root: Oid, path: &Path) -> Result<Trace, GitError> {
        let Some(inside) = self.repo.inside(path) else {
            return Ok(Trace::Outside);
        };
        let Some(inside) = repo_path(&inside) else {
            return Ok(Trace::Absent);
        };
        let mut at = (root, i32::from(git2::FileMode::Tree));
        for part in inside.split(|&byte| byte == b'/').filter(|part| !part.is_empty()) {
            if at.1 == i32::from(git2::FileMode::Link) {
                return Ok(Trace::Linked(bytes(root)));
            }
            if at.1 != i32::from(git2::FileMode::Tree) {
                return Ok(Trace::Absent);
            }
            match self.entry(at.0, part)? {
                Some(next) => at = next,
                None => return Ok(Trace::Absent),
            }
        }
        if at.1 == i32::from(git2::FileMode::Link) {
            return Ok(Trace::Linked(bytes(root)));
        }
        Ok(Trace::Object(bytes(at.0), at.1))
    }

    fn entry(&self, tree: Oid, name: &[u8]) -> Result<Option<(Oid, i32)>, GitError> {
        if let Some(known) = self.entries.borrow().get(&tree).and_then(|entries| entries.get(name)) {
            return Ok(*known);
        }
        let read = self.repo.git.find_tree(tree)?;
        let found = read.get_name_bytes(name).map(|entry| (entry.id(), entry.filemode()));
        self.entries
            .borrow_mut()
            .entry(tree)
            .or_default()
            .insert(name.into(), found);
        Ok(found)
    }
}

fn bytes(id: Oid) -> [u8; 20] {
    <[u8; 20]>::try_from(id.as_bytes()).unwrap_or_default()
}
