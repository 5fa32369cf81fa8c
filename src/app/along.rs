//! Taking a development database along with a re-parent: back on the old history, then the files, then forward.

use std::path::PathBuf;
use std::time::Duration;

use super::AppError;
use super::apply::{Progress, Walk};
use super::database::{Database, locate};
use super::heads_lock::write_revisions;
use super::rebase::Rebase;
use super::workspace::{Place, Standing, Workspace};
use super::write::Change;
use crate::dialect::{self, Access, ErrorKind, Running, Session};
use crate::graph::Rev;
use crate::revision::RevisionId;

/// How long another run on the database may take.
const PATIENCE: Duration = Duration::from_mins(1);

/// Steps that are read and judged before the first of them runs.
pub struct Along {
    database: Database,
    /// Where the database stands.
    pub rows: Vec<RevisionId>,
    /// What is taken back.
    pub back: Vec<RevisionId>,
    /// What runs afterwards, on the new history.
    pub forward: Vec<RevisionId>,
    down: Walk,
    up: Walk,
}

/// What became of files and database where a step failed.
#[derive(Debug, thiserror::Error)]
#[error("{error}; {files}, and {database}")]
pub struct AlongError {
    /// What failed.
    pub error: Box<AppError>,
    /// What became of the files.
    pub files: String,
    /// Where the database stands now.
    pub database: String,
}

impl Along {
    /// Works out what a database has of what moves, and how it comes from the old place to the new one; `after` is the
    /// history with the re-parent.
    ///
    /// # Errors
    /// [`AppError`] where the database cannot be asked or is not known to these files, or where a step cannot be run:
    /// nothing has been touched.
    pub fn plan(
        workspace: &Workspace,
        url: &str,
        (before, after): (&Place<'_>, &Place<'_>),
        planned: &Rebase,
    ) -> Result<Self, AppError> {
        let database = locate(&before.project, &workspace.environment, Some(url))?;
        let opened = dialect::open(&database.url, &workspace.directory, &database.table, Access::Look)?;
        let Some(mut session) = opened else {
            return Err(AppError::NoSuchDatabase);
        };
        let rows = session.versions()?.rows;
        let dialect = database.url.dialect();
        let old = &before.history.graph;
        let route = old.take_back(&rows, &revs(before, &planned.moves))?;
        let down = Walk::plan(before, route, (Running::Downgrade, dialect))?;
        let back = down.revisions();
        // What cannot be brought again on the old history could not be undone.
        let again = old.bring(&down.after(&rows), &revs(before, &back))?;
        Walk::plan(before, again, (Running::Upgrade, dialect))?;
        let route = after.history.graph.bring(&down.after(&rows), &revs(after, &back))?;
        let up = Walk::plan(after, route, (Running::Upgrade, dialect))?;
        Ok(Self {
            forward: up.revisions(),
            database,
            rows,
            back,
            down,
            up,
        })
    }

    /// Answers whether the database has nothing of what moves, so that it stays where it is.
    #[must_use]
    pub const fn is_idle(&self) -> bool {
        self.back.is_empty()
    }

    /// Steps the database back, writes the files, and steps it forward, under the database's lock; answers the files.
    ///
    /// # Errors
    /// [`AlongError`] where a step fails: then the files are as before, and it says where the database stands: where it
    /// was, as far as it could be brought there.
    pub fn carry_out(
        &self,
        workspace: &Workspace,
        (before, changes): (&Place<'_>, &[Change]),
        progress: &mut Progress<'_>,
    ) -> Result<Vec<PathBuf>, AppError> {
        if self.is_idle() {
            return write_revisions(&before.project, changes);
        }
        let database = &self.database;
        let _lock = dialect::lock(&database.url, &workspace.directory, PATIENCE)?;
        let opened = dialect::open(&database.url, &workspace.directory, &database.table, Access::Change)?;
        let Some(mut session) = opened else {
            return Err(AppError::NoSuchDatabase);
        };
        let session = session.as_mut();
        let mut rows = self.rows.clone();
        let stepped = self.down.run(session, &mut rows, progress);
        let written = match stepped.and_then(|()| write_revisions(&before.project, changes)) {
            Ok(written) => written,
            Err(error) => return Err(self.give_up(before, (session, &mut rows), error, progress)),
        };
        let Err(error) = self.up.run(session, &mut rows, progress) else {
            return Ok(written);
        };
        let undone = if is_half(&error) {
            Ok(())
        } else {
            self.undo(workspace, (session, &mut rows), progress)
        };
        if let Err(failed) = write_revisions(&before.project, &reversed(changes)) {
            let files = format!("the files could not be put back ({failed})");
            return Err(failure(error, files, format!("the database {}", stands(session))));
        }
        match undone {
            Ok(()) => Err(self.give_up(before, (session, &mut rows), error, progress)),
            Err(second) => {
                let database = format!("the database {}: {second}", stands(session));
                Err(failure(error, AS_BEFORE.to_owned(), database))
            }
        }
    }

    /// Takes back what was brought on the new history, whose files are still there.
    fn undo(
        &self,
        workspace: &Workspace,
        (session, rows): (&mut dyn Session, &mut Vec<RevisionId>),
        progress: &mut Progress<'_>,
    ) -> Result<(), AppError> {
        let place = workspace.place(&Standing::WorkTree)?;
        let route = place.history.graph.take_back(rows, &revs(&place, &self.forward))?;
        let dialect = self.database.url.dialect();
        Walk::plan(&place, route, (Running::Downgrade, dialect))?.run(session, rows, progress)
    }

    /// Brings again on the old history what was taken back, and says where the database stands then.
    fn give_up(
        &self,
        before: &Place<'_>,
        (session, rows): (&mut dyn Session, &mut Vec<RevisionId>),
        error: AppError,
        progress: &mut Progress<'_>,
    ) -> AppError {
        if is_half(&error) {
            // Whatever ran on top of it would run on what nobody knows.
            let database = format!(
                "the database {}, and what was done half is left to a person",
                stands(session)
            );
            return failure(error, AS_BEFORE.to_owned(), database);
        }
        let dialect = self.database.url.dialect();
        let again = || -> Result<Walk, AppError> {
            let route = before.history.graph.bring(rows, &revs(before, &self.back))?;
            Walk::plan(before, route, (Running::Upgrade, dialect))
        };
        let restored = again().and_then(|walk| walk.run(session, rows, progress));
        let database = match restored {
            Ok(()) => format!("the database is back where it was: it {}", stands(session)),
            Err(second) => format!("the database {}: {second}", stands(session)),
        };
        failure(error, AS_BEFORE.to_owned(), database)
    }
}

/// What is said of files that were not written, or were put back.
const AS_BEFORE: &str = "the files are as before";

fn failure(error: AppError, files: String, database: String) -> AppError {
    let error = Box::new(error);
    AlongError { error, files, database }.into()
}

/// Answers whether a step may have left something behind: then the rows do not say what the database holds.
fn is_half(error: &AppError) -> bool {
    matches!(error, AppError::Dialect(error) if error.kind() == ErrorKind::NeedsPerson)
}

fn revs(place: &Place<'_>, ids: &[RevisionId]) -> Vec<Rev> {
    ids.iter()
        .filter_map(|id| place.history.graph.find(id.as_str()))
        .collect()
}

/// Reads where a database stands, in words.
fn stands(session: &mut dyn Session) -> String {
    match session.versions() {
        Ok(versions) if versions.rows.is_empty() => "stands on nothing".to_owned(),
        Ok(versions) => {
            let rows: Vec<&str> = versions.rows.iter().map(RevisionId::as_str).collect();
            format!("stands on {}", rows.join(", "))
        }
        Err(error) => format!("cannot say where it stands ({error})"),
    }
}

/// Makes of rewrites those that undo them.
fn reversed(changes: &[Change]) -> Vec<Change> {
    let reverse = |change: &Change| match change {
        Change::Rewrite { path, before, text } => Some(Change::Rewrite {
            path: path.clone(),
            before: text.clone().into_bytes(),
            text: String::from_utf8(before.clone()).ok()?,
        }),
        Change::Create { .. } | Change::Directory { .. } | Change::Remove { .. } => None,
    };
    changes.iter().filter_map(reverse).collect()
}
