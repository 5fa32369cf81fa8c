//! How `SQLite` writes definitions (`SQLiteDDLCompiler`, `SQLiteImpl`).

use super::Sqlite;
use super::batch;
use crate::ops::column_type::{Affinity, Type};
use crate::ops::ddl::{self, Comments, Ddl, DefaultKind, Placed, alter_table};
use crate::ops::directive::{AlterColumn, Batch};
use crate::ops::expression::ServerDefault;
use crate::ops::options::Options;
use crate::ops::schema::{
    Autoincrement, Check, Column, ForeignKey, Index, IndexItem, PrimaryKey, Table, TableName, Unique,
};
use crate::ops::spelling::Columns;
use crate::ops::{ColumnType, Expression, Spelling, Unsupported, Value};
use crate::text::Place;

/// The name of the dialect before its own arguments.
const NAME: &str = "sqlite";

impl Ddl for Sqlite {
    fn comments(&self) -> Comments {
        Comments::Nowhere
    }

    fn asks_what_counts(&self) -> bool {
        false
    }

    fn column_clause(&self, placed: Placed<'_>) -> Result<String, Unsupported> {
        let Placed { column, table, .. } = placed;
        let name = self.identifier(&column.name);
        let mut clause = format!("{name} {}", self.column_type(&column.column_type)?);
        if let Some(default) = &column.server_default
            && let Some(default) = self.server_default(default)?
        {
            clause.push_str(&format!(" DEFAULT {}", ddl::wrapped_default(&default)));
        }
        if !column.nullable {
            clause.push_str(" NOT NULL");
            clause.push_str(&on_conflict(&column.options, "on_conflict_not_null")?);
        }
        if column.primary_key {
            let length = table.primary_key.as_ref().map_or(0, |key| key.columns.len());
            if column.autoincrement == Autoincrement::Yes && length != 1 {
                return Err(Unsupported::refused(
                    "SQLite does not support autoincrement for composite primary keys",
                ));
            }
            if key_is_inline(column, table)? {
                clause.push_str(" PRIMARY KEY");
                clause.push_str(&on_conflict(&column.options, "on_conflict_primary_key")?);
                clause.push_str(" AUTOINCREMENT");
            }
        }
        if let Some(ServerDefault::Computed(computed)) = &column.server_default {
            clause.push(' ');
            clause.push_str(&ddl::computed(self, computed)?);
        }
        Ok(clause)
    }

    fn table_options(&self, table: &Table) -> Result<String, Unsupported> {
        let mut options = Vec::new();
        if table.options.flag(NAME, "with_rowid")? == Some(false) {
            options.push("WITHOUT ROWID");
        }
        if table.options.flag(NAME, "strict")? == Some(true) {
            options.push("STRICT");
        }
        if options.is_empty() {
            return Ok(String::new());
        }
        Ok(format!("\n {}", options.join(",\n ")))
    }

    fn create_index(&self, index: &Index, if_not_exists: bool) -> Result<String, Unsupported> {
        let unique = if index.unique { "UNIQUE " } else { "" };
        let exists = if if_not_exists { "IF NOT EXISTS " } else { "" };
        let name = ddl::index_name_in_schema(self, index)?;
        let table = self.identifier(&index.table.name);
        let items = index.items.iter().map(|item| match item {
            IndexItem::Column(column) => Ok(self.identifier(column)),
            IndexItem::Expression(expression) => self.expression(expression, Columns::Bare),
        });
        let items = items.collect::<Result<Vec<_>, _>>()?.join(", ");
        let mut text = format!("CREATE {unique}INDEX {exists}{name} ON {table} ({items})");
        if let Some(value) = index
            .options
            .get(NAME, "where")
            .filter(|value| !matches!(value, Value::None))
        {
            // A plain text is refused by SQLAlchemy, and so it is by `from_value` alone.
            let condition = Expression::from_value(value, Place::default());
            let condition = condition.map_err(|reason| Unsupported::unknown(reason.text))?;
            text.push_str(&format!(" WHERE {}", self.expression(&condition, Columns::Bare)?));
        }
        Ok(text)
    }

    fn drop_index(&self, index: &Index, if_exists: bool) -> Result<String, Unsupported> {
        let exists = if if_exists { "IF EXISTS " } else { "" };
        Ok(format!(
            "\nDROP INDEX {exists}{}",
            ddl::index_name_in_schema(self, index)?
        ))
    }

    fn primary_key(&self, key: &PrimaryKey, table: Option<&Table>) -> Result<Option<String>, Unsupported> {
        let sole = match (table, &*key.columns) {
            (Some(table), [name]) => table.column(&name.text),
            _ => None,
        };
        if let (Some(column), Some(table)) = (sole, table)
            && key_is_inline(column, table)?
        {
            return Ok(None);
        }
        let preamble = ddl::preamble(self, key.name.as_ref())?;
        let columns = ddl::body(self, &ddl::key_columns(key, table)?);
        let deferral = ddl::deferral(&key.deferral)?;
        let mut conflict = on_conflict(&key.options, "on_conflict")?;
        if let (true, Some(column)) = (conflict.is_empty(), sole) {
            conflict = on_conflict(&column.options, "on_conflict_primary_key")?;
        }
        Ok(Some(format!("{preamble}PRIMARY KEY {columns}{deferral}{conflict}")))
    }

    fn unique(&self, unique: &Unique, table: Option<&Table>) -> Result<String, Unsupported> {
        let mut conflict = on_conflict(&unique.options, "on_conflict")?;
        if let (true, Some(table), [name]) = (conflict.is_empty(), table, &*unique.columns)
            && let Some(column) = table.column(&name.text)
        {
            conflict = on_conflict(&column.options, "on_conflict_unique")?;
        }
        Ok(ddl::unique(self, unique)? + &conflict)
    }

    fn check(&self, check: &Check, in_column: bool) -> Result<String, Unsupported> {
        let conflict = on_conflict(&check.options, "on_conflict")?;
        if in_column && !conflict.is_empty() {
            return Err(Unsupported::refused(
                "SQLite does not support on conflict clause for column check constraint",
            ));
        }
        Ok(ddl::check_text(self, check)? + &conflict)
    }

    fn foreign_key(&self, key: &ForeignKey, table: &TableName) -> Result<Option<String>, Unsupported> {
        let here = table.schema.as_ref().map(|schema| &schema.text);
        let there = key.referent.schema.as_ref().map(|schema| &schema.text);
        if here != there {
            return Ok(None);
        }
        ddl::foreign_key(self, key, false).map(Some)
    }

    fn alters_constraints(&self) -> Result<(), Unsupported> {
        Err(Unsupported::refused(
            "No support for ALTER of constraints in SQLite dialect. Please refer to the batch mode feature which allows \
             for SQLite migrations using a copy-and-move strategy.",
        ))
    }

    fn drop_type_check(
        &self,
        _table: &TableName,
        _name: Option<&crate::ops::Identifier>,
    ) -> Result<Option<String>, Unsupported> {
        Ok(None)
    }

    fn alter_column(&self, altered: &AlterColumn) -> Result<Vec<String>, Unsupported> {
        let (change, table) = (&altered.change, alter_table(self, &altered.table));
        let column = self.identifier(&altered.column);
        let alter = format!("{table} ALTER COLUMN {column}");
        let mut out = Vec::new();
        if let Some(nullable) = change.nullable {
            out.push(format!(
                "{alter} {}",
                if nullable { "DROP NOT NULL" } else { "SET NOT NULL" }
            ));
        }
        match ddl::default_kind(altered)? {
            None => {}
            Some(DefaultKind::Identity) => return Err(ddl::no_identity()),
            Some(DefaultKind::Plain) => {
                let default = change.server_default.as_ref().and_then(Option::as_ref);
                out.push(format!("{alter} {}", ddl::column_default(self, default)?));
            }
        }
        if let Some(of) = &change.column_type {
            out.push(format!("{alter} TYPE {}", self.bare_type(of)?));
        }
        if change.comment.is_some() {
            let text = "Compiler <sqlite> can't render element of type <class 'alembic.ddl.base.ColumnComment'>";
            return Err(Unsupported::refused(text));
        }
        if let Some(new_name) = &change.new_name {
            let new_name = self.identifier(new_name);
            out.push(format!("{table} RENAME COLUMN {column} TO {new_name}"));
        }
        Ok(out)
    }

    fn recreates(&self, of: &Batch) -> bool {
        of.steps.iter().any(|step| batch::recreates(&step.op))
    }

    fn casts_in_batch(&self, from: &ColumnType, to: &ColumnType) -> bool {
        from.affinity() != to.affinity() && !matches!(to.base, Type::Json(_))
    }
}

/// Says whether the key of a table stands in the clause of its column: `sqlite_autoincrement`.
fn key_is_inline(column: &Column, table: &Table) -> Result<bool, Unsupported> {
    let is_sole = table.primary_key.as_ref().is_some_and(|key| key.columns.len() == 1);
    let is_asked = table.options.flag(NAME, "autoincrement")?.unwrap_or(false);
    let counts = column.column_type.affinity() == Affinity::Integer;
    Ok(is_sole && is_asked && counts && column.primary_key && !table.is_referring(column))
}

/// `ON CONFLICT ...`, or nothing.
fn on_conflict(options: &Options, argument: &str) -> Result<String, Unsupported> {
    let clause = options.text(NAME, argument)?;
    Ok(clause.map_or_else(String::new, |clause| format!(" ON CONFLICT {clause}")))
}
