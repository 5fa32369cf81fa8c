//! Where a revision goes on that was in flight when a run ended.

use super::Executor;
use super::journal::{Flight, hash, prefix};
use crate::dialect::DialectError;
use crate::dialect::connection::{Aftermath, Manner, Subject};
use crate::dialect::session::{Resume, Turn};
use crate::formats::sql::first_words;

impl Executor {
    /// Decides how many statements of a turn are done, by the journal, and by looking at the database where that
    /// leaves one statement open.
    pub(super) fn resumed(&mut self, turn: &Turn<'_>, flight: &Flight) -> Result<usize, DialectError> {
        if flight.revision != *turn.revision || flight.direction != turn.direction {
            return Err(DialectError::InFlight(flight.clone().shown()));
        }
        let changed = |number| DialectError::Changed {
            revision: turn.revision.clone(),
            path: turn.path.to_path_buf(),
            number,
        };
        if turn.work.statements().count() < flight.done || prefix(turn.work, flight.done) != flight.prefix {
            return Err(changed(flight.done));
        }
        let mut done = flight.done;
        if let Some(running) = &flight.running {
            let Some((_, outside, statement)) = turn.work.statements().nth(done) else {
                return Err(changed(done + 1));
            };
            if hash([statement.value.as_ref()]) != *running {
                return Err(changed(done + 1));
            }
            let aftermath = match self.connection.manner(&statement.value, outside) {
                Manner::Alone(aftermath) => aftermath,
                Manner::Together => Aftermath::Unknown,
            };
            if self.has_run(turn, flight, &aftermath)? {
                done += 1;
            }
        }
        self.set_again(turn, done)?;
        self.record_done(turn, done)?;
        Ok(done)
    }

    /// Decides whether the statement that was begun has done its work.
    fn has_run(&mut self, turn: &Turn<'_>, flight: &Flight, aftermath: &Aftermath) -> Result<bool, DialectError> {
        match std::mem::take(&mut self.resume) {
            Resume::Done => return Ok(true),
            Resume::Redo => return Ok(false),
            Resume::Ask => {}
        }
        let subjects = match aftermath {
            Aftermath::Again => return Ok(false),
            Aftermath::Look(subjects) if !flight.is_half() => subjects,
            _ => return Err(unsure(turn, flight.done + 1)),
        };
        match self.has_changed(subjects, &flight.before)? {
            Some(changed) => Ok(changed),
            None => Err(unsure(turn, flight.done + 1)),
        }
    }

    /// Says whether objects are other than before; none where some are and some are not.
    fn has_changed(&mut self, subjects: &[Subject], before: &str) -> Result<Option<bool>, DialectError> {
        const DOING: &str = "looking at what a statement has changed";
        self.connection
            .tidy(subjects, before)
            .map_err(|failure| failure.during(DOING))?;
        let now = self
            .connection
            .fingerprint(subjects)
            .map_err(|failure| failure.during(DOING))?;
        let changed: Vec<bool> = before.lines().zip(now.lines()).map(|(was, is)| was != is).collect();
        if before.lines().count() != now.lines().count() {
            return Ok(None);
        }
        Ok(match changed.as_slice() {
            [] => None,
            changed if changed.iter().all(|changed| *changed) => Some(true),
            changed if changed.iter().any(|changed| *changed) => None,
            _ => Some(false),
        })
    }

    /// Runs again what the finished statements set for their session, which is not this one.
    fn set_again(&mut self, turn: &Turn<'_>, done: usize) -> Result<(), DialectError> {
        let flavour = self.dialect().flavour();
        for (number, (_, _, statement)) in (1..).zip(turn.work.statements()).take(done) {
            let words = first_words(&statement.value, flavour);
            let words: Vec<&str> = words.iter().map(String::as_str).collect();
            match words.as_slice() {
                ["create", "temporary" | "temp", ..] | ["prepare" | "declare", ..] => {
                    return Err(unsure(turn, number));
                }
                ["set" | "reset" | "use" | "pragma" | "attach" | "detach" | "load", ..] => {
                    let outcome = self.connection.run(&statement.value);
                    outcome.map_err(|failure| failure.during("setting again what the revision set"))?;
                }
                _ => {}
            }
        }
        Ok(())
    }
}

fn unsure(turn: &Turn<'_>, number: usize) -> DialectError {
    let statement = turn.work.statements().nth(number - 1);
    DialectError::Unsure {
        revision: turn.revision.clone(),
        path: turn.path.to_path_buf(),
        line: statement.map_or(1, |(_, _, statement)| statement.place.line),
        number,
    }
}
