//! The journal: how far a revision has come that cannot be taken back.
//!
//! A table of one row beside the version table, `<version table>_onehead`, which is there only while such a revision is
//! in flight. The row changes in the same transaction as the work where there is one, and before and after a
//! statement that runs in none.

use super::Executor;
use crate::dialect::DialectError;
use crate::dialect::connection::cell;
use crate::dialect::session::{InFlight, Turn};
use crate::dialect::work::Work;
use crate::graph::Direction;
use crate::revision::RevisionId;
use md5::{Digest, Md5};

/// What is behind the name of the version table in the journal's name.
pub(super) const SUFFIX: &str = "_onehead";

/// What the journal says of a statement that nobody can decide any more.
const HALF: &str = "half";

/// What is known of the journal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct State {
    /// The table is there.
    is_there: bool,
    /// What is in flight.
    flight: Option<Flight>,
}

/// The row of the journal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Flight {
    pub(super) revision: RevisionId,
    pub(super) direction: Direction,
    /// How many statements are done.
    pub(super) done: usize,
    /// A hash of those.
    pub(super) prefix: String,
    /// A hash of the statement that was begun alone and not seen to end; none between statements.
    pub(super) running: Option<String>,
    /// What that statement's objects looked like before.
    pub(super) before: String,
    /// Since when it is in flight.
    pub(super) since: String,
}

impl Flight {
    pub(super) fn shown(self) -> InFlight {
        InFlight {
            revision: self.revision,
            direction: self.direction,
            done: self.done,
            is_unsure: self.running.is_some(),
            since: self.since,
        }
    }

    /// Whether nobody can decide what the statement that was begun has done.
    pub(super) fn is_half(&self) -> bool {
        self.before == HALF
    }
}

const READING: &str = "reading the journal";
const WRITING: &str = "writing the journal";

impl Executor {
    /// Reads what is in flight.
    pub(super) fn flight(&mut self) -> Result<Option<Flight>, DialectError> {
        if let Some(state) = &self.journal {
            return Ok(state.flight.clone());
        }
        let table = crate::dialect::VersionTable {
            name: format!("{}{SUFFIX}", self.table.name),
            schema: self.table.schema.clone(),
        };
        let found = self
            .connection
            .find(&table)
            .map_err(|failure| failure.during(READING))?;
        let mut state = State {
            is_there: found.is_some(),
            flight: None,
        };
        if found.is_some() {
            state.flight = self.read_flight()?;
        }
        let flight = state.flight.clone();
        self.journal = Some(state);
        Ok(flight)
    }

    fn read_flight(&mut self) -> Result<Option<Flight>, DialectError> {
        let sql = format!(
            "SELECT version_num, direction, done, prefix, running, looked, since FROM {}",
            self.beside(SUFFIX)
        );
        let rows = self
            .connection
            .ask(&sql, &[])
            .map_err(|failure| failure.during(READING))?;
        let text = |column| cell(&rows, 0, column).unwrap_or_default().to_owned();
        if rows.is_empty() {
            return Ok(None);
        }
        let running = text(4);
        let done = text(2).parse();
        let done = done.map_err(|_| DialectError::Shape {
            table: self.beside(SUFFIX),
            reason: "it is not the journal that onehead keeps".to_owned(),
        })?;
        Ok(Some(Flight {
            revision: RevisionId::new(text(0)),
            direction: if text(1) == "down" {
                Direction::Down
            } else {
                Direction::Up
            },
            done,
            prefix: text(3),
            running: (!running.is_empty()).then_some(running),
            before: text(5),
            since: text(6),
        }))
    }

    /// Whether nothing is in flight, as far as was looked.
    pub(super) fn journal_is_clear(&self) -> bool {
        self.journal.as_ref().is_none_or(|state| state.flight.is_none())
    }

    /// Begins the journal of a revision, unless it goes on.
    pub(super) fn open_journal(&mut self, turn: &Turn<'_>, done: usize) -> Result<(), DialectError> {
        if self.flight()?.is_some() {
            return Ok(());
        }
        let is_there = self.journal.as_ref().is_some_and(|state| state.is_there);
        let name = self.beside(SUFFIX);
        if !is_there {
            let engine = if self.is_mysql() { " ENGINE=InnoDB" } else { "" };
            let create = format!(
                "CREATE TABLE {name} (version_num VARCHAR(255) NOT NULL, direction VARCHAR(4) NOT NULL, \
                 done INTEGER NOT NULL, prefix VARCHAR(32) NOT NULL, running VARCHAR(32) NOT NULL, \
                 looked TEXT NOT NULL, since VARCHAR(40) NOT NULL, PRIMARY KEY (version_num)){engine}"
            );
            self.tell(&create, &[], "creating the journal")?;
        }
        let flight = Flight {
            revision: turn.revision.clone(),
            direction: turn.direction,
            done,
            prefix: prefix(turn.work, done),
            running: None,
            before: String::new(),
            since: jiff::Timestamp::now().to_string(),
        };
        let marks: Vec<String> = (1..=4).map(|number| self.connection.mark(number)).collect();
        // The number is written into the statement: as a value it would be a text.
        let insert = format!(
            "INSERT INTO {name} (version_num, direction, done, prefix, running, looked, since) \
             VALUES ({}, {}, {done}, {}, '', '', {})",
            marks[0], marks[1], marks[2], marks[3]
        );
        let direction = match flight.direction {
            Direction::Up => "up",
            Direction::Down => "down",
        };
        let values = [flight.revision.as_str(), direction, &flight.prefix, &flight.since];
        let expects = turn.expects.to_vec();
        self.transaction(
            |session| {
                session.expect_rows(&expects)?;
                session.tell(&insert, &values, WRITING).map(drop)
            },
            |session| Ok(session.flight()?.is_some()),
        )?;
        self.journal = Some(State {
            is_there: true,
            flight: Some(flight),
        });
        Ok(())
    }

    fn write(&mut self, done: usize, prefix: &str, running: &str, looked: &str) -> Result<(), DialectError> {
        let (one, two, three) = (
            self.connection.mark(1),
            self.connection.mark(2),
            self.connection.mark(3),
        );
        let sql = format!(
            "UPDATE {} SET done = {done}, prefix = {one}, running = {two}, looked = {three}",
            self.beside(SUFFIX)
        );
        let found = self.tell(&sql, &[prefix, running, looked], WRITING)?;
        if found != 1 {
            let table = self.beside(SUFFIX);
            let doing = "keeping the journal".to_owned();
            return Err(DialectError::Matched { table, doing, found });
        }
        if let Some(Some(flight)) = self.journal.as_mut().map(|state| state.flight.as_mut()) {
            flight.done = done;
            prefix.clone_into(&mut flight.prefix);
        }
        Ok(())
    }

    /// The first statements of a turn are done.
    pub(super) fn record_done(&mut self, turn: &Turn<'_>, done: usize) -> Result<(), DialectError> {
        self.write(done, &prefix(turn.work, done), "", "")
    }

    /// A statement begins that runs alone.
    pub(super) fn record_running(&mut self, turn: &Turn<'_>, number: usize, before: &str) -> Result<(), DialectError> {
        let statement = turn.work.statements().nth(number - 1);
        let running = statement
            .map(|(_, _, statement)| hash([statement.value.as_ref()]))
            .unwrap_or_default();
        self.write(number - 1, &prefix(turn.work, number - 1), &running, before)
    }

    /// The statement that began has done nothing. An error of the journal itself leaves the question open, which is
    /// safe.
    pub(super) fn record_halted(&mut self, turn: &Turn<'_>, done: usize) {
        let _ = self.write(done, &prefix(turn.work, done), "", "");
    }

    /// The statement that began has failed, and something changed nonetheless.
    pub(super) fn record_half(&mut self, _turn: &Turn<'_>) {
        let sql = format!("UPDATE {} SET looked = '{HALF}'", self.beside(SUFFIX));
        let _ = self.connection.change(&sql, &[]);
    }

    /// The revision is recorded: nothing is in flight. In the same transaction as the rows.
    pub(super) fn close_journal(&mut self) -> Result<(), DialectError> {
        let name = self.beside(SUFFIX);
        let sql = if self.is_mysql() {
            format!("DELETE FROM {name}")
        } else {
            format!("DROP TABLE {name}")
        };
        self.tell(&sql, &[], WRITING).map(drop)
    }

    /// Who stamps says where the database stands: what was in flight is in their hands.
    pub(super) fn forget_flight(&mut self, is_flying: bool) -> Result<(), DialectError> {
        if is_flying { self.close_journal() } else { Ok(()) }
    }

    /// What was forgotten is not known any more.
    pub(super) fn forgotten(&mut self, is_flying: bool) {
        if is_flying {
            self.journal_closed();
        }
    }

    pub(super) fn journal_closed(&mut self) {
        self.journal = Some(State {
            is_there: self.is_mysql(),
            flight: None,
        });
    }

    /// The table goes when nothing is in flight: a table more would be one that Alembic's autogenerate drops.
    pub(super) fn drop_empty_journal(&mut self) {
        if self
            .journal
            .as_ref()
            .is_some_and(|state| state.is_there && state.flight.is_none())
        {
            let name = self.beside(SUFFIX);
            // Left behind, it is empty, and goes the next time.
            let _ = self.connection.change(&format!("DROP TABLE {name}"), &[]);
        }
    }
}

/// A hash of the first statements of a work.
pub(super) fn prefix(work: &Work, count: usize) -> String {
    hash(
        work.statements()
            .take(count)
            .map(|(_, _, statement)| statement.value.as_ref()),
    )
}

/// A hash that shows a change; it protects from nobody.
pub(super) fn hash<'a>(texts: impl IntoIterator<Item = &'a str>) -> String {
    let mut hash = Md5::new();
    for text in texts {
        hash.update(text.len().to_le_bytes());
        hash.update(text.as_bytes());
    }
    hash.finalize().iter().map(|byte| format!("{byte:02x}")).collect()
}
