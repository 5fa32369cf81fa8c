//! The files of one tree as git stores them, by path relative to the root.

use git2::Oid;

use crate::sources::EntryKind;

/// A path inside a repository: bytes, parts joined by `/`, empty for the root.
pub(super) type RepoPath = Vec<u8>;

/// What git keeps at a path.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Node {
    pub(super) kind: NodeKind,
    /// The object; meaningless for a directory of the index.
    pub(super) id: Oid,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum NodeKind {
    File,
    Symlink,
    Directory,
    Submodule,
}

impl Node {
    /// Reads git's file mode.
    pub(super) const fn new(mode: u32, id: Oid) -> Self {
        let kind = match mode & 0o170_000 {
            0o040_000 => NodeKind::Directory,
            0o120_000 => NodeKind::Symlink,
            0o160_000 => NodeKind::Submodule,
            _ => NodeKind::File,
        };
        Self { kind, id }
    }

    pub(super) const fn entry_kind(&self) -> EntryKind {
        match self.kind {
            NodeKind::File => EntryKind::File,
            NodeKind::Symlink => EntryKind::Symlink,
            NodeKind::Directory => EntryKind::Directory,
            NodeKind::Submodule => EntryKind::Other,
        }
    }
}

/// One tree of files: an index or a commit. Links are not followed here.
pub(super) trait Objects {
    /// Answers what stands at a path; the root is a directory.
    fn node(&self, path: &[u8]) -> Result<Option<Node>, git2::Error>;

    /// Lists a directory in any order; empty where there is none.
    fn children(&self, path: &[u8]) -> Result<Vec<(Vec<u8>, Node)>, git2::Error>;
}

/// Joins a directory and a name.
pub(super) fn join(directory: &[u8], name: &[u8]) -> RepoPath {
    let mut path = Vec::with_capacity(directory.len() + 1 + name.len());
    path.extend_from_slice(directory);
    if !path.is_empty() {
        path.push(b'/');
    }
    path.extend_from_slice(name);
    path
}

/// Splits a path into its directory and its name.
pub(super) fn split(path: &[u8]) -> (&[u8], &[u8]) {
    match path.iter().rposition(|&byte| byte == b'/') {
        Some(at) => (&path[..at], &path[at + 1..]),
        None => (&[], path),
    }
}
