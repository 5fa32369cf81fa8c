//! Modules of a project, found as text the way Python would find them; nothing is imported.

use std::cell::RefCell;
use std::collections::HashMap;
use std::path::{Path, PathBuf};

use super::Project;
use crate::sources::{EntryKind, Source, relative_to};
use crate::text::SourceText;

/// Finds modules of a project by their dotted names.
pub struct Modules<'a> {
    source: &'a dyn Source,
    folders: &'a [PathBuf],
    /// Where names of files start for people.
    directory: &'a Path,
    known: RefCell<HashMap<String, Option<SourceText>>>,
}

impl<'a> Modules<'a> {
    /// Makes a finder over the files of a source. Files are named from a directory on.
    #[must_use]
    pub fn new(source: &'a dyn Source, project: &'a Project, directory: &'a Path) -> Self {
        Self {
            source,
            folders: &project.import_folders,
            directory,
            known: RefCell::default(),
        }
    }

    /// Answers the text of a module: `a/b.py` or `a/b/__init__.py` for `a.b`; an empty one for a folder without. None
    /// where the project has no such module, or it cannot be read.
    #[must_use]
    pub fn find(&self, name: &str) -> Option<SourceText> {
        if let Some(known) = self.known.borrow().get(name) {
            return known.clone();
        }
        let found = self.look(name);
        self.known.borrow_mut().insert(name.to_owned(), found.clone());
        found
    }

    fn look(&self, name: &str) -> Option<SourceText> {
        let parts: Vec<&str> = name.split('.').collect();
        let is_name = |part: &&str| !part.is_empty() && part.chars().all(|c| c.is_alphanumeric() || c == '_');
        if !parts.iter().all(is_name) {
            return None;
        }
        for folder in self.folders {
            let top = folder.join(parts[0]);
            if self.is_file(&top.with_extension("py")) || self.is_file(&top.join("__init__.py")) {
                // Python looks no further than where it finds the first part.
                return self.within(folder, &parts);
            }
            if let Some(found) = self.within(folder, &parts) {
                return Some(found);
            }
        }
        None
    }

    fn within(&self, folder: &Path, parts: &[&str]) -> Option<SourceText> {
        let path = parts.iter().fold(folder.to_path_buf(), |path, part| path.join(part));
        let package = path.join("__init__.py");
        if let Some(text) = self.read(&package) {
            return Some(text);
        }
        if let Some(text) = self.read(&path.with_extension("py")) {
            return Some(text);
        }
        let is_folder = self.source.find(&path).ok()?.is_some_and(|entry| entry.kind == EntryKind::Directory);
        is_folder.then(|| SourceText::new(self.shown(&package), ""))
    }

    fn read(&self, path: &Path) -> Option<SourceText> {
        if !self.is_file(path) {
            return None;
        }
        let bytes = self.source.read_path(path).ok()??;
        SourceText::decode(self.shown(path), &bytes).ok()
    }

    fn is_file(&self, path: &Path) -> bool {
        let found = self.source.find(path).ok().flatten();
        found.is_some_and(|entry| matches!(entry.kind, EntryKind::File | EntryKind::Symlink))
    }

    fn shown(&self, path: &Path) -> PathBuf {
        relative_to(self.directory, path)
    }
}
