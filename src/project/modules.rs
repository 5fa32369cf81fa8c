//! Where Python would import a module of the project from, as text and as far as the tree tells.

use std::path::{Path, PathBuf};

use super::Project;
use crate::sources::{EntryKind, Source, absolute};
use crate::text::SourceText;

/// How many folders above the script directory are looked through.
const HIGHEST: usize = 8;

/// The modules of a project, found in a source by their dotted names. Nothing is ever imported.
///
/// Looked through are, in this order: the entries of `prepend_sys_path`, the folder of the configuration and its `src`,
/// then the folders above the script directory, the nearest first, each with its `src`. A folder with an `__init__.py`
/// is part of a package and none that is imported from.
pub struct Modules<'s> {
    source: &'s dyn Source,
    /// What the user put on the path: the first that has a module counts.
    written: Vec<PathBuf>,
    /// What is guessed from the layout: a module found at two places is not known.
    guessed: Vec<PathBuf>,
}

impl<'s> Modules<'s> {
    /// Takes the folders of a project.
    #[must_use]
    pub fn of(source: &'s dyn Source, project: &Project) -> Self {
        let mut guessed: Vec<PathBuf> = Vec::new();
        let beside = project.config.as_deref().and_then(Path::parent);
        let written = match beside {
            Some(folder) => {
                let entries = project.options.prepend_sys_path();
                entries.iter().map(|entry| absolute(folder, Path::new(entry))).collect()
            }
            None => Vec::new(),
        };
        let above = project.directory.ancestors().skip(1).take(HIGHEST);
        for folder in beside.into_iter().chain(above) {
            for folder in [folder.to_path_buf(), folder.join("src")] {
                if !guessed.contains(&folder) && !written.contains(&folder) {
                    guessed.push(folder);
                }
            }
        }
        let is_package = |folder: &PathBuf| is_file(source, &folder.join("__init__.py"));
        guessed.retain(|folder| !is_package(folder));
        Self {
            source,
            written,
            guessed,
        }
    }

    /// Finds a module by its dotted name: `a.b` is `a/b/__init__.py` or `a/b.py`. None where there is no such file, where
    /// it cannot be read, or where several folders have one and nothing says which counts.
    #[must_use]
    pub fn find(&self, name: &str) -> Option<SourceText> {
        let parts: Vec<&str> = name.split('.').collect();
        if parts.iter().any(|part| part.is_empty() || part.contains(['/', '\\'])) {
            return None;
        }
        let inside: PathBuf = parts.iter().collect();
        let written = self.written.iter().find_map(|folder| self.file(folder, &inside));
        let found = written.or_else(|| {
            let mut found = self.guessed.iter().filter_map(|folder| self.file(folder, &inside));
            let first = found.next()?;
            found.all(|other| other == first).then_some(first)
        })?;
        let bytes = self.source.read_path(&found).ok()??;
        SourceText::decode(&found, &bytes).ok()
    }

    /// Python looks for a package before it looks for a module.
    fn file(&self, folder: &Path, inside: &Path) -> Option<PathBuf> {
        let package = folder.join(inside).join("__init__.py");
        let mut name = inside.file_name()?.to_os_string();
        name.push(".py");
        let module = folder.join(inside).with_file_name(name);
        [package, module].into_iter().find(|path| is_file(self.source, path))
    }
}

fn is_file(source: &dyn Source, path: &Path) -> bool {
    let found = source.find(path).ok().flatten();
    found.is_some_and(|entry| matches!(entry.kind, EntryKind::File | EntryKind::Symlink))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sources::{Memory, SourceName};

    fn memory(files: &[&str]) -> Memory {
        let mut memory = Memory::new(SourceName {
            kind: "plan",
            commits: Vec::new(),
        });
        for file in files {
            memory.insert(*file, file.as_bytes());
        }
        memory
    }

    fn found(files: &[&str], name: &str) -> Option<String> {
        let source = memory(files);
        let modules = Modules {
            source: &source,
            written: vec![PathBuf::from("/p/lib")],
            guessed: vec![PathBuf::from("/p"), PathBuf::from("/p/src")],
        };
        modules.find(name).map(|text| text.text().to_owned())
    }

    #[test]
    fn a_package_comes_before_a_module_and_what_is_written_before_what_is_guessed() {
        for (files, expected) in [
            (&["/p/a/b.py"][..], Some("/p/a/b.py")),
            (&["/p/a/b.py", "/p/a/b/__init__.py"], Some("/p/a/b/__init__.py")),
            (&["/p/src/a/b.py", "/p/lib/a/b.py"], Some("/p/lib/a/b.py")),
            (&["/p/src/a/b.py", "/p/a/b.py"], None),
            (&["/p/a/c.py"], None),
        ] {
            assert_eq!(found(files, "a.b").as_deref(), expected, "{files:?}");
        }
    }

    #[test]
    fn a_name_that_leaves_the_folders_finds_nothing() {
        for name in ["", ".", "a..b", "../a", "a./etc/passwd"] {
            assert_eq!(found(&["/p/a.py"], name), None, "{name}");
        }
    }
}
