//! Why a database could not be asked or changed.

use std::path::PathBuf;

use super::connection::Signal;
use super::session::InFlight;
use crate::graph::Direction;
use crate::revision::RevisionId;

/// What a person or a script does about an error; the exit codes of issue 2.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ErrorKind {
    /// The call was wrong: exit code 2.
    Usage,
    /// The database failed: exit code 4.
    Failed,
    /// The database is in a state that a person has to look at: exit code 5.
    NeedsPerson,
    /// A lock or another deployment is in the way: exit code 6.
    TryAgain,
    /// A signal asked to stop: exit codes 130 and 143.
    Stopped(Signal),
}

/// Why a database could not be asked or changed. No message holds a password.
#[derive(Debug, thiserror::Error)]
pub enum DialectError {
    /// The URL cannot be read.
    #[error("the database URL cannot be read: {reason}")]
    Url {
        /// What is wrong, without any part of the URL.
        reason: &'static str,
    },
    /// The URL names a database that onehead does not know.
    #[error(
        "the dialect `{name}` of the database URL is not known{}",
        if name == "postgres" { "; write `postgresql`" } else { "" }
    )]
    UnknownDialect {
        /// The name before `+` or `://`.
        name: String,
    },
    /// The URL says something that its database cannot mean.
    #[error("the database URL `{url}` cannot be used: {reason}")]
    UnusableUrl {
        /// The URL with the password hidden.
        url: String,
        /// What is wrong.
        reason: String,
    },
    /// The lock file cannot be made or locked.
    #[error("cannot lock the database with {}: {error}", path.display())]
    Lock {
        /// The lock file.
        path: PathBuf,
        /// What the system said.
        error: std::io::Error,
    },
    /// Another process holds the lock.
    #[error("the database is locked by another onehead ({holder}) and was not released within {seconds} s")]
    Held {
        /// What the holder wrote about itself.
        holder: String,
        /// How long was waited.
        seconds: u64,
    },
    /// The database cannot be opened.
    #[error("cannot open the database {database}: {message}")]
    Open {
        /// The file.
        database: String,
        /// What the database said.
        message: String,
        /// Whether another process is in the way.
        busy: bool,
    },
    /// Something asked of the database failed.
    #[error("the database failed while {doing}: {message}")]
    Database {
        /// What was being done.
        doing: &'static str,
        /// What the database said.
        message: String,
        /// Whether another process is in the way.
        busy: bool,
    },
    /// A statement of a revision failed.
    #[error("statement {number} of {revision} failed at {}:{line}: {message}{}", path.display(), left(*behind))]
    Statement {
        /// The revision.
        revision: RevisionId,
        /// Its file.
        path: PathBuf,
        /// The line of the statement.
        line: u32,
        /// Which statement of the section, from 1.
        number: usize,
        /// What the database said.
        message: String,
        /// Whether another process is in the way.
        busy: bool,
        /// How many statements of the section stay done: those before it, outside a transaction.
        behind: usize,
    },
    /// A statement must not run because it takes the transaction out of onehead's hands.
    #[error("statement at {}:{line} is refused: {reason}", path.display())]
    Forbidden {
        /// The file.
        path: PathBuf,
        /// The line of the statement.
        line: u32,
        /// Why.
        reason: String,
    },
    /// The statements of a revision ran outside a transaction, and the version table could not be moved.
    #[error(
        "the statements of {revision} ran outside a transaction and stay done, but it could not be recorded: {error}"
    )]
    Unrecorded {
        /// The revision.
        revision: RevisionId,
        /// Why not.
        error: Box<DialectError>,
    },
    /// The version rows are not those the plan was made for.
    #[error(
        "the database was moved by somebody else: expected {}, found {}",
        rows(expected),
        rows(found)
    )]
    Moved {
        /// The rows of the plan, sorted.
        expected: Vec<RevisionId>,
        /// The rows that are there, sorted.
        found: Vec<RevisionId>,
    },
    /// The version table is no table, or not Alembic's.
    #[error("`{table}` is not a version table: {reason}")]
    Shape {
        /// The table.
        table: String,
        /// What it is instead.
        reason: String,
    },
    /// A row of the version table names no revision.
    #[error("`{table}` holds {what}")]
    Row {
        /// The table.
        table: String,
        /// The row, named.
        what: String,
    },
    /// A change of the version table did not meet exactly one row.
    #[error("expected to match one row when {doing} in `{table}`; {found} found")]
    Matched {
        /// The table.
        table: String,
        /// `updating 'a' to 'b'`.
        doing: String,
        /// How many rows were met.
        found: u64,
    },
    /// A pool stands between us and the server, and gives our turns to different connections.
    #[error("a connection pool stands before the database, and through one a lock does not hold")]
    Pooled,
    /// The lock went while the run was under way.
    #[error("the lock of this run is gone: somebody ended it, or a pool gave the connection away")]
    LockLost,
    /// A statement ended the transaction it ran in without saying so.
    #[error("a statement ended the transaction that it ran in; what ran before it is done")]
    Broken,
    /// A revision is in flight that the plan does not begin with.
    #[error(
        "{} of {} is in flight since {}, with {} of its statements done",
        way(.0.direction), .0.revision, .0.since, .0.done
    )]
    InFlight(InFlight),
    /// The file of a revision in flight says something else than what ran.
    #[error("{revision} is in flight, and its statements up to number {number} are not those any more that ran: {}", path.display())]
    Changed {
        /// The revision.
        revision: RevisionId,
        /// Its file.
        path: PathBuf,
        /// The number of the last of them.
        number: usize,
    },
    /// Nobody can tell whether a statement of a revision in flight has run.
    #[error("{revision} is in flight, and nobody can tell whether statement {number} at {}:{line} has run", path.display())]
    Unsure {
        /// The revision.
        revision: RevisionId,
        /// Its file.
        path: PathBuf,
        /// The line of the statement.
        line: u32,
        /// Its number.
        number: usize,
    },
    /// A signal asked to stop; what was not finished was taken back.
    #[error("stopped by {}; what was begun was taken back", signal.name())]
    Stopped {
        /// The signal.
        signal: Signal,
    },
}

fn way(direction: Direction) -> &'static str {
    match direction {
        Direction::Up => "the upgrade",
        Direction::Down => "the downgrade",
    }
}

fn left(behind: usize) -> String {
    match behind {
        0 => String::new(),
        1 => "; the first statement ran outside a transaction and stays done".to_owned(),
        n => format!("; the first {n} statements ran outside a transaction and stay done"),
    }
}

fn rows(rows: &[RevisionId]) -> String {
    if rows.is_empty() {
        return "no rows".to_owned();
    }
    let rows: Vec<&str> = rows.iter().map(RevisionId::as_str).collect();
    rows.join(", ")
}

impl DialectError {
    /// Says what is to be done about it.
    #[must_use]
    pub fn kind(&self) -> ErrorKind {
        match self {
            Self::Url { .. }
            | Self::UnknownDialect { .. }
            | Self::UnusableUrl { .. }
            | Self::Pooled
            | Self::Forbidden { .. } => ErrorKind::Usage,
            Self::Stopped { signal } => ErrorKind::Stopped(*signal),
            Self::Held { .. } | Self::Moved { .. } | Self::LockLost => ErrorKind::TryAgain,
            Self::Open { busy: true, .. } | Self::Database { busy: true, .. } | Self::Statement { busy: true, .. } => {
                ErrorKind::TryAgain
            }
            Self::Unrecorded { error, .. } if matches!(error.kind(), ErrorKind::TryAgain | ErrorKind::Stopped(_)) => {
                error.kind()
            }
            Self::Shape { .. }
            | Self::Row { .. }
            | Self::Matched { .. }
            | Self::Unrecorded { .. }
            | Self::Broken
            | Self::InFlight(_)
            | Self::Changed { .. }
            | Self::Unsure { .. } => ErrorKind::NeedsPerson,
            Self::Statement { behind, .. } if *behind > 0 => ErrorKind::NeedsPerson,
            Self::Lock { .. } | Self::Open { .. } | Self::Database { .. } | Self::Statement { .. } => ErrorKind::Failed,
        }
    }

    /// Names the way out, where there is one to name.
    #[must_use]
    pub fn help(&self) -> Option<String> {
        match self {
            Self::Moved { .. } => Some("run the command again: it plans from where the database stands now".to_owned()),
            Self::Held { .. } => Some("wait for the other run, or look whether it hangs".to_owned()),
            Self::Row { .. } => Some(
                "find out what the database really holds, then write that with `onehead stamp --purge REVISION`"
                    .to_owned(),
            ),
            Self::Statement { behind, number, .. } if *behind > 0 => Some(format!(
                "correct statement {number}, leave those before it as they are, and run the command again: it goes on \
                 there"
            )),
            Self::Unrecorded { .. } => {
                Some("run the command again when the cause is gone: nothing of it runs twice".to_owned())
            }
            Self::Pooled => Some(
                "name the server itself in the URL, not the pool (PgBouncer, ProxySQL); migrations need one session"
                    .to_owned(),
            ),
            Self::LockLost => Some("run the command again: it goes on where this run stopped".to_owned()),
            Self::Broken => Some(
                "look what the revision has done, and which procedure of it commits; then `onehead stamp` where the \
                 database stands"
                    .to_owned(),
            ),
            Self::InFlight(flight) => Some(match flight.direction {
                Direction::Up => format!("finish it first: `onehead upgrade {}`", flight.revision),
                Direction::Down => format!("finish it first: downgrade to what {} stands on", flight.revision),
            }),
            Self::Changed { .. } => {
                Some("bring those statements back as they were, and change only what has not run".to_owned())
            }
            Self::Unsure { .. } => Some(
                "look at the database, then run the command again with `--resume done` or `--resume redo`".to_owned(),
            ),
            _ if self.kind() == ErrorKind::TryAgain => Some("try again when the other process is done".to_owned()),
            _ => None,
        }
    }
}
