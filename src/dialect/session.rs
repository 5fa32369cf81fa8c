//! What the application asks of an open database, whatever database it is.

use std::path::Path;
use std::time::Duration;

use super::sqlite::{DatabaseLock, SqliteSession, SqliteTarget};
use super::{DatabaseUrl, Dialect, DialectError, VersionRow, VersionTable};
use crate::formats::sql::Section;
use crate::graph::VersionMove;
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

/// One revision's turn: what runs, and what becomes of the version table.
#[derive(Debug, Clone, Copy)]
pub struct Turn<'a> {
    /// The revision, for messages.
    pub revision: &'a RevisionId,
    /// Its file, for messages.
    pub path: &'a Path,
    /// What runs.
    pub section: &'a Section,
    /// The rows that the plan takes for granted, in any order.
    pub expects: &'a [RevisionId],
    /// The version table's changes, in order.
    pub moves: &'a [VersionMove],
}

/// An open database: one connection, on which everything of a run happens.
pub trait Session {
    /// The kind of database.
    fn dialect(&self) -> Dialect;

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

    /// Applies one revision: in one transaction that re-reads the rows, runs the statements, moves the rows, each
    /// checked to be one, and commits.
    ///
    /// A section with `no-transaction` runs statement by statement, then the rows move in a transaction of their own.
    /// A crash between the two leaves the statements done and the revision unrecorded.
    ///
    /// # Errors
    /// [`DialectError`]; unless its kind is `NeedsPerson`, nothing of the revision stays behind.
    fn apply(&mut self, turn: &Turn<'_>) -> Result<(), DialectError>;

    /// Moves version rows without running anything, in one transaction that first re-reads them.
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
    let target = target(url, directory)?;
    let session = SqliteSession::open(&target, table.clone(), access)?;
    Ok(session.map(|session| Box::new(session) as Box<dyn Session>))
}

/// Locks the database of a URL for one run; none where nobody else can reach it (in memory).
///
/// # Errors
/// [`DialectError::Held`] when another run keeps it for longer than `patience`; [`DialectError::Lock`] when the lock
/// file cannot be made.
pub fn lock(url: &DatabaseUrl, directory: &Path, patience: Duration) -> Result<Option<DatabaseLock>, DialectError> {
    DatabaseLock::acquire(&target(url, directory)?, patience)
}

fn target(url: &DatabaseUrl, directory: &Path) -> Result<SqliteTarget, DialectError> {
    match url.dialect() {
        Dialect::Sqlite => SqliteTarget::of(url, directory),
        dialect => Err(DialectError::NotYet { dialect }),
    }
}
