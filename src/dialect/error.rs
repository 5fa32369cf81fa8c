//! Why a database could not be asked or changed.

use std::path::PathBuf;

use super::Dialect;
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
    /// onehead cannot open this kind of database.
    #[error("{} cannot be applied to yet; `--sql` prints the script for it", dialect.title())]
    NotYet {
        /// The kind.
        dialect: Dialect,
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
        /// The lock file.
        path: PathBuf,
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
}

fn left(behind: usize) -> String {
    match behind {
        0 => String::new(),
        1 => "; the statement before it ran outside a transaction and stays done".to_owned(),
        n => format!("; the {n} statements before it ran outside a transaction and stay done"),
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
    pub const fn kind(&self) -> ErrorKind {
        match self {
            Self::Url { .. }
            | Self::UnknownDialect { .. }
            | Self::UnusableUrl { .. }
            | Self::NotYet { .. }
            | Self::Forbidden { .. } => ErrorKind::Usage,
            Self::Held { .. } | Self::Moved { .. } => ErrorKind::TryAgain,
            Self::Shape { .. } | Self::Row { .. } | Self::Matched { .. } | Self::Unrecorded { .. } => {
                ErrorKind::NeedsPerson
            }
            Self::Statement { behind, .. } if *behind > 0 => ErrorKind::NeedsPerson,
            Self::Open { busy: true, .. } | Self::Database { busy: true, .. } | Self::Statement { busy: true, .. } => {
                ErrorKind::TryAgain
            }
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
            Self::Statement { behind, .. } if *behind > 0 => {
                Some("undo by hand what stays done, or finish it and `onehead stamp` the revision".to_owned())
            }
            Self::Unrecorded { revision, .. } => Some(format!(
                "record it with `onehead stamp {revision}` when the cause is gone"
            )),
            _ if self.kind() == ErrorKind::TryAgain => Some("try again when the other process is done".to_owned()),
            _ => None,
        }
    }
}
