//! Changing a database.

use std::time::Duration;

use super::walk::{Walk, title};
use super::{Action, ApplyError, gate};
use crate::app::AppError;
use crate::app::database::Database;
use crate::app::workspace::{Place, Standing, Workspace};
use crate::dialect::{self, Access, ErrorKind, Running, Session};
use crate::graph::StampStep;
use crate::revision::RevisionId;

/// What is to be done, where, and how long to wait for others.
#[derive(Debug, Clone)]
pub struct Order {
    /// What is asked.
    pub action: Action,
    /// The database.
    pub database: Database,
    /// How long to wait for another run.
    pub patience: Duration,
}

/// Told each step before it runs: `Running upgrade a -> b, doc`.
pub type Progress<'a> = dyn FnMut(&str) + 'a;

/// Carries an order out: gate, lock, read again, plan, apply.
///
/// # Errors
/// [`AppError`]; until the first step is told nothing has been touched.
pub fn run(workspace: &Workspace, order: &Order, progress: &mut Progress<'_>) -> Result<(), AppError> {
    if let Action::Upgrade(target) | Action::Downgrade(target) = &order.action
        && target.contains(':')
    {
        return Err(ApplyError::Range.into());
    }
    let database = &order.database;
    // What is refused is refused before anything is made, the file of the lock included. Whoever holds the database for
    // a moment is waited for below.
    match look(workspace, order) {
        Err(AppError::Dialect(error)) if error.kind() == ErrorKind::TryAgain => {}
        looked => drop(looked?),
    }
    let _lock = dialect::lock(&database.url, &workspace.directory, order.patience)?;
    // Another run may have changed files and rows while we waited: nothing read before counts.
    let Looked { rows, plan } = look(workspace, order)?;
    let opened = dialect::open(&database.url, &workspace.directory, &database.table, Access::Change)?;
    let Some(mut session) = opened else { return Ok(()) };
    session.ensure_version_table()?;
    plan.carry_out(session.as_mut(), rows, progress)
}

/// What an order comes to as files and database stand.
struct Looked {
    rows: Vec<RevisionId>,
    plan: Plan,
}

/// Reads the files, judges them, reads the rows, and plans.
fn look(workspace: &Workspace, order: &Order) -> Result<Looked, AppError> {
    let database = &order.database;
    let place = workspace.place(&Standing::WorkTree)?;
    gate(&place)?;
    let rows = match dialect::open(&database.url, &workspace.directory, &database.table, Access::Look)? {
        // What is taken away whatever it is may be anything: this is the way out of rows that are no revisions.
        _ if matches!(order.action, Action::Stamp { purge: true, .. }) => Vec::new(),
        Some(mut session) => session.versions()?.rows,
        None => Vec::new(),
    };
    let plan = Plan::make(&place, &order.action, &rows, database)?;
    Ok(Looked { rows, plan })
}

/// Creates the version table where it is absent.
///
/// # Errors
/// [`AppError`] when the database cannot be locked, opened or changed.
pub fn ensure_version(workspace: &Workspace, database: &Database, patience: Duration) -> Result<(), AppError> {
    let _lock = dialect::lock(&database.url, &workspace.directory, patience)?;
    if let Some(mut session) = dialect::open(&database.url, &workspace.directory, &database.table, Access::Change)? {
        session.ensure_version_table()?;
    }
    Ok(())
}

/// A plan that is whole: every step can be carried out as far as the files say.
enum Plan {
    Route(Walk),
    Stamp { steps: Vec<StampStep>, purge: bool },
}

impl Plan {
    fn make(place: &Place<'_>, action: &Action, rows: &[RevisionId], database: &Database) -> Result<Self, AppError> {
        let graph = &place.history.graph;
        let (route, running) = match action {
            Action::Upgrade(target) => (graph.upgrade(rows, target)?, Running::Upgrade),
            Action::Downgrade(target) => (graph.downgrade(rows, target)?, Running::Downgrade),
            Action::Stamp { targets, purge } => {
                let rows = if *purge { &[] } else { rows };
                let steps = graph.stamp(rows, targets)?;
                return Ok(Self::Stamp { steps, purge: *purge });
            }
        };
        let walk = Walk::plan(place, route, (running, database.url.dialect()))?;
        Ok(Self::Route(walk))
    }

    fn carry_out(
        self,
        session: &mut dyn Session,
        mut rows: Vec<RevisionId>,
        progress: &mut Progress<'_>,
    ) -> Result<(), AppError> {
        match self {
            Self::Route(walk) => walk.run(session, &mut rows, progress)?,
            Self::Stamp { steps, purge } => {
                for step in &steps {
                    progress(&title(Running::Stamp, (&step.from, &step.to), ""));
                }
                let moves: Vec<_> = steps.into_iter().flat_map(|step| step.moves).collect();
                if purge {
                    session.stamp_purged(&moves)?;
                } else {
                    session.stamp(&rows, &moves)?;
                }
            }
        }
        Ok(())
    }
}
