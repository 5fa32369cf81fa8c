//! Clauses of constraints that dialects share.

use super::{Ddl, full_name};
use crate::ops::directive::DropConstraint;
use crate::ops::schema::{Check, Deferral, ForeignKey, PrimaryKey, Table, TableName, Unique};
use crate::ops::spelling::Columns;
use crate::ops::{Identifier, Unsupported};

/// `CONSTRAINT name `, or nothing.
///
/// # Errors
///
/// Refuses a name that is too long.
pub fn preamble(dialect: &(impl Ddl + ?Sized), name: Option<&Identifier>) -> Result<String, Unsupported> {
    match name {
        None => Ok(String::new()),
        Some(name) => Ok(format!("CONSTRAINT {} ", dialect.constraint_name(name)?)),
    }
}

/// Names in parentheses.
pub fn body(dialect: &(impl Ddl + ?Sized), columns: &[Identifier]) -> String {
    let columns: Vec<String> = columns.iter().map(|column| dialect.identifier(column)).collect();
    format!("({})", columns.join(", "))
}

/// A check with its name and when it is checked.
///
/// # Errors
///
/// As [`crate::ops::Spelling::expression`].
pub fn check_text(dialect: &(impl Ddl + ?Sized), check: &Check) -> Result<String, Unsupported> {
    let condition = dialect.expression(&check.condition, Columns::Bare)?;
    let preamble = preamble(dialect, check.name.as_ref())?;
    Ok(format!("{preamble}CHECK ({condition}){}", deferral(&check.deferral)?))
}

/// When a constraint is checked.
///
/// # Errors
///
/// Refuses what is no phrase of SQL.
pub fn deferral(deferral: &Deferral) -> Result<String, Unsupported> {
    let mut text = match deferral.deferrable {
        None => String::new(),
        Some(true) => " DEFERRABLE".to_owned(),
        Some(false) => " NOT DEFERRABLE".to_owned(),
    };
    if let Some(initially) = &deferral.initially {
        text.push_str(" INITIALLY ");
        text.push_str(phrase(initially)?);
    }
    Ok(text)
}

/// A unique constraint as most dialects have it.
///
/// # Errors
///
/// Refuses a name that is too long and what is no phrase of SQL.
pub fn unique(dialect: &(impl Ddl + ?Sized), unique: &Unique) -> Result<String, Unsupported> {
    let preamble = preamble(dialect, unique.name.as_ref())?;
    let columns = body(dialect, &unique.columns);
    Ok(format!("{preamble}UNIQUE {columns}{}", deferral(&unique.deferral)?))
}

/// A foreign key's clause; `with_schema` says whether the schema of the table it refers to is written.
///
/// # Errors
///
/// As [`Ddl::reference_tail`], and for a name that is too long.
pub fn foreign_key(dialect: &(impl Ddl + ?Sized), key: &ForeignKey, with_schema: bool) -> Result<String, Unsupported> {
    let preamble = preamble(dialect, key.name.as_ref())?;
    let referent = TableName {
        schema: key.referent.schema.clone().filter(|_| with_schema),
        name: key.referent.table.clone(),
    };
    let (here, there) = (body(dialect, &key.columns), body(dialect, &key.referent.columns));
    let (table, tail) = (full_name(dialect, &referent), dialect.reference_tail(key)?);
    Ok(format!("{preamble}FOREIGN KEY{here} REFERENCES {table} {there}{tail}"))
}

/// The columns of a primary key as they are written: of one that only flags make, the counting column comes first.
///
/// # Errors
///
/// As [`Table::counting_column`].
pub fn key_columns(key: &PrimaryKey, table: Option<&Table>) -> Result<Vec<Identifier>, Unsupported> {
    let counting = match table {
        Some(table) if key.implicit => table.counting_column()?.map(|column| &column.name),
        _ => None,
    };
    let rest = key.columns.iter().filter(|column| Some(*column) != counting);
    Ok(counting.into_iter().chain(rest).cloned().collect())
}

/// `MATCH`, `ON DELETE`, `ON UPDATE` and when a foreign key is checked.
///
/// # Errors
///
/// Refuses what is no phrase of SQL.
pub fn reference_tail(key: &ForeignKey) -> Result<String, Unsupported> {
    let parts = [
        (" MATCH ", &key.matching),
        (" ON DELETE ", &key.ondelete),
        (" ON UPDATE ", &key.onupdate),
    ];
    let mut text = String::new();
    for (word, part) in parts {
        if let Some(part) = part {
            text.push_str(word);
            text.push_str(phrase(part)?);
        }
    }
    text.push_str(&deferral(&key.deferral)?);
    Ok(text)
}

/// Answers the text where it is words alone (`validate_sql_phrase`).
///
/// # Errors
///
/// Refuses anything else, as `SQLAlchemy` does.
pub fn phrase(text: &str) -> Result<&str, Unsupported> {
    if is_phrase(text) {
        Ok(text)
    } else {
        Err(Unsupported::refused(format!("Unexpected SQL phrase: '{text}'")))
    }
}

/// Says whether a text is words alone, with blanks between them and none around.
#[must_use]
pub fn is_phrase(text: &str) -> bool {
    let is_word = |c: char| c.is_alphanumeric() || c == '_';
    let text = text.strip_suffix('\n').unwrap_or(text);
    text.starts_with(is_word) && text.ends_with(is_word) && text.chars().all(|c| is_word(c) || c.is_whitespace())
}

/// `ALTER TABLE ... DROP CONSTRAINT` as most dialects have it.
pub(super) fn drop(dialect: &(impl Ddl + ?Sized), dropped: &DropConstraint) -> Result<String, Unsupported> {
    drop_named(dialect, &dropped.table, dropped.name.as_ref(), dropped.if_exists)
}

/// `ALTER TABLE ... DROP CONSTRAINT` by a name.
///
/// # Errors
///
/// Refuses a constraint without a name, and a name that is too long.
pub fn drop_named(
    dialect: &(impl Ddl + ?Sized),
    table: &TableName,
    name: Option<&Identifier>,
    if_exists: bool,
) -> Result<String, Unsupported> {
    let Some(name) = name else {
        let text = "Can't emit DROP CONSTRAINT for a constraint; it has no name";
        return Err(Unsupported::refused(text));
    };
    let (table, name) = (full_name(dialect, table), dialect.constraint_name(name)?);
    let exists = if if_exists { "IF EXISTS " } else { "" };
    Ok(format!("ALTER TABLE {table} DROP CONSTRAINT {exists}{name}"))
}
