//! `INSERT`, `UPDATE` and `DELETE` to SQL (`sqlalchemy.sql.crud`).

use std::sync::Arc;

use super::super::grammar::Sql;
use super::select::{columns, conditions, table_name};
use super::writer::Writer;
use super::{identifier, literal, select};
use crate::ops::expression::{
    Assigned, Bind, Conflict, Default, Delete, Expression, Form, Insert, InsertValues, Literal, Row, Table,
    TableColumn, TableIdentity, Update,
};
use crate::ops::spelling::{Columns, Unsupported};

/// Writes an `INSERT`.
pub(in crate::dialect) fn insert(writer: &Writer<'_>, insert: &Insert) -> Sql {
    let table = &insert.table;
    let (names, values) = values(writer, insert)?;
    let mut sql = format!("INSERT INTO {}", table_name(writer, table));
    if !names.is_empty() || !writer.grammar.has_default_values() {
        let names: Vec<String> = names
            .iter()
            .map(|column| identifier(writer.grammar, &column.name))
            .collect();
        sql.push_str(&format!(" ({})", names.join(", ")));
    }
    match &values {
        Values::Select(select) => sql.push_str(&format!(" {select}")),
        Values::Rows(_) if names.is_empty() && writer.grammar.has_default_values() => {
            sql.push_str(" DEFAULT VALUES");
        }
        Values::Rows(rows) => {
            let rows: Vec<String> = rows.iter().map(|row| format!("({})", row.join(", "))).collect();
            sql.push_str(&format!(" VALUES {}", rows.join(", ")));
        }
    }
    if let Some(of) = &insert.conflict {
        if !writer.grammar.has_conflicts(insert.class) {
            return Err(super::writer::no_form(writer.grammar, "OnConflict"));
        }
        sql.push_str(&format!(" {}", conflict(writer, table, of)?));
    }
    let implicit = implicit_returning(writer, insert);
    sql.push_str(&returning(
        writer,
        if implicit.is_empty() {
            &insert.returning
        } else {
            &implicit
        },
    )?);
    Ok(sql)
}

enum Values {
    Rows(Vec<Vec<String>>),
    Select(String),
}

type Named<'a> = (Vec<&'a TableColumn>, Values);

fn values<'a>(writer: &Writer<'_>, insert: &'a Insert) -> Result<Named<'a>, Unsupported> {
    let table = &insert.table;
    match &insert.values {
        InsertValues::Unset => Err(no_values()),
        InsertValues::Row(row) => {
            check_consumed(table, row)?;
            let (names, row) = one_row(writer, insert, row)?;
            Ok((names, Values::Rows(vec![row])))
        }
        InsertValues::Rows(rows) => several_rows(writer, table, rows),
        InsertValues::Select(keys, of) => {
            let column = |key: &Arc<str>| {
                let missing = || Unsupported::refused(format!("Unconsumed column names: {key}"));
                table.column(key).ok_or_else(missing)
            };
            let names = keys.iter().map(column).collect::<Result<_, _>>()?;
            Ok((names, Values::Select(select::write(writer, of)?)))
        }
    }
}

/// A row in the order of the table's columns; defaults of the application are written too.
fn one_row<'a>(
    writer: &Writer<'_>,
    insert: &'a Insert,
    row: &Row,
) -> Result<(Vec<&'a TableColumn>, Vec<String>), Unsupported> {
    let (mut names, mut values) = (Vec::new(), Vec::new());
    for column in &insert.table.columns {
        let given = row.iter().find(|(key, _)| *key == column.key);
        let sql = match (given, &column.default) {
            (Some((_, given)), _) => assigned(writer, given, column)?,
            (None, None) => continue,
            (None, Some(Default::Sql(default))) => writer.write(&default.grouped(None))?,
            (None, Some(Default::Python)) => "NULL".to_owned(),
            (None, Some(Default::Unknown(reason))) => return Err(Unsupported::unknown(reason.text.clone())),
            (None, Some(Default::Sequence)) => {
                return Err(Unsupported::unknown(
                    "an insert into a column with a sequence is not understood",
                ));
            }
        };
        names.push(column);
        values.push(sql);
    }
    Ok((names, values))
}

fn several_rows<'a>(writer: &Writer<'_>, table: &'a Table, rows: &[Row]) -> Result<Named<'a>, Unsupported> {
    let Some(first) = rows.first() else {
        return Err(Unsupported::unknown("an insert of no rows is not understood"));
    };
    check_consumed(table, first)?;
    if table.columns.iter().any(|column| column.default.is_some()) {
        return Err(Unsupported::unknown(
            "several rows for a table with defaults are not understood",
        ));
    }
    let has = |row: &Row, column: &TableColumn| row.iter().any(|(key, _)| *key == column.key);
    let names: Vec<&TableColumn> = table.columns.iter().filter(|column| has(first, column)).collect();
    let mut written = Vec::with_capacity(rows.len());
    for row in rows {
        let mut values = Vec::with_capacity(names.len());
        for column in &names {
            let Some((_, given)) = row.iter().find(|(key, _)| *key == column.key) else {
                let text = format!("INSERT value for column {} is missing in a row", column.name.text);
                return Err(Unsupported::refused(text));
            };
            values.push(assigned(writer, given, column)?);
        }
        written.push(values);
    }
    Ok((names, Values::Rows(written)))
}

/// Every column becomes a parameter, which nobody fills.
fn no_values() -> Unsupported {
    Unsupported::unknown("a statement without values is not understood")
}

/// Every value must have a column.
fn check_consumed(table: &Table, row: &Row) -> Result<(), Unsupported> {
    let unknown: Vec<&str> = row
        .iter()
        .map(|(key, _)| &**key)
        .filter(|key| table.column(key).is_none())
        .collect();
    if unknown.is_empty() {
        Ok(())
    } else {
        Err(Unsupported::refused(format!(
            "Unconsumed column names: {}",
            unknown.join(", ")
        )))
    }
}

fn assigned(writer: &Writer<'_>, given: &Assigned, column: &TableColumn) -> Sql {
    match given {
        Assigned::Literal(value) => literal::value(writer.grammar, value, &column.of),
        Assigned::Expression(expression) => match &*expression.form {
            Form::Bind(bind) if expression.of.is_null_type() => literal::bind(writer.grammar, bind, &column.of),
            Form::Bind(bind) => literal::bind(writer.grammar, bind, &expression.of),
            _ => writer.write(&expression.grouped(None)),
        },
    }
}

/// The keys that `SQLAlchemy` asks for behind an insert into a whole table, though nobody reads them offline.
fn implicit_returning(writer: &Writer<'_>, insert: &Insert) -> Vec<Expression> {
    let table = &insert.table;
    let InsertValues::Row(row) = &insert.values else {
        return Vec::new();
    };
    let asks = table.is_whole && !insert.is_inline && insert.returning.is_empty();
    if !asks || !writer.grammar.returns_inserted() {
        return Vec::new();
    }
    let autoincrement = table.autoincrement().map(|column| &column.key);
    if autoincrement.is_some() && writer.grammar.knows_last_key() || insert.conflict.is_some() {
        return Vec::new();
    }
    let is_asked = |column: &&TableColumn| {
        let counts = autoincrement == Some(&column.key);
        column.is_primary
            && match row.iter().find(|(key, _)| *key == column.key) {
                None => counts || column.has_server_default || matches!(column.default, Some(Default::Sql(_))),
                Some((_, given)) if is_value(given) => counts && writer.grammar.numbers_null_keys() && is_none(given),
                Some(_) => true,
            }
    };
    table
        .columns
        .iter()
        .filter(is_asked)
        .map(|column| table.column_expression(column))
        .collect()
}

fn is_value(given: &Assigned) -> bool {
    match given {
        Assigned::Literal(_) => true,
        Assigned::Expression(expression) => matches!(*expression.form, Form::Bind(_)),
    }
}

fn is_none(given: &Assigned) -> bool {
    match given {
        Assigned::Literal(value) => *value == Literal::None,
        Assigned::Expression(expression) => {
            matches!(
                &*expression.form,
                Form::Bind(Bind {
                    value: Literal::None,
                    ..
                })
            )
        }
    }
}

fn returning(writer: &Writer<'_>, asked: &[Expression]) -> Sql {
    if asked.is_empty() {
        return Ok(String::new());
    }
    let columns_are_bare = writer.grammar.returns_bare_columns();
    let writer = Writer {
        columns: if columns_are_bare {
            Columns::Bare
        } else {
            writer.columns
        },
        ..*writer
    };
    Ok(format!(" RETURNING {}", columns(&writer, asked)?))
}

fn conflict(writer: &Writer<'_>, table: &Table, conflict: &Conflict) -> Sql {
    let bare = Writer {
        columns: Columns::Bare,
        ..*writer
    };
    let mut target = match (&conflict.constraint, &conflict.elements) {
        (Some(constraint), _) => writer.grammar.conflicting_constraint(constraint)?,
        (None, Some(elements)) => format!("({})", bare.joined(elements, ", ")?),
        (None, None) => String::new(),
    };
    if let (Some(condition), Some(_)) = (&conflict.index_where, &conflict.elements) {
        target.push_str(&format!(" WHERE {}", bare.write(condition)?));
    }
    let blank = if target.is_empty() { "" } else { " " };
    let Some((row, condition)) = &conflict.update else {
        return Ok(format!("ON CONFLICT{blank}{target} DO NOTHING"));
    };
    check_consumed(table, row).map_err(|_| {
        Unsupported::unknown("`ON CONFLICT` with columns that the table does not know is not understood")
    })?;
    let mut set = Vec::new();
    for column in &table.columns {
        if let Some((_, given)) = row.iter().find(|(key, _)| *key == column.key) {
            set.push(format!(
                "{} = {}",
                identifier(writer.grammar, &column.name),
                assigned(writer, given, column)?
            ));
        }
    }
    let condition = match condition {
        Some(condition) => format!(" WHERE {}", writer.write(condition)?),
        None => String::new(),
    };
    // The blank stands there without a target too.
    Ok(format!(
        "ON CONFLICT {target} DO UPDATE SET {}{condition}",
        set.join(", ")
    ))
}

/// Writes an `UPDATE`.
pub(in crate::dialect) fn update(writer: &Writer<'_>, update: &Update) -> Sql {
    let table = &update.table;
    let row = update.values.as_ref();
    let others = other_tables(table, &update.conditions, row)?;
    let around = identities(table, &others);
    let writer = Writer {
        around: &around,
        ..*writer
    };
    let row = row.ok_or_else(no_values)?;
    check_consumed(table, row)?;
    let mut set = Vec::new();
    for column in &table.columns {
        let given = row.iter().find(|(key, _)| *key == column.key);
        let sql = match (given, &column.onupdate) {
            (Some((_, given)), _) => assigned(&writer, given, column)?,
            (None, None | Some(Default::Sequence)) => continue,
            (None, Some(Default::Sql(onupdate))) => writer.write(&onupdate.grouped(None))?,
            (None, Some(Default::Python)) => "NULL".to_owned(),
            (None, Some(Default::Unknown(reason))) => return Err(Unsupported::unknown(reason.text.clone())),
        };
        let name = identifier(writer.grammar, &column.name);
        let prefix = if others.is_empty() || !writer.grammar.updates_many() {
            String::new()
        } else {
            format!("{}.", table_name(&writer, table))
        };
        set.push(format!("{prefix}{name}={sql}"));
    }
    let (beside, behind) = writer.grammar.other_tables(&names(&writer, &others));
    let mut sql = format!(
        "UPDATE {}{beside} SET {}{behind}",
        table_name(&writer, table),
        set.join(", ")
    );
    sql.push_str(&where_clause(&writer, &update.conditions)?);
    sql.push_str(&returning(&writer, &update.returning)?);
    Ok(sql)
}

/// Writes a `DELETE`.
pub(in crate::dialect) fn delete(writer: &Writer<'_>, delete: &Delete) -> Sql {
    let others = other_tables(&delete.table, &delete.conditions, None)?;
    let around = identities(&delete.table, &others);
    let writer = Writer {
        around: &around,
        ..*writer
    };
    let name = table_name(&writer, &delete.table);
    let mut sql = format!("DELETE FROM {name}");
    if !others.is_empty() {
        sql.push_str(&writer.grammar.using(&name, &names(&writer, &others))?);
    }
    sql.push_str(&where_clause(&writer, &delete.conditions)?);
    sql.push_str(&returning(&writer, &delete.returning)?);
    Ok(sql)
}

fn where_clause(writer: &Writer<'_>, of: &[Expression]) -> Sql {
    if of.is_empty() {
        return Ok(String::new());
    }
    Ok(format!(" WHERE {}", conditions(writer, of)?))
}

/// The tables beside the statement's own that its conditions and values name.
fn other_tables(table: &Table, conditions: &[Expression], row: Option<&Row>) -> Result<Vec<Arc<Table>>, Unsupported> {
    let values = row.into_iter().flatten().filter_map(|(_, given)| match given {
        Assigned::Expression(expression) => Some(expression),
        Assigned::Literal(_) => None,
    });
    let mut others: Vec<Arc<Table>> = Vec::new();
    for other in conditions.iter().chain(values).flat_map(Expression::tables) {
        let is_known = |known: &Table| known.identity == other.identity;
        if is_known(table) || others.iter().any(|known| is_known(known)) {
            continue;
        }
        let is_twin = |known: &Table| known.name.text == other.name.text;
        if is_twin(table) || others.iter().any(|known| is_twin(known)) || other.alias.is_some() {
            return Err(Unsupported::unknown(
                "a table that stands twice in a statement is not understood",
            ));
        }
        others.push(other);
    }
    Ok(others)
}

fn identities(table: &Table, others: &[Arc<Table>]) -> Vec<TableIdentity> {
    let others = others.iter().map(|other| other.identity.clone());
    std::iter::once(table.identity.clone()).chain(others).collect()
}

fn names(writer: &Writer<'_>, others: &[Arc<Table>]) -> String {
    let names: Vec<String> = others.iter().map(|other| table_name(writer, other)).collect();
    names.join(", ")
}
