//! From a configuration to the script directory and its folders.

use std::collections::HashSet;
use std::path::{Path, PathBuf};

use super::alembic::{Configuration, Located, MAIN_SECTION, folder};
use super::settings::{SettingsFile, nearest_settings};
use super::{Project, ProjectError};
use crate::formats::Kind;
use crate::sources::{EntryKind, Source, absolute, relative_to};

/// Where relative locations start.
pub(super) struct Ground<'a> {
    /// The files.
    pub source: &'a dyn Source,
    /// Names are relative to it, and the search for settings ends there: the root of the repository.
    pub root: &'a Path,
    /// The folders a relative location may start at, the first before the second.
    pub bases: Vec<PathBuf>,
}

/// The script directory as found.
struct Place {
    directory: PathBuf,
    /// Whether a configuration of Alembic named it.
    alembic: bool,
}

/// Makes the project of one section of a configuration.
///
/// # Errors
/// [`ProjectError`] where the configuration does not say where the scripts are, or they are not there.
pub(super) fn configured(ground: &Ground<'_>, configuration: &Configuration) -> Result<Project, ProjectError> {
    let directory = match configuration.option("script_location")? {
        Some(location) => locate(ground, configuration, &location)?,
        None => beside(ground.source, configuration)?.ok_or_else(|| missing_location(ground, configuration))?,
    };
    let place = Place {
        directory,
        alembic: true,
    };
    assemble(ground, configuration, place)
}

/// Makes the project of a folder that looks like one, or that onehead's own settings name. An ini file in the folder
/// (Flask-Migrate keeps one there) configures the rest.
///
/// # Errors
/// [`ProjectError`] where its configuration cannot be read.
pub(super) fn shaped(ground: &Ground<'_>, directory: PathBuf) -> Result<Project, ProjectError> {
    let configuration = Configuration::read(ground.source, Some(&directory.join("alembic.ini")), None)?;
    let place = Place {
        directory,
        alembic: false,
    };
    assemble(ground, &configuration, place)
}

/// Answers whether a folder is a script directory by its looks: it holds a `versions` folder, and `env.py` or
/// revisions.
///
/// # Errors
/// [`ProjectError::Source`] where it cannot be listed.
pub(super) fn looks_like_scripts(source: &dyn Source, directory: &Path) -> Result<bool, ProjectError> {
    let versions = directory.join("versions");
    if !is_directory(source, &versions)? {
        return Ok(false);
    }
    Ok(source.find(&directory.join("env.py"))?.is_some() || holds(source, &versions)? != Holding::default())
}

/// Answers whether a path is a directory, or a link to one with something in it.
///
/// # Errors
/// [`ProjectError::Source`] where that cannot be told.
pub(super) fn is_directory(source: &dyn Source, path: &Path) -> Result<bool, ProjectError> {
    Ok(match source.find(path)?.map(|entry| entry.kind) {
        Some(EntryKind::Directory) => true,
        Some(EntryKind::Symlink) => !source.list(path)?.is_empty(),
        _ => false,
    })
}

fn assemble(ground: &Ground<'_>, configuration: &Configuration, place: Place) -> Result<Project, ProjectError> {
    let Place { directory, alembic } = place;
    let SettingsFile { path, settings } = nearest_settings(ground.source, &directory, &top(ground, &directory))?;
    let version_locations = version_locations(ground, configuration, &directory)?;
    let kind = match settings.kind.as_deref() {
        Some(name) => named_kind(name, path.as_deref())?,
        None if alembic => Kind::Alembic,
        None => kind_by_files(ground.source, &directory, &version_locations)?,
    };
    let name = relative_to(ground.root, &directory).display().to_string();
    Ok(Project {
        name: if name.is_empty() { ".".to_owned() } else { name },
        config: configuration.path().map(Path::to_path_buf),
        section: configuration.section.clone(),
        version_locations,
        recursive: configuration.boolean("recursive_version_locations")?,
        kind,
        naming: configuration.naming()?,
        options: configuration.options(),
        revision_environment: configuration.revision_environment()?,
        post_write_hooks: configuration.post_write_hooks()?,
        settings,
        settings_file: path,
        directory,
    })
}

/// Answers where the search for settings ends: the root, or the uppermost folder that has to do with the project.
fn top(ground: &Ground<'_>, directory: &Path) -> PathBuf {
    let mut tops: Vec<&Path> = ground.bases.iter().map(PathBuf::as_path).collect();
    tops.insert(0, ground.root);
    tops.into_iter()
        .find(|top| directory.starts_with(top))
        .unwrap_or(directory)
        .to_path_buf()
}

fn locate(ground: &Ground<'_>, all: &Configuration, location: &Located) -> Result<PathBuf, ProjectError> {
    let directory = place(ground, all, location)?;
    if is_directory(ground.source, &directory)? {
        return Ok(directory);
    }
    Err(ProjectError::MissingDirectory {
        path: location.path.clone(),
        line: location.line,
        directory,
    })
}

/// Answers the directory that a location means: the first place where there is one, else the likeliest place.
fn place(ground: &Ground<'_>, all: &Configuration, location: &Located) -> Result<PathBuf, ProjectError> {
    let tried = candidates(ground, all, location)?;
    for directory in &tried {
        if is_directory(ground.source, directory)? {
            return Ok(directory.clone());
        }
    }
    Ok(tried.into_iter().next().unwrap_or_default())
}

/// Lists the places that a location may mean, the likeliest first; never empty.
fn candidates(ground: &Ground<'_>, all: &Configuration, location: &Located) -> Result<Vec<PathBuf>, ProjectError> {
    let text = &location.value;
    if !is_resource(text) {
        return Ok(ground
            .bases
            .iter()
            .map(|base| absolute(base, Path::new(text)))
            .collect());
    }
    // `resources.files("a.b") / "c"`: the package by its dots, then one part for each colon.
    let mut parts = text.split(':');
    let package: PathBuf = parts.next().unwrap_or_default().split('.').collect();
    let inside: PathBuf = parts.collect();
    let mut looked = import_folders(ground, all)?;
    let mut seen = HashSet::new();
    looked.retain(|folder| seen.insert(folder.clone()));
    let mut found = Vec::new();
    for folder in &looked {
        if !package.as_os_str().is_empty() && is_directory(ground.source, &absolute(folder, &package))? {
            found.push(absolute(folder, &package.join(&inside)));
        }
    }
    if found.is_empty() {
        return Err(ProjectError::Package {
            path: location.path.clone(),
            line: location.line,
            location: text.clone(),
            looked,
        });
    }
    Ok(found)
}

/// Lists the folders that Python would import from, as far as the tree tells: `prepend_sys_path`, and each base with
/// its `src`.
fn import_folders(ground: &Ground<'_>, all: &Configuration) -> Result<Vec<PathBuf>, ProjectError> {
    let mut folders = Vec::new();
    for entry in all.prepend_sys_path()? {
        folders.extend(ground.bases.iter().map(|base| absolute(base, Path::new(&entry))));
    }
    for base in &ground.bases {
        folders.extend([base.clone(), base.join("src")]);
    }
    Ok(folders)
}

/// Answers whether a location names a Python package: `pkg:sub/dir` (`util.coerce_resource_to_filename`).
fn is_resource(location: &str) -> bool {
    !Path::new(location).is_absolute() && location.contains(':')
}

/// Finds the scripts beside an ini file that does not name them, as Flask-Migrate lays them out.
fn beside(source: &dyn Source, all: &Configuration) -> Result<Option<PathBuf>, ProjectError> {
    let Some(ini) = all.ini.as_deref() else { return Ok(None) };
    let directory = folder(ini.path());
    let has_env = source.find(&directory.join("env.py"))?.is_some();
    let found = has_env && is_directory(source, &directory.join("versions"))?;
    Ok(found.then(|| directory.to_path_buf()))
}

fn missing_location(ground: &Ground<'_>, all: &Configuration) -> ProjectError {
    let Some(path) = all.path() else {
        return ProjectError::NotFound(ground.root.to_path_buf());
    };
    let ini = all.ini.as_deref();
    let known = all.sections();
    if all.section != MAIN_SECTION && ini.is_some_and(|ini| !ini.has_section(&all.section)) {
        return ProjectError::UnknownSection {
            path: path.to_path_buf(),
            section: all.section.clone(),
            known,
        };
    }
    ProjectError::NoScriptLocation {
        path: path.to_path_buf(),
        section: all.section.clone(),
        known,
    }
}

fn version_locations(ground: &Ground<'_>, all: &Configuration, directory: &Path) -> Result<Vec<PathBuf>, ProjectError> {
    let mut locations = Vec::new();
    for value in all.version_locations()? {
        let path = all.path().unwrap_or(directory).to_path_buf();
        let line = all
            .ini
            .as_deref()
            .and_then(|ini| ini.raw(&all.section, "version_locations"));
        let line = line.and_then(|item| item.line);
        let location = Located { value, path, line };
        locations.push(place(ground, all, &location)?);
    }
    if locations.is_empty() {
        locations.push(directory.join("versions"));
    }
    Ok(locations)
}

fn named_kind(name: &str, settings: Option<&Path>) -> Result<Kind, ProjectError> {
    match name {
        "alembic" => Ok(Kind::Alembic),
        "sql" => Ok(Kind::Sql),
        other => {
            let what = format!("`kind`: `{other}` is neither `alembic` nor `sql`");
            Err(ProjectError::invalid(settings.unwrap_or(Path::new("")), None, what))
        }
    }
}

/// Decides by the files: `env.py` or a Python revision means Alembic, otherwise the scripts are SQL.
fn kind_by_files(source: &dyn Source, directory: &Path, versions: &[PathBuf]) -> Result<Kind, ProjectError> {
    if source.find(&directory.join("env.py"))?.is_some() {
        return Ok(Kind::Alembic);
    }
    for folder in versions {
        if holds(source, folder)?.python {
            return Ok(Kind::Alembic);
        }
    }
    Ok(Kind::Sql)
}

/// What files of a revision's name lie in a folder.
#[derive(Debug, Default, PartialEq, Eq)]
struct Holding {
    python: bool,
    sql: bool,
}

fn holds(source: &dyn Source, folder: &Path) -> Result<Holding, ProjectError> {
    let mut holding = Holding::default();
    for entry in source.list(folder)? {
        if !matches!(entry.kind, EntryKind::File | EntryKind::Symlink) {
            continue;
        }
        let name = entry.path.file_name().unwrap_or_default().to_string_lossy();
        let hidden = name.starts_with('.') || name.starts_with("__init__");
        let extension = Path::new(&*name).extension().and_then(|extension| extension.to_str());
        holding.python |= !hidden && extension == Some("py");
        holding.sql |= !hidden && extension == Some("sql");
    }
    Ok(holding)
}
