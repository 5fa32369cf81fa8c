use std::cell::RefCell;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::{HeaderCache, History};
use crate::formats::Kind;
use crate::project::{Naming, Options, Project, Settings};
use crate::sources::{Entry, Memory, Source, SourceError, SourceName};

/// A source that remembers which files were read.
struct Counting {
    files: Memory,
    read: RefCell<Vec<String>>,
}

impl Counting {
    fn new(files: &[(&str, &str)]) -> Self {
        let commits = Vec::new();
        let mut memory = Memory::new(SourceName {
            kind: "memory",
            commits,
        });
        for (path, text) in files {
            memory.insert(Path::new("/p").join(path), text.as_bytes());
        }
        Self {
            files: memory,
            read: RefCell::default(),
        }
    }
}

impl Source for Counting {
    fn name(&self) -> SourceName {
        self.files.name()
    }

    fn list(&self, directory: &Path) -> Result<Vec<Entry>, SourceError> {
        self.files.list(directory)
    }

    fn find(&self, path: &Path) -> Result<Option<Entry>, SourceError> {
        self.files.find(path)
    }

    fn read(&self, entry: &Entry) -> Result<Vec<u8>, SourceError> {
        let name = entry
            .path
            .strip_prefix("/p")
            .expect("all files are there")
            .to_string_lossy();
        self.read.borrow_mut().push(name.into_owned());
        self.files.read(entry)
    }
}

fn project(folders: &[&str], recursive: bool) -> Project {
    Project {
        name: "p".to_owned(),
        config: None,
        section: "alembic".to_owned(),
        directory: PathBuf::from("/p"),
        version_locations: folders.iter().map(|folder| Path::new("/p").join(folder)).collect(),
        recursive,
        kind: Kind::Alembic,
        naming: Naming::default(),
        options: Options::default(),
        revision_environment: false,
        post_write_hooks: vec![],
        settings: Settings::default(),
        settings_file: None,
    }
}

fn ids(history: &History) -> Vec<&str> {
    history.graph.revs().map(|rev| history.graph.id(rev).as_str()).collect()
}

const ONE: &str = "revision = 'one'\ndown_revision = None\n";
const TWO: &str = "revision = 'two'\ndown_revision = 'one'\n";
const NAMELESS: &str = "down_revision = None\n";

#[test]
fn what_another_history_read_is_not_read_again() {
    let project = Arc::new(project(&["v"], false));
    let before = Counting::new(&[("v/1.py", ONE)]);
    let cache = HeaderCache::default();
    History::load_with(&before, &project, &cache).expect("memory never fails");
    let after = Counting::new(&[("v/1.py", ONE), ("v/2.py", TWO)]);
    let history = History::load_with(&after, &project, &cache).expect("memory never fails");
    assert_eq!(ids(&history), ["one", "two"]);
    assert_eq!(*after.read.borrow(), ["v/2.py"]);
}

#[test]
fn equal_bytes_under_another_name_are_read_again() {
    // The name gives the id that the file does not say.
    let project = Arc::new(project(&["v"], false));
    let before = Counting::new(&[("v/a1.py", NAMELESS)]);
    let cache = HeaderCache::default();
    History::load_with(&before, &project, &cache).expect("memory never fails");
    let after = Counting::new(&[("v/b2.py", NAMELESS)]);
    let history = History::load_with(&after, &project, &cache).expect("memory never fails");
    assert_eq!(ids(&history), ["b2"]);
}

#[test]
fn other_settings_read_the_same_bytes_again() {
    let text = "from m import NAME\nrevision = 'one'\ndown_revision = None\nbranch_labels = NAME\n";
    let files = Counting::new(&[("v/1.py", text)]);
    let cache = HeaderCache::default();
    let before = History::load_with(&files, &Arc::new(project(&["v"], false)), &cache).expect("memory never fails");
    let mut knowing = project(&["v"], false);
    knowing.settings.labels.insert("NAME".to_owned(), "x".to_owned());
    let history = History::load_with(&files, &Arc::new(knowing), &cache).expect("memory never fails");
    assert_eq!(before.gaps().count(), 1);
    assert_eq!(history.gaps().count(), 0);
}

#[test]
fn a_folder_that_is_reached_twice_is_listed_once_where_it_came_first() {
    let files = Counting::new(&[("v/1.py", ONE), ("v/sub/2.py", TWO)]);
    let project = Arc::new(project(&["v/sub", "v", "v"], true));
    let history = History::load(&files, &project).expect("memory never fails");
    assert_eq!(ids(&history), ["two", "one"]);
    assert!(history.graph.faults().is_empty());
}
