//! Finding every project below a folder: a monorepo has several.

use std::collections::{BTreeMap, HashSet};
use std::path::{Path, PathBuf};

use super::alembic::{Configuration, MAIN_SECTION};
use super::discover::{from_named, from_settings, named};
use super::layout::{Ground, configured, looks_like_scripts, shaped};
use super::settings::{PYPROJECT, SETTINGS_FILE};
use super::{Environment, Project, ProjectError, Request};
use crate::sources::{EntryKind, Source};

/// The most folders that are looked into; a larger tree names its projects with `-c`.
const BOUND: usize = 100_000;

/// Folders that hold other people's files, or none that a person wrote.
const SKIPPED: [&str; 7] = [
    "node_modules",
    "venv",
    "target",
    "site-packages",
    "__pycache__",
    "versions",
    "dist-packages",
];

/// What was found, and what looked like a project and could not be read: one broken file hides no other.
#[derive(Debug, Default)]
pub struct Found {
    /// The projects, sorted by name.
    pub projects: Vec<Project>,
    /// What could not be read.
    pub problems: Vec<ProjectError>,
}

impl Found {
    /// Lists the names.
    #[must_use]
    pub fn names(&self) -> Vec<String> {
        self.projects.iter().map(|project| project.name.clone()).collect()
    }

    fn add(&mut self, made: Result<Project, ProjectError>) {
        match made {
            Ok(project) => self.projects.push(project),
            Err(error) => self.problems.push(error),
        }
    }
}

/// Finds every project: the one that is named by `-c`, `-n` or `--project`, else all below the root of the repository.
///
/// # Errors
/// [`ProjectError`] where a named one cannot be had or there is none at all.
pub fn discover_all(source: &dyn Source, request: &Request, environment: &Environment) -> Result<Found, ProjectError> {
    if let Some(named) = named(request, environment)? {
        let projects = vec![from_named(source, request, &named)?];
        return Ok(Found {
            projects,
            problems: Vec::new(),
        });
    }
    let mut found = survey(source, request)?;
    if let Some(name) = request.project.clone().or_else(|| environment.onehead_project()) {
        let projects = vec![choose(found, &name)?];
        return Ok(Found {
            projects,
            problems: Vec::new(),
        });
    }
    if let Some(section) = &request.section {
        let known = found.names();
        found.projects.retain(|project| project.section == *section);
        if found.projects.is_empty() {
            return Err(ProjectError::UnknownProject {
                name: section.clone(),
                known,
            });
        }
    }
    if found.projects.is_empty() && found.problems.is_empty() {
        return Err(ProjectError::NotFound(request.top().to_path_buf()));
    }
    Ok(found)
}

/// Picks a project by its name; the end of a name is enough where it is the only one that ends so.
///
/// # Errors
/// [`ProjectError::UnknownProject`], [`ProjectError::Several`].
pub(super) fn choose(found: Found, name: &str) -> Result<Project, ProjectError> {
    let name = name.trim_end_matches('/');
    let known = found.names();
    let exact = found.projects.iter().position(|project| project.name == name);
    let ending: Vec<usize> = found
        .projects
        .iter()
        .enumerate()
        .filter(|(_, project)| Path::new(&project.name).ends_with(name) || Path::new(&project.name).starts_with(name))
        .map(|(index, _)| index)
        .collect();
    let index = match (exact, ending.as_slice()) {
        (Some(index), _) => index,
        (None, [index]) => *index,
        (None, []) => {
            if let Some(problem) = found.problems.into_iter().find(|problem| speaks_of(problem, name)) {
                return Err(problem);
            }
            let name = name.to_owned();
            return Err(ProjectError::UnknownProject { name, known });
        }
        (None, several) => {
            let names = several.iter().map(|&index| known[index].clone()).collect();
            return Err(ProjectError::Several { names });
        }
    };
    found
        .projects
        .into_iter()
        .nth(index)
        .ok_or(ProjectError::UnknownProject {
            name: name.to_owned(),
            known,
        })
}

/// Answers whether what could not be read may be the project of a name: it lies in the folder that the name begins with.
fn speaks_of(problem: &ProjectError, name: &str) -> bool {
    let folder = name.split('/').next().unwrap_or(name);
    problem.to_string().contains(&format!("/{folder}/"))
}

/// Finds every project below the root, configured ones before those found by their shape.
pub(super) fn survey(source: &dyn Source, request: &Request) -> Result<Found, ProjectError> {
    let places = walk(source, request.top())?;
    let mut found = Found::default();
    for (folder, marks) in &places {
        let ground = Ground {
            source,
            root: request.top(),
            bases: vec![folder.clone(), request.directory.clone()],
        };
        configured_at(&ground, folder, marks, &mut found);
    }
    let mut covered: HashSet<PathBuf> = found.projects.iter().map(|project| project.directory.clone()).collect();
    for (folder, marks) in &places {
        if !marks.versions || covered.contains(folder) {
            continue;
        }
        let ground = Ground {
            source,
            root: request.top(),
            bases: vec![folder.clone()],
        };
        if looks_like_scripts(source, folder)? {
            covered.insert(folder.clone());
            found.add(shaped(&ground, folder.clone()));
        }
    }
    name_apart(&mut found.projects);
    found.projects.sort_by(|a, b| a.name.cmp(&b.name));
    Ok(found)
}

/// What in a folder speaks of a project.
#[derive(Debug, Default)]
struct Marks {
    inis: Vec<PathBuf>,
    pyproject: bool,
    settings: bool,
    versions: bool,
}

impl Marks {
    fn any(&self) -> bool {
        !self.inis.is_empty() || self.pyproject || self.settings || self.versions
    }
}

fn walk(source: &dyn Source, top: &Path) -> Result<BTreeMap<PathBuf, Marks>, ProjectError> {
    let mut places = BTreeMap::new();
    let mut waiting = vec![top.to_path_buf()];
    let mut looked = 0;
    while let Some(folder) = waiting.pop() {
        looked += 1;
        if looked > BOUND {
            break;
        }
        // A folder that may not be read holds nothing of ours; the one that was asked about must be readable.
        let entries = match source.list(&folder) {
            Ok(entries) => entries,
            Err(_) if folder != top => continue,
            Err(error) => return Err(error.into()),
        };
        let mut marks = Marks::default();
        let mut below = Vec::new();
        let mut foreign = false;
        for entry in entries {
            let Some(name) = entry.path.file_name().and_then(|name| name.to_str()) else {
                continue;
            };
            match entry.kind {
                EntryKind::Directory | EntryKind::Symlink if name == "versions" => marks.versions = true,
                EntryKind::Directory if !is_skipped(name) => below.push(entry.path),
                EntryKind::File | EntryKind::Symlink if is_ini(name) => marks.inis.push(entry.path),
                EntryKind::File if name == PYPROJECT => marks.pyproject = true,
                EntryKind::File if name == SETTINGS_FILE => marks.settings = true,
                // A virtual environment, whatever it is called.
                EntryKind::File if name == "pyvenv.cfg" => foreign = true,
                _ => {}
            }
        }
        if foreign {
            continue;
        }
        waiting.extend(below);
        if marks.any() {
            places.insert(folder, marks);
        }
    }
    Ok(places)
}

fn is_skipped(name: &str) -> bool {
    name.starts_with('.') || SKIPPED.contains(&name)
}

fn is_ini(name: &str) -> bool {
    name.contains("alembic") && Path::new(name).extension().is_some_and(|extension| extension == "ini")
}

/// Adds what the files of one folder configure.
fn configured_at(ground: &Ground<'_>, folder: &Path, marks: &Marks, found: &mut Found) {
    let pyproject = marks.pyproject.then(|| folder.join(PYPROJECT));
    if marks.inis.is_empty() && marks.pyproject {
        match Configuration::read(ground.source, None, pyproject.as_deref()) {
            Ok(all) if all.is_empty() => {}
            Ok(all) => found.add(configured(ground, &all)),
            Err(error) => found.problems.push(error),
        }
    }
    for ini in &marks.inis {
        match Configuration::read(ground.source, Some(ini), pyproject.as_deref()) {
            Ok(all) => sections(ground, &all, found),
            Err(error) => found.problems.push(error),
        }
    }
    if marks.settings || marks.pyproject {
        match from_settings(ground, folder) {
            Ok(Some(project)) if found.projects.iter().any(|other| other.directory == project.directory) => {}
            Ok(Some(project)) => found.projects.push(project),
            Ok(None) => {}
            // Said already where a project needs these settings.
            Err(error) => found.problems.push(error),
        }
    }
}

/// Adds a project for each section that says where scripts are.
fn sections(ground: &Ground<'_>, all: &Configuration, found: &mut Found) {
    let sections = all.sections();
    for section in &sections {
        found.add(configured(ground, &all.with_section(section)));
    }
    if !sections.iter().any(|section| section == MAIN_SECTION) {
        match configured(ground, all) {
            // Scripts that pyproject.toml names, or that lie beside the ini file.
            Ok(project) => found.projects.push(project),
            Err(ProjectError::NoScriptLocation { .. }) => {}
            Err(error) => found.problems.push(error),
        }
    }
}

/// Adds the section to names that would be the same.
fn name_apart(projects: &mut [Project]) {
    let mut counts: BTreeMap<String, usize> = BTreeMap::new();
    for project in projects.iter() {
        *counts.entry(project.name.clone()).or_default() += 1;
    }
    for project in projects {
        if counts[&project.name] > 1 {
            project.name = format!("{}:{}", project.name, project.section);
        }
    }
}
