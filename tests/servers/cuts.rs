//! Connections that are cut at every message (faults T13, T15).

use onehead::dialect::{Dialect, ErrorKind};

use crate::proxy::{Cut, Proxy};
use crate::scene::{How, Revision, revisions, upgrade};
use crate::server::{BOTH, Database, figure};

pub fn history(dialect: Dialect) -> Vec<Revision> {
    let postgres = [
        "CREATE TABLE p (id INT PRIMARY KEY, x TEXT); INSERT INTO p VALUES (1, 'a'), (2, 'b');",
        "!UPDATE p SET x = x || '!'; CREATE INDEX CONCURRENTLY i ON p (x); UPDATE p SET x = x || '?';",
        "ALTER TABLE p ADD COLUMN n INT; UPDATE p SET n = coalesce(n, 0) + 1; CREATE VIEW v AS SELECT * FROM p;",
    ];
    let mariadb = [
        "CREATE TABLE p (id INT PRIMARY KEY, x VARCHAR(9)); INSERT INTO p VALUES (1, 'a'), (2, 'b'); CREATE INDEX i ON p (x);",
        "UPDATE p SET x = CONCAT(x, '!'); ALTER TABLE p ADD n INT NOT NULL DEFAULT 0; UPDATE p SET n = n + 1; RENAME TABLE p TO q;",
        "CREATE TABLE r (a INT); DROP TABLE r; CREATE VIEW v AS SELECT * FROM q; INSERT INTO q (id, x) VALUES (3, 'c');",
    ];
    revisions(
        dialect,
        if dialect == Dialect::PostgreSql {
            &postgres
        } else {
            &mariadb
        },
    )
}

#[test]
fn a_run_that_is_cut_anywhere_goes_on_exactly() {
    for dialect in BOTH {
        let whole = Database::fresh(dialect);
        let proxy = Proxy::start(dialect, whole.server.port, Cut::Nowhere);
        upgrade(&whole.url_at(proxy.port), &history(dialect), How::default()).expect("applies");
        let (wanted, messages) = (whole.dump(), proxy.messages());
        assert!(messages > 40, "{messages}");
        let step = figure(9, 1);
        let (mut finished, mut stopped) = (0, 0);
        for number in (0..messages).step_by(step) {
            // Every second one the other way, unless all are wanted.
            let cuts = [Cut::Before(number), Cut::Answer(number)];
            let cuts = if step == 1 {
                &cuts[..]
            } else {
                &cuts[number / step % 2..][..1]
            };
            for cut in cuts {
                let database = Database::fresh(dialect);
                let proxy = Proxy::start(dialect, database.server.port, *cut);
                match upgrade(&database.url_at(proxy.port), &history(dialect), How::default()) {
                    Ok(_) => finished += 1,
                    Err(error) => {
                        assert_eq!(error.kind(), ErrorKind::TryAgain, "{dialect:?} {cut:?}: {error}");
                        stopped += 1;
                    }
                }
                let again = upgrade(&database.url(), &history(dialect), How::default());
                again.unwrap_or_else(|error| panic!("{dialect:?} {cut:?}: {error}"));
                assert_eq!(database.dump(), wanted, "{dialect:?} {cut:?}");
            }
        }
        assert!(stopped > 0, "nothing was cut");
        println!("{dialect:?}: {messages} messages, {stopped} stopped, {finished} finished all the same");
    }
}

/// Who has sent `COMMIT` and hears nothing asks the database what became of it.
#[test]
fn an_unknown_commit_is_decided_by_the_database() {
    for dialect in BOTH {
        let whole = Database::fresh(dialect);
        let proxy = Proxy::start(dialect, whole.server.port, Cut::Nowhere);
        upgrade(&whole.url_at(proxy.port), &history(dialect), How::default()).expect("applies");
        let (wanted, commits) = (whole.dump(), proxy.commits());
        assert!(commits > 4, "{commits}");
        for number in 0..commits {
            let database = Database::fresh(dialect);
            let proxy = Proxy::start(dialect, database.server.port, Cut::CommitAnswer(number));
            let done = upgrade(&database.url_at(proxy.port), &history(dialect), How::default());
            done.unwrap_or_else(|error| panic!("{dialect:?}, commit {number} was done: {error}"));
            assert_eq!(database.dump(), wanted, "{dialect:?}, commit {number}");

            let database = Database::fresh(dialect);
            let proxy = Proxy::start(dialect, database.server.port, Cut::CommitBefore(number));
            match upgrade(&database.url_at(proxy.port), &history(dialect), How::default()) {
                // The version table of MariaDB is there without a COMMIT.
                Ok(_) => assert_eq!((dialect, number), (Dialect::MariaDb, 0)),
                Err(error) => {
                    assert_eq!(error.kind(), ErrorKind::TryAgain, "{error}");
                    assert!(error.to_string().contains("nothing of it was done"), "{error}");
                }
            }
            upgrade(&database.url(), &history(dialect), How::default()).expect("goes on");
            assert_eq!(database.dump(), wanted, "{dialect:?}, commit {number} was not done");
        }
    }
}
