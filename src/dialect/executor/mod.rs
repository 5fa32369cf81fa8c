//! Carries turns out on a connection, whatever database it leads to.

mod journal;
mod plan;
mod resume;
mod rows;
mod turn;

use std::time::Duration;

use super::connection::{Connection, Trouble};
use super::session::{InFlight, Resume, Session, Turn, Versions};
use super::{Dialect, DialectError, VersionRow, VersionTable};
use crate::graph::VersionMove;
use crate::revision::RevisionId;
use journal::Flight;

/// A session: a connection, the version table on it, and the journal of what is in flight.
pub(super) struct Executor {
    connection: Box<dyn Connection>,
    table: VersionTable,
    /// The version table as our statements name it: qualified, so that no `SET search_path` and no `USE` of a revision
    /// leads them elsewhere.
    spelled: String,
    /// The journal, once it was looked for.
    journal: Option<journal::State>,
    resume: Resume,
    /// Where transactions begin and end.
    around: Around,
    /// The mark of the transaction around all.
    mark: Option<String>,
}

/// Where transactions begin and end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Around {
    /// A transaction for each revision.
    Each,
    /// One transaction around all, which is not open just now.
    Closed,
    /// One transaction around all, which is open.
    Open,
}

impl Executor {
    pub(super) fn new(connection: Box<dyn Connection>, table: VersionTable) -> Self {
        let home = table.schema.clone().or_else(|| connection.home().map(str::to_owned));
        let qualified = VersionTable {
            name: table.name.clone(),
            schema: home,
        };
        let spelled = qualified.spelled(connection.dialect());
        Self {
            connection,
            table,
            spelled,
            journal: None,
            resume: Resume::Ask,
            around: Around::Each,
            mark: None,
        }
    }

    fn dialect(&self) -> Dialect {
        self.connection.dialect()
    }

    /// The table as a person names it.
    fn named(&self) -> String {
        self.table.spelled(self.dialect())
    }

    /// Runs statements of our own whose rows matter to nobody.
    fn tell(&mut self, sql: &str, values: &[&str], doing: &'static str) -> Result<u64, DialectError> {
        self.connection
            .change(sql, values)
            .map_err(|failure| failure.during(doing))
    }

    /// Fails where a signal asked to stop.
    fn go_on(&self) -> Result<(), DialectError> {
        match self.connection.stopped() {
            Some(signal) => Err(DialectError::Stopped { signal }),
            None => Ok(()),
        }
    }

    /// Runs something in a transaction of its own; on any error nothing of it stays.
    ///
    /// Where the connection is lost while the transaction is committed, `landed` decides by looking at the database
    /// again what became of it.
    fn transaction(
        &mut self,
        work: impl FnOnce(&mut Self) -> Result<(), DialectError>,
        landed: impl FnOnce(&mut Self) -> Result<bool, DialectError>,
    ) -> Result<(), DialectError> {
        if self.around == Around::Open {
            work(self)?;
            let mark = self.mark.clone();
            return self.is_unbroken(mark.as_deref());
        }
        let begin = self.connection.begin();
        self.tell(begin, &[], "beginning a transaction")?;
        let mark = self.mark_transaction()?;
        let outcome = work(self).and_then(|()| self.is_unbroken(mark.as_deref()));
        if let Err(error) = outcome {
            // Some errors end the transaction by themselves; then there is nothing left to take back.
            let _ = self.connection.change("ROLLBACK", &[]);
            return Err(error);
        }
        if self.around == Around::Closed {
            self.around = Around::Open;
            self.mark = mark;
            return Ok(());
        }
        self.commit(landed)
    }

    fn commit(&mut self, landed: impl FnOnce(&mut Self) -> Result<bool, DialectError>) -> Result<(), DialectError> {
        let Err(failure) = self.connection.change("COMMIT", &[]) else {
            return Ok(());
        };
        if failure.trouble != Trouble::Lost {
            let _ = self.connection.change("ROLLBACK", &[]);
            return Err(failure.during("committing"));
        }
        self.connection.reconnect()?;
        self.journal = None;
        if landed(self)? {
            Ok(())
        } else {
            Err(failure.during("committing; nothing of it was done"))
        }
    }

    fn mark_transaction(&mut self) -> Result<Option<String>, DialectError> {
        let mark = self.connection.transaction_mark();
        mark.map_err(|failure| failure.during("beginning a transaction"))
    }

    /// Fails where a statement ended the transaction unseen, as a procedure can that commits.
    fn is_unbroken(&mut self, mark: Option<&str>) -> Result<(), DialectError> {
        if mark.is_none() || self.mark_transaction()?.as_deref() == mark {
            return Ok(());
        }
        Err(DialectError::Broken)
    }
}

impl Session for Executor {
    fn dialect(&self) -> Dialect {
        self.connection.dialect()
    }

    fn lock(&mut self, patience: Duration) -> Result<(), DialectError> {
        let table = self.table.clone();
        self.connection.lock(&table, patience)
    }

    fn versions(&mut self) -> Result<Versions, DialectError> {
        self.read_versions()
    }

    fn version_rows(&mut self) -> Result<Option<Vec<VersionRow>>, DialectError> {
        self.read_version_rows()
    }

    fn has_user_tables(&mut self) -> Result<bool, DialectError> {
        let found = self.connection.has_user_tables(&self.table);
        found.map_err(|failure| failure.during("looking for tables"))
    }

    fn ensure_version_table(&mut self) -> Result<(), DialectError> {
        self.create_version_table()
    }

    fn in_flight(&mut self) -> Result<Option<InFlight>, DialectError> {
        Ok(self.flight()?.map(Flight::shown))
    }

    fn resume(&mut self, choice: Resume) {
        self.resume = choice;
    }

    fn apply(&mut self, turn: &Turn<'_>) -> Result<(), DialectError> {
        self.carry_out(turn)
    }

    fn begin_all(&mut self) {
        if !self.is_mysql() {
            self.around = Around::Closed;
        }
    }

    fn commit_all(&mut self, after: &[RevisionId]) -> Result<(), DialectError> {
        if self.around == Around::Open {
            self.around = Around::Each;
            let after = after.to_vec();
            self.commit(|session| session.stands_on(&after))?;
        }
        self.around = Around::Each;
        Ok(())
    }

    fn stamp(&mut self, expects: &[RevisionId], moves: &[VersionMove]) -> Result<(), DialectError> {
        let after = rows::after(expects, moves);
        let is_flying = self.flight()?.is_some();
        self.transaction(
            |session| {
                session.expect_rows(expects)?;
                session.move_rows(moves)?;
                session.forget_flight(is_flying)
            },
            |session| session.stands_on(&after),
        )?;
        self.forgotten(is_flying);
        Ok(())
    }

    fn stamp_purged(&mut self, moves: &[VersionMove]) -> Result<(), DialectError> {
        let purge = format!("DELETE FROM {}", self.spelled);
        let after = rows::after(&[], moves);
        let is_flying = self.flight()?.is_some();
        self.transaction(
            |session| {
                session.hold()?;
                session.tell(&purge, &[], "emptying the version table")?;
                session.move_rows(moves)?;
                session.forget_flight(is_flying)
            },
            |session| session.stands_on(&after),
        )?;
        self.forgotten(is_flying);
        Ok(())
    }
}

impl Drop for Executor {
    fn drop(&mut self) {
        if self.around == Around::Open {
            let _ = self.connection.change("ROLLBACK", &[]);
        }
        self.drop_empty_journal();
    }
}
