//! Where a command stands: the directory, the environment, git if there is one, and the projects in it.

use std::cell::OnceCell;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::AppError;
use super::write::Change;
use crate::git::{self, GitError, Repo, Surroundings};
use crate::history::History;
use crate::project::{self, ConfigFiles, Environment, Found, Project, Request};
use crate::sources::{Overlay, Source, WorkTree, relative_to};

/// Which state of the files a command asks about.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Standing {
    /// The files as they lie on disk.
    #[default]
    WorkTree,
    /// What `git commit` would commit.
    Index,
    /// A commit, by any name git understands.
    Commit(String),
}

/// One project's history at one standing.
pub struct Place<'a> {
    /// The current directory, for naming files as a person would.
    pub directory: PathBuf,
    /// The files.
    pub source: Box<dyn Source + 'a>,
    /// The project as configured there.
    pub project: Arc<Project>,
    /// Its revisions there.
    pub history: History,
}

impl Place<'_> {
    /// Names a file as a person would, from the current directory.
    #[must_use]
    pub fn shown(&self, path: &Path) -> String {
        relative_to(&self.directory, path).to_string_lossy().into_owned()
    }
}

/// Everything a command is given by where it runs. Git is opened only when it is asked for.
pub struct Workspace {
    /// The current directory, canonical.
    pub directory: PathBuf,
    /// The environment variables.
    pub environment: Environment,
    request: Request,
    git: OnceCell<Result<Repo, GitError>>,
}

impl Workspace {
    /// Makes a workspace; nothing is read yet.
    #[must_use]
    pub fn new(mut request: Request, environment: Environment) -> Self {
        request.root = git::root_above(&request.directory);
        Self {
            directory: request.directory.clone(),
            environment,
            request,
            git: OnceCell::new(),
        }
    }

    /// Opens the repository.
    ///
    /// # Errors
    /// [`AppError::NoGit`] when there is none that can be read: the question asked cannot be answered.
    pub fn repo(&self) -> Result<&Repo, AppError> {
        self.git
            .get_or_init(|| Repo::open(&self.directory, &self.surroundings()))
            .as_ref()
            .map_err(|error| AppError::NoGit(error.clone()))
    }

    fn surroundings(&self) -> Surroundings {
        Surroundings {
            names_a_repository: self.environment.names_a_repository(),
            work_tree: self.environment.git_work_tree(),
            merge_heads: self.environment.git_heads(),
            amends: self.environment.git_amends(),
        }
    }

    /// Answers the branch that is checked out; none without git, or where `HEAD` is detached.
    #[must_use]
    pub fn branch(&self) -> Option<String> {
        self.repo().ok()?.branch()
    }

    /// Opens the files of a standing.
    ///
    /// # Errors
    /// [`AppError`] when git is needed and cannot answer.
    pub fn source(&self, standing: &Standing) -> Result<Box<dyn Source + '_>, AppError> {
        Ok(match standing {
            Standing::WorkTree => Box::new(WorkTree),
            Standing::Index => Box::new(self.repo()?.index_source()?),
            Standing::Commit(spec) => Box::new(self.repo()?.commit_source(spec)?),
        })
    }

    /// Answers which configuration files a new project would have.
    ///
    /// # Errors
    /// [`AppError::Project`] where those that are named cannot stand together.
    pub fn config_files(&self) -> Result<ConfigFiles, AppError> {
        Ok(project::config_files(&self.request, &self.environment)?)
    }

    /// Finds the one project that is meant.
    ///
    /// # Errors
    /// [`AppError::Project`] when there is none, or several to choose from.
    pub fn project(&self, source: &dyn Source) -> Result<Arc<Project>, AppError> {
        Ok(Arc::new(project::discover(source, &self.request, &self.environment)?))
    }

    /// Finds every project that is meant: all of the repository, unless one was chosen; and what looked like one and
    /// could not be read.
    ///
    /// # Errors
    /// [`AppError::Project`] when there is none.
    pub fn projects(&self, source: &dyn Source) -> Result<Found, AppError> {
        Ok(project::discover_all(source, &self.request, &self.environment)?)
    }

    /// Finds every project of a source, whatever the command line names: where a project moved, its old configuration
    /// has another name.
    ///
    /// # Errors
    /// [`AppError::Project`] when there is none.
    pub(crate) fn projects_anywhere(&self, source: &dyn Source) -> Result<Found, AppError> {
        let request = Request {
            directory: self
                .request
                .root
                .clone()
                .unwrap_or_else(|| self.request.directory.clone()),
            configs: Vec::new(),
            section: None,
            project: None,
            root: self.request.root.clone(),
        };
        Ok(project::discover_all(source, &request, &Environment::default())?)
    }

    /// Finds a project as it is configured in another source: read again where its configuration differs there.
    ///
    /// # Errors
    /// [`AppError`] where the configuration there cannot be read.
    pub fn same_project(
        &self,
        there: &dyn Source,
        here: &dyn Source,
        project: &Arc<Project>,
    ) -> Result<Arc<Project>, AppError> {
        let Some(config) = &project.config else {
            return Ok(Arc::clone(project));
        };
        let theirs = there.read_path(config)?;
        if theirs.is_none() || theirs == here.read_path(config)? {
            return Ok(Arc::clone(project));
        }
        let request = Request {
            configs: vec![config.clone()],
            section: Some(project.section.clone()),
            project: None,
            ..self.request.clone()
        };
        match project::discover(there, &request, &self.environment) {
            Ok(found) => Ok(Arc::new(found)),
            Err(error) if error.is_absent() => Ok(Arc::clone(project)),
            Err(error) => Err(error.into()),
        }
    }

    /// Reads the one project's history as it lies on disk, with changes that are not written yet.
    ///
    /// # Errors
    /// As [`Workspace::place`].
    pub fn place_with(&self, changes: &[Change]) -> Result<Place<'_>, AppError> {
        let mut overlay = Overlay::new(&WorkTree);
        for change in changes {
            overlay.write(change.path(), change.text().as_bytes());
        }
        let project = self.project(&overlay)?;
        let history = History::load(&overlay, &project)?;
        Ok(Place {
            directory: self.directory.clone(),
            source: Box::new(overlay),
            project,
            history,
        })
    }

    /// Reads the one project's history at a standing.
    ///
    /// # Errors
    /// [`AppError`] when it cannot be found or its folders cannot be listed.
    pub fn place(&self, standing: &Standing) -> Result<Place<'_>, AppError> {
        let source = self.source(standing)?;
        let project = self.project(source.as_ref())?;
        let history = History::load(source.as_ref(), &project)?;
        Ok(Place {
            directory: self.directory.clone(),
            source,
            project,
            history,
        })
    }
}
