//! A tree that exists only in memory.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::{ContentId, Entry, EntryKind, Source, SourceError, SourceName};

/// Files by absolute path.
#[derive(Debug, Clone)]
pub struct Memory {
    name: SourceName,
    files: BTreeMap<PathBuf, Arc<[u8]>>,
}

impl Memory {
    /// Makes an empty tree with a name.
    #[must_use]
    pub const fn new(name: SourceName) -> Self {
        Self {
            name,
            files: BTreeMap::new(),
        }
    }

    /// Puts a file in.
    pub fn insert(&mut self, path: impl Into<PathBuf>, bytes: impl Into<Arc<[u8]>>) {
        self.files.insert(path.into(), bytes.into());
    }

    fn entry(path: &Path, bytes: &Arc<[u8]>) -> Entry {
        Entry {
            path: path.to_path_buf(),
            kind: EntryKind::File,
            content: ContentId::Bytes(Arc::clone(bytes)),
        }
    }
}

impl Source for Memory {
    fn name(&self) -> SourceName {
        self.name.clone()
    }

    fn list(&self, directory: &Path) -> Result<Vec<Entry>, SourceError> {
        let mut entries: BTreeMap<PathBuf, Entry> = BTreeMap::new();
        for (path, bytes) in &self.files {
            let Ok(inside) = path.strip_prefix(directory) else {
                continue;
            };
            let mut parts = inside.components();
            let Some(first) = parts.next() else { continue };
            let child = directory.join(first);
            let entry = if parts.next().is_none() {
                Self::entry(path, bytes)
            } else {
                directory_entry(child.clone())
            };
            entries.insert(child, entry);
        }
        Ok(entries.into_values().collect())
    }

    fn find(&self, path: &Path) -> Result<Option<Entry>, SourceError> {
        if let Some(bytes) = self.files.get(path) {
            return Ok(Some(Self::entry(path, bytes)));
        }
        let is_directory = self.files.keys().any(|file| file.starts_with(path));
        Ok(is_directory.then(|| directory_entry(path.to_path_buf())))
    }

    fn read(&self, entry: &Entry) -> Result<Vec<u8>, SourceError> {
        self.files
            .get(&entry.path)
            .map(|bytes| bytes.to_vec())
            .ok_or_else(|| SourceError::NotRegular {
                path: entry.path.clone(),
                reason: "no such file",
            })
    }
}

fn directory_entry(path: PathBuf) -> Entry {
    Entry {
        path,
        kind: EntryKind::Directory,
        content: ContentId::Unread,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_directory_lists_its_children_once() {
        let mut memory = Memory::new(SourceName {
            kind: "memory",
            commits: vec![],
        });
        memory.insert("/p/b.py", b"b".as_slice());
        memory.insert("/p/sub/a.py", b"a".as_slice());
        memory.insert("/p/sub/c.py", b"c".as_slice());
        let entries = memory.list(Path::new("/p")).expect("memory never fails");
        let names: Vec<_> = entries
            .iter()
            .map(|entry| (entry.path.to_str().expect("utf-8"), entry.kind))
            .collect();
        assert_eq!(names, [("/p/b.py", EntryKind::File), ("/p/sub", EntryKind::Directory)]);
        assert_eq!(
            memory.read_path(Path::new("/p/sub/a.py")).expect("read"),
            Some(b"a".to_vec())
        );
        assert_eq!(memory.read_path(Path::new("/p/none")).expect("read"), None);
    }
}
