//! Several runs at once (faults T1, T2, T3).

use std::process::{Child, Command, Stdio};

use onehead::dialect::Dialect;

use crate::scene::{How, Revision, revisions, upgrade};
use crate::server::{BOTH, Database, figure};

const URL: &str = "ONEHEAD_TEST_RACE";

fn history(dialect: Dialect) -> Vec<Revision> {
    let index = if dialect == Dialect::PostgreSql {
        "!INSERT INTO log VALUES ('r4'); CREATE INDEX CONCURRENTLY i ON a (y);"
    } else {
        "!INSERT INTO log VALUES ('r4'); CREATE INDEX i ON a (y);"
    };
    revisions(
        dialect,
        &[
            "CREATE TABLE log (revision VARCHAR(10)); INSERT INTO log VALUES ('r0');",
            "INSERT INTO log VALUES ('r1'); CREATE TABLE a (x INT); CREATE INDEX j ON a (x);",
            "INSERT INTO log VALUES ('r2');",
            "INSERT INTO log VALUES ('r3'); ALTER TABLE a ADD COLUMN y INT;",
            index,
        ],
    )
}

#[test]
fn processes_apply_each_revision_once() {
    for dialect in BOTH {
        for _ in 0..figure(1, 20) {
            let database = Database::fresh(dialect);
            let test = std::env::current_exe().expect("this test");
            let children: Vec<Child> = (0..figure(10, 20))
                .map(|_| {
                    let mut command = Command::new(&test);
                    command
                        .args(["--ignored", "--exact", "race::one_run"])
                        .env(URL, database.url());
                    command.stdout(Stdio::null()).spawn().expect("starts")
                })
                .collect();
            for mut child in children {
                assert!(child.wait().expect("ends").success());
            }
            let log = database.sql("SELECT revision FROM log ORDER BY revision");
            assert_eq!(log, "r0\nr1\nr2\nr3\nr4", "{dialect:?}");
            assert_eq!(database.sql("SELECT version_num FROM alembic_version"), "r4");
            assert!(!database.dump().contains("_onehead"), "no journal stays");
        }
    }
}

#[test]
#[ignore = "one of the processes of the test above"]
fn one_run() {
    let url = std::env::var(URL).expect("started by the test above");
    let dialect = if url.starts_with("postgresql") {
        Dialect::PostgreSql
    } else {
        Dialect::MariaDb
    };
    upgrade(&url, &history(dialect), How::default()).expect("applies or finds it done");
}
