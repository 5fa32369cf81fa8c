//! A connection to a `SQLite` database: the only place that speaks to it.

use std::path::Path;
use std::time::Duration;

use sqlx::query::Query;
use sqlx::sqlite::{Sqlite, SqliteArguments, SqliteConnectOptions, SqliteRow};
use sqlx::{AssertSqlSafe, Column, ConnectOptions, Connection as _, Row, TypeInfo, ValueRef};

use super::{Mode, SqliteTarget};
use crate::dialect::connection::{
    Aftermath, Cell, Connection, Failure, Found, Manner, Rows, Signal, Subject, Trouble, cell,
};
use crate::dialect::runtime::Runtime;
use crate::dialect::version_table::identifier;
use crate::dialect::{Access, Dialect, DialectError, VersionTable};
use crate::formats::sql::Flavour;
use crate::formats::sql::first_words;

/// An open `SQLite` database.
///
/// Foreign keys are off, as in Alembic: sqlx and its `SQLite` switch them on, and then a table rebuild deletes the
/// rows that point at the table.
pub(in crate::dialect) struct SqliteConnection {
    runtime: Runtime,
    /// None only while it is being closed.
    connection: Option<sqlx::SqliteConnection>,
}

impl SqliteConnection {
    /// Opens a database; none where there is no file and none is to be created.
    pub(in crate::dialect) fn open(target: &SqliteTarget, access: Access) -> Result<Option<Self>, DialectError> {
        if let Some(path) = &target.path
            && matches!(path.try_exists(), Ok(false))
            && (access == Access::Look || target.mode != Mode::Create)
        {
            return if access == Access::Look {
                Ok(None)
            } else {
                Err(absent(path))
            };
        }
        let runtime = Runtime::start(access == Access::Change)?;
        let opened = runtime.wait(options(target, access).connect());
        let connection = opened.map_err(|error| DialectError::Open {
            database: name(target),
            message: message(&error),
            busy: is_busy(&error),
        })?;
        Ok(Some(Self {
            runtime,
            connection: Some(connection),
        }))
    }
}

impl Connection for SqliteConnection {
    fn dialect(&self) -> Dialect {
        Dialect::Sqlite
    }

    fn run(&mut self, sql: &str) -> Result<(), Failure> {
        self.change(sql, &[]).map(drop)
    }

    fn ask(&mut self, sql: &str, values: &[&str]) -> Result<Rows, Failure> {
        let connection = self.connection.as_mut().ok_or(sqlx::Error::WorkerCrashed);
        let rows = connection.and_then(|connection| self.runtime.wait(statement(sql, values).fetch_all(connection)));
        Ok(rows.map_err(|error| failure(&error))?.iter().map(cells).collect())
    }

    fn change(&mut self, sql: &str, values: &[&str]) -> Result<u64, Failure> {
        let connection = self.connection.as_mut().ok_or(sqlx::Error::WorkerCrashed);
        let result = connection.and_then(|connection| {
            // SQLite cannot be told to stop: a first signal waits for the statement, a second one gives it up.
            let work = statement(sql, values).execute(connection);
            let outcome = self.runtime.work(work, std::future::pending::<()>());
            outcome.unwrap_or(Err(sqlx::Error::WorkerCrashed))
        });
        Ok(result.map_err(|error| failure(&error))?.rows_affected())
    }

    fn mark(&self, _number: usize) -> String {
        "?".to_owned()
    }

    fn begin(&self) -> &'static str {
        "BEGIN IMMEDIATE"
    }

    fn find(&mut self, table: &VersionTable) -> Result<Option<Found>, Failure> {
        let schema = table.schema.as_deref().unwrap_or("main");
        let spelled = identifier(Dialect::Sqlite, schema);
        let sql = format!(
            "SELECT type FROM {spelled}.sqlite_master WHERE type IN ('table', 'view') AND lower(name) = lower(?)"
        );
        let kinds = self.ask(&sql, &[&table.name])?;
        let Some(kind) = cell(&kinds, 0, 0).map(str::to_owned) else {
            return Ok(None);
        };
        let sql = "SELECT name FROM pragma_table_info(?, ?) WHERE lower(name) = 'version_num'";
        let has_column = !self.ask(sql, &[&table.name, schema])?.is_empty();
        Ok(Some(Found {
            schema: None,
            kind,
            has_column,
        }))
    }

    fn home(&self) -> Option<&str> {
        None
    }

    fn has_user_tables(&mut self, table: &VersionTable) -> Result<bool, Failure> {
        let sql = "SELECT name FROM main.sqlite_master \
                   WHERE type = 'table' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\' AND lower(name) <> lower(?) LIMIT 1";
        Ok(!self.ask(sql, &[&table.name])?.is_empty())
    }

    fn hold(&mut self, _spelled: &str) -> Result<(), Failure> {
        // The transaction began with the lock on the whole file.
        Ok(())
    }

    fn lock(&mut self, _table: &VersionTable, _patience: Duration) -> Result<(), DialectError> {
        // The lock is a file beside the database.
        Ok(())
    }

    fn check(&mut self) -> Result<(), DialectError> {
        Ok(())
    }

    fn transaction_mark(&mut self) -> Result<Option<String>, Failure> {
        // Nothing but a statement ends a transaction, and those are refused.
        Ok(None)
    }

    fn manner(&self, sql: &str, outside: bool) -> Manner {
        let words = first_words(sql, Flavour::Sqlite);
        match words.first().map(String::as_str) {
            Some("pragma" | "vacuum" | "attach" | "detach") if outside => Manner::Alone(Aftermath::Again),
            _ => Manner::Together,
        }
    }

    fn fingerprint(&mut self, _subjects: &[Subject]) -> Result<String, Failure> {
        Ok(String::new())
    }

    fn tidy(&mut self, _subjects: &[Subject], _before: &str) -> Result<(), Failure> {
        Ok(())
    }

    fn doubt(&mut self, _subjects: &[Subject]) -> Result<Option<String>, Failure> {
        Ok(None)
    }

    fn settle(&mut self) -> Result<(), Failure> {
        self.ask("PRAGMA foreign_keys = OFF", &[]).map(drop)
    }

    fn reconnect(&mut self) -> Result<(), DialectError> {
        Err(DialectError::Database {
            doing: "going on",
            message: "the database was given up".to_owned(),
            busy: false,
        })
    }

    fn stopped(&self) -> Option<Signal> {
        self.runtime.stopped()
    }
}

impl Drop for SqliteConnection {
    fn drop(&mut self) {
        if let Some(connection) = self.connection.take() {
            // Closing takes back what was not committed; an error of it changes nothing that was.
            let _ = self.runtime.wait(connection.close());
        }
    }
}

fn options(target: &SqliteTarget, access: Access) -> SqliteConnectOptions {
    let options = SqliteConnectOptions::new()
        .foreign_keys(false)
        .busy_timeout(target.patience)
        .immutable(target.immutable)
        .read_only(target.mode == Mode::ReadOnly)
        .create_if_missing(access == Access::Change && target.mode == Mode::Create)
        .disable_statement_logging();
    match &target.path {
        Some(path) => options.filename(path),
        None => options.in_memory(true).create_if_missing(true),
    }
}

/// Makes a statement of a text. The only place where text becomes SQL: it is a statement of a revision that a person
/// asked to be applied, or one that is spelled in this file; what others wrote otherwise comes in as `values`.
fn statement(sql: &str, values: &[&str]) -> Query<'static, Sqlite, SqliteArguments> {
    let query = sqlx::query(AssertSqlSafe(sql.to_owned())).persistent(false);
    values
        .iter()
        .fold(query, |query, value| query.bind((*value).to_owned()))
}

fn cells(row: &SqliteRow) -> Vec<Cell> {
    let columns = row.columns().iter();
    columns
        .map(|column| match row.try_get_raw(column.ordinal()) {
            Ok(value) if !value.is_null() => Cell {
                kind: value.type_info().name().to_owned(),
                is_null: false,
                text: row.try_get_unchecked::<String, _>(column.ordinal()).ok(),
            },
            _ => Cell {
                kind: "NULL".to_owned(),
                is_null: true,
                text: None,
            },
        })
        .collect()
}

fn absent(path: &Path) -> DialectError {
    DialectError::Open {
        database: path.display().to_string(),
        message: "there is no such file, and its URL forbids to create it".to_owned(),
        busy: false,
    }
}

fn name(target: &SqliteTarget) -> String {
    let path = target.path.as_ref();
    path.map_or_else(|| ":memory:".to_owned(), |path| path.display().to_string())
}

fn failure(error: &sqlx::Error) -> Failure {
    Failure {
        message: message(error),
        trouble: if is_busy(error) {
            Trouble::Busy
        } else {
            Trouble::Refused
        },
    }
}

/// What `SQLite` said, without sqlx's words around it.
fn message(error: &sqlx::Error) -> String {
    let text = error
        .as_database_error()
        .map_or_else(|| error.to_string(), |error| error.message().to_owned());
    crate::text::escape_line(&text).into_owned()
}

/// `SQLITE_BUSY` and `SQLITE_LOCKED`, with all their extensions.
fn is_busy(error: &sqlx::Error) -> bool {
    let code = error
        .as_database_error()
        .and_then(|error| error.code()?.parse::<u32>().ok());
    matches!(code.map(|code| code & 0xff), Some(5 | 6))
}
