//! What the catalogue says: the version table, other tables, and the indexes that are built outside a transaction.

use super::session::PostgresConnection;
use crate::dialect::connection::{Aftermath, Connection, Failure, Found, Subject, SubjectKind, cell};
use crate::dialect::version_table::identifier;
use crate::dialect::{Dialect, VersionTable};
use crate::formats::sql::{Flavour, Token, first_words, tokens};

pub(super) fn find(connection: &mut PostgresConnection, table: &VersionTable) -> Result<Option<Found>, Failure> {
    let sql = "SELECT n.nspname::text, c.relkind::text, EXISTS (SELECT 1 FROM pg_catalog.pg_attribute a \
               WHERE a.attrelid = c.oid AND a.attname = 'version_num' AND NOT a.attisdropped)::text \
               FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace \
               WHERE c.relname = $1 AND CASE WHEN $2 = '' THEN pg_catalog.pg_table_is_visible(c.oid) \
               ELSE n.nspname = $2 END AND c.relkind IN ('r', 'p', 'v', 'm', 'f', 'S', 'c')";
    let rows = connection.ask(sql, &[&table.name, table.schema.as_deref().unwrap_or_default()])?;
    if rows.is_empty() {
        return Ok(None);
    }
    let kind = match cell(&rows, 0, 1) {
        Some("r" | "p") => "table",
        Some("v") => "view",
        Some("m") => "materialized view",
        Some("f") => "foreign table",
        Some("S") => "sequence",
        _ => "type",
    };
    Ok(Some(Found {
        schema: cell(&rows, 0, 0).map(str::to_owned),
        kind: kind.to_owned(),
        has_column: cell(&rows, 0, 2) == Some("true"),
    }))
}

pub(super) fn has_user_tables(connection: &mut PostgresConnection, table: &VersionTable) -> Result<bool, Failure> {
    let sql = "SELECT 1::text FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace \
               WHERE c.relkind IN ('r', 'p') AND c.relname <> $1 AND c.relpersistence <> 't' \
               AND n.nspname <> 'information_schema' AND n.nspname NOT LIKE 'pg\\_%' \
               AND NOT EXISTS (SELECT 1 FROM pg_catalog.pg_depend d WHERE d.objid = c.oid AND d.deptype = 'e') LIMIT 1";
    Ok(!connection.ask(sql, &[&table.name])?.is_empty())
}

/// How it can be known what became of a statement that runs in no transaction.
pub(super) fn aftermath(sql: &str) -> Aftermath {
    let words = first_words(sql, Flavour::PostgreSql);
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    match words.as_slice() {
        ["vacuum" | "reindex", ..] | ["alter", "system", ..] => Aftermath::Again,
        ["create", "index" | "unique", ..] | ["drop", "index", ..] => {
            index(sql).map_or(Aftermath::Unknown, |subject| Aftermath::Look(vec![subject]))
        }
        _ => Aftermath::Unknown,
    }
}

/// The index that a statement makes or drops; none where it has no name, or drops several.
fn index(sql: &str) -> Option<Subject> {
    let tokens = tokens(sql, Flavour::PostgreSql);
    let at = tokens.iter().position(|token| token.is("concurrently"))? + 1;
    let mut rest = tokens.get(at..)?;
    if rest.first()?.is("if") {
        let exists = rest.iter().position(|token| token.is("exists"))?;
        rest = rest.get(exists + 1..)?;
    }
    if rest.first()?.is("on") {
        return None;
    }
    let (mut name, rest) = qualified(rest)?;
    if rest.first() == Some(&Token::Mark(b',')) {
        return None;
    }
    // An index stands in the schema of its table.
    if let Some(on) = rest.iter().position(|token| token.is("on")) {
        let mut table = rest.get(on + 1..)?;
        if table.first()?.is("only") {
            table = table.get(1..)?;
        }
        let (table, _) = qualified(table)?;
        if let [schema, _] = table.as_slice() {
            name.insert(0, schema.clone());
        }
    }
    Some(Subject {
        kind: SubjectKind::Index,
        name,
    })
}

/// Takes a qualified name off tokens.
fn qualified(tokens: &[Token]) -> Option<(Vec<String>, &[Token])> {
    let name = |token: &Token| match token {
        Token::Word(word) => Some(word.to_lowercase()),
        Token::Quoted(text) => Some(text.clone()),
        Token::Mark(_) => None,
    };
    let mut parts = vec![name(tokens.first()?)?];
    let mut rest = &tokens[1..];
    while let [Token::Mark(b'.'), next, behind @ ..] = rest {
        parts.push(name(next)?);
        rest = behind;
    }
    Some((parts, rest))
}

const ABSENT: &str = "absent";
const INVALID: &str = "invalid";

pub(super) fn fingerprint(connection: &mut PostgresConnection, subjects: &[Subject]) -> Result<String, Failure> {
    let states: Result<Vec<String>, Failure> = subjects.iter().map(|subject| state(connection, subject)).collect();
    Ok(states?.join("\n"))
}

/// Which index has a name, and whether it is whole.
fn state(connection: &mut PostgresConnection, subject: &Subject) -> Result<String, Failure> {
    let sql = "SELECT c.oid::text, (i.indisvalid AND i.indisready)::text FROM pg_catalog.pg_class c \
               JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace \
               JOIN pg_catalog.pg_index i ON i.indexrelid = c.oid \
               WHERE c.relname = $1 AND CASE WHEN $2 = '' THEN pg_catalog.pg_table_is_visible(c.oid) \
               ELSE n.nspname = $2 END";
    let (schema, name) = parts(subject);
    let rows = connection.ask(sql, &[name, schema])?;
    Ok(match (cell(&rows, 0, 0), cell(&rows, 0, 1)) {
        (Some(oid), Some("true")) => format!("valid {oid}"),
        (Some(_), _) => INVALID.to_owned(),
        _ => ABSENT.to_owned(),
    })
}

fn parts(subject: &Subject) -> (&str, &str) {
    match subject.name.as_slice() {
        [schema, name] => (schema, name),
        [name] => ("", name),
        _ => ("", ""),
    }
}

/// An index that was not there before and is not whole now is what a build left that ended early: it goes.
pub(super) fn tidy(connection: &mut PostgresConnection, subjects: &[Subject], before: &str) -> Result<(), Failure> {
    for (subject, was) in subjects.iter().zip(before.lines()) {
        if was == ABSENT && state(connection, subject)? == INVALID {
            let name: Vec<String> = subject
                .name
                .iter()
                .map(|part| identifier(Dialect::PostgreSql, part))
                .collect();
            connection.change(&format!("DROP INDEX CONCURRENTLY {}", name.join(".")), &[])?;
        }
    }
    Ok(())
}

pub(super) fn doubt(connection: &mut PostgresConnection, subjects: &[Subject]) -> Result<Option<String>, Failure> {
    for subject in subjects {
        if state(connection, subject)? == INVALID {
            let name = subject.name.join(".");
            return Ok(Some(format!(
                "the index {name} is there, but invalid: the database does not use it; drop it first"
            )));
        }
    }
    Ok(None)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_index_of_a_statement_is_known() {
        for (sql, name) in [
            ("CREATE INDEX CONCURRENTLY a ON t (x)", Some(vec!["a"])),
            (
                "create unique index concurrently if not exists \"A b\" on only s.t (x)",
                Some(vec!["s", "A b"]),
            ),
            ("DROP INDEX CONCURRENTLY IF EXISTS s.A", Some(vec!["s", "a"])),
            ("CREATE INDEX CONCURRENTLY ON t (x)", None),
            ("DROP INDEX CONCURRENTLY a, b", None),
        ] {
            let found = index(sql).map(|subject| subject.name);
            assert_eq!(
                found,
                name.map(|name| name.into_iter().map(str::to_owned).collect()),
                "{sql}"
            );
        }
    }
}
