//! What a step of a `--sql` script consists of, and what stands in the place of what is missing.

use super::Dialect;
use super::offline::paragraph;
use crate::formats::sql::{Section, holds_separator};
use crate::text::escape_line;

/// A part of what a step runs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Part {
    /// A statement of an Alembic script, in the form in which Alembic prints it; without the final separator.
    Statement(String),
    /// A statement of a `.sql` revision: printed letter by letter, and on `MySQL` with a `DELIMITER` of its own where it
    /// holds separators.
    Verbatim(String),
    /// The transaction around it ends: the beginning of an `autocommit_block`. Says nothing where there is none.
    Commit,
    /// A transaction begins again: the end of an `autocommit_block`.
    Begin,
    /// Something whose SQL is not known.
    Missing(Missing),
}

impl Part {
    /// Makes a statement as Alembic prints one: tabs become four spaces, and white space around it goes
    /// (`DefaultImpl._exec`).
    #[must_use]
    pub fn printed(text: &str) -> Self {
        // Python's white space holds the four separators of ASCII too.
        let is_space = |c: char| c.is_whitespace() || matches!(c, '\u{1c}'..='\u{1f}');
        Self::Statement(text.replace('\t', "    ").trim_matches(is_space).to_owned())
    }

    /// Answers what a section of a `.sql` revision runs. One that asks for no transaction does as Alembic's
    /// `autocommit_block`: the transaction ends before its statements and begins again behind them.
    #[must_use]
    pub fn of_section(section: &Section) -> Vec<Self> {
        let statements = &section.statements;
        let steps_out = section.no_transaction && !statements.is_empty();
        let inside = statements.iter().map(|found| Self::Verbatim(found.value.to_string()));
        let before = steps_out.then_some(Self::Commit);
        let behind = steps_out.then_some(Self::Begin);
        before.into_iter().chain(inside).chain(behind).collect()
    }

    /// Writes it into a script, as Alembic would: followed by an empty line.
    pub fn write(&self, dialect: Dialect, transactions: Transactions, out: &mut String) {
        match self {
            Self::Statement(text) => paragraph(out, &format!("{text};")),
            Self::Verbatim(text) => verbatim(dialect, text, out),
            Self::Commit if transactions != Transactions::None => paragraph(out, "COMMIT;"),
            Self::Begin if transactions != Transactions::None => paragraph(out, "BEGIN;"),
            Self::Commit | Self::Begin => {}
            Self::Missing(missing) => paragraph(out, &missing.spelled(dialect)),
        }
    }

    /// Answers the statement as it is printed, without a separator; nothing for what is missing.
    #[must_use]
    pub fn text(&self, transactions: Transactions) -> Option<&str> {
        match self {
            Self::Statement(text) | Self::Verbatim(text) => Some(text),
            Self::Commit | Self::Begin if transactions == Transactions::None => None,
            Self::Commit => Some("COMMIT"),
            Self::Begin => Some("BEGIN"),
            Self::Missing(_) => None,
        }
    }
}

fn verbatim(dialect: Dialect, statement: &str, out: &mut String) {
    let needs_delimiter =
        matches!(dialect, Dialect::MySql | Dialect::MariaDb) && holds_separator(statement, dialect.flavour());
    let delimiters = ["//", "$$", "%%", "|||", "~~~~", "//$$//", "%%||%%"];
    let delimiter = delimiters.into_iter().find(|delimiter| !statement.contains(delimiter));
    match delimiter.filter(|_| needs_delimiter) {
        Some(delimiter) => {
            paragraph(out, &format!("DELIMITER {delimiter}"));
            paragraph(out, &format!("{statement}\n{delimiter}"));
            paragraph(out, "DELIMITER ;");
        }
        None => paragraph(out, &format!("{statement};")),
    }
}

/// Something whose SQL is not known.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Missing {
    /// The file, as a person would name it.
    pub path: String,
    /// The line, from 1; none where the whole file is meant.
    pub line: Option<u32>,
    /// Why: a lowercase fragment.
    pub reason: String,
}

impl Missing {
    /// Names place and reason: `path:line: reason`.
    #[must_use]
    pub fn sentence(&self) -> String {
        match self.line {
            Some(line) => format!("{}:{line}: {}", self.path, self.reason),
            None => format!("{}: {}", self.path, self.reason),
        }
    }

    /// Writes what takes its place in a script: a comment, and a statement that every server of the dialect refuses.
    #[must_use]
    pub fn spelled(&self, dialect: Dialect) -> String {
        let what = self.sentence();
        format!(
            "-- onehead: not compiled: {}\n{};",
            escape_line(&what),
            refused(dialect)
        )
    }
}

/// A statement that fails, whatever is in the database.
const fn refused(dialect: Dialect) -> &'static str {
    match dialect {
        Dialect::PostgreSql => "DO $$ BEGIN RAISE EXCEPTION 'onehead: a part of this migration is missing'; END $$",
        Dialect::MySql | Dialect::MariaDb => {
            "SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'onehead: a part of this migration is missing'"
        }
        // RAISE outside of a trigger is refused before it runs.
        Dialect::Sqlite => "SELECT RAISE(ABORT, 'onehead: a part of this migration is missing')",
    }
}

/// Where a script begins and ends transactions (spec section 6.2).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Transactions {
    /// Nowhere: the dialect's DDL is not transactional, or `transactional_ddl=False`.
    None,
    /// One around all steps.
    One,
    /// One around each step: `transaction_per_migration=True`.
    PerMigration,
}

impl Transactions {
    /// Answers where Alembic makes them for a dialect unless it is configured otherwise.
    #[must_use]
    pub const fn of(dialect: Dialect) -> Self {
        if dialect.is_transactional() {
            Self::One
        } else {
            Self::None
        }
    }
}
