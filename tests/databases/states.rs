//! Version tables that somebody broke (faults T26 to T28).

use std::path::Path;

use onehead::dialect::{Access, ErrorKind, VersionTable, open};
use onehead::graph::VersionMove;
use onehead::revision::RevisionId;

use crate::history::{rows, session, url};
use crate::oracle;

const TABLE: &str = "CREATE TABLE alembic_version (version_num VARCHAR(32));";

fn make(path: &Path, sql: &str) {
    let program = "import sqlite3, sys\nsqlite3.connect(sys.argv[1]).executescript(sys.argv[2])";
    oracle::run(program, &[&path.display().to_string(), sql], Path::new("/"), "");
}

#[test]
fn every_broken_state_is_named_and_needs_a_person() {
    let folder = tempfile::tempdir().expect("a folder");
    let states = [
        (
            "VALUES (CAST(x'61ff' AS TEXT))",
            "`alembic_version` holds a row that is not UTF-8, not text",
        ),
        ("VALUES (NULL)", "`alembic_version` holds a row that is NULL"),
        ("VALUES ('')", "`alembic_version` holds a blank row"),
        ("VALUES ('  ')", "`alembic_version` holds a blank row"),
        (
            "VALUES ('a '), ('b')",
            "`alembic_version` holds a row with spaces around its name: `a `",
        ),
        (
            "VALUES ('a'), ('a')",
            "`alembic_version` holds the row `a` more than once",
        ),
        (
            "VALUES ('a' || char(27) || 'b')",
            "`alembic_version` holds a row with control characters: a\\u{1b}b",
        ),
        (
            "VALUES (x'00ff')",
            "`alembic_version` holds a row that is of type BLOB, not text",
        ),
    ];
    for (number, (values, expected)) in states.into_iter().enumerate() {
        let path = folder.path().join(format!("{number}.db"));
        make(&path, &format!("{TABLE} INSERT INTO alembic_version {values};"));
        let mut session = session(&path);
        let error = session.versions().expect_err(values);
        assert_eq!(error.to_string(), expected);
        assert_eq!(error.kind(), ErrorKind::NeedsPerson);
        assert!(error.help().expect("a way out").contains("stamp --purge"));
        session
            .stamp_purged(&[VersionMove::Insert(RevisionId::new("good"))])
            .expect("the way out");
        assert_eq!(rows(session.as_mut()), ["good"]);
    }
}

#[test]
fn what_is_no_version_table_is_named() {
    let folder = tempfile::tempdir().expect("a folder");
    let shapes = [
        (
            "CREATE VIEW alembic_version AS SELECT 'a' AS version_num;",
            "it is a view",
        ),
        (
            "CREATE TABLE alembic_version (version INTEGER);",
            "it has no column `version_num`",
        ),
    ];
    for (number, (sql, expected)) in shapes.into_iter().enumerate() {
        let path = folder.path().join(format!("{number}.db"));
        make(&path, sql);
        let opened = open(&url(&path), Path::new("/"), &VersionTable::default(), Access::Change);
        let mut session = opened.expect("opens").expect("is there");
        let expected = format!("`alembic_version` is not a version table: {expected}");
        assert_eq!(session.versions().expect_err("shape").to_string(), expected);
        let error = session.ensure_version_table().expect_err("shape");
        assert_eq!((error.to_string(), error.kind()), (expected, ErrorKind::NeedsPerson));
    }
}

#[test]
fn long_ids_and_tables_in_other_case_are_read() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("a.db");
    let long = "x".repeat(60);
    make(
        &path,
        &format!("CREATE TABLE Alembic_Version (VERSION_NUM TEXT); INSERT INTO Alembic_Version VALUES ('{long}');"),
    );
    let mut session = session(&path);
    assert_eq!(rows(session.as_mut()), [long]);
}

#[test]
fn tables_of_others_are_seen_beside_an_empty_version_table() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("a.db");
    let mut session = session(&path);
    assert!(!session.has_user_tables().expect("asks"));
    make(&path, "CREATE TABLE \"x y\" (a INTEGER PRIMARY KEY AUTOINCREMENT);");
    assert!(session.has_user_tables().expect("asks"));
    make(&path, "DROP TABLE \"x y\";");
    assert!(
        !session.has_user_tables().expect("asks"),
        "SQLite's own tables do not count"
    );
}
