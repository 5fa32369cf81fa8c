//! `CREATE TABLE`

use super::{Ddl, Placed};
use crate::ops::schema::{Table, TableName};
use crate::ops::{Identifier, Unsupported};

/// The name of a table as `SQLAlchemy` writes it: a schema is quoted as a whole.
pub fn full_name(dialect: &(impl Ddl + ?Sized), table: &TableName) -> String {
    let name = dialect.identifier(&table.name);
    match &table.schema {
        Some(schema) => format!("{}.{name}", dialect.identifier(schema)),
        None => name,
    }
}

/// `CREATE TABLE`, with the clauses of its constraints given; as `SQLAlchemy` compiles it, blank lines around it.
///
/// # Errors
///
/// Refuses what `SQLAlchemy` refuses, and says what is not known.
pub fn create_table(
    dialect: &(impl Ddl + ?Sized),
    table: &Table,
    if_not_exists: bool,
    constraints: Vec<String>,
) -> Result<String, Unsupported> {
    let counting = counting(dialect, table)?;
    let mut text = "\nCREATE ".to_owned();
    for prefix in &table.prefixes {
        text.push_str(prefix);
        text.push(' ');
    }
    text.push_str("TABLE ");
    if if_not_exists {
        text.push_str("IF NOT EXISTS ");
    }
    text.push_str(&full_name(dialect, &table.name));
    text.push_str(" (");
    let mut lines = Vec::with_capacity(table.columns.len() + constraints.len());
    for column in table.columns.iter().filter(|column| !column.system) {
        let placed = Placed {
            column,
            table,
            counts: counting == Some(&column.name),
        };
        lines.push(column_line(dialect, placed)?);
    }
    lines.extend(constraints);
    if !lines.is_empty() {
        text.push_str("\n\t");
        text.push_str(&lines.join(", \n\t"));
    }
    text.push_str("\n)");
    text.push_str(&dialect.table_options(table)?);
    text.push_str("\n\n");
    Ok(text)
}

/// The column that counts by itself, where the dialect asks for it.
///
/// # Errors
///
/// As [`Table::counting_column`].
pub fn counting<'t>(dialect: &(impl Ddl + ?Sized), table: &'t Table) -> Result<Option<&'t Identifier>, Unsupported> {
    if !dialect.asks_what_counts() {
        return Ok(None);
    }
    Ok(table.counting_column()?.map(|column| &column.name))
}

/// A column's clause and the checks written in it.
pub fn column_line(dialect: &(impl Ddl + ?Sized), placed: Placed<'_>) -> Result<String, Unsupported> {
    let mut line = dialect.column_clause(placed)?;
    for check in &placed.column.checks {
        line.push(' ');
        line.push_str(&dialect.check(check, true)?);
    }
    Ok(line)
}
