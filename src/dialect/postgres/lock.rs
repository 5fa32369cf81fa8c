//! The lock of a run: an advisory lock of the session, polled for.
//!
//! Never waited for inside the server: there it would hold a snapshot, and `CREATE INDEX CONCURRENTLY` of the holder
//! would wait for it in turn (faults 2j).

use std::time::{Duration, Instant};

use md5::{Digest, Md5};

use super::session::PostgresConnection;
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
    key: i64,
}

const SHORTEST: Duration = Duration::from_millis(20);
const LONGEST: Duration = Duration::from_millis(500);

pub(super) fn take(
    connection: &mut PostgresConnection,
    table: &VersionTable,
    patience: Duration,
) -> Result<(), DialectError> {
    const DOING: &str = "locking the database for this run";
    let key = key(connection, table)?;
    let sql = format!("SELECT pg_try_advisory_lock({key})::text");
    let start = Instant::now();
    let mut pause = SHORTEST;
    loop {
        let rows = connection.ask(&sql, &[]).map_err(|failure| failure.during(DOING))?;
        if cell(&rows, 0, 0) == Some("true") {
            connection.held = Some(Held {
                table: table.clone(),
                patience,
                key,
            });
            return check(connection);
        }
        if let Some(signal) = connection.stopped() {
            return Err(DialectError::Stopped { signal });
        }
        if start.elapsed() >= patience {
            let holder = holder(connection, key);
            let seconds = patience.as_secs();
            return Err(DialectError::Held { holder, seconds });
        }
        connection.rest(jittered(pause).min(patience.saturating_sub(start.elapsed())));
        pause = (pause * 2).min(LONGEST);
    }
}

/// The key: advisory locks belong to a database, and within it ours to a version table.
fn key(connection: &mut PostgresConnection, table: &VersionTable) -> Result<i64, DialectError> {
    let found = connection.find(table);
    let found = found.map_err(|failure| failure.during("looking for the version table"))?;
    let schema = found
        .and_then(|found| found.schema)
        .or_else(|| table.schema.clone())
        .unwrap_or_else(|| connection.facts.schema.clone());
    let hash = Md5::digest(format!(
        "onehead\0{}\0{schema}\0{}",
        connection.facts.database, table.name
    ));
    let mut first = [0; 8];
    first.copy_from_slice(&hash[..8]);
    Ok(i64::from_be_bytes(first))
}

/// Fails unless we still speak to the process that holds our lock. A pool in between may have given us another one.
pub(super) fn check(connection: &mut PostgresConnection) -> Result<(), DialectError> {
    let Some(held) = &connection.held else {
        return Ok(());
    };
    let sql = format!(
        "SELECT pg_backend_pid()::text, coalesce(current_setting('onehead.run', true), ''), EXISTS (SELECT 1 \
         FROM pg_catalog.pg_locks WHERE locktype = 'advisory' AND granted AND pid = pg_backend_pid() \
         AND objsubid = 1 AND ((classid::bigint << 32) | objid::bigint) = {})::text",
        held.key
    );
    let rows = connection.ask(&sql, &[]);
    let rows = rows.map_err(|failure| failure.during("making sure of the lock"))?;
    if cell(&rows, 0, 0) != Some(&connection.facts.process) || cell(&rows, 0, 1) != Some(&connection.facts.run) {
        return Err(DialectError::Pooled);
    }
    if cell(&rows, 0, 2) != Some("true") {
        return Err(DialectError::LockLost);
    }
    Ok(())
}

/// Who holds the lock, as far as the server tells.
fn holder(connection: &mut PostgresConnection, key: i64) -> String {
    let sql = format!(
        "SELECT a.pid::text, coalesce(a.application_name, ''), coalesce(a.usename, '')::text, \
         to_char(a.backend_start AT TIME ZONE 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS\"Z\"'), coalesce(a.state, ''), \
         left(coalesce(a.query, ''), 120), coalesce(host(a.client_addr), 'local') \
         FROM pg_catalog.pg_locks l JOIN pg_catalog.pg_stat_activity a ON a.pid = l.pid \
         WHERE l.locktype = 'advisory' AND l.granted AND l.objsubid = 1 \
         AND l.database = (SELECT oid FROM pg_catalog.pg_database WHERE datname = current_database()) \
         AND ((l.classid::bigint << 32) | l.objid::bigint) = {key} LIMIT 1"
    );
    let Some(rows) = connection.ask(&sql, &[]).ok().filter(|rows| !rows.is_empty()) else {
        return "which did not say who it is".to_owned();
    };
    let text = |column| escape_line(cell(&rows, 0, column).unwrap_or_default()).into_owned();
    format!(
        "process {}, `{}`, user {} from {}, since {}, {}: {}",
        text(0),
        text(1),
        text(2),
        text(6),
        text(3),
        text(4),
        text(5)
    )
}

/// A pause between a half and the whole of it, so that those who wait do not ask in step.
fn jittered(pause: Duration) -> Duration {
    let nanos = u64::from(jiff::Timestamp::now().subsec_nanosecond().unsigned_abs());
    let half = pause / 2;
    let span = u64::try_from(half.as_nanos()).unwrap_or(1).max(1);
    half + Duration::from_nanos((nanos ^ u64::from(std::process::id()).wrapping_mul(7919)) % span)
}
