//! The program itself on servers: exit codes, signals, passwords.

use std::fs;
use std::process::{Command, Output, Stdio};
use std::time::{Duration, Instant};

use onehead::dialect::Dialect;

use crate::server::{BOTH, Database, PASSWORD, SPELLED};

struct Project {
    folder: tempfile::TempDir,
}

impl Project {
    fn new(revisions: &[(&str, &str, &str)]) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        fs::create_dir_all(folder.path().join("migrations/versions")).expect("made");
        fs::write(
            folder.path().join("onehead.toml"),
            "kind = 'sql'\nscript_location = 'migrations'\n",
        )
        .expect("written");
        let project = Self { folder };
        for (id, parent, body) in revisions {
            project.revision(id, parent, body);
        }
        project
    }

    fn revision(&self, id: &str, parent: &str, body: &str) {
        let text = format!(
            "-- revision: {id}\n-- down_revision: {parent}\n\n-- onehead: upgrade\n{body}\n\n-- onehead: downgrade\nDROP TABLE t_{id};\n"
        );
        fs::write(self.folder.path().join(format!("migrations/versions/{id}.sql")), text).expect("written");
    }

    fn command(&self, database: &str, line: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_onehead"));
        command.args(line).current_dir(self.folder.path()).env_clear();
        command.env("ONEHEAD_DATABASE_URL", database);
        command
    }

    fn run(&self, database: &str, line: &[&str]) -> (Option<i32>, String) {
        said(&self.command(database, line).output().expect("starts"))
    }
}

fn said(output: &Output) -> (Option<i32>, String) {
    let text = format!(
        "{}{}",
        String::from_utf8_lossy(&output.stdout),
        String::from_utf8_lossy(&output.stderr)
    );
    (output.status.code(), text)
}

#[test]
fn a_project_goes_up_and_down() {
    for dialect in BOTH {
        let database = Database::fresh(dialect);
        let url = database.url();
        let project = Project::new(&[
            ("a", "", "CREATE TABLE t_a (x INT);"),
            ("b", "a", "CREATE TABLE t_b (x INT);"),
        ]);
        let (code, text) = project.run(&url, &["upgrade", "head"]);
        assert_eq!(
            (code, text.as_str()),
            (Some(0), "Running upgrade  -> a\nRunning upgrade a -> b\n")
        );
        assert_eq!(project.run(&url, &["current"]), (Some(0), "b (head)\n".to_owned()));
        assert_eq!(project.run(&url, &["upgrade", "head"]), (Some(0), String::new()));
        assert_eq!(project.run(&url, &["downgrade", "a"]).0, Some(0));
        assert_eq!(project.run(&url, &["stamp", "b"]).0, Some(0));
        assert_eq!(project.run(&url, &["current", "-v"]).0, Some(0));
        project.revision("c", "b", "CREATE TABLE t_c (x INT);\nINSERT INTO nowhere VALUES (1);");
        let (code, text) = project.run(&url, &["upgrade", "head"]);
        let wanted = if dialect == Dialect::PostgreSql { 4 } else { 5 };
        assert_eq!(code, Some(wanted), "{text}");
        assert!(text.contains("migrations/versions/c.sql:6"), "{text}");
        project.revision("c", "b", "CREATE TABLE t_c (x INT);\nINSERT INTO t_c VALUES (1);");
        assert_eq!(project.run(&url, &["upgrade", "head"]).0, Some(0));
        assert_eq!(database.sql("SELECT x FROM t_c"), "1");
    }
}

#[test]
fn no_output_holds_a_password() {
    for dialect in BOTH {
        let database = Database::fresh(dialect);
        let project = Project::new(&[("a", "", "CREATE TABLE t_a (x INT);")]);
        let good = database.url();
        let port = database.server.port.to_string();
        for url in [
            good.clone(),
            good.replace("onehead:", "nobody:"),
            good.replace(&port, "1"),
            good.replace(&port, "port"),
            good.replace("127.0.0.1", "no.such.host.invalid"),
            good.replace(SPELLED, PASSWORD),
            good.replace("://", ":/"),
            good.replace("disable", "perhaps"),
            good.replace(&format!("/{}", database.name), "/no_such_database"),
            format!("{good}&password={SPELLED}&nonsense=1"),
        ] {
            for line in [
                &["current", "-v"][..],
                &["upgrade", "head"],
                &["stamp", "a"],
                &["upgrade", "a", "--sql"],
            ] {
                let mut command = project.command(&url, line);
                let (_, text) = said(
                    &command
                        .env("RUST_LOG", "trace")
                        .env("RUST_BACKTRACE", "1")
                        .output()
                        .expect("starts"),
                );
                for secret in [PASSWORD, SPELLED, "p@ss", "p%40ss", "w/rd", "w%2Frd"] {
                    assert!(!text.contains(secret), "{line:?} {url}: {text}");
                }
            }
        }
    }
}

/// A signal cancels the statement, takes back what was begun, and leaves the lock free.
#[test]
fn a_signal_stops_a_run_and_takes_it_back() {
    for dialect in BOTH {
        for (signal, wanted) in [("-INT", 130), ("-TERM", 143)] {
            let database = Database::fresh(dialect);
            let (sleep, running) = match dialect {
                Dialect::PostgreSql => (
                    "SELECT pg_sleep(60)",
                    "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND query = 'SELECT pg_sleep(60)'",
                ),
                _ => (
                    "DO SLEEP(60)",
                    "SELECT count(*) FROM information_schema.processlist WHERE info = 'DO SLEEP(60)'",
                ),
            };
            let project = Project::new(&[("a", "", &format!("{sleep};\nCREATE TABLE t_a (x INT);"))]);
            let mut command = project.command(&database.url(), &["upgrade", "head"]);
            let child = command
                .stdout(Stdio::piped())
                .stderr(Stdio::piped())
                .spawn()
                .expect("starts");
            let start = Instant::now();
            while database.sql(running) == "0" {
                assert!(start.elapsed() < Duration::from_secs(20), "it never gets there");
                std::thread::sleep(Duration::from_millis(20));
            }
            let killed = Command::new("kill")
                .args([signal, &child.id().to_string()])
                .status()
                .expect("kill");
            assert!(killed.success());
            let (code, text) = said(&child.wait_with_output().expect("ends"));
            assert_eq!(code, Some(wanted), "{dialect:?} {signal}: {text}");
            assert!(start.elapsed() < Duration::from_secs(40), "it waited for the statement");
            assert_eq!(database.sql("SELECT count(*) FROM alembic_version"), "0");
            let quick = format!("{};\nCREATE TABLE t_a (x INT);", sleep.replace("60", "0"));
            project.revision("a", "", &quick);
            let (code, text) = project.run(&database.url(), &["upgrade", "head"]);
            assert_eq!(code, Some(0), "{text}");
        }
    }
}

#[test]
fn a_plan_shows_what_runs_and_what_it_destroys_and_touches_nothing() {
    for dialect in BOTH {
        let database = Database::fresh(dialect);
        let url = database.url();
        let project = Project::new(&[
            ("a", "", "CREATE TABLE t_a (w INT, x INT);"),
            ("b", "a", "ALTER TABLE t_a DROP COLUMN x;"),
        ]);
        let before = database.dump();
        let (code, text) = project.run(&url, &["plan"]);
        assert_eq!(code, Some(0), "{text}");
        assert!(text.contains("stands on nothing") && !text.contains(SPELLED), "{text}");
        assert!(
            text.contains("Running upgrade a -> b\n  migrations/versions/b.sql, "),
            "{text}"
        );
        assert!(text.contains("warning: line 5 drops a column of t_a"), "{text}");
        assert_eq!(database.dump(), before);
        let (_, text) = project.run(&url, &["plan", "a", "--format", "json"]);
        let value: serde_json::Value = serde_json::from_str(&text).expect("JSON");
        assert_eq!(
            value["plan"]["steps"][0]["statements"][0]["sql"],
            "CREATE TABLE t_a (w INT, x INT)"
        );
        assert_eq!(project.run(&url, &["wait", "--timeout", "1"]).0, Some(6));
        assert_eq!(project.run(&url, &["upgrade", "a"]).0, Some(0));
        let (_, text) = project.run(&url, &["plan", "base", "--down"]);
        assert!(text.contains("drops the table t_a"), "{text}");
        // Whoever waits sees the end of an upgrade that runs beside.
        let mut waiting = project
            .command(&url, &["wait", "--timeout", "60"])
            .spawn()
            .expect("starts");
        assert_eq!(project.run(&url, &["upgrade", "head"]).0, Some(0));
        assert!(waiting.wait().expect("ends").success());
    }
}
