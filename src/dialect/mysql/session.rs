//! A connection to a `MySQL` or `MariaDB` server: the only place that speaks to it.

use std::time::Duration;

use sqlx::mysql::{MySql, MySqlArguments, MySqlConnectOptions, MySqlRow, MySqlSslMode};
use sqlx::query::Query;
use sqlx::{AssertSqlSafe, Column, ConnectOptions, Connection as _, Row, TypeInfo, ValueRef};

use super::target::{MySqlTarget, Tls};
use super::{catalogue, lock, subjects};
use crate::dialect::connection::{Cell, Connection, Failure, Found, Manner, Rows, Signal, Subject, Trouble, cell};
use crate::dialect::runtime::Runtime;
use crate::dialect::{Access, DatabaseUrl, Dialect, DialectError, VersionTable};

/// A connection to a `MySQL` or `MariaDB` server.
pub(in crate::dialect) struct MySqlConnection {
    runtime: Runtime,
    dialect: Dialect,
    options: MySqlConnectOptions,
    target: MySqlTarget,
    access: Access,
    shown: String,
    /// None only while there is none: it was lost, or is being closed.
    connection: Option<sqlx::MySqlConnection>,
    /// The server's number for the connection.
    pub(super) number: String,
    /// The database.
    pub(super) database: String,
    /// Whether names of tables differ by case.
    pub(super) minds_case: bool,
    /// The lock, once it is held.
    pub(super) held: Option<lock::Held>,
}

impl MySqlConnection {
    pub(in crate::dialect) fn open(url: &DatabaseUrl, access: Access) -> Result<Self, DialectError> {
        let target = MySqlTarget::of(url)?;
        let mut connection = Self {
            runtime: Runtime::start(access == Access::Change)?,
            dialect: url.dialect(),
            options: options(&target),
            target,
            access,
            shown: url.to_string(),
            connection: None,
            number: String::new(),
            database: String::new(),
            minds_case: true,
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
        // sqlx asks for `IGNORE_SPACE`, which makes reserved words of the names of functions.
        let mode = match &self.target.sql_mode {
            Some(mode) => format!("'{mode}'"),
            None => "@@GLOBAL.sql_mode".to_owned(),
        };
        let mut settings = vec![format!("SET SESSION autocommit = 1, sql_mode = {mode}")];
        settings.extend(self.target.first.clone());
        for statement in settings {
            self.run(&statement).map_err(|failure| failure.during(DOING))?;
        }
        let sql = "SELECT CONNECTION_ID(), DATABASE(), VERSION(), @@SESSION.sql_mode, @@lower_case_table_names";
        let rows = self.ask(sql, &[]).map_err(|failure| failure.during(DOING))?;
        let text = |column| cell(&rows, 0, column).unwrap_or_default().to_owned();
        (self.number, self.database) = (text(0), text(1));
        self.minds_case = text(4) == "0";
        if self.dialect == Dialect::MariaDb && !text(2).contains("MariaDB") {
            return Err(self.unsuited("the URL says `mariadb`, and the server is none"));
        }
        if self.access == Access::Change && text(3).contains("NO_BACKSLASH_ESCAPES") {
            return Err(self.unsuited("`sql_mode` has NO_BACKSLASH_ESCAPES, so that statements cannot be told apart"));
        }
        Ok(())
    }

    fn unsuited(&self, reason: &str) -> DialectError {
        DialectError::Open {
            database: self.shown.clone(),
            message: reason.to_owned(),
            busy: false,
        }
    }

    /// Runs something on the connection; a signal has the server cancel it.
    fn with<T>(
        &mut self,
        work: impl AsyncFnOnce(&mut sqlx::MySqlConnection) -> Result<T, sqlx::Error>,
    ) -> Result<T, Failure> {
        let Some(mut connection) = self.connection.take() else {
            return Err(lost("the connection is gone"));
        };
        let cancel = cancel(&self.options, &self.number);
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

async fn cancel(options: &MySqlConnectOptions, number: &str) {
    // The number is the server's own, and a number.
    if number.parse::<u64>().is_ok()
        && let Ok(mut connection) = options.connect().await
    {
        let query = sqlx::raw_sql(AssertSqlSafe(format!("KILL QUERY {number}")));
        // A statement that is not cancelled is waited for.
        let _ = query.execute(&mut connection).await;
        let _ = connection.close().await;
    }
}

impl Connection for MySqlConnection {
    fn dialect(&self) -> Dialect {
        self.dialect
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

    fn mark(&self, _number: usize) -> String {
        "?".to_owned()
    }

    fn begin(&self) -> &'static str {
        "START TRANSACTION"
    }

    fn find(&mut self, table: &VersionTable) -> Result<Option<Found>, Failure> {
        catalogue::find(self, table)
    }

    fn home(&self) -> Option<&str> {
        Some(&self.database)
    }

    fn has_user_tables(&mut self, table: &VersionTable) -> Result<bool, Failure> {
        catalogue::has_user_tables(self, table)
    }

    fn hold(&mut self, spelled: &str) -> Result<(), Failure> {
        self.ask(&format!("SELECT version_num FROM {spelled} FOR UPDATE"), &[])
            .map(drop)
    }

    fn lock(&mut self, table: &VersionTable, patience: Duration) -> Result<(), DialectError> {
        lock::take(self, table, patience)
    }

    fn check(&mut self) -> Result<(), DialectError> {
        lock::check(self)
    }

    fn transaction_mark(&mut self) -> Result<Option<String>, Failure> {
        // Only statements run in a transaction that cannot end it.
        Ok(None)
    }

    fn manner(&self, sql: &str, _outside: bool) -> Manner {
        subjects::manner(sql)
    }

    fn fingerprint(&mut self, subjects: &[Subject]) -> Result<String, Failure> {
        catalogue::fingerprint(self, subjects)
    }

    fn tidy(&mut self, _subjects: &[Subject], _before: &str) -> Result<(), Failure> {
        Ok(())
    }

    fn doubt(&mut self, _subjects: &[Subject]) -> Result<Option<String>, Failure> {
        Ok(None)
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

impl Drop for MySqlConnection {
    fn drop(&mut self) {
        if let Some(connection) = self.connection.take() {
            // Closing takes back what was not committed, and gives up the lock.
            let _ = self.runtime.wait(connection.close());
        }
    }
}

fn options(target: &MySqlTarget) -> MySqlConnectOptions {
    let mut options = MySqlConnectOptions::new()
        .host(&target.host)
        .port(target.port)
        .database(&target.database)
        .charset(&target.charset)
        .pipes_as_concat(false)
        .no_engine_substitution(false)
        .timezone(None)
        .ssl_mode(match target.tls {
            Tls::Off => MySqlSslMode::Disabled,
            Tls::Prefer => MySqlSslMode::Preferred,
            Tls::Require => MySqlSslMode::Required,
            Tls::Verify => MySqlSslMode::VerifyIdentity,
        })
        .disable_statement_logging();
    if let Some(socket) = &target.socket {
        options = options.socket(socket);
    }
    if let Some(user) = &target.user {
        options = options.username(user);
    }
    if let Some(password) = &target.password {
        options = options.password(password);
    }
    if let Some(path) = &target.root_certificate {
        options = options.ssl_ca(path);
    }
    if let Some((certificate, key)) = &target.client {
        options = options.ssl_client_cert(certificate).ssl_client_key(key);
    }
    options
}

/// Makes a statement of a text that is spelled in this folder or in the executor; what others wrote comes in as
/// `values`.
fn statement(sql: &str, values: &[&str]) -> Query<'static, MySql, MySqlArguments> {
    let query = sqlx::query(AssertSqlSafe(sql.to_owned())).persistent(false);
    values
        .iter()
        .fold(query, |query, value| query.bind((*value).to_owned()))
}

fn cells(row: &MySqlRow) -> Vec<Cell> {
    let columns = row.columns().iter();
    columns
        .map(|column| {
            let kind = match column.type_info().name() {
                "TEXT" | "VARCHAR" | "CHAR" | "LONGTEXT" | "MEDIUMTEXT" | "TINYTEXT" => "TEXT",
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

/// Numbers of the server: shut down, connection killed; too many connections, lock wait timeout, deadlock.
fn failure(error: &sqlx::Error) -> Failure {
    let ours = error.as_database_error();
    let ours = ours.and_then(|error| error.try_downcast_ref::<sqlx::mysql::MySqlDatabaseError>());
    let trouble = match ours.map(sqlx::mysql::MySqlDatabaseError::number) {
        None | Some(1053 | 1079 | 1927 | 3169) => Trouble::Lost,
        Some(1040 | 1203 | 1205 | 1213 | 3572) => Trouble::Busy,
        Some(_) => Trouble::Refused,
    };
    Failure {
        message: message(error),
        trouble,
    }
}

fn message(error: &sqlx::Error) -> String {
    let text = error
        .as_database_error()
        .map_or_else(|| error.to_string(), |error| error.message().to_owned());
    crate::text::escape_line(&text).into_owned()
}

fn opening(database: &str, error: &sqlx::Error) -> DialectError {
    DialectError::Open {
        database: database.to_owned(),
        message: message(error),
        busy: matches!(error, sqlx::Error::Io(_)) || failure(error).trouble == Trouble::Busy,
    }
}
