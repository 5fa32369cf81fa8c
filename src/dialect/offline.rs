//! The script that `--sql` prints instead of touching a database (spec section 6.3).

use std::collections::BTreeSet;

use super::part::{Part, Transactions};
use super::{Dialect, VersionTable};
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
    /// What runs, in order; nothing for `stamp`.
    pub parts: &'a [Part],
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
    /// Where transactions begin and end.
    pub transactions: Transactions,
    /// The rows it starts from; none for an empty database.
    pub rows: &'a [RevisionId],
    /// The steps.
    pub passages: &'a [Passage<'a>],
}

impl Offline<'_> {
    /// Writes the script as Alembic frames it: statements and comments each followed by an empty line.
    ///
    /// Where something is missing from a step, its version rows are written as comments: a program that goes on after
    /// the statement that fails must not record the step.
    #[must_use]
    pub fn script(&self) -> String {
        let mut out = String::new();
        let mut rows: BTreeSet<&RevisionId> = self.rows.iter().collect();
        self.bracket(&mut out, "BEGIN;", Transactions::One);
        for passage in self.passages {
            self.bracket(&mut out, "BEGIN;", Transactions::PerMigration);
            if rows.is_empty() {
                paragraph(&mut out, &format!("{};", self.table.create(self.dialect, "    ")));
            }
            paragraph(&mut out, &format!("-- {}", passage.title()));
            for part in passage.parts {
                part.write(self.dialect, self.transactions, &mut out);
            }
            self.moves(&mut out, passage);
            follow(&mut rows, passage.moves);
            self.bracket(&mut out, "COMMIT;", Transactions::PerMigration);
        }
        self.bracket(&mut out, "COMMIT;", Transactions::One);
        out
    }

    /// Answers for each step what it does to the version table, its creation included, without separators.
    #[must_use]
    pub fn version_statements(&self) -> Vec<Vec<String>> {
        let mut rows: BTreeSet<&RevisionId> = self.rows.iter().collect();
        let mut all = Vec::with_capacity(self.passages.len());
        for passage in self.passages {
            let create = rows.is_empty().then(|| self.table.create(self.dialect, "    "));
            let changes = passage
                .moves
                .iter()
                .map(|change| self.table.change(self.dialect, change));
            all.push(create.into_iter().chain(changes).collect());
            follow(&mut rows, passage.moves);
        }
        all
    }

    fn moves(&self, out: &mut String, passage: &Passage<'_>) {
        let is_whole = !passage.parts.iter().any(|part| matches!(part, Part::Missing(_)));
        if !is_whole && !passage.moves.is_empty() {
            paragraph(out, "-- onehead: the version rows wait until this step is whole");
        }
        for change in passage.moves {
            let statement = format!("{};", self.table.change(self.dialect, change));
            if is_whole {
                paragraph(out, &statement);
            } else {
                paragraph(out, &format!("-- {}", escape_line(&statement)));
            }
        }
    }

    /// Writes one end of a transaction, if they are made there.
    fn bracket(&self, out: &mut String, word: &str, wanted: Transactions) {
        if self.transactions == wanted {
            paragraph(out, word);
        }
    }
}

pub(super) fn paragraph(out: &mut String, text: &str) {
    out.push_str(text);
    out.push_str("\n\n");
}

fn follow<'a>(rows: &mut BTreeSet<&'a RevisionId>, moves: &'a [VersionMove]) {
    for change in moves {
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
}
