//! A session on a `SQLite` database: the only place that speaks to it.

use std::path::Path;

use sqlx::query::Query;
use sqlx::sqlite::{Sqlite, SqliteArguments, SqliteConnectOptions, SqliteRow};
use sqlx::{AssertSqlSafe, ConnectOptions, Connection, Row, SqliteConnection, TypeInfo, ValueRef};

use super::{Mode, SqliteTarget};
use crate::dialect::runtime::Runtime;
use crate::dialect::version_row::{VersionRow, revisions};
use crate::dialect::{Access, Dialect, DialectError, Session, Turn, VersionTable, Versions};
use crate::formats::sql::{Flavour, forbidden};
use crate::graph::VersionMove;
use crate::revision::RevisionId;
use crate::text::Spanned;

/// An open `SQLite` database.
///
/// Foreign keys are off, as in Alembic: sqlx and its `SQLite` switch them on, and then a table rebuild deletes the
/// rows that point at the table.
pub struct SqliteSession {
    runtime: Runtime,
    /// None only while it is being closed.
    connection: Option<SqliteConnection>,
    table: VersionTable,
}

impl SqliteSession {
    /// Opens a database; none where there is no file and none is to be created.
    ///
    /// # Errors
    /// [`DialectError::Open`] when the file cannot be opened.
    pub fn open(target: &SqliteTarget, table: VersionTable, access: Access) -> Result<Option<Self>, DialectError> {
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
        let runtime = Runtime::start()?;
        let opened = runtime.wait(options(target, access).connect());
        let connection = opened.map_err(|error| DialectError::Open {
            database: name(target),
            message: message(&error),
            busy: is_busy(&error),
        })?;
        Ok(Some(Self {
            runtime,
            connection: Some(connection),
            table,
        }))
    }

    /// Runs one statement and answers how many rows it changed.
    fn execute(&mut self, sql: &str, values: &[&str]) -> Result<u64, sqlx::Error> {
        let connection = self.connection.as_mut().ok_or(sqlx::Error::WorkerCrashed)?;
        let result = self.runtime.wait(statement(sql, values).execute(connection))?;
        Ok(result.rows_affected())
    }

    /// Runs one statement of our own and answers its rows.
    fn ask(&mut self, sql: &str, values: &[&str], doing: &'static str) -> Result<Vec<SqliteRow>, DialectError> {
        let connection = self.connection.as_mut().ok_or(sqlx::Error::WorkerCrashed);
        let rows = connection.and_then(|connection| self.runtime.wait(statement(sql, values).fetch_all(connection)));
        rows.map_err(|error| failed(&error, doing))
    }

    /// Runs something in a transaction of its own; on any error nothing of it stays.
    fn transaction(&mut self, work: impl FnOnce(&mut Self) -> Result<(), DialectError>) -> Result<(), DialectError> {
        self.ask("BEGIN IMMEDIATE", &[], "beginning a transaction")?;
        let outcome = work(self).and_then(|()| self.ask("COMMIT", &[], "committing").map(drop));
        if outcome.is_err() {
            // Some errors end the transaction by themselves; then there is nothing left to take back.
            let _ = self.execute("ROLLBACK", &[]);
        }
        outcome
    }

    fn spelled(&self) -> String {
        self.table.spelled(Dialect::Sqlite)
    }

    fn schema(&self) -> &str {
        self.table.schema.as_deref().unwrap_or("main")
    }

    /// Says whether there is a version table; something else with its name is an error.
    fn find_table(&mut self) -> Result<bool, DialectError> {
        const DOING: &str = "looking for the version table";
        let schema = crate::dialect::version_table::identifier(Dialect::Sqlite, self.schema());
        let name = self.table.name.clone();
        let sql = format!(
            "SELECT type FROM {schema}.sqlite_master WHERE type IN ('table', 'view') AND lower(name) = lower(?)"
        );
        let kinds = self.ask(&sql, &[&name], DOING)?;
        let Some(kind) = kinds.first() else {
            return Ok(false);
        };
        let kind: String = kind.try_get(0).map_err(|error| failed(&error, DOING))?;
        if kind != "table" {
            return Err(self.shape(format!("it is a {kind}")));
        }
        let schema = self.schema().to_owned();
        let sql = "SELECT name FROM pragma_table_info(?, ?) WHERE lower(name) = 'version_num'";
        if self.ask(sql, &[&name, &schema], DOING)?.is_empty() {
            return Err(self.shape("it has no column `version_num`".to_owned()));
        }
        Ok(true)
    }

    fn shape(&self, reason: String) -> DialectError {
        DialectError::Shape {
            table: self.spelled(),
            reason,
        }
    }

    /// Fails unless the rows are those that a plan was made for.
    fn expect_rows(&mut self, expects: &[RevisionId]) -> Result<(), DialectError> {
        let mut found = self.versions()?.rows;
        let mut expected = expects.to_vec();
        found.sort_unstable();
        expected.sort_unstable();
        if found == expected {
            Ok(())
        } else {
            Err(DialectError::Moved { expected, found })
        }
    }

    fn run_statements(&mut self, turn: &Turn<'_>) -> Result<(), DialectError> {
        for (number, statement) in (1..).zip(&turn.section.statements) {
            self.run(turn, number, statement)?;
        }
        Ok(())
    }

    fn run(&mut self, turn: &Turn<'_>, number: usize, statement: &Spanned<Box<str>>) -> Result<(), DialectError> {
        let outcome = self.execute(&statement.value, &[]);
        outcome.map(drop).map_err(|error| DialectError::Statement {
            revision: turn.revision.clone(),
            path: turn.path.to_path_buf(),
            line: statement.place.line,
            number,
            message: message(&error),
            busy: is_busy(&error),
            behind: if turn.section.no_transaction { number - 1 } else { 0 },
        })
    }

    fn move_rows(&mut self, moves: &[VersionMove]) -> Result<(), DialectError> {
        const DOING: &str = "moving the version table";
        let table = self.spelled();
        for change in moves {
            let (sql, values, doing) = match change {
                VersionMove::Insert(id) => (
                    format!("INSERT INTO {table} (version_num) VALUES (?)"),
                    vec![id.as_str()],
                    format!("inserting '{id}'"),
                ),
                VersionMove::Delete(id) => (
                    format!("DELETE FROM {table} WHERE version_num = ?"),
                    vec![id.as_str()],
                    format!("deleting '{id}'"),
                ),
                VersionMove::Update { from, to } => (
                    format!("UPDATE {table} SET version_num = ? WHERE version_num = ?"),
                    vec![to.as_str(), from.as_str()],
                    format!("updating '{from}' to '{to}'"),
                ),
            };
            let found = self.execute(&sql, &values).map_err(|error| failed(&error, DOING))?;
            if found != 1 {
                return Err(DialectError::Matched { table, doing, found });
            }
        }
        Ok(())
    }

    /// Statement by statement, then the rows.
    fn apply_outside(&mut self, turn: &Turn<'_>) -> Result<(), DialectError> {
        self.expect_rows(turn.expects)?;
        self.run_statements(turn)?;
        let recorded = self
            .ask("PRAGMA foreign_keys = OFF", &[], "switching foreign keys off again")
            .and_then(|_| {
                self.transaction(|session| {
                    session.expect_rows(turn.expects)?;
                    session.move_rows(turn.moves)
                })
            });
        recorded.map_err(|error| DialectError::Unrecorded {
            revision: turn.revision.clone(),
            error: Box::new(error),
        })
    }
}

impl Session for SqliteSession {
    fn dialect(&self) -> Dialect {
        Dialect::Sqlite
    }

    fn versions(&mut self) -> Result<Versions, DialectError> {
        let Some(rows) = self.version_rows()? else {
            return Ok(Versions::default());
        };
        Ok(Versions {
            has_table: true,
            rows: revisions(&self.spelled(), rows)?,
        })
    }

    fn version_rows(&mut self) -> Result<Option<Vec<VersionRow>>, DialectError> {
        const DOING: &str = "reading the version table";
        if !self.find_table()? {
            return Ok(None);
        }
        let table = self.spelled();
        // Alembic's query letter by letter: the order of the rows follows from it.
        let found = self.ask(&format!("SELECT {table}.version_num \nFROM {table}"), &[], DOING)?;
        Ok(Some(found.iter().map(version_row).collect()))
    }

    fn has_user_tables(&mut self) -> Result<bool, DialectError> {
        let name = self.table.name.clone();
        let sql = "SELECT name FROM main.sqlite_master \
                   WHERE type = 'table' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\' AND lower(name) <> lower(?) LIMIT 1";
        Ok(!self.ask(sql, &[&name], "looking for tables")?.is_empty())
    }

    fn ensure_version_table(&mut self) -> Result<(), DialectError> {
        if self.find_table()? {
            return Ok(());
        }
        let create = self.table.create(Dialect::Sqlite, "\t");
        self.transaction(|session| {
            if !session.find_table()? {
                session.ask(&create, &[], "creating the version table")?;
            }
            Ok(())
        })
    }

    fn apply(&mut self, turn: &Turn<'_>) -> Result<(), DialectError> {
        if let Some(found) = forbidden(turn.section, Flavour::Sqlite) {
            return Err(DialectError::Forbidden {
                path: turn.path.to_path_buf(),
                line: found.place.line,
                reason: found.reason,
            });
        }
        if turn.section.no_transaction && !turn.section.statements.is_empty() {
            return self.apply_outside(turn);
        }
        self.transaction(|session| {
            session.expect_rows(turn.expects)?;
            session.run_statements(turn)?;
            session.move_rows(turn.moves)
        })
    }

    fn stamp(&mut self, expects: &[RevisionId], moves: &[VersionMove]) -> Result<(), DialectError> {
        self.transaction(|session| {
            session.expect_rows(expects)?;
            session.move_rows(moves)
        })
    }

    fn stamp_purged(&mut self, moves: &[VersionMove]) -> Result<(), DialectError> {
        let purge = format!("DELETE FROM {}", self.spelled());
        self.transaction(|session| {
            session.ask(&purge, &[], "emptying the version table")?;
            session.move_rows(moves)
        })
    }
}

impl Drop for SqliteSession {
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

fn version_row(row: &SqliteRow) -> VersionRow {
    let Ok(value) = row.try_get_raw(0) else {
        return VersionRow::Null;
    };
    if value.is_null() {
        return VersionRow::Null;
    }
    let kind = value.type_info().name().to_owned();
    if kind != "TEXT" {
        return VersionRow::Other(format!("of type {kind}"));
    }
    match row.try_get_unchecked::<String, _>(0) {
        Ok(text) => VersionRow::Text(text),
        Err(_) => VersionRow::Other("not UTF-8".to_owned()),
    }
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

fn failed(error: &sqlx::Error, doing: &'static str) -> DialectError {
    DialectError::Database {
        doing,
        message: message(error),
        busy: is_busy(error),
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
