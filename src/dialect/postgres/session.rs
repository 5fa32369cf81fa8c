//! A connection to a `PostgreSQL` server: the only place that speaks to it.

use std::time::Duration;

use sqlx::postgres::{PgArguments, PgConnectOptions, PgRow, PgSslMode, Postgres};
use sqlx::query::Query;
use sqlx::{AssertSqlSafe, Column, ConnectOptions, Connection as _, PgConnection, Row, TypeInfo, ValueRef};

use super::target::{PostgresTarget, Tls};
use super::{catalogue, defaults, lock};
use crate::dialect::connection::{
    Aftermath, Cell, Connection, Failure, Found, Manner, Rows, Signal, Subject, Trouble, cell,
};
use crate::dialect::runtime::Runtime;
use crate::dialect::{Access, DatabaseUrl, Dialect, DialectError, VersionTable};
use crate::formats::sql::{Flavour, first_words, refuses_transactions};

/// A connection to a `PostgreSQL` server.
pub(in crate::dialect) struct PostgresConnection {
    runtime: Runtime,
    options: PgConnectOptions,
    target: PostgresTarget,
    access: Access,
    shown: String,
    /// None only while there is none: it was lost, or is being closed.
    connection: Option<PgConnection>,
    /// Who the server says it is to us.
    pub(super) facts: Facts,
    /// The lock, once it is held.
    pub(super) held: Option<lock::Held>,
}

/// What the server says of the connection.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Facts {
    /// The process that serves us.
    pub(super) process: String,
    /// The database.
    pub(super) database: String,
    /// The schema in which a table without one is created.
    pub(super) schema: String,
    /// The mark we set when the connection began.
    pub(super) run: String,
    /// `server_version_num`.
    pub(super) version: u32,
}

/// The setting by which a connection of ours is known: a pool in between does not keep it.
const MARK: &str = "onehead.run";

impl PostgresConnection {
    pub(in crate::dialect) fn open(url: &DatabaseUrl, access: Access) -> Result<Self, DialectError> {
        let target = PostgresTarget::of(url)?;
        let shown = url.to_string();
        let mark = defaults::mark();
        let options = options(&target, access, &mark).map_err(|error| opening(&shown, &error))?;
        let mut connection = Self {
            runtime: Runtime::start(access == Access::Change)?,
            options,
            target,
            access,
            shown,
            connection: None,
            facts: Facts {
                run: mark,
                ..Facts::default()
            },
            held: None,
        };
        connection.connect()?;
        Ok(connection)
    }

    fn connect(&mut self) -> Result<(), DialectError> {
        let attempt = self.options.connect();
        let limited = async { tokio::time::timeout(self.target.patience, attempt).await };
        let opened = self.runtime.wait(limited).map_err(|_| DialectError::Open {
            database: self.shown.clone(),
            message: format!("no answer within {} s", self.target.patience.as_secs()),
            busy: true,
        })?;
        self.connection = Some(opened.map_err(|error| opening(&self.shown, &error))?);
        self.introduce()
    }

    /// Asks who answers, and brings the session to what `SQLAlchemy`'s drivers would have.
    fn introduce(&mut self) -> Result<(), DialectError> {
        const DOING: &str = "asking the server who it is";
        let sql = format!(
            "SELECT pg_backend_pid()::text, current_database()::text, coalesce(current_schema(), '')::text, \
             coalesce(current_setting('{MARK}', true), ''), current_setting('server_version_num'), \
             current_setting('standard_conforming_strings'), pg_is_in_recovery()::text"
        );
        let rows = self.ask(&sql, &[]).map_err(|failure| failure.during(DOING))?;
        let text = |column| cell(&rows, 0, column).unwrap_or_default().to_owned();
        let run = self.facts.run.clone();
        if self.access == Access::Change && text(3) != run {
            return Err(DialectError::Pooled);
        }
        if text(5) != "on" {
            return Err(self.unsuited("`standard_conforming_strings` is off, so that statements cannot be told apart"));
        }
        if self.access == Access::Change && text(6) == "true" {
            return Err(self.unsuited("the server is a replica, which cannot be changed"));
        }
        self.facts = Facts {
            process: text(0),
            database: text(1),
            schema: text(2),
            run,
            version: text(4).parse().unwrap_or_default(),
        };
        let settings = defaults::settings(self).map_err(|failure| failure.during(DOING))?;
        for statement in settings {
            self.run(&statement).map_err(|failure| failure.during(DOING))?;
        }
        if self.access == Access::Change && self.facts.version >= 140_000 {
            // So that the server ends what we run when we are gone; not every system can.
            let _ = self.run("SET client_connection_check_interval = '2s'");
        }
        Ok(())
    }

    /// What `options` of the URL says to the server.
    pub(super) fn start_options(&self) -> &str {
        self.options.get_options().unwrap_or_default()
    }

    fn unsuited(&self, reason: &str) -> DialectError {
        DialectError::Open {
            database: self.shown.clone(),
            message: reason.to_owned(),
            busy: false,
        }
    }

    /// Waits until a while is over or a signal comes.
    pub(super) fn rest(&self, time: Duration) {
        self.runtime.sleep(time);
    }

    /// Runs something on the connection; a signal has the server cancel it.
    fn with<T>(&mut self, work: impl AsyncFnOnce(&mut PgConnection) -> Result<T, sqlx::Error>) -> Result<T, Failure> {
        let Some(mut connection) = self.connection.take() else {
            return Err(lost("the connection is gone"));
        };
        let cancel = cancel(&self.options, &self.facts.process);
        match self.runtime.work(work(&mut connection), cancel) {
            // What runs there still runs, and nothing else can be said on the connection.
            None => Err(lost("given up")),
            Some(outcome) => {
                let outcome = outcome.map_err(|error| failure(&error));
                if !matches!(&outcome, Err(failure) if failure.trouble == Trouble::Lost) {
                    self.connection = Some(connection);
                }
                outcome
            }
        }
    }
}

async fn cancel(options: &PgConnectOptions, process: &str) {
    if let Ok(mut connection) = options.connect().await {
        let query = sqlx::query("SELECT pg_cancel_backend($1::text::int)").bind(process.to_owned());
        // A statement that is not cancelled is waited for.
        let _ = query.execute(&mut connection).await;
        let _ = connection.close().await;
    }
}

impl Connection for PostgresConnection {
    fn dialect(&self) -> Dialect {
        Dialect::PostgreSql
    }

    fn run(&mut self, sql: &str) -> Result<(), Failure> {
        let sql = sql.to_owned();
        self.with(async move |connection| sqlx::raw_sql(AssertSqlSafe(sql)).execute(connection).await.map(drop))
    }

    fn ask(&mut self, sql: &str, values: &[&str]) -> Result<Rows, Failure> {
        let rows = if values.is_empty() {
            let sql = sql.to_owned();
            self.with(async move |connection| sqlx::raw_sql(AssertSqlSafe(sql)).fetch_all(connection).await)
        } else {
            let query = statement(sql, values);
            self.with(async move |connection| query.fetch_all(connection).await)
        };
        Ok(rows?.iter().map(cells).collect())
    }

    fn change(&mut self, sql: &str, values: &[&str]) -> Result<u64, Failure> {
        let result = if values.is_empty() {
            let sql = sql.to_owned();
            self.with(async move |connection| sqlx::raw_sql(AssertSqlSafe(sql)).execute(connection).await)
        } else {
            let query = statement(sql, values);
            self.with(async move |connection| query.execute(connection).await)
        };
        Ok(result?.rows_affected())
    }

    fn mark(&self, number: usize) -> String {
        format!("${number}")
    }

    fn begin(&self) -> &'static str {
        "BEGIN"
    }

    fn find(&mut self, table: &VersionTable) -> Result<Option<Found>, Failure> {
        catalogue::find(self, table)
    }

    fn home(&self) -> Option<&str> {
        Some(self.facts.schema.as_str()).filter(|schema| !schema.is_empty())
    }

    fn has_user_tables(&mut self, table: &VersionTable) -> Result<bool, Failure> {
        catalogue::has_user_tables(self, table)
    }

    fn hold(&mut self, spelled: &str) -> Result<(), Failure> {
        // Who reads goes on; who writes waits, plain Alembic among them.
        self.change(&format!("LOCK TABLE {spelled} IN SHARE ROW EXCLUSIVE MODE"), &[])
            .map(drop)
    }

    fn lock(&mut self, table: &VersionTable, patience: Duration) -> Result<(), DialectError> {
        lock::take(self, table, patience)
    }

    fn check(&mut self) -> Result<(), DialectError> {
        lock::check(self)
    }

    fn transaction_mark(&mut self) -> Result<Option<String>, Failure> {
        let rows = self.ask("SELECT txid_current()::text", &[])?;
        Ok(cell(&rows, 0, 0).map(str::to_owned))
    }

    fn manner(&self, sql: &str, outside: bool) -> Manner {
        if !outside {
            return Manner::Together;
        }
        if refuses_transactions(sql, Flavour::PostgreSql) {
            return Manner::Alone(catalogue::aftermath(sql));
        }
        let words = first_words(sql, Flavour::PostgreSql);
        match words.first().map(String::as_str) {
            // Both may commit.
            Some("call" | "do") => Manner::Alone(Aftermath::Unknown),
            _ => Manner::Together,
        }
    }

    fn fingerprint(&mut self, subjects: &[Subject]) -> Result<String, Failure> {
        catalogue::fingerprint(self, subjects)
    }

    fn tidy(&mut self, subjects: &[Subject], before: &str) -> Result<(), Failure> {
        catalogue::tidy(self, subjects, before)
    }

    fn doubt(&mut self, subjects: &[Subject]) -> Result<Option<String>, Failure> {
        catalogue::doubt(self, subjects)
    }

    fn settle(&mut self) -> Result<(), Failure> {
        Ok(())
    }

    fn reconnect(&mut self) -> Result<(), DialectError> {
        self.connect()?;
        match self.held.clone() {
            Some(held) => lock::take(self, &held.table, held.patience),
            None => Ok(()),
        }
    }

    fn stopped(&self) -> Option<Signal> {
        self.runtime.stopped()
    }
}

impl Drop for PostgresConnection {
    fn drop(&mut self) {
        if let Some(connection) = self.connection.take() {
            // Closing takes back what was not committed, and gives up the lock.
            let _ = self.runtime.wait(connection.close());
        }
    }
}

fn options(target: &PostgresTarget, access: Access, mark: &str) -> Result<PgConnectOptions, sqlx::Error> {
    let mut options: PgConnectOptions = target.plain_url().parse()?;
    options = options.extra_float_digits(None).disable_statement_logging();
    if options.get_application_name().is_none() || target.application.is_some() {
        options = options.application_name(target.application.as_deref().unwrap_or("onehead"));
    }
    if access == Access::Change {
        options = options.options([(MARK, mark)]);
    }
    if let Some(password) = &target.password {
        options = options.password(password);
    }
    if let Some(tls) = target.tls {
        options = options.ssl_mode(match tls {
            Tls::Off => PgSslMode::Disable,
            Tls::Prefer => PgSslMode::Prefer,
            Tls::Require => PgSslMode::Require,
            Tls::Verify => PgSslMode::VerifyFull,
        });
    } else if matches!(options.get_ssl_mode(), PgSslMode::VerifyCa) {
        options = options.ssl_mode(PgSslMode::VerifyFull);
    }
    if let Some(path) = &target.root_certificate {
        options = options.ssl_root_cert(path);
    }
    if let Some((certificate, key)) = &target.client {
        options = options.ssl_client_cert(certificate).ssl_client_key(key);
    }
    Ok(options)
}

/// Makes a statement of a text that is spelled in this folder or in the executor; what others wrote comes in as
/// `values`.
fn statement(sql: &str, values: &[&str]) -> Query<'static, Postgres, PgArguments> {
    let query = sqlx::query(AssertSqlSafe(sql.to_owned()));
    values
        .iter()
        .fold(query, |query, value| query.bind((*value).to_owned()))
}

fn cells(row: &PgRow) -> Vec<Cell> {
    let columns = row.columns().iter();
    columns
        .map(|column| {
            let kind = match column.type_info().name() {
                "TEXT" | "VARCHAR" | "CHAR" | "NAME" => "TEXT",
                other => other,
            };
            let value = row.try_get_raw(column.ordinal());
            Cell {
                kind: kind.to_owned(),
                is_null: value.is_ok_and(|value| value.is_null()),
                text: row.try_get_unchecked::<String, _>(column.ordinal()).ok(),
            }
        })
        .collect()
}

fn lost(message: &str) -> Failure {
    Failure {
        message: message.to_owned(),
        trouble: Trouble::Lost,
    }
}

fn failure(error: &sqlx::Error) -> Failure {
    let trouble = match error.as_database_error() {
        None => Trouble::Lost,
        Some(error) => match error.code().as_deref() {
            Some("57P01" | "57P02" | "57P03" | "57P05" | "25P03") => Trouble::Lost,
            Some(code) if code.starts_with("08") => Trouble::Lost,
            Some("55P03" | "40P01" | "40001" | "53300") => Trouble::Busy,
            _ => Trouble::Refused,
        },
    };
    Failure {
        message: message(error),
        trouble,
    }
}

/// What the server said, with the detail that names the row or the object.
fn message(error: &sqlx::Error) -> String {
    let text = match error.as_database_error() {
        None => error.to_string(),
        Some(error) => {
            let ours = error.try_downcast_ref::<sqlx::postgres::PgDatabaseError>();
            match ours.and_then(|error| error.detail()) {
                Some(detail) => format!("{} ({detail})", error.message()),
                None => error.message().to_owned(),
            }
        }
    };
    crate::text::escape_line(&text).into_owned()
}

fn opening(database: &str, error: &sqlx::Error) -> DialectError {
    let code = error.as_database_error().and_then(sqlx::error::DatabaseError::code);
    let text = message(error);
    // What PgBouncer says to a setting it does not pass on.
    if code.as_deref() == Some("08P01") && text.contains("startup parameter") {
        return DialectError::Pooled;
    }
    DialectError::Open {
        database: database.to_owned(),
        message: text,
        busy: matches!(error, sqlx::Error::Io(_)) || matches!(code.as_deref(), Some("53300" | "57P03")),
    }
}
