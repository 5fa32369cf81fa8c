//! `onehead log --heads`: when a branch had several heads, for how long, who brought them, and how it ended.

mod course;
mod pieces;

use std::collections::BTreeSet;
use std::path::PathBuf;
use std::sync::Arc;

use super::AppError;
use super::workspace::{Standing, Workspace};
pub use crate::git::Added as Committed;
use crate::git::{Added, Repo};
use crate::merge::episodes::{Course, Ending, Passage, Piece, beginning, endings};
use crate::project::Project;
use crate::revision::RevisionId;
use course::{Moment, moments};

/// What was found out.
#[derive(Debug)]
pub struct HeadsLog {
    /// The project.
    pub project: Arc<Project>,
    /// The branch.
    pub branch: String,
    /// Its commit, a full hexadecimal id.
    pub commit: String,
    /// How many commits its first-parent line has.
    pub commits: usize,
    /// How many of them had revisions that could not be read, so that nothing is said of them.
    pub unknown: usize,
    /// The times of several heads, oldest first.
    pub episodes: Vec<Episode>,
    /// What could not be read, and other things to know.
    pub notes: Vec<String>,
}

/// A time in which several heads stood where one is wanted.
#[derive(Debug)]
pub struct Episode {
    /// The commit that brought them.
    pub began: Added,
    /// The commit that ended it; none where it goes on.
    pub ended: Option<Added>,
    /// How long, by the committers' clocks, in seconds; up to the tip where it goes on.
    pub seconds: i64,
    /// How many commits on the first-parent line.
    pub commits: usize,
    /// The heads at its beginning, sorted.
    pub heads: Vec<RevisionId>,
    /// How many heads there were at most.
    pub most: usize,
    /// The revisions that made it so.
    pub brought: Vec<Brought>,
    /// What ended it; empty where it goes on.
    pub endings: Vec<Ending>,
}

/// A revision that became one head too many.
#[derive(Debug)]
pub struct Brought {
    /// Its id.
    pub id: RevisionId,
    /// The first line of what it says about itself.
    pub message: Box<str>,
    /// The commit that added its file, on whatever branch; none where git cannot tell.
    pub added: Option<Added>,
}

/// Looks back through the first-parent line of a branch; the default branch where none is named.
///
/// # Errors
/// [`AppError`] where there is no git, no such branch, or no project at its tip.
pub fn heads_log(workspace: &Workspace, branch: Option<&str>) -> Result<HeadsLog, AppError> {
    let base = workspace.base(branch)?;
    let repo = workspace.repo()?;
    let source = workspace.source(&Standing::Commit(base.commit.clone()))?;
    let project = workspace.project(source.as_ref())?;
    let mut log = HeadsLog {
        project: Arc::clone(&project),
        branch: base.name,
        commits: 0,
        unknown: 0,
        episodes: Vec::new(),
        notes: Vec::new(),
        commit: base.commit,
    };
    let moments = moments(workspace, source.as_ref(), &mut log)?;
    let mut story = Story { repo, log, open: None };
    let mut course = Course::default();
    for moment in &moments {
        story.take(&mut course, moment)?;
    }
    story.end(&moments)
}

/// The episodes while they are found, oldest first.
struct Story<'a> {
    repo: &'a Repo,
    log: HeadsLog,
    open: Option<Open>,
}

/// An episode that has begun.
struct Open {
    episode: Episode,
    since: i64,
    crowd: Vec<RevisionId>,
    /// What happened since its heads were last known for certain.
    passage: Passage,
}

impl Story<'_> {
    fn take(&mut self, course: &mut Course, moment: &Moment) -> Result<(), AppError> {
        let before: BTreeSet<RevisionId> = course.heads().clone();
        course.pass(&moment.passage);
        if let Some(open) = &mut self.open {
            open.passage.gone.extend(moment.passage.gone.iter().cloned());
            open.passage.come.extend(moment.passage.come.iter().cloned());
        }
        if !course.is_certain() {
            self.log.unknown += moment.commits;
            if let Some(open) = &mut self.open {
                open.episode.commits += moment.commits;
            }
            return Ok(());
        }
        let crowd = course.crowd(&moment.declared);
        match &mut self.open {
            None if crowd.is_empty() => {}
            None => self.begin(&before, crowd, moment)?,
            Some(_) if crowd.is_empty() => self.close(moment)?,
            Some(open) => {
                open.episode.commits += moment.commits;
                open.episode.most = open.episode.most.max(crowd.len());
                open.crowd = crowd;
                open.passage = Passage::default();
            }
        }
        Ok(())
    }

    fn begin(
        &mut self,
        before: &BTreeSet<RevisionId>,
        crowd: Vec<RevisionId>,
        moment: &Moment,
    ) -> Result<(), AppError> {
        let beginning = beginning(before, &crowd);
        let came = moment.passage.come.iter();
        let new: Vec<&Arc<Piece>> = came.filter(|piece| beginning.new.contains(&piece.node.id)).collect();
        let paths: Vec<PathBuf> = new.iter().map(|piece| piece.path.clone()).collect();
        let mut added = self.repo.who_added(&moment.commit, &paths)?;
        let brought = new.into_iter().map(|piece| Brought {
            id: piece.node.id.clone(),
            message: piece.message.clone(),
            added: added.remove(&piece.path),
        });
        let episode = Episode {
            began: self.repo.told_of(&moment.commit)?,
            ended: None,
            seconds: 0,
            commits: moment.commits,
            most: crowd.len(),
            heads: beginning.heads,
            brought: brought.collect(),
            endings: Vec::new(),
        };
        self.open = Some(Open {
            episode,
            since: moment.since,
            crowd,
            passage: Passage::default(),
        });
        Ok(())
    }

    fn close(&mut self, moment: &Moment) -> Result<(), AppError> {
        if let Some(mut open) = self.open.take() {
            open.episode.ended = Some(self.repo.told_of(&moment.commit)?);
            open.episode.seconds = (moment.since - open.since).max(0);
            open.episode.endings = endings(&open.crowd, &open.passage);
            self.log.episodes.push(open.episode);
        }
        Ok(())
    }

    /// Takes an episode that goes on as it is at the tip.
    fn end(mut self, moments: &[Moment]) -> Result<HeadsLog, AppError> {
        if let Some(mut open) = self.open.take() {
            let tip = self.repo.committed(&self.log.commit)?;
            open.episode.seconds = (tip - open.since).max(0);
            self.log.episodes.push(open.episode);
        }
        debug_assert!(
            moments.iter().map(|moment| moment.commits).sum::<usize>() <= self.log.commits,
            "no commit is counted twice"
        );
        Ok(self.log)
    }
}
