//! What the application asks of an open database, whatever database it is.

use std::path::Path;
use std::time::Duration;

use super::connection::Connection;
use super::executor::Executor;
use super::mysql::MySqlConnection;
use super::postgres::PostgresConnection;
use super::sqlite::{SqliteConnection, SqliteTarget};
use super::work::Work;
use super::{DatabaseUrl, Dialect, DialectError, VersionRow, VersionTable};
use crate::graph::{Direction, VersionMove};
use crate::revision::RevisionId;

/// What a database is opened for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Access {
    /// To look: nothing is created.
    Look,
    /// To change: a database file that is absent is created.
    Change,
}

/// Where a database says it stands.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Versions {
    /// Whether there is a version table.
    pub has_table: bool,
    /// Its rows, in the order in which the database gives them (`downgrade -1` depends on it, spec section 2.3).
    pub rows: Vec<RevisionId>,
}

/// A revision that a run began and did not end, and that cannot be taken back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InFlight {
    /// The revision.
    pub revision: RevisionId,
    /// Which way.
    pub direction: Direction,
    /// How many of its statements are done.
    pub done: usize,
    /// Whether the statement behind those was begun, and nobody saw it end.
    pub is_unsure: bool,
    /// When it began, as RFC 3339.
    pub since: String,
}

/// What is to become of a statement of which nobody knows whether it ran.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Resume {
    /// The database is asked; where it cannot tell, the run stops.
    #[default]
    Ask,
    /// It ran: go on behind it.
    Done,
    /// It did not run: run it.
    Redo,
}

/// One revision's turn: what runs, and what becomes of the version table.
#[derive(Debug, Clone, Copy)]
pub struct Turn<'a> {
    /// The revision, for messages.
    pub revision: &'a RevisionId,
    /// Its file, for messages.
    pub path: &'a Path,
    /// Which way it goes.
    pub direction: Direction,
    /// What runs.
    pub work: &'a Work,
    /// The rows that the plan takes for granted, in any order.
    pub expects: &'a [RevisionId],
    /// The version table's changes, in order.
    pub moves: &'a [VersionMove],
}

/// An open database: one connection, on which everything of a run happens.
pub trait Session {
    /// The kind of database.
    fn dialect(&self) -> Dialect;

    /// Takes the lock of a run, where it belongs to the connection; it goes with the session.
    ///
    /// # Errors
    /// [`DialectError::Held`] when another run keeps it for longer than `patience`; [`DialectError::Pooled`] where it
    /// would not hold.
    fn lock(&mut self, patience: Duration) -> Result<(), DialectError>;

    /// Reads the version table. A table that is absent has no rows.
    ///
    /// # Errors
    /// [`DialectError::Shape`] and [`DialectError::Row`] where a person has to look; what the database says otherwise.
    fn versions(&mut self) -> Result<Versions, DialectError>;

    /// Reads the version table as it is, whatever stands in it; none where there is none.
    ///
    /// # Errors
    /// [`DialectError::Shape`]; what the database says.
    fn version_rows(&mut self) -> Result<Option<Vec<VersionRow>>, DialectError>;

    /// Says whether tables besides the version table are there: an empty version table beside them means that
    /// somebody else filled the database (faults T27).
    ///
    /// # Errors
    /// What the database says.
    fn has_user_tables(&mut self) -> Result<bool, DialectError>;

    /// Creates the version table where it is absent.
    ///
    /// # Errors
    /// [`DialectError::Shape`] where something else has its name; what the database says.
    fn ensure_version_table(&mut self) -> Result<(), DialectError>;

    /// Answers the revision that a run began, could not take back and did not end.
    ///
    /// # Errors
    /// What the database says.
    fn in_flight(&mut self) -> Result<Option<InFlight>, DialectError>;

    /// Decides what becomes of the one statement that a revision in flight may leave open.
    fn resume(&mut self, choice: Resume);

    /// Applies one revision: in one transaction that re-reads the rows, runs the statements, moves the rows, each
    /// checked to be one, and commits.
    ///
    /// What cannot run in one transaction runs bundle by bundle, each recorded in a journal, so that the next run goes
    /// on exactly where this one stopped.
    ///
    /// # Errors
    /// [`DialectError`]; unless its kind is `NeedsPerson`, nothing of the revision stays behind that the journal does
    /// not know.
    fn apply(&mut self, turn: &Turn<'_>) -> Result<(), DialectError>;

    /// From here on all turns run in one transaction, until [`Session::commit_all`]; a part outside a transaction ends
    /// it, as in Alembic. Dropping the session takes it back. Nothing on databases whose DDL cannot be taken back.
    fn begin_all(&mut self);

    /// Commits what ran since [`Session::begin_all`]; `after` are the rows that must stand then.
    ///
    /// # Errors
    /// What the database says; nothing stays behind.
    fn commit_all(&mut self, after: &[RevisionId]) -> Result<(), DialectError>;

    /// Moves version rows without running anything, in one transaction that first re-reads them. A revision in flight
    /// is forgotten: who stamps says where the database stands.
    ///
    /// # Errors
    /// [`DialectError`]; nothing stays behind.
    fn stamp(&mut self, expects: &[RevisionId], moves: &[VersionMove]) -> Result<(), DialectError>;

    /// Takes all version rows away, whatever they are, and then moves (`stamp --purge`), in one transaction.
    ///
    /// # Errors
    /// [`DialectError`]; nothing stays behind.
    fn stamp_purged(&mut self, moves: &[VersionMove]) -> Result<(), DialectError>;
}

/// Opens the database of a URL; none where there is none yet and nothing is to be created.
///
/// `directory` is the one that relative paths are meant from: the working directory.
///
/// # Errors
/// [`DialectError`] when the URL names nothing that can be opened, or the database cannot be.
pub fn open(
    url: &DatabaseUrl,
    directory: &Path,
    table: &VersionTable,
    access: Access,
) -> Result<Option<Box<dyn Session>>, DialectError> {
    let connection: Box<dyn Connection> = match url.dialect() {
        Dialect::Sqlite => match SqliteConnection::open(&SqliteTarget::of(url, directory)?, access)? {
            Some(connection) => Box::new(connection),
            None => return Ok(None),
        },
        Dialect::PostgreSql => Box::new(PostgresConnection::open(url, access)?),
        Dialect::MySql | Dialect::MariaDb => Box::new(MySqlConnection::open(url, access)?),
    };
    Ok(Some(Box::new(Executor::new(connection, table.clone()))))
}
