//! What the catalogue says: the version table, other tables, and what statements that commit by themselves change.

use md5::{Digest, Md5};

use super::session::MySqlConnection;
use crate::dialect::connection::{Connection, Failure, Found, Subject, SubjectKind, Trouble, cell};
use crate::dialect::version_table::identifier;
use crate::dialect::{Dialect, VersionTable};

pub(super) fn find(connection: &mut MySqlConnection, table: &VersionTable) -> Result<Option<Found>, Failure> {
    let database = table.schema.clone().unwrap_or_else(|| connection.database.clone());
    let sql = "SELECT t.TABLE_NAME, t.TABLE_TYPE, (SELECT COUNT(*) FROM information_schema.COLUMNS c \
               WHERE c.TABLE_SCHEMA = t.TABLE_SCHEMA AND c.TABLE_NAME = t.TABLE_NAME \
               AND LOWER(c.COLUMN_NAME) = 'version_num') \
               FROM information_schema.TABLES t WHERE t.TABLE_SCHEMA = ? AND t.TABLE_NAME = ?";
    let rows = connection.ask(sql, &[&database, &table.name])?;
    // The catalogue compares without regard to case, whatever the server does with names.
    let is_it = |row: &usize| {
        let name = cell(&rows, *row, 0).unwrap_or_default();
        name == table.name || !connection.minds_case && name.eq_ignore_ascii_case(&table.name)
    };
    let Some(row) = (0..rows.len()).find(is_it) else {
        return Ok(None);
    };
    let kind = match cell(&rows, row, 1) {
        Some("BASE TABLE") => "table".to_owned(),
        other => other.unwrap_or("view").to_lowercase(),
    };
    let columns = rows[row].get(2);
    Ok(Some(Found {
        schema: Some(database),
        kind,
        has_column: columns.is_some_and(|cell| cell.text.as_deref() != Some("0")),
    }))
}

pub(super) fn has_user_tables(connection: &mut MySqlConnection, table: &VersionTable) -> Result<bool, Failure> {
    let sql = "SELECT 1 FROM information_schema.TABLES WHERE TABLE_SCHEMA = DATABASE() \
               AND TABLE_TYPE = 'BASE TABLE' AND LOWER(TABLE_NAME) <> LOWER(?) LIMIT 1";
    Ok(!connection.ask(sql, &[&table.name])?.is_empty())
}

const ABSENT: &str = "absent";

pub(super) fn fingerprint(connection: &mut MySqlConnection, subjects: &[Subject]) -> Result<String, Failure> {
    let states: Result<Vec<String>, Failure> = subjects.iter().map(|subject| state(connection, subject)).collect();
    Ok(states?.join("\n"))
}

fn state(connection: &mut MySqlConnection, subject: &Subject) -> Result<String, Failure> {
    let (sql, column) = match subject.kind {
        SubjectKind::Table | SubjectKind::Index => (format!("SHOW CREATE TABLE {}", spelled(subject)), 1),
        SubjectKind::Trigger => (format!("SHOW CREATE TRIGGER {}", spelled(subject)), 2),
        SubjectKind::Event => (format!("SHOW CREATE EVENT {}", spelled(subject)), 3),
        SubjectKind::Routine => return routine(connection, subject),
    };
    match connection.ask(&sql, &[]) {
        Ok(rows) => Ok(hash(&without_counter(cell(&rows, 0, column).unwrap_or_default()))),
        // The server has an error of its own for each kind that is not there.
        Err(failure) if failure.trouble == Trouble::Refused => Ok(ABSENT.to_owned()),
        Err(failure) => Err(failure),
    }
}

fn routine(connection: &mut MySqlConnection, subject: &Subject) -> Result<String, Failure> {
    let sql = "SELECT CONCAT(SPECIFIC_NAME, ROUTINE_TYPE, CREATED, LAST_ALTERED) FROM information_schema.ROUTINES \
               WHERE ROUTINE_SCHEMA = COALESCE(NULLIF(?, ''), DATABASE()) AND ROUTINE_NAME = ?";
    let (schema, name) = match subject.name.as_slice() {
        [schema, name] => (schema.as_str(), name.as_str()),
        [name] => ("", name.as_str()),
        _ => ("", ""),
    };
    let rows = connection.ask(sql, &[schema, name])?;
    Ok(cell(&rows, 0, 0).map_or_else(|| ABSENT.to_owned(), hash))
}

fn spelled(subject: &Subject) -> String {
    let parts: Vec<String> = subject
        .name
        .iter()
        .map(|part| identifier(Dialect::MySql, part))
        .collect();
    parts.join(".")
}

/// Where the numbers of a table go on moves with every row that anybody inserts.
fn without_counter(text: &str) -> String {
    const COUNTER: &str = " AUTO_INCREMENT=";
    let Some((before, behind)) = text.rsplit_once(COUNTER) else {
        return text.to_owned();
    };
    let rest = behind.trim_start_matches(|c: char| c.is_ascii_digit());
    format!("{before}{rest}")
}

fn hash(text: &str) -> String {
    let hash = Md5::digest(text.as_bytes());
    hash.iter().map(|byte| format!("{byte:02x}")).collect()
}
