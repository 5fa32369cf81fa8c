//! The files of a commit.

use std::cell::RefCell;
use std::collections::HashMap;
use std::path::Path;
use std::rc::Rc;

use git2::{ObjectType, Oid, Repository, Tree};

use super::blobs::Blobs;
use super::objects::{Node, NodeKind, Objects, RepoPath, join, split};
use super::tracked::Tracked;
use super::{GitError, Repo};
use crate::sources::{Entry, Source, SourceError, SourceName};

/// The files of a commit, a tag or a tree, at the places they would have in the working tree.
pub struct CommitSource<'r>(pub(super) Tracked<'r, Trees<'r>>);

/// The directories of one tree, each read once.
pub(super) struct Trees<'r> {
    git: &'r Repository,
    root: Oid,
    read: RefCell<HashMap<RepoPath, Option<Rc<Tree<'r>>>>>,
}

impl<'r> Trees<'r> {
    pub(super) fn new(git: &'r Repository, root: Oid) -> Self {
        Self {
            git,
            root,
            read: RefCell::default(),
        }
    }

    fn tree(&self, path: &[u8]) -> Result<Option<Rc<Tree<'r>>>, git2::Error> {
        if let Some(known) = self.read.borrow().get(path) {
            return Ok(known.clone());
        }
        // Walk down from the deepest folder that is known.
        let mut tree = None;
        let mut at: RepoPath = Vec::new();
        let mut names = path.split(|&byte| byte == b'/').filter(|name| !name.is_empty());
        loop {
            let known = self.read.borrow().get(&at).cloned();
            tree = match known {
                Some(known) => known,
                None => self.open(&at, tree.as_deref())?,
            };
            self.read.borrow_mut().insert(at.clone(), tree.clone());
            match names.next() {
                Some(name) => at = join(&at, name),
                None => return Ok(tree),
            }
        }
    }

    /// Opens one folder, given the one above it.
    fn open(&self, path: &[u8], above: Option<&Tree<'r>>) -> Result<Option<Rc<Tree<'r>>>, git2::Error> {
        if path.is_empty() {
            return self.git.find_tree(self.root).map(|tree| Some(Rc::new(tree)));
        }
        let entry = above.and_then(|above| above.get_name_bytes(split(path).1));
        match entry.filter(|entry| entry.kind() == Some(ObjectType::Tree)) {
            Some(entry) => self.git.find_tree(entry.id()).map(|tree| Some(Rc::new(tree))),
            None => Ok(None),
        }
    }
}

impl Objects for Trees<'_> {
    fn node(&self, path: &[u8]) -> Result<Option<Node>, git2::Error> {
        if path.is_empty() {
            return Ok(Some(Node {
                kind: NodeKind::Directory,
                id: self.root,
            }));
        }
        let (directory, name) = split(path);
        let Some(tree) = self.tree(directory)? else {
            return Ok(None);
        };
        Ok(tree
            .get_name_bytes(name)
            .map(|entry| Node::new(mode(entry.filemode()), entry.id())))
    }

    fn children(&self, path: &[u8]) -> Result<Vec<(Vec<u8>, Node)>, git2::Error> {
        let Some(tree) = self.tree(path)? else {
            return Ok(Vec::new());
        };
        let entries = tree.iter();
        Ok(entries
            .map(|entry| {
                (
                    entry.name_bytes().to_vec(),
                    Node::new(mode(entry.filemode()), entry.id()),
                )
            })
            .collect())
    }
}

fn mode(mode: i32) -> u32 {
    u32::try_from(mode).unwrap_or_default()
}

impl Repo {
    /// Opens the files of anything that names a commit, a tag or a tree (`origin/main`, `HEAD~2`, an id).
    ///
    /// # Errors
    /// [`GitError::UnknownRevision`] where it names nothing or more than one thing.
    pub fn commit_source(&self, spec: &str) -> Result<CommitSource<'_>, GitError> {
        let unknown = |_| GitError::UnknownRevision(spec.to_owned());
        let object = self
            .git
            .revparse_single(spec)
            .map_err(|error| self.unresolved(spec, &error))?;
        let tree = object.peel_to_tree().map_err(unknown)?;
        // A bare tree has no commit; its own id says what was read.
        let id = object.peel_to_commit().map_or_else(|_| tree.id(), |commit| commit.id());
        self.tree_source(tree.id(), id)
    }

    pub(super) fn tree_source(&self, tree: Oid, id: Oid) -> Result<CommitSource<'_>, GitError> {
        let name = SourceName {
            kind: "commit",
            commits: vec![id.to_string()],
        };
        let trees = Trees::new(&self.git, tree);
        Ok(CommitSource(Tracked::new(
            trees,
            Blobs::new(self.git.odb()?),
            self.root.clone(),
            name,
        )))
    }

    /// Says why a name could not be resolved.
    pub(super) fn unresolved(&self, spec: &str, error: &git2::Error) -> GitError {
        let unborn = spec.starts_with("HEAD") || spec.starts_with('@');
        if error.code() == git2::ErrorCode::UnbornBranch || (unborn && self.git.head().is_err()) {
            return GitError::Unborn;
        }
        let is_id = spec.len() >= 7 && spec.bytes().all(|digit| digit.is_ascii_hexdigit());
        if self.is_shallow() && (is_id || spec.contains(['~', '^'])) {
            return GitError::CutOff(spec.to_owned());
        }
        GitError::UnknownRevision(spec.to_owned())
    }
}

impl Source for CommitSource<'_> {
    fn name(&self) -> SourceName {
        self.0.name()
    }

    fn list(&self, directory: &Path) -> Result<Vec<Entry>, SourceError> {
        self.0.list(directory)
    }

    fn find(&self, path: &Path) -> Result<Option<Entry>, SourceError> {
        self.0.find(path)
    }

    fn read(&self, entry: &Entry) -> Result<Vec<u8>, SourceError> {
        self.0.read(entry)
    }
}
