//! `ALTER TABLE ... MODIFY`, `CHANGE` and `ALTER COLUMN` of `MySQL` (`MySQLImpl.alter_column`).

use super::MySql;
use crate::ops::column_type::Affinity;
use crate::ops::ddl::{self, DefaultKind, alter_table};
use crate::ops::directive::{AlterColumn, Change, Existing};
use crate::ops::expression::ServerDefault;
use crate::ops::{ColumnType, Spelling, Unsupported};

/// The one statement of an altered column.
pub(super) fn column(dialect: &MySql, altered: &AlterColumn) -> Result<Vec<String>, Unsupported> {
    let AlterColumn {
        table,
        column,
        change,
        existing,
    } = altered;
    match ddl::default_kind(altered)? {
        Some(DefaultKind::Identity) => return Err(ddl::no_identity()),
        Some(DefaultKind::Plain) | None => {}
    }
    refuse_generated(change, existing)?;
    let (table, name) = (alter_table(dialect, table), dialect.identifier(column));
    if change.new_name.is_some() || becomes_functional(change, existing)? {
        let new = change.new_name.as_ref().unwrap_or(column);
        let clause = clause(dialect, change, existing)?;
        return Ok(vec![format!(
            "{table} CHANGE {name} {} {clause}",
            dialect.identifier(new)
        )]);
    }
    let modifies = change.nullable.is_some()
        || change.column_type.is_some()
        || change.autoincrement.is_some()
        || change.comment.is_some();
    if modifies {
        let clause = clause(dialect, change, existing)?;
        return Ok(vec![format!("{table} MODIFY {name} {clause}")]);
    }
    match &change.server_default {
        None => Ok(Vec::new()),
        Some(default) => {
            let default = ddl::column_default(dialect, default.as_ref())?;
            Ok(vec![format!("{table} ALTER COLUMN {name} {default}")])
        }
    }
}

/// Refuses a change of a column that is generated or an identity: it has no statement.
fn refuse_generated(change: &Change, existing: &Existing) -> Result<(), Unsupported> {
    let Some(default) = &existing.server_default else {
        return Ok(());
    };
    let is_own = change.server_default.is_none() && !change.is_empty();
    match default.get()? {
        Some(ServerDefault::Computed(_) | ServerDefault::Identity(_)) if is_own => Err(Unsupported::refused(
            "Individual alter column constructs not supported by MySQL",
        )),
        _ => Ok(()),
    }
}

/// Says whether the column has a date and a time, for which Alembic always writes `CHANGE` unless the default goes.
fn becomes_functional(change: &Change, existing: &Existing) -> Result<bool, Unsupported> {
    let (column_type, is_class) = match (&change.column_type, &existing.column_type) {
        (Some(new), _) => (new, change.type_is_class),
        (None, Some(existing_type)) => (existing_type.get()?, existing.type_is_class),
        (None, None) => return Ok(false),
    };
    let drops = matches!(change.server_default, Some(None));
    // Of a class, Alembic looks at the class of the attribute instead of its value.
    Ok(column_type.affinity() == Affinity::DateTime && !is_class && !drops)
}

fn clause(dialect: &MySql, change: &Change, existing: &Existing) -> Result<String, Unsupported> {
    let column_type: &ColumnType = match (&change.column_type, &existing.column_type) {
        (Some(new), _) => new,
        (None, Some(existing)) => existing.get()?,
        (None, None) => {
            return Err(Unsupported::refused(
                "All MySQL CHANGE/MODIFY COLUMN operations require the existing type.",
            ));
        }
    };
    let nullable = change.nullable.or(existing.nullable).unwrap_or(true);
    let null = if nullable { "NULL" } else { "NOT NULL" };
    let mut clause = format!("{} {null}", dialect.bare_type(column_type)?);
    if change.autoincrement.or(existing.autoincrement).unwrap_or(false) {
        clause.push_str(" AUTO_INCREMENT");
    }
    let default = match (&change.server_default, &existing.server_default) {
        (Some(new), _) => new.as_ref(),
        (None, Some(existing)) => existing.get()?.as_ref(),
        (None, None) => None,
    };
    if let Some(default) = default {
        let default = dialect.server_default(default)?;
        let default = default.ok_or_else(|| Unsupported::refused("this default has no text"))?;
        clause.push_str(&format!(" DEFAULT {default}"));
    }
    let comment = change.comment.clone().unwrap_or_else(|| existing.comment.clone());
    if let Some(comment) = comment {
        clause.push_str(&format!(" COMMENT {}", dialect.string(&comment)));
    }
    Ok(clause)
}
