//! Making a new project: its script directory and its configuration, all or nothing.

use std::path::{Path, PathBuf};

use super::AppError;
use super::templates::{LOCATION, Setup, Template};
use super::workspace::Workspace;
use super::write::{Change, write};
use crate::project::{self, Environment, Request};
use crate::sources::{Overlay, Source, WorkTree, absolute};

/// What project is to be made.
#[derive(Debug, Clone)]
pub struct Order {
    /// The script directory, as typed.
    pub directory: PathBuf,
    /// `-t`.
    pub template: String,
    /// `--package`: make the script directory and `versions` Python packages.
    pub package: bool,
}

/// A project that was made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewProject {
    /// What was made, in order; a folder that was there already and empty is not among them.
    pub changes: Vec<Change>,
    /// Configuration files that were there already and stay as they are, and whether the table `[tool.alembic]` is why.
    pub kept: Vec<(PathBuf, bool)>,
    /// The files to be edited next.
    pub edit_next: Vec<PathBuf>,
}

/// Why no project could be made.
#[derive(Debug, thiserror::Error)]
pub enum InitError {
    /// There is no such template.
    #[error("no such template `{0}`")]
    NoTemplate(String),
    /// A `.sql` project is no Python package.
    #[error("--package makes a Python package; the template `{0}` has no Python")]
    NoPackage(&'static str),
    /// The path cannot be written into a configuration file.
    #[error("{} cannot be written into a configuration file: {reason}", path.display())]
    Unwritable {
        /// The script directory.
        path: PathBuf,
        /// Why not.
        reason: &'static str,
    },
    /// The `pyproject.toml` that is there cannot take a table more.
    #[error("{}: {reason}", path.display())]
    Pyproject {
        /// The file.
        path: PathBuf,
        /// Why not.
        reason: String,
    },
    /// The new files would not be read as the new project.
    #[error("the new project would not be found again: {0}")]
    Proof(String),
}

/// Makes a project as Alembic's `init` does (spec section 1.4): never over an existing file, and all of it or nothing.
///
/// # Errors
/// [`AppError::Init`], or [`AppError::Write`] when the directory is not empty or cannot be written to.
pub fn init(workspace: &Workspace, order: &Order) -> Result<NewProject, AppError> {
    let template = Template::find(&order.template).ok_or_else(|| InitError::NoTemplate(order.template.clone()))?;
    if order.package && template.setup == Setup::Inside {
        return Err(InitError::NoPackage(template.name).into());
    }
    let directory = absolute(&workspace.directory, &order.directory);
    let scaffold = Scaffold {
        typed: &order.directory,
        directory: &directory,
    };
    let mut new = NewProject {
        changes: scaffold.files(&template),
        kept: Vec::new(),
        edit_next: Vec::new(),
    };
    scaffold.configure(workspace, &template, &mut new)?;
    if order.package {
        for folder in [directory.clone(), directory.join("versions")] {
            new.changes.push(create(folder.join("__init__.py"), ""));
        }
    }
    if new.kept.is_empty() {
        scaffold.prove(workspace, &new)?;
    }
    let there: Vec<PathBuf> = [directory.clone()].into_iter().filter(|path| path.exists()).collect();
    write(&new.changes)?;
    new.changes
        .retain(|change| !there.iter().any(|path| path == change.path()));
    Ok(new)
}

fn create(path: PathBuf, text: impl Into<String>) -> Change {
    Change::Create {
        path,
        text: text.into(),
    }
}

/// The new script directory.
struct Scaffold<'a> {
    typed: &'a Path,
    directory: &'a Path,
}

impl Scaffold<'_> {
    fn files(&self, template: &Template) -> Vec<Change> {
        let folders = [self.directory.to_path_buf(), self.directory.join("versions")];
        let files = template
            .files
            .iter()
            .map(|(name, text)| create(self.directory.join(name), *text));
        folders
            .into_iter()
            .map(|path| Change::Directory { path })
            .chain(files)
            .collect()
    }

    /// Adds what configures the project.
    fn configure(&self, workspace: &Workspace, template: &Template, new: &mut NewProject) -> Result<(), AppError> {
        let files = workspace.config_files()?;
        match template.setup {
            Setup::Inside => new.edit_next.push(self.directory.join("onehead.toml")),
            Setup::Ini(pieces) => self.ini(files.ini, pieces, new)?,
            Setup::Pyproject(table, pieces) => {
                self.pyproject(files.pyproject, table, new)?;
                self.ini(files.ini, pieces, new)?;
            }
        }
        Ok(())
    }

    fn ini(&self, path: PathBuf, pieces: &[&str], new: &mut NewProject) -> Result<(), AppError> {
        new.edit_next.push(path.clone());
        if WorkTree.find(&path)?.is_some() {
            new.kept.push((path, false));
            return Ok(());
        }
        let location = self.location(&path)?;
        // The value runs to the end of its line, and white space around it is not part of it.
        if location.trim() != location {
            return Err(self.unwritable("it ends in white space"));
        }
        let text = pieces.concat().replace(LOCATION, &location);
        new.changes.push(create(path, text));
        Ok(())
    }

    fn pyproject(&self, path: PathBuf, table: &str, new: &mut NewProject) -> Result<(), AppError> {
        new.edit_next.push(path.clone());
        let location = toml::Value::String(self.location(&path)?).to_string();
        let section = table.replace(LOCATION, &location);
        let Some(before) = WorkTree.read_path(&path)? else {
            new.changes.push(create(path, section));
            return Ok(());
        };
        let refuse = |reason: String| InitError::Pyproject {
            path: path.clone(),
            reason,
        };
        let old = String::from_utf8(before.clone()).map_err(|_| refuse("it is not UTF-8".to_owned()))?;
        let parse = |text: &str| {
            let parsed: Result<toml::Table, _> = toml::from_str(text);
            parsed.map_err(|error| refuse(error.message().lines().next().unwrap_or_default().to_owned()))
        };
        let tool = parse(&old)?.remove("tool");
        if tool.is_some_and(|tool| tool.get("alembic").is_some()) {
            new.kept.push((path, true));
            return Ok(());
        }
        let text = format!("{old}\n\n{section}");
        parse(&text)?;
        new.changes.push(Change::Rewrite { path, before, text });
        Ok(())
    }

    /// Writes the script directory as a configuration file names it: from its own folder where the path was relative.
    fn location(&self, config: &Path) -> Result<String, AppError> {
        let home = config.parent().unwrap_or_else(|| Path::new("/"));
        let path = if self.typed.is_absolute() {
            self.directory.to_path_buf()
        } else {
            walk(home, self.directory)
        };
        let text = path.to_str().ok_or_else(|| self.unwritable("it is not UTF-8"))?;
        if text.contains(char::is_control) {
            return Err(self.unwritable("it holds a control character"));
        }
        let text = text.replace('%', "%%");
        Ok(match (self.typed.is_absolute(), text.is_empty()) {
            (true, _) => text,
            (false, true) => "%(here)s".to_owned(),
            (false, false) => format!("%(here)s/{text}"),
        })
    }

    fn unwritable(&self, reason: &'static str) -> AppError {
        let path = self.directory.to_path_buf();
        InitError::Unwritable { path, reason }.into()
    }

    /// Reads the project as it would be, and compares.
    fn prove(&self, workspace: &Workspace, new: &NewProject) -> Result<(), AppError> {
        let mut overlay = Overlay::new(&WorkTree);
        for change in &new.changes {
            if !matches!(change, Change::Directory { .. }) {
                overlay.write(change.path(), change.text().as_bytes());
            }
        }
        let configs = new.edit_next.iter().filter(|path| !path.ends_with("onehead.toml"));
        let configs: Vec<PathBuf> = configs.cloned().collect();
        let directory = if configs.is_empty() {
            self.directory.to_path_buf()
        } else {
            workspace.directory.clone()
        };
        let request = Request {
            directory,
            configs,
            ..Request::default()
        };
        let found = project::discover(&overlay, &request, &Environment::default());
        match found {
            Ok(project) if project.directory == self.directory => Ok(()),
            Ok(project) => Err(InitError::Proof(format!("{} is", project.directory.display())).into()),
            Err(error) => Err(InitError::Proof(error.to_string()).into()),
        }
    }
}

/// Answers the way from one absolute folder to another: up as far as needed, then down.
fn walk(from: &Path, to: &Path) -> PathBuf {
    let shared = from
        .components()
        .zip(to.components())
        .take_while(|(a, b)| a == b)
        .count();
    let up = from.components().skip(shared).map(|_| "..".as_ref());
    let down = to.components().skip(shared).map(std::path::Component::as_os_str);
    up.chain(down).collect()
}

#[cfg(test)]
mod tests {
    use super::walk;
    use std::path::Path;

    #[test]
    fn ways_go_up_and_down() {
        let way = |from: &str, to: &str| walk(Path::new(from), Path::new(to)).display().to_string();
        assert_eq!(way("/a/b", "/a/b/c/d"), "c/d");
        assert_eq!(way("/a/b", "/a/x"), "../x");
        assert_eq!(way("/a", "/a"), "");
    }
}
