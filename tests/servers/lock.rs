//! The lock of a run (faults T4, T5, T7, T11).

use std::path::Path;
use std::time::{Duration, Instant};

use onehead::dialect::{Claim, Dialect, ErrorKind, VersionTable};

use crate::scene::{How, revisions, upgrade};
use crate::server::{BOTH, Database};

fn claim(database: &Database, patience: Duration) -> Result<Claim, onehead::dialect::DialectError> {
    Claim::take(&database.parsed(), Path::new("/"), &VersionTable::default(), patience)
}

#[test]
fn who_waits_too_long_is_told_who_holds_it() {
    for dialect in BOTH {
        let database = Database::fresh(dialect);
        let first = claim(&database, Duration::ZERO).expect("free");
        let start = Instant::now();
        let Err(error) = claim(&database, Duration::from_secs(2)) else {
            panic!("{dialect:?}: two hold it");
        };
        assert!(start.elapsed() >= Duration::from_secs(2), "it waited");
        assert_eq!(error.kind(), ErrorKind::TryAgain);
        let text = error.to_string();
        assert!(text.contains("user onehead from") && text.contains("since"), "{text}");
        let process = match dialect {
            Dialect::PostgreSql => database.sql("SELECT pid FROM pg_locks WHERE locktype = 'advisory'"),
            _ => database.sql("SELECT id FROM information_schema.processlist WHERE user = 'onehead' LIMIT 1"),
        };
        assert!(!process.is_empty());
        drop(first);
        claim(&database, Duration::ZERO).expect("free again");
    }
}

#[test]
fn databases_and_version_tables_do_not_wait_for_each_other() {
    for dialect in BOTH {
        let (one, two) = (Database::fresh(dialect), Database::fresh(dialect));
        let _one = claim(&one, Duration::ZERO).expect("free");
        let _two = claim(&two, Duration::ZERO).expect("another database");
        let other = VersionTable {
            name: "other".to_owned(),
            schema: None,
        };
        Claim::take(&one.parsed(), Path::new("/"), &other, Duration::ZERO).expect("another table");
    }
}

/// Everything up to the statement that waits is done; then the connection is ended by an administrator.
#[test]
fn a_run_whose_connection_is_ended_writes_nothing_more() {
    for dialect in BOTH {
        let database = Database::fresh(dialect);
        let (sleep, find) = match dialect {
            Dialect::PostgreSql => (
                "SELECT pg_sleep(30)",
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND query LIKE 'SELECT pg_sleep%'",
            ),
            _ => (
                "DO SLEEP(30)",
                "SELECT id FROM information_schema.processlist WHERE info = 'DO SLEEP(30)'",
            ),
        };
        let text = format!("CREATE TABLE t (a INT); {sleep}; INSERT INTO t VALUES (1);");
        let url = database.url();
        let history = revisions(dialect, &[&text]);
        let run = std::thread::spawn(move || upgrade(&url, &history, How::default()));
        let start = Instant::now();
        loop {
            assert!(start.elapsed() < Duration::from_secs(20), "it never gets there");
            let found = database.sql(find);
            if !found.is_empty() {
                if dialect == Dialect::MariaDb {
                    database.sql(&format!("KILL CONNECTION {found}"));
                }
                break;
            }
            std::thread::sleep(Duration::from_millis(20));
        }
        let error = run.join().expect("no panic").expect_err("the connection is gone");
        assert_eq!(error.kind(), ErrorKind::TryAgain, "{error}");
        assert_eq!(database.sql("SELECT count(*) FROM alembic_version"), "0");
        let quick = revisions(dialect, &[&text.replace(&format!("{sleep}; "), "")]);
        match dialect {
            Dialect::PostgreSql => assert_eq!(upgrade(&database.url(), &quick, How::default()).expect("goes on"), 1),
            _ => assert!(
                upgrade(
                    &database.url(),
                    &revisions(dialect, &[&text.replace("30", "0")]),
                    How::default()
                )
                .is_ok()
            ),
        }
        assert_eq!(database.sql("SELECT count(*) FROM t"), "1");
    }
}

/// The lock is taken away while the run goes on, as a pool does that gives the connection to others.
#[test]
fn a_run_that_lost_its_lock_does_not_move_the_version_table() {
    let database = Database::fresh(Dialect::PostgreSql);
    let history = revisions(
        Dialect::PostgreSql,
        &["CREATE TABLE t (a INT); SELECT pg_advisory_unlock_all();"],
    );
    let error = upgrade(&database.url(), &history, How::default()).expect_err("no lock");
    assert!(error.to_string().contains("lock of this run is gone"), "{error}");
    assert!(!database.dump().contains("TABLE public.t "));
    let database = Database::fresh(Dialect::MariaDb);
    let history = revisions(Dialect::MariaDb, &["CREATE TABLE t (a INT); DO RELEASE_ALL_LOCKS();"]);
    let error = upgrade(&database.url(), &history, How::default()).expect_err("no lock");
    assert!(error.to_string().contains("lock of this run is gone"), "{error}");
    assert_eq!(database.sql("SELECT count(*) FROM alembic_version"), "0");
}
