//! The script that `--sql` prints instead of touching a database (spec section 6.3).

use std::collections::BTreeSet;

use super::{Dialect, VersionTable};
use crate::formats::sql::{Section, holds_separator};
use crate::graph::VersionMove;
use crate::revision::RevisionId;
use crate::text::escape_line;

/// What a step is called in its comment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Running {
    /// `upgrade`.
    Upgrade,
    /// `downgrade`.
    Downgrade,
    /// `stamp_revision`.
    Stamp,
}

impl Running {
    /// The word in `-- Running …` and in the log.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Upgrade => "upgrade",
            Self::Downgrade => "downgrade",
            Self::Stamp => "stamp_revision",
        }
    }
}

/// One step of a script.
#[derive(Debug, Clone, Copy)]
pub struct Passage<'a> {
    /// What it is called.
    pub running: Running,
    /// Shown before the arrow: `from` of the step.
    pub from: &'a [RevisionId],
    /// Shown behind the arrow: `to` of the step.
    pub to: &'a [RevisionId],
    /// What runs; none for `stamp`.
    pub section: Option<&'a Section>,
    /// The version table's changes.
    pub moves: &'a [VersionMove],
}

impl Passage<'_> {
    /// The line `Running upgrade a -> b`, without a doc.
    #[must_use]
    pub fn title(&self) -> String {
        let names = |ids: &[RevisionId]| {
            let ids: Vec<_> = ids.iter().map(|id| escape_line(id.as_str())).collect();
            ids.join(", ")
        };
        format!(
            "Running {} {} -> {}",
            self.running.word(),
            names(self.from),
            names(self.to)
        )
    }
}

/// A whole script.
#[derive(Debug, Clone, Copy)]
pub struct Offline<'a> {
    /// Whose SQL it is.
    pub dialect: Dialect,
    /// The version table.
    pub table: &'a VersionTable,
    /// The rows it starts from; none for an empty database.
    pub rows: &'a [RevisionId],
    /// The steps.
    pub passages: &'a [Passage<'a>],
}

impl Offline<'_> {
    /// Writes the script as Alembic frames it: statements and comments each followed by an empty line.
    ///
    /// Unlike Alembic's, statements of a revision are written letter by letter (Alembic turns tabs into spaces, also
    /// in strings), and a `MySQL` statement that holds separators gets a `DELIMITER` of its own.
    #[must_use]
    pub fn script(&self) -> String {
        let mut out = String::new();
        let mut rows: BTreeSet<&RevisionId> = self.rows.iter().collect();
        let transactional = self.dialect.is_transactional();
        if transactional {
            paragraph(&mut out, "BEGIN;");
        }
        for passage in self.passages {
            if rows.is_empty() {
                paragraph(&mut out, &format!("{};", self.table.create(self.dialect, "    ")));
            }
            paragraph(&mut out, &format!("-- {}", passage.title()));
            if let Some(section) = passage.section {
                self.section(&mut out, section);
            }
            for change in passage.moves {
                paragraph(&mut out, &format!("{};", self.table.change(self.dialect, change)));
                follow(&mut rows, change);
            }
        }
        if transactional {
            paragraph(&mut out, "COMMIT;");
        }
        out
    }

    /// As Alembic's `autocommit_block`: the transaction ends before the statements and begins again behind them.
    fn section(&self, out: &mut String, section: &Section) {
        let steps_out = section.no_transaction && self.dialect.is_transactional() && !section.statements.is_empty();
        if steps_out {
            paragraph(out, "COMMIT;");
        }
        for statement in &section.statements {
            self.statement(out, &statement.value);
        }
        if steps_out {
            paragraph(out, "BEGIN;");
        }
    }

    fn statement(&self, out: &mut String, statement: &str) {
        let flavour = self.dialect.flavour();
        let needs_delimiter =
            matches!(self.dialect, Dialect::MySql | Dialect::MariaDb) && holds_separator(statement, flavour);
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
}

fn paragraph(out: &mut String, text: &str) {
    out.push_str(text);
    out.push_str("\n\n");
}

fn follow<'a>(rows: &mut BTreeSet<&'a RevisionId>, change: &'a VersionMove) {
    match change {
        VersionMove::Insert(id) => {
            rows.insert(id);
        }
        VersionMove::Delete(id) => {
            rows.remove(id);
        }
        VersionMove::Update { from, to } => {
            rows.remove(from);
            rows.insert(to);
        }
    }
}
