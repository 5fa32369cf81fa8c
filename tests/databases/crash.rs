//! A run that is killed in the middle of a statement (faults T12, T17).

use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use crate::history::{Revision, revisions, upgrade};
use crate::oracle::{dump, run};

const DATABASE: &str = "ONEHEAD_TEST_CRASH";
const SLOW: &str = "ONEHEAD_TEST_SLOW";

/// Runs for minutes: the process is killed while it does.
const ENDLESS: &str =
    "WITH RECURSIVE c (x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM c WHERE x < 3000000000) SELECT count(*) FROM c";

const STATEMENTS: [[&str; 4]; 3] = [
    [
        "CREATE TABLE p (id INTEGER PRIMARY KEY)",
        "INSERT INTO p VALUES (1), (2)",
        "CREATE TABLE c (p REFERENCES p (id))",
        "INSERT INTO c VALUES (1)",
    ],
    [
        "CREATE TABLE p2 (id INTEGER PRIMARY KEY, x TEXT)",
        "INSERT INTO p2 (id) SELECT id FROM p",
        "DROP TABLE p",
        "ALTER TABLE p2 RENAME TO p",
    ],
    [
        "CREATE INDEX i ON p (x)",
        "UPDATE p SET x = 'y'",
        "DELETE FROM c",
        "CREATE VIEW v AS SELECT * FROM p",
    ],
];

/// The history, with an endless statement before one statement of one revision.
fn history(slow: Option<(usize, usize)>) -> Vec<Revision> {
    let texts: Vec<String> = STATEMENTS
        .iter()
        .enumerate()
        .map(|(revision, statements)| {
            let mut statements = statements.to_vec();
            if let Some((_, at)) = slow.filter(|(slow, _)| *slow == revision) {
                statements.insert(at, ENDLESS);
            }
            statements.join(";\n")
        })
        .collect();
    revisions(&texts.iter().map(String::as_str).collect::<Vec<_>>())
}

#[test]
fn a_killed_run_is_resumed_exactly_from_every_statement() {
    let folder = tempfile::tempdir().expect("a folder");
    let whole = folder.path().join("whole.db");
    upgrade(&whole, &history(None)).expect("applies");
    let whole = dump(&whole);
    for revision in 0..3 {
        for at in 0..5 {
            let path = folder.path().join(format!("{revision}-{at}.db"));
            kill(&path, revision, at);
            let standing = dump(&path);
            let before = format!("r{}", revision.wrapping_sub(1));
            assert_eq!(
                standing.contains(&format!("VALUES('{before}')")),
                revision > 0,
                "{standing}"
            );
            assert_eq!(upgrade(&path, &history(None)).expect("resumes"), 3 - revision);
            assert_eq!(
                dump(&path),
                whole,
                "killed in revision {revision} before statement {at}"
            );
        }
    }
}

/// Starts a run and kills it when it stands in the endless statement.
fn kill(path: &Path, revision: usize, at: usize) {
    let mut child = Command::new(std::env::current_exe().expect("this test"))
        .args(["--ignored", "--exact", "crash::one_run"])
        .env(DATABASE, path)
        .env(SLOW, format!("{revision} {at}"))
        .stdout(Stdio::null())
        .spawn()
        .expect("starts");
    let start = Instant::now();
    while !is_held(path, revision) {
        assert!(start.elapsed() < Duration::from_mins(1), "the run does not get there");
        assert!(child.try_wait().expect("asks").is_none(), "the run ended by itself");
        std::thread::sleep(Duration::from_millis(5));
    }
    std::thread::sleep(Duration::from_millis(40));
    child.kill().expect("kills");
    child.wait().expect("ends");
}

/// Says whether the revisions before are there and somebody is writing.
fn is_held(path: &Path, revision: usize) -> bool {
    let program = "import sqlite3, sys\nc = sqlite3.connect(sys.argv[1], timeout=0, isolation_level=None)\n\
        try: rows = [r[0] for r in c.execute('SELECT version_num FROM alembic_version')]\n\
        except sqlite3.OperationalError: rows = None\n\
        try: c.execute('BEGIN IMMEDIATE'); held = False\n\
        except sqlite3.OperationalError: held = True\n\
        print(rows == eval(sys.argv[2]) and held)";
    let rows = revision
        .checked_sub(1)
        .map_or_else(|| "[]".to_owned(), |before| format!("['r{before}']"));
    path.exists() && run(program, &[&path.display().to_string(), &rows], Path::new("/"), "").trim() == "True"
}

#[test]
#[ignore = "the process that the test above kills"]
fn one_run() {
    let path = std::env::var_os(DATABASE).expect("started by the test above");
    let slow = std::env::var(SLOW).expect("started by the test above");
    let (revision, at) = slow.split_once(' ').expect("two numbers");
    let slow = (revision.parse().expect("a number"), at.parse().expect("a number"));
    upgrade(path.as_ref(), &history(Some(slow))).expect("is killed before");
}
