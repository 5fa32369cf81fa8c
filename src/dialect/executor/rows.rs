//! The version table: read, checked, created and moved.

use super::Executor;
use crate::dialect::connection::Cell;
use crate::dialect::session::Versions;
use crate::dialect::version_row::{VersionRow, revisions};
use crate::dialect::{Dialect, DialectError, VersionTable};
use crate::graph::VersionMove;
use crate::revision::RevisionId;

/// Answers the rows after moves, sorted.
pub(super) fn after(rows: &[RevisionId], moves: &[VersionMove]) -> Vec<RevisionId> {
    let mut rows = rows.to_vec();
    for change in moves {
        match change {
            VersionMove::Insert(id) => rows.push(id.clone()),
            VersionMove::Delete(id) => rows.retain(|row| row != id),
            VersionMove::Update { from, to } => rows
                .iter_mut()
                .filter(|row| *row == from)
                .for_each(|row| *row = to.clone()),
        }
    }
    rows.sort_unstable();
    rows
}

impl Executor {
    pub(super) fn read_versions(&mut self) -> Result<Versions, DialectError> {
        let Some(rows) = self.read_version_rows()? else {
            return Ok(Versions::default());
        };
        Ok(Versions {
            has_table: true,
            rows: revisions(&self.named(), rows)?,
        })
    }

    /// Reads the rows, whatever they are; none where there is no version table.
    pub(super) fn read_version_rows(&mut self) -> Result<Option<Vec<VersionRow>>, DialectError> {
        if self.find_table()? {
            self.ask_rows().map(Some)
        } else {
            Ok(None)
        }
    }

    fn ask_rows(&mut self) -> Result<Vec<VersionRow>, DialectError> {
        // Alembic's query letter by letter: the order of the rows follows from it.
        let sql = format!("SELECT {0}.version_num \nFROM {0}", self.spelled);
        let found = self.connection.ask(&sql, &[]);
        let found = found.map_err(|failure| failure.during("reading the version table"))?;
        let cells = found.into_iter().filter_map(|row| row.into_iter().next());
        Ok(cells.map(version_row).collect())
    }

    fn read_rows(&mut self) -> Result<Vec<RevisionId>, DialectError> {
        let rows = self.ask_rows()?;
        revisions(&self.named(), rows)
    }

    /// Says whether there is a version table; something else with its name is an error.
    pub(super) fn find_table(&mut self) -> Result<bool, DialectError> {
        let found = self.connection.find(&self.table);
        let Some(found) = found.map_err(|failure| failure.during("looking for the version table"))? else {
            return Ok(false);
        };
        if found.kind != "table" {
            return Err(self.shape(format!("it is a {}", found.kind)));
        }
        if !found.has_column {
            return Err(self.shape("it has no column `version_num`".to_owned()));
        }
        if let Some(schema) = found.schema {
            let table = VersionTable {
                name: self.table.name.clone(),
                schema: Some(schema),
            };
            self.spelled = table.spelled(self.connection.dialect());
        }
        Ok(true)
    }

    fn shape(&self, reason: String) -> DialectError {
        DialectError::Shape {
            table: self.named(),
            reason,
        }
    }

    pub(super) fn create_version_table(&mut self) -> Result<(), DialectError> {
        if self.find_table()? {
            return Ok(());
        }
        let create = self.table.create(self.dialect(), "\t");
        self.transaction(
            |session| {
                if !session.find_table()? {
                    session.tell(&create, &[], "creating the version table")?;
                }
                Ok(())
            },
            Self::find_table,
        )?;
        self.find_table().map(drop)
    }

    /// In a transaction: keeps others from writing to the version table.
    pub(super) fn hold(&mut self) -> Result<(), DialectError> {
        let held = self.connection.hold(&self.spelled);
        held.map_err(|failure| failure.during("locking the version table"))
    }

    /// Fails unless the rows are those that a plan was made for; in a transaction they stay so until its end.
    pub(super) fn expect_rows(&mut self, expects: &[RevisionId]) -> Result<(), DialectError> {
        self.connection.check()?;
        self.hold()?;
        let mut found = self.read_rows()?;
        let mut expected = expects.to_vec();
        found.sort_unstable();
        expected.sort_unstable();
        if found == expected {
            Ok(())
        } else {
            Err(DialectError::Moved { expected, found })
        }
    }

    /// Says whether the rows are these, sorted.
    pub(super) fn stands_on(&mut self, rows: &[RevisionId]) -> Result<bool, DialectError> {
        let mut found = self.read_versions()?.rows;
        found.sort_unstable();
        Ok(found == rows)
    }

    pub(super) fn move_rows(&mut self, moves: &[VersionMove]) -> Result<(), DialectError> {
        self.connection.check()?;
        let (one, two) = (self.connection.mark(1), self.connection.mark(2));
        let table = self.spelled.clone();
        for change in moves {
            let (sql, values, doing) = match change {
                VersionMove::Insert(id) => (
                    format!("INSERT INTO {table} (version_num) VALUES ({one})"),
                    vec![id.as_str()],
                    format!("inserting '{id}'"),
                ),
                VersionMove::Delete(id) => (
                    format!("DELETE FROM {table} WHERE version_num = {one}"),
                    vec![id.as_str()],
                    format!("deleting '{id}'"),
                ),
                VersionMove::Update { from, to } => (
                    format!("UPDATE {table} SET version_num = {one} WHERE version_num = {two}"),
                    vec![to.as_str(), from.as_str()],
                    format!("updating '{from}' to '{to}'"),
                ),
            };
            let found = self.tell(&sql, &values, "moving the version table")?;
            if found != 1 {
                let table = self.named();
                return Err(DialectError::Matched { table, doing, found });
            }
        }
        Ok(())
    }
}

fn version_row(cell: Cell) -> VersionRow {
    match cell {
        Cell { is_null: true, .. } => VersionRow::Null,
        Cell { kind, text, .. } if kind == "TEXT" => {
            text.map_or_else(|| VersionRow::Other("not UTF-8".to_owned()), VersionRow::Text)
        }
        Cell { kind, .. } => VersionRow::Other(format!("of type {kind}")),
    }
}

impl Executor {
    /// The name of a table beside the version table, as our statements name it.
    pub(super) fn beside(&self, suffix: &str) -> String {
        let name = crate::dialect::version_table::identifier(self.dialect(), &format!("{}{suffix}", self.table.name));
        match self.schema_part() {
            Some(schema) => format!("{schema}.{name}"),
            None => name,
        }
    }

    /// The schema in front of the version table, spelled.
    fn schema_part(&self) -> Option<String> {
        let own = crate::dialect::version_table::identifier(self.dialect(), &self.table.name);
        let schema = self.spelled.strip_suffix(&own)?.strip_suffix('.')?;
        (!schema.is_empty()).then(|| schema.to_owned())
    }

    /// The schema of the version table as it is called, without quotes.
    pub(super) fn is_mysql(&self) -> bool {
        matches!(self.dialect(), Dialect::MySql | Dialect::MariaDb)
    }
}
