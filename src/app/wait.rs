//! Waiting for a database that somebody else upgrades.

use std::collections::HashSet;
use std::time::{Duration, Instant};

use super::AppError;
use super::apply::gate;
use super::database::Database;
use super::workspace::{Place, Workspace};
use crate::dialect::{self, Access, DialectError, ErrorKind};
use crate::revision::RevisionId;

const PAUSE: Duration = Duration::from_millis(500);

/// Waits until a database stands on every head; answers what was seen last where that did not happen in time.
///
/// A database that cannot be reached is asked again: it may still be starting.
///
/// # Errors
/// [`AppError`] where waiting changes nothing: a broken history, a URL that means nothing, a password that is wrong.
pub fn wait_for_heads(
    workspace: &Workspace,
    place: &Place<'_>,
    database: &Database,
    timeout: Duration,
) -> Result<Option<String>, AppError> {
    gate(place)?;
    let graph = &place.history.graph;
    let heads: HashSet<RevisionId> = graph.real_heads().iter().map(|&head| graph.id(head).clone()).collect();
    let start = Instant::now();
    loop {
        let seen = match rows(workspace, database) {
            Ok(rows) if heads.iter().all(|head| rows.contains(head)) => return Ok(None),
            Ok(rows) if rows.is_empty() => "it stands on nothing".to_owned(),
            Ok(rows) => {
                let rows: Vec<&str> = rows.iter().map(RevisionId::as_str).collect();
                format!("it stands on {}", rows.join(", "))
            }
            Err(error) if error.kind() == ErrorKind::TryAgain => error.to_string(),
            Err(error) => return Err(error.into()),
        };
        let left = timeout.saturating_sub(start.elapsed());
        if left.is_zero() {
            return Ok(Some(seen));
        }
        std::thread::sleep(PAUSE.min(left));
    }
}

fn rows(workspace: &Workspace, database: &Database) -> Result<Vec<RevisionId>, DialectError> {
    match dialect::open(&database.url, &workspace.directory, &database.table, Access::Look)? {
        Some(mut session) => Ok(session.versions()?.rows),
        None => Ok(Vec::new()),
    }
}
