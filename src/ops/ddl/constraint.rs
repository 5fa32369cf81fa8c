//! Clauses of constraints that dialects share.

use super::{Ddl, full_name};
use crate::ops::directive::DropConstraint;
use crate::ops::schema::{Check, Deferral, ForeignKey, TableName};
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

/// `MATCH`, `ON DELETE`, `ON UPDATE` and when a foreign key is checked.
pub(super) fn reference_tail(key: &ForeignKey) -> Result<String, Unsupported> {
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
pub(super) fn drop_named(
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
