//! What an upgrade or a downgrade would do to a database as it stands, without doing it.

use serde::Serialize;

use super::walk::Walk;
use super::{Action, gate};
use crate::app::AppError;
use crate::app::database::Database;
use crate::app::workspace::{Standing, Workspace};
use crate::dialect::{self, Access, Dialect, Running, Versions};
use crate::formats::sql::data_loss;
use crate::graph::Route;
use crate::text::Spanned;

/// What would be done.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Outlook {
    /// The database, its password hidden.
    pub database: String,
    /// Where it stands.
    pub rows: Vec<String>,
    /// A revision that a run before began and did not end.
    pub in_flight: Option<String>,
    /// The steps, in order.
    pub steps: Vec<StepView>,
}

/// One step.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct StepView {
    /// The revision whose statements run.
    pub revision: String,
    /// `Running upgrade a -> b, doc`.
    pub title: String,
    /// Its file.
    pub path: String,
    /// Whether all of it is one transaction.
    pub transaction: bool,
    /// What runs.
    pub statements: Vec<StatementView>,
}

/// One statement.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct StatementView {
    /// Its line.
    pub line: u32,
    /// The statement as it stands in the file.
    pub sql: String,
    /// What it destroys, where it is known to.
    pub destroys: Option<String>,
}

/// Reads the database, and works out what an action would do; nothing is locked, created or changed.
///
/// # Errors
/// [`AppError`] as when the action is carried out.
pub fn outlook(workspace: &Workspace, database: &Database, action: &Action) -> Result<Outlook, AppError> {
    let place = workspace.place(&Standing::WorkTree)?;
    gate(&place)?;
    let opened = dialect::open(&database.url, &workspace.directory, &database.table, Access::Look)?;
    let (versions, flight) = match opened {
        Some(mut session) => (session.versions()?, session.in_flight()?),
        None => (Versions::default(), None),
    };
    let graph = &place.history.graph;
    let (route, running) = match action {
        Action::Downgrade(target) => (graph.downgrade(&versions.rows, target)?, Running::Downgrade),
        Action::Upgrade(target) => (graph.upgrade(&versions.rows, target)?, Running::Upgrade),
        Action::Stamp { .. } => (Route::default(), Running::Stamp),
    };
    let walk = Walk::plan(&place, route, (running, database.url.dialect()))?;
    Ok(Outlook {
        database: database.url.to_string(),
        rows: versions.rows.iter().map(ToString::to_string).collect(),
        in_flight: flight.map(|flight| flight.revision.to_string()),
        steps: walk.views(&place, database.url.dialect()),
    })
}

/// Says what a statement is for a person who decides whether it runs.
pub(super) fn statement_view(statement: &Spanned<Box<str>>, dialect: Dialect) -> StatementView {
    StatementView {
        line: statement.place.line,
        sql: statement.value.to_string(),
        destroys: data_loss(&statement.value, dialect.flavour()),
    }
}
