//! What a session does to a real file.

use std::path::Path;

use onehead::dialect::{Access, DatabaseUrl, ErrorKind, VersionTable, open};
use onehead::graph::VersionMove;
use onehead::revision::RevisionId;

use crate::history::{apply, revisions, rows, section, session, upgrade, url};
use crate::oracle::{self, dump};

#[test]
fn looking_at_a_database_that_is_not_there_creates_nothing() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("a.db");
    let none = open(&url(&path), folder.path(), &VersionTable::default(), Access::Look).expect("is no error");
    assert!(none.is_none());
    assert_eq!(std::fs::read_dir(folder.path()).expect("there").count(), 0);
}

#[test]
fn the_version_table_is_alembics_to_the_letter() {
    let folder = tempfile::tempdir().expect("a folder");
    for (name, schema) in [
        ("alembic_version", None),
        ("My Version", None),
        ("order", Some("main".to_owned())),
    ] {
        let path = folder.path().join(format!("{name}.db"));
        let table = VersionTable {
            name: name.to_owned(),
            schema: schema.clone(),
        };
        let mut ours = open(&url(&path), folder.path(), &table, Access::Change)
            .expect("opens")
            .expect("creates");
        assert!(!ours.versions().expect("reads").has_table);
        ours.ensure_version_table().expect("creates");
        ours.ensure_version_table().expect("twice is once");
        assert!(ours.versions().expect("reads").has_table);
        drop(ours);
        let theirs = folder.path().join(format!("{name}-theirs.db"));
        let program = "import sys\nfrom sqlalchemy import create_engine\n\
            from alembic.runtime.migration import MigrationContext\n\
            with create_engine('sqlite:///' + sys.argv[1]).begin() as c:\n    \
            MigrationContext.configure(c, opts={'version_table': sys.argv[2], \
            'version_table_schema': sys.argv[3] or None})._ensure_version_table()";
        let arguments = [theirs.to_str().expect("UTF-8"), name, schema.as_deref().unwrap_or("")];
        oracle::run(program, &arguments, folder.path(), "");
        assert_eq!(dump(&path), dump(&theirs), "{name}");
    }
}

#[test]
fn a_revision_is_applied_whole_and_recorded() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("a.db");
    let history = revisions(&[
        "CREATE TABLE t (a TEXT); INSERT INTO t VALUES ('x;y');",
        "CREATE TRIGGER g AFTER INSERT ON t BEGIN SELECT 1; END; SELECT * FROM t; PRAGMA user_version = 7;",
    ]);
    assert_eq!(upgrade(&path, &history).expect("applies"), 2);
    assert_eq!(upgrade(&path, &history).expect("nothing to do"), 0);
    let text = dump(&path);
    assert!(text.contains("INSERT INTO \"t\" VALUES('x;y')"), "{text}");
    assert!(text.contains("INSERT INTO \"alembic_version\" VALUES('r1')"), "{text}");
}

#[test]
fn a_failing_statement_leaves_nothing_and_is_named() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("a.db");
    let history = revisions(&[
        "CREATE TABLE t (a INTEGER NOT NULL);",
        "CREATE TABLE u (b);\nINSERT INTO t VALUES (1);\n\nINSERT INTO t VALUES (NULL);\nCREATE TABLE v (c);",
    ]);
    let mut open = session(&path);
    apply(open.as_mut(), &history, 0).expect("applies");
    let before = dump(&path);
    let error = apply(open.as_mut(), &history, 1).expect_err("NULL is refused");
    assert_eq!(
        error.to_string(),
        "statement 3 of r1 failed at /p/r1.sql:7: NOT NULL constraint failed: t.a"
    );
    assert_eq!(error.kind(), ErrorKind::Failed);
    assert_eq!(dump(&path), before);
    assert_eq!(rows(open.as_mut()), ["r0"]);
    let fixed = revisions(&["", "CREATE TABLE u (b);"]);
    apply(open.as_mut(), &fixed, 1).expect("the session goes on");
}

#[test]
fn foreign_keys_are_off_so_that_a_rebuild_keeps_the_rows_that_point_at_a_table() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("a.db");
    let history = revisions(&[
        "CREATE TABLE p (id INTEGER PRIMARY KEY);
         CREATE TABLE c (id INTEGER, p INTEGER REFERENCES p (id) ON DELETE CASCADE);
         INSERT INTO p VALUES (1); INSERT INTO c VALUES (1, 1);",
        "CREATE TABLE p2 (id INTEGER PRIMARY KEY, x TEXT); INSERT INTO p2 (id) SELECT id FROM p;
         DROP TABLE p; ALTER TABLE p2 RENAME TO p;",
    ]);
    upgrade(&path, &history).expect("applies");
    assert!(
        dump(&path).contains("INSERT INTO \"c\" VALUES(1,1)"),
        "the child row survives"
    );
}

#[test]
fn a_plan_made_for_other_rows_does_nothing() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("a.db");
    let history = revisions(&["CREATE TABLE t (a);", "INSERT INTO t VALUES (1);"]);
    let (mut one, mut two) = (session(&path), session(&path));
    apply(one.as_mut(), &history, 0).expect("first");
    let error = apply(two.as_mut(), &history, 0).expect_err("was moved");
    assert_eq!(
        error.to_string(),
        "the database was moved by somebody else: expected no rows, found r0"
    );
    assert_eq!(error.kind(), ErrorKind::TryAgain);
    apply(two.as_mut(), &history, 1).expect("second");
    assert!(apply(one.as_mut(), &history, 1).is_err());
    assert_eq!(dump(&path).matches("INSERT INTO \"t\"").count(), 1);
}

#[test]
fn transaction_control_is_refused_before_anything_runs() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("a.db");
    let mut open = session(&path);
    for sql in [
        "COMMIT",
        "PRAGMA foreign_keys = ON",
        "INSERT INTO t VALUES (:a)",
        "INSERT INTO t VALUES (?)",
    ] {
        let history = revisions(&[&format!("CREATE TABLE t (a);\n{sql};")]);
        let error = apply(open.as_mut(), &history, 0).expect_err("refused");
        assert!(
            error.to_string().starts_with("statement at /p/r0.sql:5 is refused: "),
            "{error}"
        );
    }
    assert!(!dump(&path).contains("CREATE TABLE t "));
}

#[test]
fn a_section_without_a_transaction_runs_alone_and_says_what_stays_done() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("a.db");
    let mut history = revisions(&["", "", ""]);
    history[0].up = section(
        "PRAGMA foreign_keys = ON; VACUUM; CREATE TABLE t (a INTEGER PRIMARY KEY);",
        "no-transaction",
    );
    history[1].up = section("CREATE TABLE c (a REFERENCES t (a)); INSERT INTO c VALUES (9);", "");
    let mut open = session(&path);
    apply(open.as_mut(), &history, 0).expect("applies");
    apply(open.as_mut(), &history, 1).expect("foreign keys are off again");
    history[2].up = section("CREATE TABLE u (a); CREATE TABLE u (a);", "no-transaction");
    let error = apply(open.as_mut(), &history, 2).expect_err("fails");
    assert_eq!(error.kind(), ErrorKind::NeedsPerson);
    assert!(
        error
            .to_string()
            .ends_with("the first statement ran outside a transaction and stays done"),
        "{error}"
    );
    assert_eq!(rows(open.as_mut()), ["r1"]);
}

#[test]
fn version_rows_move_one_by_one_or_not_at_all() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("a.db");
    let mut open = session(&path);
    let id = |text: &str| RevisionId::new(text);
    let insert = |text: &str| VersionMove::Insert(id(text));
    open.stamp(&[], &[insert("a"), insert("b"), insert("it's")])
        .expect("stamps");
    assert_eq!(rows(open.as_mut()), ["a", "b", "it's"]);
    let all = [id("b"), id("a"), id("it's")];
    let error = open.stamp(&all, &[VersionMove::Delete(id("a")), VersionMove::Delete(id("a"))]);
    let error = error.expect_err("the second meets nothing");
    assert_eq!(
        error.to_string(),
        "expected to match one row when deleting 'a' in `alembic_version`; 0 found"
    );
    assert_eq!(error.kind(), ErrorKind::NeedsPerson);
    assert_eq!(rows(open.as_mut()), ["a", "b", "it's"], "the first is taken back");
    assert!(
        open.stamp(&[id("a")], &[insert("c")]).is_err(),
        "the plan was for other rows"
    );
    let merge = VersionMove::Update {
        from: id("b"),
        to: id("m"),
    };
    open.stamp(
        &all,
        &[VersionMove::Delete(id("a")), VersionMove::Delete(id("it's")), merge],
    )
    .expect("merges");
    assert_eq!(rows(open.as_mut()), ["m"]);
    open.stamp_purged(&[insert("x")]).expect("purges");
    assert_eq!(rows(open.as_mut()), ["x"]);
}

#[test]
fn a_database_that_is_busy_says_try_again() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("a.db");
    let history = revisions(&["CREATE TABLE t (a);"]);
    drop(session(&path));
    let impatient = DatabaseUrl::parse(&format!("{}?timeout=0.05", url(&path))).expect("a URL");
    let open = open(&impatient, Path::new("/"), &VersionTable::default(), Access::Change);
    let mut open = open.expect("opens").expect("is there");
    let program = "import sqlite3, sys\nc = sqlite3.connect(sys.argv[1], isolation_level=None)\n\
                   c.execute('BEGIN EXCLUSIVE')\nopen(sys.argv[1] + '.held', 'w').close()\nimport time; time.sleep(1)";
    let holder = std::thread::spawn({
        let path = path.display().to_string();
        move || oracle::run(program, &[&path], Path::new("/"), "")
    });
    while !folder.path().join("a.db.held").exists() {
        assert!(!holder.is_finished(), "{:?}", holder.join());
        std::thread::sleep(std::time::Duration::from_millis(5));
    }
    let error = apply(open.as_mut(), &history, 0).expect_err("busy");
    assert_eq!(error.kind(), ErrorKind::TryAgain, "{error}");
    holder.join().expect("ends");
    apply(open.as_mut(), &history, 0).expect("now it is free");
}

#[test]
fn what_is_no_database_or_cannot_be_written_is_said_in_one_line() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("a.db");
    std::fs::write(
        &path,
        "this is no database at all, only text that is long enough to be looked at\n".repeat(20),
    )
    .expect("writes");
    let opened = open(&url(&path), Path::new("/"), &VersionTable::default(), Access::Look);
    let error = opened
        .and_then(|session| session.expect("is there").versions())
        .expect_err("no database");
    assert!(error.to_string().contains("file is not a database"), "{error}");
    assert_eq!(error.kind(), ErrorKind::Failed);
    let nowhere = open(
        &url(Path::new("/nowhere/a.db")),
        Path::new("/"),
        &VersionTable::default(),
        Access::Change,
    );
    let error = nowhere.err().expect("no folder");
    assert!(error.to_string().contains("/nowhere/a.db"), "{error}");
}
