//! The files as they lie on disk.

use std::fs;
use std::io::Read;
use std::path::Path;

use super::{ContentId, Entry, EntryKind, Source, SourceError, SourceName};

/// The working tree: the file system as it is.
#[derive(Debug, Clone, Copy, Default)]
pub struct WorkTree;

impl Source for WorkTree {
    fn name(&self) -> SourceName {
        SourceName {
            kind: "working tree",
            commits: Vec::new(),
        }
    }

    fn list(&self, directory: &Path) -> Result<Vec<Entry>, SourceError> {
        let reading = match fs::read_dir(directory) {
            Ok(reading) => reading,
            Err(error) if is_absent(&error) => return Ok(Vec::new()),
            Err(error) => return Err(io(directory, error)),
        };
        let mut entries = Vec::new();
        for entry in reading {
            let entry = entry.map_err(|error| io(directory, error))?;
            let kind = entry.file_type().map_err(|error| io(&entry.path(), error))?;
            entries.push(Entry {
                path: entry.path(),
                kind: kind_of(kind),
                content: ContentId::Unread,
            });
        }
        // Byte order of UTF-8 is code point order, which is the order of Python's strings.
        entries.sort_unstable_by(|a, b| a.path.as_os_str().cmp(b.path.as_os_str()));
        Ok(entries)
    }

    fn find(&self, path: &Path) -> Result<Option<Entry>, SourceError> {
        match fs::symlink_metadata(path) {
            Ok(metadata) => Ok(Some(Entry {
                path: path.to_path_buf(),
                kind: kind_of(metadata.file_type()),
                content: ContentId::Unread,
            })),
            Err(error) if is_absent(&error) => Ok(None),
            Err(error) => Err(io(path, error)),
        }
    }

    fn read(&self, entry: &Entry) -> Result<Vec<u8>, SourceError> {
        let path = &entry.path;
        if entry.kind != EntryKind::File {
            // A pipe or a device must not even be opened: opening can block, reading can go on for ever.
            let metadata = fs::metadata(path).map_err(|error| io(path, error))?;
            if !metadata.is_file() {
                return Err(SourceError::NotRegular {
                    path: path.clone(),
                    reason: "not a regular file",
                });
            }
        }
        let limit = crate::text::SourceText::LIMIT;
        let file = fs::File::open(path).map_err(|error| io(path, error))?;
        let mut bytes = Vec::with_capacity(4096);
        let bound = u64::try_from(limit).expect("the limit is small") + 1;
        file.take(bound)
            .read_to_end(&mut bytes)
            .map_err(|error| io(path, error))?;
        if bytes.len() > limit {
            return Err(SourceError::TooLarge {
                path: path.clone(),
                limit,
            });
        }
        Ok(bytes)
    }
}

fn is_absent(error: &std::io::Error) -> bool {
    use std::io::ErrorKind::{NotADirectory, NotFound};
    matches!(error.kind(), NotFound | NotADirectory)
}

fn kind_of(kind: fs::FileType) -> EntryKind {
    if kind.is_file() {
        EntryKind::File
    } else if kind.is_dir() {
        EntryKind::Directory
    } else if kind.is_symlink() {
        EntryKind::Symlink
    } else {
        EntryKind::Other
    }
}

fn io(path: &Path, error: std::io::Error) -> SourceError {
    SourceError::Io {
        path: path.to_path_buf(),
        error,
    }
}
