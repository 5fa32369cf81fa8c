//! URLs that lead to a server, and passwords that appear nowhere.

use std::path::Path;

use onehead::dialect::{Access, DatabaseUrl, Dialect, DialectError, ErrorKind, VersionTable, open};

use crate::server::{BOTH, Database, PASSWORD, SPELLED};

fn look(url: &str) -> Result<(), DialectError> {
    let url = DatabaseUrl::parse(url)?;
    let opened = open(&url, Path::new("/"), &VersionTable::default(), Access::Look)?;
    opened.expect("is there").versions().map(drop)
}

#[test]
fn servers_are_reached_by_every_spelling() {
    for dialect in BOTH {
        let database = Database::fresh(dialect);
        let (port, socket, name) = (database.server.port, &database.server.socket, &database.name);
        let urls = match dialect {
            Dialect::PostgreSql => vec![
                format!("postgresql://onehead:{SPELLED}@127.0.0.1:{port}/{name}"),
                format!("postgresql+asyncpg://onehead:{SPELLED}@localhost:{port}/{name}?ssl=prefer"),
                format!("postgresql+psycopg://onehead:{SPELLED}@/{name}?host=127.0.0.1&port={port}"),
                format!("postgresql+psycopg2://onehead@:{port}/{name}?host={socket}&sslmode=require"),
                format!("postgresql+pg8000://onehead@:{port}/{name}?unix_sock={socket}/.s.PGSQL.{port}"),
                format!(
                    "postgresql://onehead@127.0.0.1:{port}/{name}?password={SPELLED}&options=-c%20search_path%3Dpublic"
                ),
            ],
            _ => vec![
                format!("mysql+pymysql://onehead:{SPELLED}@127.0.0.1:{port}/{name}"),
                format!("mariadb+aiomysql://onehead:{SPELLED}@127.0.0.1:{port}/{name}?charset=utf8mb4"),
                format!("mysql://root@/{name}?unix_socket={socket}"),
                format!("mysql+mysqldb://onehead:{SPELLED}@localhost/{name}?unix_socket={socket}&sql_mode=ANSI"),
            ],
        };
        for url in urls {
            look(&url).unwrap_or_else(|error| panic!("{url}: {error}"));
        }
    }
}

#[test]
fn settings_are_those_that_the_server_would_give_to_a_driver() {
    let database = Database::fresh(Dialect::PostgreSql);
    let name = &database.name;
    database.sql(&format!(
        "ALTER DATABASE {name} SET timezone TO 'Asia/Tokyo'; ALTER DATABASE {name} SET datestyle TO 'ISO, DMY'"
    ));
    let history = crate::scene::revisions(
        Dialect::PostgreSql,
        &["CREATE TABLE t AS SELECT current_setting('timezone') AS z, '01/02/2024'::date AS d;"],
    );
    crate::scene::upgrade(&database.url(), &history, crate::scene::How::default()).expect("applies");
    assert_eq!(
        database.sql("SELECT z, to_char(d, 'YYYY-MM-DD') FROM t"),
        "Asia/Tokyo|2024-02-01"
    );
    let database = Database::fresh(Dialect::MariaDb);
    let history = crate::scene::revisions(
        Dialect::MariaDb,
        &[
            "CREATE TABLE m AS SELECT @@SESSION.sql_mode = @@GLOBAL.sql_mode AS m, @@SESSION.time_zone = @@GLOBAL.time_zone AS z;",
        ],
    );
    crate::scene::upgrade(&database.url(), &history, crate::scene::How::default()).expect("applies");
    assert_eq!(database.sql("SELECT m, z FROM m"), "1|1");
}

#[test]
fn what_cannot_be_opened_is_said_without_the_password() {
    for dialect in BOTH {
        let database = Database::fresh(dialect);
        let good = database.url();
        let (port, name) = (database.server.port.to_string(), &database.name);
        let (query, tls) = match dialect {
            Dialect::PostgreSql => ("sslmode=disable", "sslmode=verify-full"),
            _ => ("ssl_disabled=true", "ssl_mode=VERIFY_IDENTITY"),
        };
        for (url, kind) in [
            (good.replace("onehead:", "nobody:"), ErrorKind::Failed),
            (good.replace(SPELLED, "wr0ng%40s3cret"), ErrorKind::Failed),
            (
                good.replace(&format!("/{name}"), "/no_such_database"),
                ErrorKind::Failed,
            ),
            (good.replace(&port, "1"), ErrorKind::TryAgain),
            (good.replace("127.0.0.1", "no.such.host.invalid"), ErrorKind::TryAgain),
            (good.replace(query, tls), ErrorKind::Failed),
            (good.replace(query, "nonsense=1"), ErrorKind::Usage),
            (good.replace(&format!("@127.0.0.1:{port}"), ""), ErrorKind::Usage),
        ] {
            let error = look(&url).expect_err(&url);
            assert_eq!(error.kind(), kind, "{url}: {error}");
            let said = format!("{error} {error:?} {:?}", error.help());
            for secret in [PASSWORD, SPELLED, "wr0ng", "p@ss", "p%40ss"] {
                assert!(!said.contains(secret), "{url}: {said}");
            }
        }
    }
}
