//! URLs against `SQLAlchemy`'s `make_url`.

use std::path::Path;

use onehead::dialect::DatabaseUrl;
use onehead::dialect::sqlite::SqliteTarget;
use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::TestRunner;
use serde_json::{Value, json};

use crate::oracle;

const PROGRAM: &str = r#"
import json, sys
from sqlalchemy.engine import make_url
for line in sys.stdin.buffer.read().decode().split("\0"):
    try:
        u = make_url(line)
        print(json.dumps({
            "name": u.drivername, "user": u.username, "password": u.password, "host": u.host, "port": u.port,
            "database": u.database, "shown": u.render_as_string(hide_password=True),
            "query": {k: list(v) if isinstance(v, tuple) else [v] for k, v in u.query.items()}}))
    except Exception as e:
        print(json.dumps(None))
"#;

const FILES: &str = r#"
import json, sys
from sqlalchemy.engine import make_url
from sqlalchemy.dialects.sqlite.pysqlite import SQLiteDialect_pysqlite
for line in sys.stdin.buffer.read().decode().split("\0"):
    try:
        args, opts = SQLiteDialect_pysqlite().create_connect_args(make_url(line))
        print(json.dumps([args[0], opts.get("uri", False)]))
    except Exception as e:
        print(json.dumps(None))
"#;

fn ours(text: &str) -> Option<Value> {
    let url = DatabaseUrl::parse(text).ok()?;
    let query: serde_json::Map<_, _> = url
        .query_keys()
        .map(|key| (key.to_owned(), json!(url.query(key))))
        .collect();
    let driver = url.driver().map_or_else(String::new, |driver| format!("+{driver}"));
    Some(json!({
        "name": format!("{}{driver}", url.dialect().name()),
        "user": url.user(), "password": url.password(), "host": url.host(), "port": url.port(),
        "database": url.database(), "shown": url.to_string(), "query": query,
    }))
}

fn generated(count: usize) -> Vec<String> {
    let piece = prop::sample::select(vec![
        ":", "/", "@", "?", "&", "=", "%", "%40", "%2F", "%C3%A4", "%ff", "+", "[", "]", "::1", "user", "s3cret",
        "host", "5432", "db", "a b", "ä", ".", "mode", "x", "#", "//", ";", "~", "%25",
    ]);
    let name = prop::sample::select(vec![
        "postgresql",
        "mysql+pymysql",
        "sqlite",
        "sqlite+pysqlite",
        "mariadb",
    ]);
    let strategy = (name, prop::collection::vec(piece, 0..14)).prop_map(|(n, p)| format!("{n}://{}", p.concat()));
    let mut runner = TestRunner::deterministic();
    (0..count)
        .map(|_| strategy.new_tree(&mut runner).expect("generates").current())
        .collect()
}

#[test]
fn urls_are_read_and_shown_as_sqlalchemy_does() {
    let mut urls: Vec<String> = [
        "postgresql+psycopg2://scott:tiger@localhost:5432/mydatabase",
        "postgresql://user:p%40ss%2Fw%3Ard@h/db?sslmode=require&options=-c%20a",
        "postgresql://:pw@h/db",
        "postgresql://u:@h/db",
        "postgresql://@h/db",
        "postgresql:///db?host=/var/run",
        "mysql+pymysql://root@[2001:db8::1]:3306/x?charset=utf8mb4&a=2&a=1&empty=&none",
        "sqlite://",
        "sqlite:///",
        "sqlite:///rel.db",
        "sqlite:////abs/x.db",
        "sqlite:///:memory:",
        "sqlite:///C:\\path\\x.db",
        "sqlite:///file:x?mode=ro&uri=true",
    ]
    .map(str::to_owned)
    .to_vec();
    urls.extend(generated(4000));
    let answers = oracle::run(PROGRAM, &[], Path::new("/"), &urls.join("\0"));
    let answers: Vec<Value> = answers
        .lines()
        .map(|line| serde_json::from_str(line).expect("JSON"))
        .collect();
    assert_eq!(answers.len(), urls.len());
    let (mut same, mut refused) = (0, 0);
    for (url, theirs) in urls.iter().zip(&answers) {
        match ours(url) {
            Some(ours) => {
                assert_eq!(&ours, theirs, "{url}");
                same += 1;
            }
            // What SQLAlchemy reads and we refuse is a tail that it drops, or a number that only Python knows.
            None if !theirs.is_null() => refused += 1,
            None => {}
        }
    }
    assert!(same > 2500, "only {same} of {} were compared", urls.len());
    assert!(refused < 400, "{refused} were refused");
}

#[test]
fn sqlite_files_are_those_that_sqlalchemy_opens() {
    let folder = tempfile::tempdir().expect("a folder");
    let directory = folder.path().canonicalize().expect("real");
    let urls = [
        "sqlite://",
        "sqlite:///",
        "sqlite:///:memory:",
        "sqlite:///a.db",
        "sqlite:///./x/../a.db",
        "sqlite:////abs/a.db",
        "sqlite:///a%20b%2Fc.db",
        "sqlite:///a+b.db",
        "sqlite:///ä.db?timeout=3",
        "sqlite:///a.db?mode=ro",
        "sqlite+aiosqlite:///a.db",
        "sqlite://host/a.db",
        "sqlite://u@/a.db",
        "sqlite:///~/a.db",
        "sqlite:////a//b/./c.db",
    ];
    let answers = oracle::run(FILES, &[], &directory, &urls.join("\0"));
    for (url, theirs) in urls.iter().zip(answers.lines()) {
        let theirs: Value = serde_json::from_str(theirs).expect("JSON");
        let ours = SqliteTarget::of(&DatabaseUrl::parse(url).expect("reads"), &directory).ok();
        let ours = ours.map_or(Value::Null, |target| {
            let path = target
                .path
                .map_or_else(|| ":memory:".to_owned(), |path| path.display().to_string());
            json!([path, false])
        });
        assert_eq!(ours, theirs, "{url}");
    }
}
