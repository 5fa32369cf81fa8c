//! What a session does to a database on a server.

use onehead::dialect::{Dialect, ErrorKind, Resume};

use crate::scene::{How, apply, revisions, rows, session, upgrade};
use crate::server::{BOTH, Database};

#[test]
fn revisions_are_applied_whole_and_recorded() {
    for dialect in BOTH {
        let database = Database::fresh(dialect);
        let history = revisions(
            dialect,
            &[
                "CREATE TABLE t (a INTEGER NOT NULL); INSERT INTO t VALUES (1);",
                "ALTER TABLE t ADD COLUMN b VARCHAR(10); UPDATE t SET b = 'x;y';",
                "",
            ],
        );
        assert_eq!(upgrade(&database.url(), &history, How::default()).expect("applies"), 3);
        assert_eq!(upgrade(&database.url(), &history, How::default()).expect("is there"), 0);
        assert_eq!(database.sql("SELECT a, b FROM t"), "1|x;y");
        assert_eq!(database.sql("SELECT version_num FROM alembic_version"), "r2");
        assert!(!database.dump().contains("_onehead"), "no journal stays");
    }
}

#[test]
fn a_failing_statement_leaves_nothing_on_postgresql() {
    let database = Database::fresh(Dialect::PostgreSql);
    let history = revisions(
        Dialect::PostgreSql,
        &[
            "CREATE TABLE t (a INT PRIMARY KEY);",
            "CREATE TABLE u (b INT);\nINSERT INTO t VALUES (1), (1);",
        ],
    );
    let error = upgrade(&database.url(), &history, How::default()).expect_err("a double key");
    assert_eq!(error.kind(), ErrorKind::Failed);
    assert_eq!(
        error.to_string(),
        "statement 2 of r1 failed at /p/r1.sql:5: duplicate key value violates unique constraint \"t_pkey\" \
         (Key (a)=(1) already exists.)"
    );
    let dump = database.dump();
    assert!(!dump.contains("TABLE public.u") && !dump.contains("_onehead"), "{dump}");
    assert_eq!(rows(session(&database.url()).as_mut()), ["r0"]);
}

#[test]
fn all_revisions_in_one_transaction_are_all_or_nothing() {
    let database = Database::fresh(Dialect::PostgreSql);
    let how = How {
        at_once: true,
        ..How::default()
    };
    let texts = [
        "CREATE TABLE t (a INT);",
        "CREATE TABLE u (b INT);",
        "CREATE TABLE t (a INT);",
    ];
    let history = revisions(Dialect::PostgreSql, &texts);
    upgrade(&database.url(), &history, how).expect_err("the third is there");
    assert_eq!(rows(session(&database.url()).as_mut()), Vec::<String>::new());
    assert!(!database.dump().contains("TABLE public.t"));
    assert_eq!(upgrade(&database.url(), &history[..2], how).expect("applies"), 2);
    assert_eq!(rows(session(&database.url()).as_mut()), ["r1"]);
    // A part outside commits what came before it, as in Alembic.
    let texts = [
        texts[0],
        texts[1],
        "INSERT INTO t VALUES (1);",
        "!CREATE INDEX CONCURRENTLY i ON t (a);",
        "SELECT 1/0;",
    ];
    let history = revisions(Dialect::PostgreSql, &texts);
    upgrade(&database.url(), &history, how).expect_err("divides by zero");
    assert_eq!(rows(session(&database.url()).as_mut()), ["r3"]);
    assert_eq!(database.sql("SELECT count(*) FROM t"), "1");
}

#[test]
fn mariadb_goes_on_at_the_statement_that_failed() {
    let database = Database::fresh(Dialect::MariaDb);
    let fine = [
        "CREATE TABLE t (a INT PRIMARY KEY)",
        "INSERT INTO t VALUES (1)",
        "CREATE TABLE u (b INT)",
        "INSERT INTO t VALUES (2)",
        "ALTER TABLE u ADD c INT",
    ];
    let whole = Database::fresh(Dialect::MariaDb);
    let history = |texts: &[&str]| revisions(Dialect::MariaDb, &[&texts.join(";\n")]);
    upgrade(&whole.url(), &history(&fine), How::default()).expect("applies");
    let mut failing = fine;
    failing[3] = "INSERT INTO t VALUES (1)";
    let error = upgrade(&database.url(), &history(&failing), How::default()).expect_err("a double key");
    assert_eq!(error.kind(), ErrorKind::NeedsPerson);
    assert!(error.to_string().contains("statement 4 of r0") && error.to_string().contains("the first 3 statements"));
    let mut changed = fine;
    changed[1] = "INSERT INTO t VALUES (9)";
    let error = upgrade(&database.url(), &history(&changed), How::default()).expect_err("its beginning has run");
    assert_eq!(error.kind(), ErrorKind::NeedsPerson, "{error}");
    assert_eq!(
        upgrade(&database.url(), &history(&fine), How::default()).expect("goes on"),
        1
    );
    assert_eq!(database.dump(), whole.dump());
}

#[test]
fn another_revision_than_the_one_in_flight_is_not_begun() {
    let database = Database::fresh(Dialect::MariaDb);
    let failing = revisions(Dialect::MariaDb, &["CREATE TABLE t (a INT); CREATE TABLE t (a INT);"]);
    upgrade(&database.url(), &failing, How::default()).expect_err("is there");
    let mut other = revisions(Dialect::MariaDb, &["CREATE TABLE u (a INT);"]);
    other[0].id = onehead::revision::RevisionId::new("other");
    let error = upgrade(&database.url(), &other, How::default()).expect_err("in flight");
    assert_eq!(error.kind(), ErrorKind::NeedsPerson);
    assert!(
        error.to_string().starts_with("the upgrade of r0 is in flight since "),
        "{error}"
    );
    assert!(!database.dump().contains("`u`"));
}

#[test]
fn an_index_is_built_outside_a_transaction_and_looked_at() {
    let database = Database::fresh(Dialect::PostgreSql);
    let dialect = Dialect::PostgreSql;
    let table = "CREATE TABLE t (a INT); INSERT INTO t VALUES (1), (1);";
    let unique = "!CREATE UNIQUE INDEX CONCURRENTLY i ON t (a);";
    let history = revisions(dialect, &[table, unique]);
    upgrade(&database.url(), &history, How::default()).expect_err("not unique");
    assert_eq!(
        database.sql("SELECT count(*) FROM pg_class WHERE relname = 'i'"),
        "0",
        "what is left of it goes"
    );
    database.sql("DELETE FROM t");
    upgrade(&database.url(), &history, How::default()).expect("now it is");
    let valid = "SELECT indisvalid FROM pg_index WHERE indexrelid = 'i'::regclass";
    assert_eq!(database.sql(valid), "t");
    // One that somebody left there invalid is not taken for built.
    database.sql("UPDATE pg_index SET indisvalid = false WHERE indexrelid = 'i'::regclass");
    let history = revisions(
        dialect,
        &[table, unique, "!CREATE INDEX CONCURRENTLY IF NOT EXISTS i ON t (a);"],
    );
    let error = upgrade(&database.url(), &history, How::default()).expect_err("invalid");
    assert!(error.to_string().contains("invalid"), "{error}");
    assert_eq!(rows(session(&database.url()).as_mut()), ["r1"]);
    let refused = revisions(dialect, &["CREATE INDEX CONCURRENTLY i ON t (a);"]);
    let other = Database::fresh(dialect);
    let error = upgrade(&other.url(), &refused, How::default()).expect_err("in a transaction");
    assert_eq!(error.kind(), ErrorKind::Usage);
}

#[test]
fn a_search_path_of_a_revision_leads_no_version_row_astray() {
    let database = Database::fresh(Dialect::PostgreSql);
    let texts = [
        "CREATE SCHEMA other; CREATE TABLE other.alembic_version (version_num TEXT);",
        "SET search_path TO other; CREATE TABLE t (a INT);",
        "SELECT pg_catalog.set_config('search_path', '', false);",
    ];
    upgrade(&database.url(), &revisions(Dialect::PostgreSql, &texts), How::default()).expect("applies");
    assert_eq!(database.sql("SELECT version_num FROM public.alembic_version"), "r2");
    assert_eq!(database.sql("SELECT count(*) FROM other.alembic_version"), "0");
    let database = Database::fresh(Dialect::MariaDb);
    let other = Database::fresh(Dialect::MariaDb);
    let texts = [
        &*format!("USE {}; CREATE TABLE t (a INT);", other.name),
        "INSERT INTO t VALUES (1);",
    ];
    upgrade(&database.url(), &revisions(Dialect::MariaDb, &texts), How::default()).expect("applies");
    assert_eq!(database.sql("SELECT version_num FROM alembic_version"), "r1");
}

#[test]
fn a_procedure_that_commits_is_noticed_or_refused_by_the_server() {
    let database = Database::fresh(Dialect::PostgreSql);
    let texts = [
        "CREATE TABLE t (a INT); CREATE PROCEDURE p() LANGUAGE plpgsql AS $$ BEGIN INSERT INTO t VALUES (1); COMMIT; END $$;",
        "CALL p();",
    ];
    let history = revisions(Dialect::PostgreSql, &texts);
    let error = upgrade(&database.url(), &history, How::default()).expect_err("invalid in a transaction");
    assert_eq!(error.kind(), ErrorKind::Failed, "{error}");
    assert_eq!(database.sql("SELECT count(*) FROM t"), "0");
    let history = revisions(Dialect::PostgreSql, &[texts[0], "!CALL p();"]);
    upgrade(&database.url(), &history, How::default()).expect("outside it may");
    assert_eq!(database.sql("SELECT count(*) FROM t"), "1");
}

#[test]
fn a_person_decides_what_nobody_can_know() {
    for (resume, count) in [(Resume::Done, "0"), (Resume::Redo, "1")] {
        let database = Database::fresh(Dialect::MariaDb);
        let texts = [
            "CREATE TABLE t (a INT); CREATE PROCEDURE p() INSERT INTO t VALUES (1);",
            "CREATE TABLE u (a INT); CALL p(); CREATE TABLE v (a INT);",
        ];
        let history = revisions(Dialect::MariaDb, &texts);
        upgrade(&database.url(), &history[..1], How::default()).expect("applies");
        // As it stands when the run ends in the middle of the call.
        database.sql("DROP PROCEDURE p");
        upgrade(&database.url(), &history, How::default()).expect_err("no such procedure");
        database.sql("CREATE PROCEDURE p() INSERT INTO t VALUES (1)");
        let call = "SET @h = MD5(CONCAT(UNHEX('0800000000000000'), 'CALL p()'));";
        database.sql(&format!("{call} UPDATE alembic_version_onehead SET running = @h"));
        let error = upgrade(&database.url(), &history, How::default()).expect_err("nobody knows");
        assert!(error.to_string().contains("statement 2 at /p/r1.sql:4"), "{error}");
        assert_eq!(error.kind(), ErrorKind::NeedsPerson);
        assert_eq!(database.sql("SELECT count(*) FROM t"), "0", "nothing ran");
        let how = How {
            resume,
            ..How::default()
        };
        upgrade(&database.url(), &history, how).expect("goes on");
        assert_eq!(database.sql("SELECT count(*) FROM t"), count);
        assert!(database.dump().contains("`v`"));
    }
}

#[test]
fn a_plan_made_for_other_rows_does_nothing() {
    for dialect in BOTH {
        let database = Database::fresh(dialect);
        let history = revisions(dialect, &["CREATE TABLE t (a INT);", "INSERT INTO t VALUES (1);"]);
        let (mut one, mut two) = (session(&database.url()), session(&database.url()));
        apply(one.as_mut(), &history, 0).expect("first");
        let error = apply(two.as_mut(), &history, 0).expect_err("was moved");
        assert_eq!(error.kind(), ErrorKind::TryAgain, "{error}");
        apply(two.as_mut(), &history, 1).expect("second");
        apply(one.as_mut(), &history, 1).expect_err("was moved");
        assert_eq!(database.sql("SELECT count(*) FROM t"), "1");
    }
}

#[test]
fn a_stamp_decides_for_a_revision_in_flight() {
    let database = Database::fresh(Dialect::MariaDb);
    let texts = [
        "CREATE TABLE t (a INT);",
        "CREATE TABLE u (a INT); CREATE TABLE t (a INT);",
        "CREATE TABLE v (a INT);",
    ];
    let history = revisions(Dialect::MariaDb, &texts);
    upgrade(&database.url(), &history, How::default()).expect_err("is there");
    assert!(database.dump().contains("alembic_version_onehead"));
    let mut open = session(&database.url());
    let flight = open.in_flight().expect("reads").expect("one");
    assert_eq!(
        (flight.revision.as_str(), flight.done, flight.is_unsure),
        ("r1", 1, false)
    );
    let (from, to) = (history[0].id.clone(), history[1].id.clone());
    let change = onehead::graph::VersionMove::Update { from: from.clone(), to };
    open.stamp(&[from], &[change]).expect("a person finished it");
    assert_eq!(open.in_flight().expect("reads"), None);
    drop(open);
    assert_eq!(upgrade(&database.url(), &history, How::default()).expect("goes on"), 1);
    assert!(!database.dump().contains("_onehead"));
}
