//! Several runs at once (faults T1).

use std::process::{Child, Command};
use std::sync::{Arc, Barrier};

use crate::history::{Revision, revisions, upgrade};
use crate::oracle::dump;

const DATABASE: &str = "ONEHEAD_TEST_RACE";

fn history() -> Vec<Revision> {
    revisions(&[
        "CREATE TABLE log (revision TEXT); INSERT INTO log VALUES ('r0');",
        "INSERT INTO log VALUES ('r1'); CREATE TABLE a (x); CREATE INDEX i ON a (x);",
        "INSERT INTO log VALUES ('r2');",
        "INSERT INTO log VALUES ('r3'); ALTER TABLE a ADD COLUMN y TEXT;",
    ])
}

fn assert_once(text: &str) {
    for revision in ["r0", "r1", "r2", "r3"] {
        let row = format!("INSERT INTO \"log\" VALUES('{revision}')");
        assert_eq!(text.matches(&row).count(), 1, "{revision}: {text}");
    }
}

#[test]
fn threads_apply_each_revision_once() {
    for _ in 0..5 {
        let folder = tempfile::tempdir().expect("a folder");
        let path = Arc::new(folder.path().join("a.db"));
        let barrier = Arc::new(Barrier::new(6));
        let runs: Vec<_> = (0..6)
            .map(|_| {
                let (path, barrier) = (Arc::clone(&path), Arc::clone(&barrier));
                std::thread::spawn(move || {
                    barrier.wait();
                    upgrade(&path, &history())
                })
            })
            .collect();
        let applied: usize = runs
            .into_iter()
            .map(|run| run.join().expect("no panic").expect("no error"))
            .sum();
        assert_eq!(applied, 4);
        assert_once(&dump(&path));
    }
}

#[test]
fn processes_apply_each_revision_once() {
    for _ in 0..3 {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("a.db");
        let test = std::env::current_exe().expect("this test");
        let children: Vec<Child> = (0..8)
            .map(|_| {
                let mut command = Command::new(&test);
                command
                    .args(["--ignored", "--exact", "race::one_run"])
                    .env(DATABASE, &path);
                command.stdout(std::process::Stdio::null()).spawn().expect("starts")
            })
            .collect();
        for mut child in children {
            assert!(child.wait().expect("ends").success());
        }
        assert_once(&dump(&path));
    }
}

#[test]
#[ignore = "one of the processes of the test above"]
fn one_run() {
    let path = std::env::var_os(DATABASE).expect("started by the test above");
    upgrade(path.as_ref(), &history()).expect("applies or finds it done");
}
