//! States of a project at commits: read once for equal files, found with each commit's own configuration.

use std::cell::RefCell;
use std::collections::{BTreeMap, HashMap, HashSet};
use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::AppError;
use super::workspace::{Standing, Workspace};
use crate::formats::{self, Kind};
use crate::git::{Repo, Traces, TreeIndex};
use crate::graph::Node;
use crate::history::revision_files;
use crate::merge::stamp_path::{Deed, Known, State};
use crate::project::{Project, ProjectError};
use crate::revision::Header;
use crate::sources::{ContentId, Entry, EntryKind, Memory, Source, SourceError};
use crate::text::SourceText;

/// One state of the project with what is in its way.
#[derive(Debug, Default)]
pub(crate) struct Snapshot {
    /// The revisions.
    pub(crate) state: State,
    /// Why a file could not be read at all, so that any revision may stand in it.
    pub(crate) unread: Option<String>,
    /// Where each revision stands, in load order; for saying what is where.
    pub(crate) known: Vec<Arc<Known>>,
    /// Their files, absolute, in the same order: equal files are read once, wherever they lie.
    pub(crate) paths: Vec<PathBuf>,
}

/// What is at a commit.
#[derive(Debug, Clone)]
pub(crate) enum Found {
    /// The project.
    Here(Arc<Snapshot>),
    /// No project, and no file of it either.
    Absent,
    /// Something that cannot be read, and why.
    Unreadable(String),
}

/// What one file says.
#[derive(Debug)]
enum File {
    Known(Arc<Known>, Option<String>),
    Doubt(String),
    /// A link to nothing, which Alembic skips.
    Nothing,
}

/// A state, and the layout under which it was found.
type Placed = (Arc<Snapshot>, Arc<Project>);

/// Where a layout looks for files, and what is there.
type StateKey = (Vec<PathBuf>, Traces);

impl Snapshot {
    /// Answers the file of a revision.
    pub(crate) fn path_of(&self, id: &str) -> Option<&PathBuf> {
        let at = self.known.iter().position(|known| known.node.id.as_str() == id)?;
        self.paths.get(at)
    }
}

/// How files are read: the same bytes say the same under the same name.
type FileKey = ([u8; 20], OsString, Kind, BTreeMap<String, String>);

/// Reads the states of one project at many commits.
pub(crate) struct States<'a> {
    workspace: &'a Workspace,
    repo: &'a Repo,
    /// The files that are asked about, for comparing configurations.
    here: &'a dyn Source,
    /// The project as it is there.
    project: Arc<Project>,
    /// The ids of the project, by which it is known among several.
    ids: RefCell<HashSet<String>>,
    trees: TreeIndex<'a>,
    files: RefCell<Files>,
    found: RefCell<HashMap<StateKey, Placed>>,
    /// The layouts under which something was found.
    layouts: RefCell<Vec<Arc<Project>>>,
}

/// The files that were read.
#[derive(Default)]
pub(crate) struct Files {
    read: HashMap<FileKey, Arc<File>>,
    /// The names and ids of files that were read since somebody asked.
    fresh: Vec<(OsString, Option<String>)>,
}

impl Files {
    /// Reads every revision of a project.
    ///
    /// # Errors
    /// [`SourceError`] when a folder cannot be listed.
    pub(crate) fn snapshot(&mut self, source: &dyn Source, project: &Project) -> Result<Snapshot, SourceError> {
        let (mut known, mut paths, mut doubts, mut unread) = (Vec::new(), Vec::new(), Vec::new(), None);
        for entry in revision_files(source, project)? {
            match &*self.read(source, project, &entry) {
                File::Known(revision, doubt) => {
                    known.push(Arc::clone(revision));
                    paths.push(entry.path);
                    doubts.extend(doubt.iter().cloned());
                }
                File::Doubt(doubt) => {
                    unread.get_or_insert_with(|| doubt.clone());
                    doubts.push(doubt.clone());
                }
                File::Nothing => {}
            }
        }
        Ok(Snapshot {
            state: State::new(known.clone(), doubts),
            known,
            paths,
            unread,
        })
    }

    fn read(&mut self, source: &dyn Source, project: &Project, entry: &Entry) -> Arc<File> {
        let name = entry.path.file_name().unwrap_or_default().to_owned();
        let key = match (entry.kind, &entry.content) {
            (EntryKind::File, ContentId::Git(id)) => {
                Some((*id, name.clone(), project.kind, project.settings.labels.clone()))
            }
            _ => None,
        };
        if let Some(known) = key.as_ref().and_then(|key| self.read.get(key)) {
            return Arc::clone(known);
        }
        let file = Arc::new(read(source, project, entry));
        let id = match &*file {
            File::Known(known, _) => Some(known.node.id.to_string()),
            File::Doubt(_) | File::Nothing => None,
        };
        self.fresh.push((name, id));
        if let Some(key) = key {
            self.read.insert(key, Arc::clone(&file));
        }
        file
    }
}

fn read(source: &dyn Source, project: &Project, entry: &Entry) -> File {
    let name = entry.path.file_name().unwrap_or_default().to_string_lossy();
    let bytes = match source.read(entry) {
        Ok(bytes) => bytes,
        Err(SourceError::NotRegular { .. }) if entry.kind == EntryKind::Symlink => return File::Nothing,
        Err(SourceError::Io { error, .. })
            if entry.kind == EntryKind::Symlink && error.kind() == std::io::ErrorKind::NotFound =>
        {
            return File::Nothing;
        }
        Err(error) => return File::Doubt(error.to_string()),
    };
    let text = match SourceText::decode(entry.path.as_path(), &bytes) {
        Ok(text) => text,
        Err(error) => return File::Doubt(format!("{name} cannot be read: {error}")),
    };
    let format = formats::of(project.kind);
    let mut header = format.header(&text);
    if !project.settings.labels.is_empty() && header.labels.unknown().is_some() {
        header.labels = format.header_naming(&text, &project.settings.labels).labels;
    }
    let doubt = doubt(&header, &name);
    let Some(node) = node(&header) else {
        return File::Doubt(doubt.unwrap_or_else(|| format!("{name} names no revision")));
    };
    let known = Known {
        message: header.message().lines().next().unwrap_or_default().into(),
        deed: Deed::new(project.kind, text),
        node,
    };
    File::Known(Arc::new(known), doubt)
}

/// Says which part of a header that ties revisions together is not known. Labels matter only where a dependency is
/// named by one, and then the dependency is missing.
fn doubt(header: &Header, name: &str) -> Option<String> {
    let mut unknown = header.unknown().filter(|(field, _)| *field != "branch_labels");
    unknown
        .next()
        .map(|(field, reason)| format!("`{field}` of {name} is not known: {}", reason.text))
}

fn node(header: &Header) -> Option<Node> {
    let parents = header.parents.known().into_iter().flatten();
    let depends_on = header.depends_on.known().into_iter().flatten();
    let labels = header.labels.known().into_iter().flatten();
    Some(Node {
        id: header.id.known()?.clone(),
        parents: parents.map(|parent| parent.value.clone()).collect(),
        depends_on: depends_on.map(|on| on.value.to_string()).collect(),
        labels: labels.map(|label| label.value.clone()).collect(),
    })
}

impl<'a> States<'a> {
    /// Prepares to read the states of a project; `new` is the state that they are compared with.
    ///
    /// # Errors
    /// [`AppError::NoGit`].
    pub(crate) fn new(
        workspace: &'a Workspace,
        here: &'a dyn Source,
        project: &Arc<Project>,
        files: Files,
    ) -> Result<Self, AppError> {
        let repo = workspace.repo()?;
        let states = Self {
            workspace,
            repo,
            here,
            project: Arc::clone(project),
            ids: RefCell::default(),
            trees: repo.tree_index(),
            files: RefCell::new(files),
            found: RefCell::default(),
            layouts: RefCell::default(),
        };
        states.learn();
        Ok(states)
    }

    /// Takes up the names and ids of what was read since: by them the project is known where it lay before.
    fn learn(&self) {
        let fresh = std::mem::take(&mut self.files.borrow_mut().fresh);
        if !fresh.is_empty() {
            self.trees.look_for(fresh.iter().map(|(name, _)| name.as_os_str()));
            self.ids.borrow_mut().extend(fresh.into_iter().filter_map(|(_, id)| id));
        }
    }

    /// Reads the state of a project, which is known to be the one that is meant.
    fn read(&self, source: &dyn Source, project: &Project) -> Result<Snapshot, SourceError> {
        let snapshot = self.files.borrow_mut().snapshot(source, project)?;
        self.learn();
        Ok(snapshot)
    }

    /// Answers the repository.
    pub(crate) const fn repo(&self) -> &'a Repo {
        self.repo
    }

    /// Starts to read states one after the other, from a tip backwards.
    pub(crate) fn walk(&self) -> Walk<'_, 'a> {
        Walk {
            states: self,
            layout: Arc::clone(&self.project),
        }
    }
}

/// A walk over the states of one branch: the layout of the project is taken from the state that was read before.
pub(crate) struct Walk<'s, 'a> {
    states: &'s States<'a>,
    layout: Arc<Project>,
}

impl Walk<'_, '_> {
    /// Answers the project as the state that was read last has it.
    pub(crate) const fn layout(&self) -> &Arc<Project> {
        &self.layout
    }

    /// Answers what is at a commit: of a tip, or where the project was a commit later.
    ///
    /// # Errors
    /// [`AppError`] where git cannot be read.
    pub(crate) fn at(&mut self, commit: &str) -> Result<Found, AppError> {
        self.look(commit, true)
    }

    /// Answers what is at a commit where there was nothing a commit later.
    ///
    /// # Errors
    /// [`AppError`] where git cannot be read.
    pub(crate) fn before_nothing(&mut self, commit: &str) -> Result<Found, AppError> {
        let trees = &self.states.trees;
        if trees.traces(commit, &self.layout.version_locations)?.is_empty() && !trees.holds(commit)? {
            return Ok(Found::Absent);
        }
        self.look(commit, false)
    }

    fn look(&mut self, commit: &str, is_thorough: bool) -> Result<Found, AppError> {
        if let Some(remembered) = self.remembered(commit)? {
            return Ok(remembered);
        }
        let (found, layout) = self.resolve(commit, is_thorough)?;
        self.layout = layout;
        // What is absent may come back in another place, which these paths do not tell.
        if let Found::Here(snapshot) = &found {
            let states = self.states;
            let key = self.key(&self.layout, commit)?;
            let entry = (Arc::clone(snapshot), Arc::clone(&self.layout));
            if states.found.borrow_mut().insert(key, entry).is_none() {
                let mut layouts = states.layouts.borrow_mut();
                if !layouts.iter().any(|known| Arc::ptr_eq(known, &self.layout)) {
                    layouts.push(Arc::clone(&self.layout));
                }
            }
        }
        Ok(found)
    }

    /// Answers what was found for the same files at the same places; where the layout of the walk leads nowhere, also
    /// by the layouts of other states.
    fn remembered(&mut self, commit: &str) -> Result<Option<Found>, AppError> {
        let states = self.states;
        let mut layouts = vec![Arc::clone(&self.layout)];
        if states.trees.traces(commit, &self.layout.version_locations)?.is_empty() {
            layouts.extend(states.layouts.borrow().iter().cloned());
        }
        for layout in layouts {
            let key = self.key(&layout, commit)?;
            if let Some((snapshot, layout)) = states.found.borrow().get(&key) {
                self.layout = Arc::clone(layout);
                return Ok(Some(Found::Here(Arc::clone(snapshot))));
            }
        }
        Ok(None)
    }

    fn key(&self, layout: &Project, commit: &str) -> Result<StateKey, AppError> {
        let paths = watched(layout);
        let traces = self.states.trees.traces(commit, &paths)?;
        Ok((paths, traces))
    }

    /// Finds the project at a commit: where it was in the state before, else wherever its files lie.
    fn resolve(&self, commit: &str, is_thorough: bool) -> Result<(Found, Arc<Project>), AppError> {
        let states = self.states;
        let same = Arc::clone(&self.layout);
        let source = states.workspace.source(&Standing::Commit(commit.to_owned()))?;
        // Only the configuration that stands here too is known to be the same; any other is read again.
        let nothing = Memory::new(source.name());
        let is_ours = self.layout.config == states.project.config;
        let (known, against): (_, &dyn Source) = if is_ours {
            (&states.project, states.here)
        } else {
            (&self.layout, &nothing)
        };
        let layout = match states.workspace.same_project(source.as_ref(), against, known) {
            Ok(layout) => layout,
            Err(AppError::Project(error)) => return Ok((Found::Unreadable(error.to_string()), same)),
            Err(error) => return Err(error),
        };
        let snapshot = match states.read(source.as_ref(), &layout) {
            Ok(snapshot) => snapshot,
            Err(error) => return Ok((Found::Unreadable(error.to_string()), same)),
        };
        if !snapshot.known.is_empty() || !snapshot.state.doubts().is_empty() {
            return Ok((Found::Here(Arc::new(snapshot)), layout));
        }
        // An empty folder where the configuration names it is a project without revisions.
        let configured = match &layout.config {
            Some(config) => source.find(config)?.is_some() && source.find(&layout.directory)?.is_some(),
            None => source.find(&layout.directory)?.is_some(),
        };
        if configured && !states.trees.holds(commit)? {
            return Ok((Found::Here(Arc::new(snapshot)), layout));
        }
        self.elsewhere((commit, source.as_ref()), is_thorough)
    }

    /// Looks for the project in other places of a commit, as far as some file of it is there or the search is thorough.
    fn elsewhere(
        &self,
        (commit, source): (&str, &dyn Source),
        is_thorough: bool,
    ) -> Result<(Found, Arc<Project>), AppError> {
        let states = self.states;
        let same = Arc::clone(&self.layout);
        let holds = states.trees.holds(commit)?;
        if !holds && !is_thorough {
            return Ok((Found::Absent, same));
        }
        let candidates = match states.workspace.projects_anywhere(source) {
            Ok(found) => found.projects,
            Err(AppError::Project(ProjectError::NotFound(_))) => Vec::new(),
            Err(AppError::Project(error)) => return Ok((Found::Unreadable(error.to_string()), same)),
            Err(error) => return Err(error),
        };
        for candidate in candidates {
            // Files of another project must not be taken for known.
            let mut files = Files::default();
            let Ok(there) = files.snapshot(source, &candidate) else {
                continue;
            };
            let is_ours = |known: &Arc<Known>| states.ids.borrow().contains(known.node.id.as_str());
            if there.known.iter().any(is_ours) {
                let snapshot = states.read(source, &candidate)?;
                return Ok((Found::Here(Arc::new(snapshot)), Arc::new(candidate)));
            }
        }
        if !holds {
            return Ok((Found::Absent, same));
        }
        let reason = "it has files of this project's revisions, and no configuration that leads to them";
        Ok((Found::Unreadable(reason.to_owned()), same))
    }
}

/// Lists the paths that decide what a project's state is.
pub(crate) fn watched(project: &Project) -> Vec<PathBuf> {
    let mut paths: Vec<PathBuf> = project.version_locations.clone();
    paths.extend(project.config.iter().cloned());
    paths.extend(project.settings_file.iter().cloned());
    paths.push(project.directory.join("alembic.ini"));
    if let Some(folder) = project.config.as_deref().and_then(Path::parent) {
        paths.push(folder.join("pyproject.toml"));
        paths.push(folder.join("onehead.toml"));
    }
    paths
}
