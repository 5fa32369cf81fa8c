//! The common ancestor of a merge: one commit, or several that are merged with each other first, as git does.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use super::objects::{NodeKind, Objects};
use super::version::{Version, merge_contents};
use super::{CommitSource, GitError, Repo};
use crate::sources::{EntryKind, Source as _, SourceError};

/// How often the ancestors of ancestors are merged. A history that crosses more often meets more conflicts than git
/// would, never fewer.
const DEPTH: usize = 24;

/// How many ancestors of one merge are looked at.
const WIDTH: usize = 8;

/// What the common ancestor has at a path.
pub(super) enum Base {
    Version(Version),
    /// Its own ancestors clash there: equal to nothing.
    Conflict,
}

/// The common ancestor of two sides.
pub(super) struct Bases<'r> {
    repo: &'r Repo,
    tree: Tree<'r>,
}

enum Tree<'r> {
    One(Box<CommitSource<'r>>),
    Merged {
        first: Box<Tree<'r>>,
        second: Box<CommitSource<'r>>,
        base: Option<Box<Tree<'r>>>,
    },
}

impl<'r> Bases<'r> {
    /// Prepares the best common ancestors, full hexadecimal ids, one at least.
    pub(super) fn new(repo: &'r Repo, ids: &[String]) -> Result<Self, GitError> {
        Ok(Self {
            repo,
            tree: build(repo, ids, 0)?,
        })
    }

    /// Answers what the ancestor has at a path; none where it has no file there.
    pub(super) fn at(&self, path: &Path) -> Result<Option<Base>, SourceError> {
        self.of(&self.tree, path)
    }

    /// Lists the files that the ancestor may have in a folder.
    pub(super) fn files(&self, directory: &Path) -> Result<BTreeSet<PathBuf>, SourceError> {
        let mut files = BTreeSet::new();
        let mut tree = &self.tree;
        loop {
            let (commit, next) = match tree {
                Tree::One(commit) => (commit, None),
                Tree::Merged { first, second, .. } => (second, Some(first)),
            };
            let entries = commit.list(directory)?.into_iter();
            files.extend(
                entries
                    .filter(|entry| entry.kind == EntryKind::File)
                    .map(|entry| entry.path),
            );
            match next {
                Some(next) => tree = next,
                None => return Ok(files),
            }
        }
    }

    fn of(&self, tree: &Tree<'r>, path: &Path) -> Result<Option<Base>, SourceError> {
        match tree {
            Tree::One(commit) => Ok(file(commit, path)?.map(Base::Version)),
            Tree::Merged { first, second, base } => {
                let first = self.of(first, path)?;
                let second = file(second, path)?.map(Base::Version);
                // Ancestors of ancestors are only asked where the ancestors differ.
                if same(first.as_ref(), second.as_ref()) {
                    return Ok(first);
                }
                let base = base.as_ref().map_or(Ok(None), |base| self.of(base, path))?;
                Ok(self.join(base, first, second))
            }
        }
    }

    fn join(&self, base: Option<Base>, first: Option<Base>, second: Option<Base>) -> Option<Base> {
        if same(first.as_ref(), base.as_ref()) {
            return second;
        }
        if same(second.as_ref(), base.as_ref()) {
            return first;
        }
        match (&base, &first, &second) {
            (Some(Base::Conflict), ..) | (_, Some(Base::Conflict), _) => Some(Base::Conflict),
            (_, Some(Base::Version(first)), Some(Base::Version(second))) => {
                let base = match &base {
                    Some(Base::Version(base)) => Some(base),
                    _ => None,
                };
                let merged = merge_contents(self.repo, base, first, second);
                Some(merged.map_or(Base::Conflict, |bytes| Base::Version(Version::of_bytes(bytes))))
            }
            // Changed on one side, deleted on the other: git goes on with what was there before.
            _ => base,
        }
    }
}

fn build<'r>(repo: &'r Repo, ids: &[String], depth: usize) -> Result<Tree<'r>, GitError> {
    let mut merged: Vec<String> = Vec::new();
    let mut tree = None;
    for id in ids.iter().take(WIDTH) {
        let commit = Box::new(repo.commit_source(id)?);
        tree = Some(match tree {
            None => Tree::One(commit),
            Some(first) => Tree::Merged {
                first: Box::new(first),
                second: commit,
                base: ancestor(repo, id, &merged, depth)?,
            },
        });
        merged.push(id.clone());
    }
    tree.ok_or_else(|| GitError::Other("no merge base".to_owned()))
}

fn ancestor<'r>(repo: &'r Repo, id: &str, merged: &[String], depth: usize) -> Result<Option<Box<Tree<'r>>>, GitError> {
    if depth >= DEPTH {
        return Ok(None);
    }
    match repo.merge_bases(id, merged) {
        Ok(bases) => Ok(Some(Box::new(build(repo, &bases, depth + 1)?))),
        Err(GitError::NoMergeBase { .. }) => Ok(None),
        Err(error) => Err(error),
    }
}

fn file(commit: &CommitSource<'_>, path: &Path) -> Result<Option<Version>, SourceError> {
    let Some(inside) = commit.0.inside(path) else {
        return Ok(None);
    };
    let node = commit.0.objects.node(&inside).map_err(|error| SourceError::Git {
        path: path.to_path_buf(),
        reason: error.message().to_owned(),
    })?;
    let node = node.filter(|node| node.kind != NodeKind::Directory);
    Ok(node.map(|node| Version::object(node.entry_kind(), node.id)))
}

fn same(one: Option<&Base>, other: Option<&Base>) -> bool {
    match (one, other) {
        (None, None) => true,
        (Some(Base::Version(one)), Some(Base::Version(other))) => one.same(other),
        _ => false,
    }
}
