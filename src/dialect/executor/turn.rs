//! One revision: in one transaction where it can be, with a journal where it cannot.

use super::plan::{Bundle, Numbered, bundles};
use super::{Around, Executor, rows};
use crate::dialect::DialectError;
use crate::dialect::connection::{Aftermath, Failure, Trouble};
use crate::dialect::session::Turn;
use crate::formats::sql::forbidden_statement;

impl Executor {
    pub(super) fn carry_out(&mut self, turn: &Turn<'_>) -> Result<(), DialectError> {
        self.refuse_forbidden(turn)?;
        self.go_on()?;
        let flying = match self.around {
            Around::Open => None,
            _ => self.flight()?,
        };
        let done = match flying {
            None => 0,
            Some(flight) => self.resumed(turn, &flight)?,
        };
        let bundles = bundles(turn.work, done, self.connection.as_ref());
        match bundles.as_slice() {
            [] | [Bundle::Together(_)] if done == 0 && self.journal_is_clear() && !has_outside(turn) => {
                let statements = match bundles.first() {
                    Some(Bundle::Together(statements)) => statements.as_slice(),
                    _ => &[],
                };
                self.at_once(turn, statements)
            }
            bundles => self.by_and_by(turn, bundles, done),
        }
    }

    fn refuse_forbidden(&self, turn: &Turn<'_>) -> Result<(), DialectError> {
        let flavour = self.dialect().flavour();
        for (_, outside, statement) in turn.work.statements() {
            if let Some(found) = forbidden_statement(statement, flavour, outside) {
                return Err(DialectError::Forbidden {
                    path: turn.path.to_path_buf(),
                    line: found.place.line,
                    reason: found.reason,
                });
            }
        }
        Ok(())
    }

    /// The whole revision in one transaction.
    fn at_once(&mut self, turn: &Turn<'_>, statements: &[Numbered<'_>]) -> Result<(), DialectError> {
        let after = rows::after(turn.expects, turn.moves);
        self.transaction(
            |session| {
                session.expect_rows(turn.expects)?;
                session.run_all(turn, statements, 0)?;
                session.move_rows(turn.moves)
            },
            |session| session.stands_on(&after),
        )
    }

    /// Bundle by bundle, each recorded in the journal; then the rows.
    fn by_and_by(&mut self, turn: &Turn<'_>, bundles: &[Bundle<'_>], done: usize) -> Result<(), DialectError> {
        let all = self.around != Around::Each;
        if all {
            // What Alembic's `autocommit_block` does: the transaction around all ends here.
            self.commit_before(turn)?;
        }
        self.open_journal(turn, done)?;
        self.run_bundles(turn, bundles, all)?;
        let settled = self.connection.settle();
        settled.map_err(|failure| failure.during("ending what ran outside a transaction"))
    }

    fn run_bundles(&mut self, turn: &Turn<'_>, bundles: &[Bundle<'_>], all: bool) -> Result<(), DialectError> {
        let last = bundles.len().checked_sub(1);
        for (number, bundle) in bundles.iter().enumerate() {
            self.go_on()?;
            match bundle {
                Bundle::Together(statements) if last == Some(number) => return self.last(turn, statements, all),
                Bundle::Together(statements) => self.together(turn, statements, bundle.end())?,
                Bundle::Alone(statement, aftermath) => self.alone(turn, statement, aftermath)?,
            }
        }
        self.last(turn, &[], all)
    }

    fn commit_before(&mut self, turn: &Turn<'_>) -> Result<(), DialectError> {
        if self.around == Around::Open {
            let mut rows = turn.expects.to_vec();
            rows.sort_unstable();
            self.commit(|session| session.stands_on(&rows))?;
        }
        self.around = Around::Each;
        Ok(())
    }

    fn together(&mut self, turn: &Turn<'_>, statements: &[Numbered<'_>], end: usize) -> Result<(), DialectError> {
        let before = statements.first().map_or(0, |first| first.number - 1);
        self.transaction(
            |session| {
                session.expect_rows(turn.expects)?;
                session.run_all(turn, statements, before)?;
                session.record_done(turn, end)
            },
            |session| Ok(session.flight()?.is_some_and(|flight| flight.done == end)),
        )
    }

    /// The last statements, the rows, and the end of the journal, in one transaction.
    fn last(&mut self, turn: &Turn<'_>, statements: &[Numbered<'_>], all: bool) -> Result<(), DialectError> {
        let after = rows::after(turn.expects, turn.moves);
        let done = statements
            .first()
            .map_or(turn.work.statements().count(), |first| first.number - 1);
        let outcome = self.transaction(
            |session| {
                session.expect_rows(turn.expects)?;
                session.run_all(turn, statements, done)?;
                session.move_rows(turn.moves)?;
                session.close_journal()
            },
            |session| session.stands_on(&after),
        );
        if all {
            self.around = Around::Closed;
        }
        if outcome.is_ok() {
            self.journal_closed();
        }
        match outcome {
            Err(error) if statements.is_empty() => Err(DialectError::Unrecorded {
                revision: turn.revision.clone(),
                error: Box::new(error),
            }),
            outcome => outcome,
        }
    }

    fn alone(&mut self, turn: &Turn<'_>, statement: &Numbered<'_>, aftermath: &Aftermath) -> Result<(), DialectError> {
        const DOING: &str = "looking at what a statement changes";
        let subjects = match aftermath {
            Aftermath::Look(subjects) => subjects.as_slice(),
            _ => &[],
        };
        let before = self
            .connection
            .fingerprint(subjects)
            .map_err(|failure| failure.during(DOING))?;
        self.connection.check()?;
        self.record_running(turn, statement.number, &before)?;
        if let Err(failure) = self.connection.run(&statement.statement.value) {
            if failure.trouble != Trouble::Lost {
                self.after_failure(turn, statement.number, subjects, &before);
            }
            return Err(self.failed(turn, statement, failure, statement.number - 1));
        }
        let doubt = self
            .connection
            .doubt(subjects)
            .map_err(|failure| failure.during(DOING))?;
        if let Some(message) = doubt {
            let failure = Failure {
                message,
                trouble: Trouble::Refused,
            };
            self.record_halted(turn, statement.number - 1);
            return Err(self.failed(turn, statement, failure, statement.number - 1));
        }
        self.record_done(turn, statement.number)
    }

    /// A statement that was refused did nothing, as a rule; where something shows nonetheless, the journal keeps it
    /// for a person.
    fn after_failure(
        &mut self,
        turn: &Turn<'_>,
        number: usize,
        subjects: &[crate::dialect::connection::Subject],
        before: &str,
    ) {
        // The statement's own error matters more than one of these.
        let tidied = self.connection.tidy(subjects, before);
        let now = tidied.and_then(|()| self.connection.fingerprint(subjects));
        if now.is_ok_and(|now| now == before) {
            self.record_halted(turn, number - 1);
        } else {
            self.record_half(turn);
        }
    }

    /// Runs statements; `behind` of the revision stay done whatever happens.
    fn run_all(&mut self, turn: &Turn<'_>, statements: &[Numbered<'_>], behind: usize) -> Result<(), DialectError> {
        for statement in statements {
            self.go_on()?;
            if let Err(failure) = self.connection.run(&statement.statement.value) {
                return Err(self.failed(turn, statement, failure, behind));
            }
        }
        self.go_on()
    }

    fn failed(&self, turn: &Turn<'_>, statement: &Numbered<'_>, failure: Failure, behind: usize) -> DialectError {
        if let Some(signal) = self.connection.stopped() {
            return DialectError::Stopped { signal };
        }
        DialectError::Statement {
            revision: turn.revision.clone(),
            path: turn.path.to_path_buf(),
            line: statement.statement.place.line,
            number: statement.number,
            message: failure.message,
            busy: failure.trouble != Trouble::Refused,
            behind,
        }
    }
}

fn has_outside(turn: &Turn<'_>) -> bool {
    turn.work.statements().any(|(_, outside, _)| outside)
}
