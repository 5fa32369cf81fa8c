//! A source with changes on top that are not written anywhere yet.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::{ContentId, Entry, EntryKind, Source, SourceError, SourceName};

/// A source and pending changes: what a plan would leave behind, so that it can be proven before it is written.
pub struct Overlay<'a> {
    below: &'a dyn Source,
    changes: BTreeMap<PathBuf, Option<Arc<[u8]>>>,
}

impl<'a> Overlay<'a> {
    /// Lays an empty overlay over a source.
    #[must_use]
    pub const fn new(below: &'a dyn Source) -> Self {
        Self {
            below,
            changes: BTreeMap::new(),
        }
    }

    /// Adds or replaces a file.
    pub fn write(&mut self, path: impl Into<PathBuf>, bytes: impl Into<Arc<[u8]>>) {
        self.changes.insert(path.into(), Some(bytes.into()));
    }

    /// Takes a file away.
    pub fn remove(&mut self, path: impl Into<PathBuf>) {
        self.changes.insert(path.into(), None);
    }

    fn changed(path: &Path, change: Option<&Arc<[u8]>>) -> Option<Entry> {
        change.map(|bytes| Entry {
            path: path.to_path_buf(),
            kind: EntryKind::File,
            content: ContentId::Bytes(Arc::clone(bytes)),
        })
    }
}

impl Overlay<'_> {
    /// Answers the folder that is there because a new file lies in it or below.
    fn made_for_a_file(&self, path: &Path) -> Option<Entry> {
        let from = (std::ops::Bound::Excluded(path), std::ops::Bound::Unbounded);
        let mut below = self.changes.range::<Path, _>(from);
        below
            .by_ref()
            .take_while(|(inside, _)| inside.starts_with(path))
            .any(|(_, change)| change.is_some())
            .then(|| Entry {
                path: path.to_path_buf(),
                kind: EntryKind::Directory,
                content: ContentId::Unread,
            })
    }
}

impl Source for Overlay<'_> {
    fn name(&self) -> SourceName {
        SourceName {
            kind: "plan",
            commits: self.below.name().commits,
        }
    }

    fn list(&self, directory: &Path) -> Result<Vec<Entry>, SourceError> {
        let below = self.below.list(directory)?;
        let mut entries: BTreeMap<PathBuf, Entry> =
            below.into_iter().map(|entry| (entry.path.clone(), entry)).collect();
        for (path, change) in &self.changes {
            let Ok(inside) = path.strip_prefix(directory) else {
                continue;
            };
            let mut parts = inside.components();
            let Some(first) = parts.next() else { continue };
            if parts.next().is_some() {
                let child = directory.join(first);
                if change.is_some() {
                    entries.entry(child.clone()).or_insert(Entry {
                        path: child,
                        kind: EntryKind::Directory,
                        content: ContentId::Unread,
                    });
                }
            } else if let Some(entry) = Self::changed(path, change.as_ref()) {
                entries.insert(path.clone(), entry);
            } else {
                entries.remove(path);
            }
        }
        Ok(entries.into_values().collect())
    }

    fn find(&self, path: &Path) -> Result<Option<Entry>, SourceError> {
        match self.changes.get(path) {
            Some(change) => Ok(Self::changed(path, change.as_ref())),
            None => Ok(self.below.find(path)?.or_else(|| self.made_for_a_file(path))),
        }
    }

    fn read(&self, entry: &Entry) -> Result<Vec<u8>, SourceError> {
        match self.changes.get(&entry.path) {
            Some(Some(bytes)) => Ok(bytes.to_vec()),
            _ => self.below.read(entry),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::Memory;
    use super::*;

    #[test]
    fn the_folders_of_new_files_are_there() {
        let memory = Memory::new(SourceName {
            kind: "memory",
            commits: vec![],
        });
        let mut overlay = Overlay::new(&memory);
        overlay.write("/p/q/a.py", b"new".as_slice());
        let kind = |path: &str| overlay.find(Path::new(path)).expect("find").map(|entry| entry.kind);
        assert_eq!(kind("/p"), Some(EntryKind::Directory));
        assert_eq!(kind("/p/q"), Some(EntryKind::Directory));
        assert_eq!(kind("/p/r"), None);
        assert_eq!(kind("/p/q/a.py"), Some(EntryKind::File));
    }

    #[test]
    fn changes_stand_above_the_source() {
        let mut memory = Memory::new(SourceName {
            kind: "memory",
            commits: vec![],
        });
        memory.insert("/p/a.py", b"old".as_slice());
        memory.insert("/p/b.py", b"b".as_slice());
        let mut overlay = Overlay::new(&memory);
        overlay.write("/p/a.py", b"new".as_slice());
        overlay.write("/p/c.py", b"c".as_slice());
        overlay.remove("/p/b.py");
        let names: Vec<_> = overlay
            .list(Path::new("/p"))
            .expect("list")
            .into_iter()
            .map(|entry| entry.path)
            .collect();
        assert_eq!(names, [PathBuf::from("/p/a.py"), PathBuf::from("/p/c.py")]);
        assert_eq!(
            overlay.read_path(Path::new("/p/a.py")).expect("read"),
            Some(b"new".to_vec())
        );
        assert_eq!(overlay.read_path(Path::new("/p/b.py")).expect("read"), None);
    }
}
