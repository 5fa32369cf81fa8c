//! One connection to a database, and what is particular to its kind: the port that sessions are built on.

use std::time::Duration;

use super::{Dialect, DialectError, VersionTable};

/// A value of a row, as text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Cell {
    /// The type of the value in the database's own words; `TEXT` for every kind of character string.
    pub(super) kind: String,
    /// The value; none for `NULL`, and for bytes that are no text.
    pub(super) text: Option<String>,
    /// Whether it is `NULL`.
    pub(super) is_null: bool,
}

/// The rows of an answer.
pub(super) type Rows = Vec<Vec<Cell>>;

/// Answers one cell of an answer; none where it is not there, or is `NULL`.
pub(super) fn cell(rows: &Rows, row: usize, column: usize) -> Option<&str> {
    rows.get(row)?.get(column)?.text.as_deref()
}

/// What became of a connection when something failed on it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Trouble {
    /// The database refused; the connection goes on.
    Refused,
    /// Somebody else is in the way: a lock, a deadlock.
    Busy,
    /// The connection is gone: what was asked last may have happened or not.
    Lost,
}

/// What a database said no to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Failure {
    /// What the database said: one line, without a password.
    pub(super) message: String,
    /// What became of the connection.
    pub(super) trouble: Trouble,
}

impl Failure {
    /// Says what was being done.
    pub(super) fn during(self, doing: &'static str) -> DialectError {
        DialectError::Database {
            doing,
            message: self.message,
            busy: self.trouble != Trouble::Refused,
        }
    }
}

/// What a database has under the name of the version table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Found {
    /// The schema it stands in; none where the kind of database has none.
    pub(super) schema: Option<String>,
    /// What it is: `table`, `view`, ...
    pub(super) kind: String,
    /// Whether it has the column `version_num`.
    pub(super) has_column: bool,
}

/// How a statement behaves towards a transaction.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Manner {
    /// It can run in a transaction, and is taken back with it.
    Together,
    /// It runs in no transaction, or ends the one it runs in.
    Alone(Aftermath),
}

/// How it can be known afterwards whether a statement that ran alone has done its work.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Aftermath {
    /// It makes no difference: it can run once more.
    Again,
    /// By looking at the objects it names.
    Look(Vec<Subject>),
    /// Not at all.
    Unknown,
}

/// An object that a statement changes, as the statement spells it, quotes taken away.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Subject {
    /// What it is.
    pub(super) kind: SubjectKind,
    /// Its name, the parts of a qualified one each by itself.
    pub(super) name: Vec<String>,
}

/// What a subject is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum SubjectKind {
    /// A table or a view, with its columns, keys and indexes.
    Table,
    /// An index that has a name of its own in the schema.
    Index,
    /// A trigger.
    Trigger,
    /// A function or a procedure.
    Routine,
    /// An event of `MySQL`'s scheduler.
    Event,
}

/// A signal that asks the process to end.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Signal {
    /// `SIGINT`, Ctrl-C.
    Interrupt,
    /// `SIGTERM`.
    Terminate,
}

impl Signal {
    /// Its name.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Interrupt => "SIGINT",
            Self::Terminate => "SIGTERM",
        }
    }
}

/// One connection.
pub(super) trait Connection {
    /// The kind of database.
    fn dialect(&self) -> Dialect;

    /// Runs one statement of a revision as it stands there.
    fn run(&mut self, sql: &str) -> Result<(), Failure>;

    /// Runs statements of our own and answers all their rows; values only with a single statement.
    fn ask(&mut self, sql: &str, values: &[&str]) -> Result<Rows, Failure>;

    /// Runs one statement of our own and answers how many rows it met.
    fn change(&mut self, sql: &str, values: &[&str]) -> Result<u64, Failure>;

    /// How the value of a number, from 1, is called in a statement.
    fn mark(&self, number: usize) -> String;

    /// How a transaction begins.
    fn begin(&self) -> &'static str;

    /// Looks for the version table.
    fn find(&mut self, table: &VersionTable) -> Result<Option<Found>, Failure>;

    /// The schema in which a table without one is created; none where the kind of database has none.
    fn home(&self) -> Option<&str>;

    /// Says whether there are tables besides the version table.
    fn has_user_tables(&mut self, table: &VersionTable) -> Result<bool, Failure>;

    /// In a transaction: keeps others from writing to the version table, plain Alembic among them.
    fn hold(&mut self, spelled: &str) -> Result<(), Failure>;

    /// Takes the lock of a run; waits no longer than `patience`.
    fn lock(&mut self, table: &VersionTable, patience: Duration) -> Result<(), DialectError>;

    /// Fails unless the lock is still ours and we still speak to the same server process.
    fn check(&mut self) -> Result<(), DialectError>;

    /// Answers a mark of the transaction that is open: another one where it was ended in between. None where nothing
    /// can end it unseen.
    fn transaction_mark(&mut self) -> Result<Option<String>, Failure>;

    /// Says how a statement behaves towards a transaction; `outside` where it stands in a part without one.
    fn manner(&self, sql: &str, outside: bool) -> Manner;

    /// Describes objects as they are, a line each, so that a change of one shows.
    fn fingerprint(&mut self, subjects: &[Subject]) -> Result<String, Failure>;

    /// Takes away what a statement that failed half-way left of an object that was not there before.
    fn tidy(&mut self, subjects: &[Subject], before: &str) -> Result<(), Failure>;

    /// Says what is wrong with the work of a statement that ran alone and did not fail.
    fn doubt(&mut self, subjects: &[Subject]) -> Result<Option<String>, Failure>;

    /// Brings the connection back to what a transaction needs, after statements outside of one.
    fn settle(&mut self) -> Result<(), Failure>;

    /// Connects again after the connection was lost, and takes the lock again.
    fn reconnect(&mut self) -> Result<(), DialectError>;

    /// The signal that asked to stop, if one did.
    fn stopped(&self) -> Option<Signal>;
}
