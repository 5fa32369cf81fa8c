//! Where bytes come from: the working tree, a git index, a commit, a merge that has not happened, a plan not written.
//!
//! Every path is absolute and lexically clean; a source that is not the working tree answers for the paths its files
//! would have there. So a configuration means the same wherever it is read from.

mod memory;
mod overlay;
mod path;
mod worktree;

pub use memory::Memory;
pub use overlay::Overlay;
pub use path::{absolute, relative_to};
pub use worktree::WorkTree;

use std::path::{Path, PathBuf};
use std::sync::Arc;

use serde::Serialize;

/// What kind of thing an entry is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum EntryKind {
    /// A regular file.
    File,
    /// A directory.
    Directory,
    /// A symbolic link, not followed yet.
    Symlink,
    /// A submodule, a device, a pipe: never read.
    Other,
}

/// The identity of a file's content within one kind of source: equal ids mean equal bytes.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum ContentId {
    /// A git object id, 20 bytes.
    Git([u8; 20]),
    /// The bytes themselves (memory, overlay).
    Bytes(Arc<[u8]>),
    /// A file of the working tree that nothing was asked about yet.
    Unread,
}

/// One thing in a directory.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// Absolute path.
    pub path: PathBuf,
    /// What it is.
    pub kind: EntryKind,
    /// What it holds.
    pub content: ContentId,
}

/// What was read, in words and as commit ids for reports.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct SourceName {
    /// `working tree`, `index`, `commit`, `merge`, `plan`.
    pub kind: &'static str,
    /// The commits it stands for, full hexadecimal ids (none for the working tree; two or more for a merge).
    pub commits: Vec<String>,
}

/// Why bytes could not be had.
#[derive(Debug, thiserror::Error)]
pub enum SourceError {
    /// The file system refused.
    #[error("cannot read {}: {error}", path.display())]
    Io {
        /// The file or directory.
        path: PathBuf,
        /// What the system said.
        error: std::io::Error,
    },
    /// The file is larger than what is read.
    #[error("cannot read {}: larger than {limit} bytes", path.display())]
    TooLarge {
        /// The file.
        path: PathBuf,
        /// The bound in bytes.
        limit: usize,
    },
    /// A symbolic link leads nowhere, in circles, or to something that is no regular file.
    #[error("cannot read {}: {reason}", path.display())]
    NotRegular {
        /// The entry.
        path: PathBuf,
        /// What it is instead.
        reason: &'static str,
    },
    /// An object of the repository is missing or damaged.
    #[error("cannot read {} from git: {reason}", path.display())]
    Git {
        /// The file or directory.
        path: PathBuf,
        /// What libgit2 said.
        reason: String,
    },
}

/// A tree of files.
pub trait Source {
    /// Says what this source is.
    fn name(&self) -> SourceName;

    /// Lists a directory, not its sub-directories, sorted by file name (code points); an empty list where there is no
    /// such directory.
    ///
    /// # Errors
    /// [`SourceError`] when the directory is there and cannot be read.
    fn list(&self, directory: &Path) -> Result<Vec<Entry>, SourceError>;

    /// Finds one entry by its path.
    ///
    /// # Errors
    /// [`SourceError`] when it cannot be told whether it is there.
    fn find(&self, path: &Path) -> Result<Option<Entry>, SourceError>;

    /// Reads a file, following symbolic links within the tree to regular files.
    ///
    /// # Errors
    /// [`SourceError`] when it is gone, no regular file, too large or unreadable.
    fn read(&self, entry: &Entry) -> Result<Vec<u8>, SourceError>;

    /// Reads a file by its path; none where there is no such file.
    ///
    /// # Errors
    /// As [`Source::read`].
    fn read_path(&self, path: &Path) -> Result<Option<Vec<u8>>, SourceError> {
        match self.find(path)? {
            Some(entry) if entry.kind != EntryKind::Directory => self.read(&entry).map(Some),
            _ => Ok(None),
        }
    }
}
