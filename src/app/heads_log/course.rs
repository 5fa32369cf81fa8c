//! The states of a project along the first-parent line of a branch, told by what changed from one to the next.

use std::path::PathBuf;
use std::sync::Arc;

use super::HeadsLog;
use super::pieces::Pieces;
use crate::app::AppError;
use crate::app::states::{Files, Found, States, watched};
use crate::app::workspace::{Standing, Workspace};
use crate::git::{Comparison, Difference, GitError, Repo, Stretch};
use crate::merge::episodes::Passage;
use crate::project::Project;
use crate::sources::Source;

/// One state, and how the one before it became it.
pub(super) struct Moment {
    /// The commit that brought it, a full hexadecimal id.
    pub(super) commit: String,
    /// When that was, in seconds since 1970.
    pub(super) since: i64,
    /// How many commits have it.
    pub(super) commits: usize,
    /// The setting `heads` then.
    pub(super) declared: Vec<String>,
    pub(super) passage: Passage,
}

/// Lists the states of a branch, oldest first.
pub(super) fn moments(workspace: &Workspace, tip: &dyn Source, log: &mut HeadsLog) -> Result<Vec<Moment>, AppError> {
    let repo = workspace.repo()?;
    let mut walker = Walker {
        workspace,
        tip,
        repo,
        ground: Ground::new(repo, &log.project),
        pieces: Pieces::new(tip),
        newer: None,
        judged: None,
        moments: Vec::new(),
        log,
    };
    let mut at = walker.log.commit.clone();
    // Each round goes as far as the project lies at the same places.
    while let Some((stretch, project)) = walker.round(&at)? {
        at = stretch.newest();
        walker.change_ground(&at, &project)?;
    }
    walker.end()
}

/// Where the project lies for a while.
struct Ground<'r> {
    project: Arc<Project>,
    /// Its folders, then what configures it.
    paths: Vec<PathBuf>,
    folders: usize,
    comparison: Comparison<'r>,
}

impl<'r> Ground<'r> {
    fn new(repo: &'r Repo, project: &Arc<Project>) -> Self {
        Self {
            paths: watched(project),
            folders: project.version_locations.len(),
            comparison: repo.comparison(),
            project: Arc::clone(project),
        }
    }

    fn changes(&mut self, older: Option<&Stretch>, newer: &Stretch) -> Result<Vec<Difference>, GitError> {
        let folders = &self.paths[..self.folders];
        self.comparison
            .differences((older, Some(newer)), folders, self.project.recursive)
    }

    /// Answers whether files are found and read there as here, whatever else its configuration says.
    fn is_like(&self, project: &Project) -> bool {
        let ours = &self.project;
        ours.version_locations == project.version_locations
            && ours.recursive == project.recursive
            && ours.kind == project.kind
            && ours.settings.labels == project.settings.labels
            && ours.settings.heads == project.settings.heads
    }
}

/// Walks from the tip backwards.
struct Walker<'a> {
    workspace: &'a Workspace,
    tip: &'a dyn Source,
    repo: &'a Repo,
    ground: Ground<'a>,
    pieces: Pieces<'a>,
    /// The stretch that was met last, whose passage is not known before the next one.
    newer: Option<Stretch>,
    /// A stretch of which it is known that the project lies on this ground.
    judged: Option<Stretch>,
    /// Newest first.
    moments: Vec<Moment>,
    log: &'a mut HeadsLog,
}

impl Walker<'_> {
    /// Goes on from a commit; answers where the project lies otherwise, and how.
    fn round(&mut self, at: &str) -> Result<Option<(Stretch, Arc<Project>)>, AppError> {
        for stretch in self.repo.line(at, &self.ground.paths)? {
            let stretch = stretch?;
            if let Some(project) = self.moved(&stretch)? {
                return Ok(Some((stretch, project)));
            }
            self.follow(stretch)?;
        }
        Ok(None)
    }

    /// Answers the project where it lies otherwise than on this ground.
    fn moved(&mut self, stretch: &Stretch) -> Result<Option<Arc<Project>>, AppError> {
        let folders = self.ground.folders;
        let Some(judged) = self.judged.replace(stretch.clone()) else {
            return Ok(None);
        };
        if stretch.lacks(folders) {
            return if judged.lacks(folders) {
                Ok(None)
            } else {
                self.elsewhere(stretch)
            };
        }
        if stretch.is_same_behind(folders, &judged) {
            return Ok(None);
        }
        let there = self.workspace.source(&Standing::Commit(stretch.newest()))?;
        match self
            .workspace
            .same_project(there.as_ref(), self.tip, &self.ground.project)
        {
            Ok(project) => Ok(Some(project).filter(|project| !self.ground.is_like(project))),
            Err(AppError::Project(error)) => {
                self.log.notes.push(format!("at {}: {error}", short(stretch)));
                Ok(None)
            }
            Err(error) => Err(error),
        }
    }

    /// Looks for the project where its folders are not there: it may have been moved.
    fn elsewhere(&self, stretch: &Stretch) -> Result<Option<Arc<Project>>, AppError> {
        let mut files = Files::default();
        files.snapshot(self.tip, &self.log.project)?;
        let states = States::new(self.workspace, self.tip, &self.log.project, files)?;
        let mut walk = states.walk();
        Ok(match walk.at(&stretch.newest())? {
            Found::Here(_) => Some(Arc::clone(walk.layout())).filter(|project| !self.ground.is_like(project)),
            Found::Absent | Found::Unreadable(_) => None,
        })
    }

    fn follow(&mut self, stretch: Stretch) -> Result<(), AppError> {
        self.log.commits += stretch.commits;
        if stretch.cut_off {
            let note = "the clone is shallow: what came before is not known".to_owned();
            self.log.notes.push(note);
        }
        if stretch.has_link(self.ground.folders) {
            let note = "a link leads to the revisions, which is not followed";
            self.log.notes.push(format!("at {}: {note}", short(&stretch)));
            self.log.unknown += stretch.commits;
            return Ok(());
        }
        if let Some(newer) = self.newer.take() {
            let changes = self.ground.changes(Some(&stretch), &newer)?;
            self.add(&newer, &changes);
        }
        self.newer = Some(stretch);
        Ok(())
    }

    fn add(&mut self, stretch: &Stretch, changes: &[Difference]) {
        let passage = self.pieces.passage(&self.ground.project, changes);
        self.moments.push(Moment {
            commit: stretch.oldest(),
            since: stretch.since,
            commits: stretch.commits,
            declared: self.ground.project.settings.heads.clone(),
            passage,
        });
    }

    /// Goes over to where the project lies in a commit and before it. The states on both sides are told whole: what is
    /// the same in both is no change.
    fn change_ground(&mut self, at: &str, project: &Arc<Project>) -> Result<(), AppError> {
        let mut next = Ground::new(self.repo, project);
        if let Some(newer) = self.newer.take() {
            let come = self.ground.changes(None, &newer)?;
            self.add(&newer, &come);
            let older = self.repo.line(at, &next.paths)?.next().transpose()?;
            if let (Some(older), Some(moment)) = (older, self.moments.last_mut()) {
                let all = next.changes(None, &older)?;
                let gone = self.pieces.passage(project, &all);
                moment.passage.gone = gone.come;
                moment.passage.cleared = gone.raised;
            }
        }
        self.ground = next;
        self.judged = None;
        Ok(())
    }

    fn end(mut self) -> Result<Vec<Moment>, AppError> {
        if let Some(oldest) = self.newer.take() {
            let all = self.ground.changes(None, &oldest)?;
            self.add(&oldest, &all);
        }
        self.log.notes.extend(self.pieces.notes());
        self.moments.reverse();
        Ok(self.moments)
    }
}

fn short(stretch: &Stretch) -> String {
    stretch.newest().chars().take(9).collect()
}
