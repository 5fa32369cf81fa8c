//! Finding the one project that a command is about.

use std::path::{Path, PathBuf};

use super::alembic::{Configuration, MAIN_SECTION, folder};
use super::layout::{Ground, configured, is_directory, looks_like_scripts, shaped};
use super::settings::{PYPROJECT, read_settings};
use super::survey::{choose, survey};
use super::{Environment, Project, ProjectError};
use crate::sources::{Source, absolute};

/// What the command line says about the project.
#[derive(Debug, Clone, Default)]
pub struct Request {
    /// The directory the command was given in, canonical.
    pub directory: PathBuf,
    /// `-c`: at most one ini file and one `pyproject.toml`.
    pub configs: Vec<PathBuf>,
    /// `-n`: the section of the ini file.
    pub section: Option<String>,
    /// `--project`: the name of a script directory.
    pub project: Option<String>,
    /// The root of the repository, canonical; none without one.
    pub root: Option<PathBuf>,
}

impl Request {
    /// Answers the folder that names are relative to, and where a search from above starts.
    pub(super) fn top(&self) -> &Path {
        let root = self.root.as_deref().filter(|root| self.directory.starts_with(root));
        root.unwrap_or(&self.directory)
    }
}

/// The configuration files that were named, by `-c` or by `ALEMBIC_CONFIG`.
pub(super) struct Named {
    ini: Option<PathBuf>,
    toml: Option<PathBuf>,
}

/// Finds the one project: the one that is named; else the nearest configured or shaped one, walking up to the root;
/// else the only one below.
///
/// # Errors
/// [`ProjectError`]; [`ProjectError::Several`] where nothing says which of several is meant.
pub fn discover(source: &dyn Source, request: &Request, environment: &Environment) -> Result<Project, ProjectError> {
    if let Some(named) = named(request, environment)? {
        return from_named(source, request, &named);
    }
    let asked = request.project.clone().or_else(|| environment.onehead_project());
    if let Some(name) = asked {
        return choose(survey(source, request)?, &name);
    }
    if let Some(project) = nearest(source, request)? {
        return Ok(project);
    }
    let mut found = survey(source, request)?;
    match (found.projects.len(), found.problems.len()) {
        (1, _) => Ok(found.projects.swap_remove(0)),
        (0, 0) => Err(ProjectError::NotFound(request.directory.clone())),
        (0, _) => Err(found.problems.swap_remove(0)),
        _ => Err(ProjectError::Several { names: found.names() }),
    }
}

/// The configuration files that a command works with, there or not: absolute paths.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ConfigFiles {
    /// The ini file, `alembic.ini` of the working directory where none is named.
    pub ini: PathBuf,
    /// The `pyproject.toml`, that of the working directory where none is named.
    pub pyproject: PathBuf,
}

/// Answers which configuration files a new project would have (spec section 5, files).
///
/// # Errors
/// [`ProjectError::Configs`] where those that are named cannot stand together.
pub fn config_files(request: &Request, environment: &Environment) -> Result<ConfigFiles, ProjectError> {
    let named = named(request, environment)?.unwrap_or(Named { ini: None, toml: None });
    let beside = |name| absolute(&request.directory, Path::new(name));
    Ok(ConfigFiles {
        ini: named.ini.unwrap_or_else(|| beside("alembic.ini")),
        pyproject: named.toml.unwrap_or_else(|| beside(PYPROJECT)),
    })
}

/// Answers the files that `-c` or `ALEMBIC_CONFIG` name; none where neither is given.
///
/// # Errors
/// [`ProjectError`] where they cannot stand together or are not there.
pub(super) fn named(request: &Request, environment: &Environment) -> Result<Option<Named>, ProjectError> {
    let mut named = Named { ini: None, toml: None };
    let given: Vec<PathBuf> = match environment.alembic_config() {
        _ if !request.configs.is_empty() => request.configs.clone(),
        Some(path) => vec![path],
        None => return Ok(None),
    };
    for path in given {
        let is_toml = path.file_name().is_some_and(|name| name == PYPROJECT);
        let (slot, twice) = if is_toml {
            (&mut named.toml, "pyproject.toml indicated more than once")
        } else {
            (&mut named.ini, "only one ini file may be indicated")
        };
        if slot.is_some() {
            return Err(ProjectError::Configs(twice));
        }
        *slot = Some(canonical(&absolute(&request.directory, &path)));
    }
    Ok(Some(named))
}

/// Makes the project of named files. The file of the other kind is looked for in the working directory, as Alembic
/// does.
///
/// # Errors
/// [`ProjectError`].
pub(super) fn from_named(source: &dyn Source, request: &Request, named: &Named) -> Result<Project, ProjectError> {
    for path in [&named.ini, &named.toml].into_iter().flatten() {
        if source.find(path)?.is_none() {
            return Err(ProjectError::NoConfig(path.clone()));
        }
    }
    let directory = &request.directory;
    let ini = named.ini.clone().unwrap_or_else(|| directory.join("alembic.ini"));
    let toml = named.toml.clone().unwrap_or_else(|| directory.join(PYPROJECT));
    let all = Configuration::read(source, Some(&ini), Some(&toml))?;
    if all.is_empty() {
        return Err(ProjectError::NoScriptLocation {
            path: named.ini.clone().or_else(|| named.toml.clone()).unwrap_or(ini),
            section: MAIN_SECTION.to_owned(),
            known: Vec::new(),
        });
    }
    let home = all.path().map_or(directory.as_path(), folder).to_path_buf();
    let ground = Ground {
        source,
        root: request.top(),
        bases: vec![directory.clone(), home],
    };
    configured(&ground, &all.with_section(section(request)))
}

/// Finds the nearest project, walking up from the working directory to the root of the repository.
fn nearest(source: &dyn Source, request: &Request) -> Result<Option<Project>, ProjectError> {
    for folder in request.directory.ancestors() {
        if let Some(project) = at(source, request, folder)? {
            return Ok(Some(project));
        }
        if request.root.as_deref() == Some(folder) {
            break;
        }
    }
    Ok(None)
}

/// Makes the project that one folder configures, or holds by its shape.
fn at(source: &dyn Source, request: &Request, folder: &Path) -> Result<Option<Project>, ProjectError> {
    let ground = Ground {
        source,
        root: request.top(),
        // In the working directory itself both are the same; above it, people run Alembic where its file lies.
        bases: vec![folder.to_path_buf(), request.directory.clone()],
    };
    let all = Configuration::read(source, Some(&folder.join("alembic.ini")), Some(&folder.join(PYPROJECT)))?;
    if !all.is_empty() {
        return configured(&ground, &all.with_section(section(request))).map(Some);
    }
    if let Some(project) = from_settings(&ground, folder)? {
        return Ok(Some(project));
    }
    for name in ["migrations", "alembic"] {
        let directory = folder.join(name);
        if looks_like_scripts(source, &directory)? {
            return shaped(&ground, directory).map(Some);
        }
    }
    // Standing inside the script directory itself.
    let standing = looks_like_scripts(source, folder)?;
    standing.then(|| shaped(&ground, folder.to_path_buf())).transpose()
}

/// Makes the project that onehead's own settings in a folder name.
///
/// # Errors
/// [`ProjectError`] where they cannot be read or the directory is not there.
pub(super) fn from_settings(ground: &Ground<'_>, folder: &Path) -> Result<Option<Project>, ProjectError> {
    let Some(found) = read_settings(ground.source, folder)? else {
        return Ok(None);
    };
    let (Some(location), Some(path)) = (found.settings.script_location, found.path) else {
        return Ok(None);
    };
    let directory = absolute(folder, &location);
    if !is_directory(ground.source, &directory)? {
        return Err(ProjectError::MissingDirectory {
            path,
            line: None,
            directory,
        });
    }
    let mut project = shaped(ground, directory)?;
    project.config.get_or_insert(path);
    Ok(Some(project))
}

fn section(request: &Request) -> &str {
    request.section.as_deref().unwrap_or(MAIN_SECTION)
}

/// Resolves the links in a file's folder, where it exists: git answers for real paths.
fn canonical(path: &Path) -> PathBuf {
    let (Some(parent), Some(name)) = (path.parent(), path.file_name()) else {
        return path.to_path_buf();
    };
    parent
        .canonicalize()
        .map_or_else(|_| path.to_path_buf(), |parent| parent.join(name))
}
