//! `onehead switch`: the database goes along to another branch. What both branches have stays; the rest is taken back
//! with the files of the branch that is left, and applied with those of the branch that is entered.

mod common;
mod error;
mod losses;

use std::time::Duration;

use super::AppError;
use super::apply::{Progress, Walk, gate};
use super::database::Database;
use super::git_command::{Talk, git_command};
use super::workspace::{Place, Standing, Workspace};
use crate::dialect::{self, Access, Dialect, Running, Session};
use crate::formats::sql::Section;
use crate::git::State;
use crate::history::History;
use crate::revision::RevisionId;

pub use error::SwitchError;
pub use losses::Loss;

/// Both sides of a switch, read and judged; nothing has been touched.
pub struct Crossing<'a> {
    /// The branch that is entered, as it was named.
    branch: String,
    /// The arguments that make git go there.
    arguments: Vec<String>,
    /// Its commit.
    commit: String,
    left: Place<'a>,
    entered: Place<'a>,
}

/// A plan: nothing has been touched.
pub struct SwitchPlan<'p, 'a> {
    crossing: &'p Crossing<'a>,
    /// Where the database stands.
    rows: Vec<RevisionId>,
    down: Walk,
    /// The way back up, for when git refuses.
    back: Walk,
    up: Walk,
}

/// A step, for showing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SwitchStep {
    /// The revision.
    pub id: RevisionId,
    /// The first line of what it says about itself.
    pub message: String,
    /// What does not come back; empty on the way up.
    pub losses: Vec<Loss>,
}

/// Reads both sides.
///
/// # Errors
/// [`SwitchError`] where there is no such branch, no project on it, or something uncommitted in the way; [`AppError`] where
/// a side is broken.
pub fn crossing<'a>(workspace: &'a Workspace, branch: &str) -> Result<Crossing<'a>, AppError> {
    let repo = workspace.repo()?;
    if !matches!(repo.state(), State::None | State::Bisect) {
        return Err(SwitchError::InTheMiddle.into());
    }
    let (commit, arguments) = target(workspace, branch)?;
    let left = workspace.place(&Standing::WorkTree)?;
    common::refuse_uncommitted(workspace, &left)?;
    let source = workspace.source(&Standing::Commit(commit.clone()))?;
    let project = workspace.same_project(source.as_ref(), left.source.as_ref(), &left.project)?;
    let history = History::load(source.as_ref(), &project)?;
    if history.revisions.is_empty() {
        return Err(SwitchError::NoProject(branch.to_owned()).into());
    }
    let entered = Place {
        directory: workspace.directory.clone(),
        source,
        project,
        history,
    };
    gate(&left)?;
    gate(&entered)?;
    Ok(Crossing {
        branch: branch.to_owned(),
        arguments,
        commit,
        left,
        entered,
    })
}

/// Finds a branch, local or remote, and how git is told to go there.
fn target(workspace: &Workspace, branch: &str) -> Result<(String, Vec<String>), AppError> {
    let repo = workspace.repo()?;
    let refs = repo.refs()?;
    let find = |full: String| refs.iter().find(|known| known.full == full);
    let go = |arguments: &[&str]| arguments.iter().map(|&word| word.to_owned()).collect();
    if let Some(known) = find(format!("refs/heads/{branch}")) {
        return Ok((known.commit.clone(), go(&["switch", branch])));
    }
    if let Some(known) = find(format!("refs/remotes/{branch}")) {
        return Ok((known.commit.clone(), go(&["switch", "--track", branch])));
    }
    match repo.target_branch(branch) {
        // git makes a local branch of the remote one by itself.
        Ok(base) => Ok((base.commit, go(&["switch", "--track", &base.name]))),
        Err(_) => Err(SwitchError::NoBranch(branch.to_owned()).into()),
    }
}

impl<'a> Crossing<'a> {
    /// Answers the project as it is here.
    #[must_use]
    pub const fn left(&self) -> &Place<'a> {
        &self.left
    }

    /// Plans the way of a database that holds these rows.
    ///
    /// # Errors
    /// [`AppError`] where a step cannot be run, or a row is no revision of the branch that is left.
    pub fn plan<'p>(&'p self, rows: Vec<RevisionId>, database: &Database) -> Result<SwitchPlan<'p, 'a>, AppError> {
        let (left, entered) = (&self.left, &self.entered);
        let dialect = database.url.dialect();
        let going = common::going(left, entered, &rows)?;
        let (old, new) = (&left.history.graph, &entered.history.graph);
        let down = old.take_back_only(&rows, &going)?;
        let down = Walk::plan(left, down, (Running::Downgrade, dialect))?;
        let between = down.after(&rows);
        let up = new.upgrade(&between, "heads")?;
        Ok(SwitchPlan {
            crossing: self,
            back: way_back(left, (&between, &rows), dialect)?,
            up: Walk::plan(entered, up, (Running::Upgrade, dialect))?,
            rows,
            down,
        })
    }

    /// Lets git go to the branch, without a database.
    ///
    /// # Errors
    /// [`SwitchError::GitRefused`].
    pub fn go(&self, workspace: &Workspace) -> Result<String, AppError> {
        let arguments: Vec<&str> = self.arguments.iter().map(String::as_str).collect();
        let ended = git_command(&workspace.directory, &arguments, Talk::Caller)?;
        if ended.is_done {
            Ok(ended.said)
        } else {
            Err(SwitchError::GitRefused(ended.said).into())
        }
    }
}

impl SwitchPlan<'_, '_> {
    /// Lists what is taken back, in order, with what is lost by it.
    #[must_use]
    pub fn down(&self) -> Vec<SwitchStep> {
        shown(&self.crossing.left, &self.down, true)
    }

    /// Lists what is applied, in order.
    #[must_use]
    pub fn up(&self) -> Vec<SwitchStep> {
        shown(&self.crossing.entered, &self.up, false)
    }

    /// Carries the plan out. Whatever fails on the way, the error says where git and the database stand.
    ///
    /// # Errors
    /// [`SwitchError`]; [`AppError`] before anything was touched.
    pub fn carry_out(
        &self,
        workspace: &Workspace,
        (database, patience): (&Database, Duration),
        progress: &mut Progress<'_>,
    ) -> Result<String, AppError> {
        let _lock = dialect::lock(&database.url, &workspace.directory, patience)?;
        let opened = dialect::open(&database.url, &workspace.directory, &database.table, Access::Change)?;
        let Some(mut session) = opened else {
            return self.crossing.go(workspace);
        };
        let session = session.as_mut();
        let mut rows = session.versions()?.rows;
        if sorted(&rows) != sorted(&self.rows) {
            return Err(SwitchError::Moved.into());
        }
        session.ensure_version_table()?;
        if let Err(error) = self.down.run(session, &mut rows, progress) {
            let back = self.climb(session, &mut rows, progress);
            return Err(SwitchError::Stopped(Box::new(error), stands(back, &rows)).into());
        }
        let said = match self.crossing.go(workspace) {
            Ok(said) => said,
            Err(error) => {
                let back = self.climb(session, &mut rows, progress);
                return Err(SwitchError::Stopped(Box::new(error), stands(back, &rows)).into());
            }
        };
        let entered = |error: AppError, rows: &[RevisionId]| {
            SwitchError::Entered(self.crossing.branch.clone(), Box::new(error), listed(rows))
        };
        // Another git may have moved the branch since the plan was made: then its files are not those of the plan.
        if workspace.repo()?.resolve("HEAD")? != self.crossing.commit {
            return Err(entered(SwitchError::Moved.into(), &rows).into());
        }
        match self.up.run(session, &mut rows, progress) {
            Ok(()) => Ok(said),
            Err(error) => Err(entered(error, &rows).into()),
        }
    }

    /// Brings the database back to where it stood, as far as it came down.
    fn climb(
        &self,
        session: &mut dyn Session,
        rows: &mut Vec<RevisionId>,
        progress: &mut Progress<'_>,
    ) -> Result<(), AppError> {
        // A way down that was cut short needs another way up than the whole one.
        if sorted(rows) == sorted(&self.down.after(&self.rows)) {
            return self.back.run(session, rows, progress);
        }
        way_back(&self.crossing.left, (rows, &self.rows), session.dialect())?.run(session, rows, progress)
    }
}

/// Reads the way up to where a database stood.
fn way_back(
    left: &Place<'_>,
    (now, before): (&[RevisionId], &[RevisionId]),
    dialect: Dialect,
) -> Result<Walk, AppError> {
    let graph = &left.history.graph;
    let rows: Vec<_> = before.iter().filter_map(|row| graph.find(row.as_str())).collect();
    Walk::plan(left, graph.bring(now, &rows)?, (Running::Upgrade, dialect))
}

fn shown(place: &Place<'_>, walk: &Walk, goes_down: bool) -> Vec<SwitchStep> {
    let message = |id: &RevisionId| {
        let rev = place.history.graph.find(id.as_str())?;
        place.history.revision(rev).header.message().lines().next()
    };
    let step = |(id, section): (&RevisionId, &Section)| SwitchStep {
        id: id.clone(),
        message: message(id).unwrap_or_default().to_owned(),
        losses: if goes_down { losses::losses(section) } else { Vec::new() },
    };
    walk.steps().map(step).collect()
}

fn sorted(rows: &[RevisionId]) -> Vec<RevisionId> {
    let mut rows = rows.to_vec();
    rows.sort_unstable();
    rows
}

/// Says where the database stands after the way back up.
fn stands(back: Result<(), AppError>, rows: &[RevisionId]) -> String {
    match back {
        Ok(()) => "the database is where it was".to_owned(),
        Err(error) => format!(
            "the database could not be brought back ({error}); it stands on {}",
            listed(rows)
        ),
    }
}

fn listed(rows: &[RevisionId]) -> String {
    if rows.is_empty() {
        return "no revision".to_owned();
    }
    let ids: Vec<&str> = rows.iter().map(RevisionId::as_str).collect();
    ids.join(", ")
}
