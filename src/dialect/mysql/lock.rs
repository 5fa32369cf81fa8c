//! The lock of a run: `GET_LOCK`, with a positive time-out.
//!
//! A negative one is no lock at all on `MariaDB`, and only the answer 1 says that it is held (faults 1, 2j). Names are
//! the server's, not the database's, so the database stands in ours.

use std::time::{Duration, Instant};

use md5::{Digest, Md5};

use super::session::MySqlConnection;
use crate::dialect::connection::{Connection, cell};
use crate::dialect::{DialectError, VersionTable};
use crate::text::escape_line;

/// A lock that is held.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Held {
    /// The version table it is for.
    pub(super) table: VersionTable,
    /// How long was waited for it.
    pub(super) patience: Duration,
    name: String,
}

pub(super) fn take(
    connection: &mut MySqlConnection,
    table: &VersionTable,
    patience: Duration,
) -> Result<(), DialectError> {
    const DOING: &str = "locking the database for this run";
    let name = name(connection, table);
    let start = Instant::now();
    loop {
        // A second at a time, so that a signal is heard.
        let sql = format!("SELECT GET_LOCK('{name}', 1)");
        let rows = connection.ask(&sql, &[]).map_err(|failure| failure.during(DOING))?;
        match cell(&rows, 0, 0) {
            Some("1") => {
                connection.held = Some(Held {
                    table: table.clone(),
                    patience,
                    name,
                });
                return check(connection);
            }
            Some("0") => {}
            _ => {
                return Err(DialectError::Database {
                    doing: DOING,
                    message: "GET_LOCK answered neither yes nor no".to_owned(),
                    busy: false,
                });
            }
        }
        if let Some(signal) = connection.stopped() {
            return Err(DialectError::Stopped { signal });
        }
        if start.elapsed() >= patience {
            let holder = holder(connection, &name);
            let seconds = patience.as_secs();
            return Err(DialectError::Held { holder, seconds });
        }
    }
}

/// At most 64 characters, and letters and digits alone: it is written into statements.
fn name(connection: &MySqlConnection, table: &VersionTable) -> String {
    let database = table.schema.as_deref().unwrap_or(&connection.database);
    let hash = Md5::digest(format!("{database}\0{}", table.name));
    let hash: String = hash.iter().map(|byte| format!("{byte:02x}")).collect();
    format!("onehead_{hash}")
}

pub(super) fn check(connection: &mut MySqlConnection) -> Result<(), DialectError> {
    let Some(held) = &connection.held else {
        return Ok(());
    };
    let sql = format!("SELECT CONNECTION_ID(), IS_USED_LOCK('{}')", held.name);
    let rows = connection.ask(&sql, &[]);
    let rows = rows.map_err(|failure| failure.during("making sure of the lock"))?;
    let number = Some(connection.number.as_str());
    if cell(&rows, 0, 0) != number {
        return Err(DialectError::Pooled);
    }
    if cell(&rows, 0, 1) != number {
        return Err(DialectError::LockLost);
    }
    Ok(())
}

/// Who holds the lock, as far as the server tells.
fn holder(connection: &mut MySqlConnection, name: &str) -> String {
    let sql = format!(
        "SELECT p.ID, p.USER, p.HOST, p.COMMAND, p.TIME, LEFT(COALESCE(p.INFO, ''), 120) \
         FROM information_schema.PROCESSLIST p WHERE p.ID = IS_USED_LOCK('{name}')"
    );
    let Some(rows) = connection.ask(&sql, &[]).ok().filter(|rows| !rows.is_empty()) else {
        return "which did not say who it is".to_owned();
    };
    let text = |column| escape_line(cell(&rows, 0, column).unwrap_or_default()).into_owned();
    format!(
        "connection {}, user {} from {}, {} since {} s: {}",
        text(0),
        text(1),
        text(2),
        text(3).to_lowercase(),
        text(4),
        text(5)
    )
}
