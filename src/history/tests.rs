//! What is read, and how often.

use std::cell::RefCell;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::History;
use crate::project::{Environment, Project, Request, discover};
use crate::sources::{ContentId, Entry, EntryKind, Memory, Source, SourceError, SourceName};

/// Files that git names by objects; remembers what was read.
struct Objects {
    files: Memory,
    kind: EntryKind,
    read: RefCell<Vec<String>>,
}

impl Objects {
    fn new(revisions: &[(&str, &str)]) -> Self {
        let mut files = Memory::new(SourceName {
            kind: "commit",
            commits: vec![],
        });
        files.insert("/p/migrations/env.py", b"".as_slice());
        for (name, id) in revisions {
            let text =
                format!("from app import LABEL\n\nrevision = '{id}'\ndown_revision = None\nbranch_labels = LABEL\n");
            files.insert(format!("/p/migrations/versions/{name}.py"), text.into_bytes());
        }
        Self {
            files,
            kind: EntryKind::File,
            read: RefCell::default(),
        }
    }

    fn project(&self, labels: &str) -> Arc<Project> {
        let mut files = self.files.clone();
        files.insert("/p/onehead.toml", format!("[labels]\n{labels}").into_bytes());
        let request = Request {
            directory: PathBuf::from("/p"),
            ..Request::default()
        };
        Arc::new(discover(&files, &request, &Environment::default()).expect("a project"))
    }

    fn names_read(&self) -> Vec<String> {
        self.read.take()
    }
}

impl Source for Objects {
    fn name(&self) -> SourceName {
        self.files.name()
    }

    fn list(&self, directory: &Path) -> Result<Vec<Entry>, SourceError> {
        let mut entries = self.files.list(directory)?;
        for entry in &mut entries {
            if let ContentId::Bytes(bytes) = &entry.content {
                let mut id = [0; 20];
                bytes.iter().enumerate().for_each(|(at, byte)| id[at % 20] ^= *byte);
                entry.content = ContentId::Git(id);
                entry.kind = self.kind;
            }
        }
        Ok(entries)
    }

    fn find(&self, path: &Path) -> Result<Option<Entry>, SourceError> {
        self.files.find(path)
    }

    fn read(&self, entry: &Entry) -> Result<Vec<u8>, SourceError> {
        let name = entry.path.file_stem().unwrap_or_default();
        self.read.borrow_mut().push(name.to_string_lossy().into_owned());
        self.files.read(entry)
    }
}

fn ids(history: &History) -> Vec<&str> {
    let revisions = history.revisions.iter();
    revisions
        .filter_map(|revision| Some(revision.header.id.known()?.as_str()))
        .collect()
}

#[test]
fn what_another_history_has_read_is_not_read_again() {
    let first = Objects::new(&[("a", "1"), ("b", "2"), ("c", "3")]);
    let project = first.project("");
    let history = History::load(&first, &project).expect("read");
    assert_eq!(first.names_read(), ["a", "b", "c"]);
    // One changed, one moved, one the same, one new.
    let second = Objects::new(&[("a", "1"), ("b", "9"), ("d", "3"), ("e", "5")]);
    let beside = History::load_beside(&second, &project, &[&history]).expect("read");
    assert_eq!(second.names_read(), ["b", "d", "e"]);
    assert_eq!(ids(&beside), ids(&History::load(&second, &project).expect("read")));
    assert_eq!(ids(&beside), ["1", "9", "3", "5"]);
}

#[test]
fn other_settings_and_links_are_read_anew() {
    let mut source = Objects::new(&[("a", "1")]);
    let history = History::load(&source, &source.project("")).expect("read");
    assert!(history.revisions[0].header.labels.known().is_none());
    let named = source.project("LABEL = \"x\"\n");
    source.names_read();
    let beside = History::load_beside(&source, &named, &[&history]).expect("read");
    assert_eq!(source.names_read(), ["a"]);
    assert!(beside.revisions[0].header.labels.known().is_some());
    // Where a link leads may have changed though the link has not.
    source.kind = EntryKind::Symlink;
    History::load_beside(&source, &named, &[&beside]).expect("read");
    assert_eq!(source.names_read(), ["a"]);
}
