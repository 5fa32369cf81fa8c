//! `doctor`: a revision that is elsewhere, and what is wrong between files, git and database.

use serde_json::Value;

use crate::scene::{Outcome, Scene, script, sql};

const FOLDER: &str = "migrations/versions";

impl Scene {
    fn findings(&self, arguments: &[&str]) -> Vec<Value> {
        let all: Vec<&str> = ["doctor", "--format", "json"]
            .into_iter()
            .chain(arguments.iter().copied())
            .collect();
        let outcome = self.run(&all);
        let value: Value = serde_json::from_str(&outcome.out).unwrap_or_else(|error| panic!("{error}: {outcome:?}"));
        let findings = value["findings"].as_array().expect("a list").clone();
        assert_eq!(outcome.code, Some(i32::from(!findings.is_empty())), "{outcome:?}");
        findings
    }

    /// Runs every command of one way out, as a person would type it.
    fn follow(&self, way: &Value) {
        for command in commands(way) {
            let program = env!("CARGO_BIN_EXE_onehead");
            let line = command
                .strip_prefix("onehead ")
                .map_or(command.clone(), |rest| format!("{program} {rest}"));
            let output = self.program("sh").args(["-c", &line]).output().expect("a shell");
            assert!(
                output.status.success(),
                "{command}: {}",
                String::from_utf8_lossy(&output.stderr)
            );
        }
    }

    /// Runs SQL on the database of the project, as somebody else would.
    fn somebody_runs(&self, statements: &str) {
        let code =
            "import sqlite3, sys\nwith sqlite3.connect('tasks.db') as database: database.executescript(sys.argv[1])";
        let output = self
            .program("python3")
            .args(["-c", code, statements])
            .output()
            .expect("python3");
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    }
}

fn commands(way: &Value) -> Vec<String> {
    let commands = way["commands"].as_array().expect("a list").iter();
    commands
        .map(|command| command.as_str().expect("text").to_owned())
        .collect()
}

fn way<'f>(finding: &'f Value, what: &str) -> &'f Value {
    let ways = finding["ways"].as_array().expect("a list");
    let found = ways
        .iter()
        .find(|way| way["what"].as_str().is_some_and(|text| text.contains(what)));
    found.unwrap_or_else(|| panic!("no way to {what}: {finding:#}"))
}

fn kinds(findings: &[Value]) -> Vec<&str> {
    findings
        .iter()
        .map(|finding| finding["kind"].as_str().expect("text"))
        .collect()
}

/// A project of `.sql` revisions `a` and `b`, committed, with hooks; the database stands on `b`.
fn project() -> Scene {
    let scene = Scene::sql(&[("a", ""), ("b", "a")]);
    scene.write(".gitignore", "*.db\n*.lock\n*.db-*\n");
    scene.commit_all();
    scene.fine(&["hooks", "install"]);
    scene.fine(&["upgrade", "head"]);
    scene
}

/// As [`project`], with `c` and `d` made on top, applied, and then put away by `away`.
fn moved_on(away: impl Fn(&Scene)) -> Scene {
    let scene = project();
    scene.write(&format!("{FOLDER}/c.sql"), sql("c", "b"));
    scene.write(&format!("{FOLDER}/d.sql"), sql("d", "c"));
    scene.fine(&["upgrade", "head"]);
    away(&scene);
    assert_eq!(scene.names(FOLDER), ["a.sql", "b.sql"], "c and d are not here");
    scene
}

fn on_a_branch(scene: &Scene) {
    scene.git(&["switch", "-q", "-c", "topic"]);
    scene.commit_all();
    scene.git(&["switch", "-q", "main"]);
}

#[test]
fn nothing_is_wrong() {
    let scene = project();
    let Outcome { code, out, .. } = scene.run(&["doctor"]);
    assert_eq!((code, out.as_str()), (Some(0), "nothing is wrong\n"));
}

#[test]
fn a_branch_has_it_and_leads_back() {
    let scene = moved_on(on_a_branch);
    let findings = scene.findings(&[]);
    assert_eq!(kinds(&findings), ["unknown-revision"]);
    let found = &findings[0];
    assert_eq!(found["whereabouts"]["held"][0]["name"], "topic");
    assert_eq!(found["whereabouts"]["held"][0]["path"], "migrations/versions/d.sql");
    assert_eq!(found["whereabouts"]["author"], "a");
    assert_eq!(commands(way(found, "work where it is")), ["git switch topic"]);
    scene.follow(way(found, "bring the database back"));
    assert_eq!(scene.fine(&["current"]), "b (head)\n");
    assert_eq!(scene.names(FOLDER), ["a.sql", "b.sql"]);
    assert!(scene.findings(&[]).is_empty());
}

#[test]
fn every_place_is_looked_at() {
    type Away = fn(&Scene);
    let places: [(Away, &str, &str); 7] = [
        (
            |scene| {
                on_a_branch(scene);
                scene.git(&["update-ref", "refs/remotes/origin/topic", "topic"]);
                scene.git(&["branch", "-q", "-D", "topic"]);
            },
            "the remote branch origin/topic",
            "git switch --track origin/topic",
        ),
        (
            |scene| {
                on_a_branch(scene);
                scene.git(&["tag", "v1", "topic"]);
                scene.git(&["branch", "-q", "-D", "topic"]);
            },
            "the tag v1",
            "git switch --detach v1",
        ),
        (
            |scene| {
                on_a_branch(scene);
                scene.git(&["branch", "-q", "-D", "topic"]);
            },
            "the reflog HEAD@{1}",
            "git switch -c found-",
        ),
        (
            |scene| {
                scene.git(&["add", "-A"]);
                scene.git(&["stash", "-q"]);
            },
            "it is in stash@{0}",
            "git stash apply 'stash@{0}'",
        ),
        (
            |scene| drop(scene.git(&["stash", "-q", "-u"])),
            "the untracked files of stash@{0}^3",
            "git stash apply 'stash@{0}'",
        ),
        (
            |scene| {
                scene.commit_all();
                scene.git(&["rm", "-q", "migrations/versions/c.sql", "migrations/versions/d.sql"]);
                scene.commit_all();
                std::fs::remove_dir_all(scene.path(".git/logs")).expect("gone");
            },
            "it was taken away; the last commit that has it is",
            "git switch -c found-",
        ),
        (
            |scene| {
                scene.commit_all();
                for name in ["c", "d"] {
                    std::fs::remove_file(scene.path(&format!("{FOLDER}/{name}.sql"))).expect("gone");
                }
            },
            "the branch main",
            "git restore -- migrations/versions/d.sql",
        ),
    ];
    for (away, says, command) in places {
        let scene = moved_on(away);
        let told = scene.run(&["doctor", "d"]);
        assert_eq!(told.code, Some(1), "{told:?}");
        assert!(
            told.out.contains(says) && told.out.contains(command),
            "{says}: {}",
            told.out
        );
        assert!(told.out.contains("a brought it on"), "{}", told.out);
        let findings = scene.findings(&["d"]);
        scene.follow(way(&findings[0], "bring the database back"));
        assert_eq!(scene.fine(&["current"]), "b (head)\n", "{says}");
        assert_eq!(scene.names(FOLDER), ["a.sql", "b.sql"], "{says}");
    }
}

#[test]
fn a_log_is_enough() {
    let scene = moved_on(on_a_branch);
    std::fs::remove_file(scene.path("tasks.db")).expect("gone");
    let text = "FAILED: Can't locate revision identified by 'd'\n";
    scene.write("deploy.log", text);
    let findings = scene.findings(&["--log", "deploy.log"]);
    assert_eq!(findings[0]["whereabouts"]["revision"], "d");
    let mut command = scene.onehead(&["doctor", "--log", "-"]);
    let mut child = command
        .stdin(std::process::Stdio::piped())
        .stdout(std::process::Stdio::piped())
        .spawn()
        .expect("started");
    std::io::Write::write_all(&mut child.stdin.take().expect("piped"), text.as_bytes()).expect("written");
    let output = child.wait_with_output().expect("ended");
    assert!(String::from_utf8_lossy(&output.stdout).contains("git switch topic"));
}

#[test]
fn what_is_nowhere_is_said_to_be_nowhere() {
    let scene = project();
    let findings = scene.findings(&["feedbeef"]);
    assert_eq!(commands(way(&findings[0], "fetch")), ["git fetch --all --tags"]);
    let known = scene.run(&["doctor", "b"]);
    assert_eq!(known.code, Some(0), "{known:?}");
    assert!(known.err.contains("revision b is here"), "{}", known.err);
}

#[test]
fn a_file_of_the_same_name_is_not_written_over() {
    let scene = moved_on(on_a_branch);
    scene.write(&format!("{FOLDER}/c.sql"), sql("other", "b"));
    let findings = scene.findings(&["d"]);
    let told = findings[0].to_string();
    assert!(told.contains("another file here that is called c.sql"), "{told}");
    assert!(!told.contains("git restore"), "{told}");
}

#[test]
fn a_merge_revision_leads_back_to_both() {
    let scene = Scene::sql(&[("a", ""), ("b", "a"), ("c", "a")]);
    scene.write(".gitignore", "*.db\n*.lock\n");
    scene.commit_all();
    scene.git(&["switch", "-q", "-c", "topic"]);
    scene.write(&format!("{FOLDER}/m.sql"), sql("m", "b, c"));
    scene.commit_all();
    scene.fine(&["upgrade", "head"]);
    scene.git(&["switch", "-q", "main"]);
    let findings = scene.findings(&["m"]);
    scene.follow(way(&findings[0], "bring the database back"));
    assert_eq!(scene.fine(&["current"]), "b (head)\nc (head)\n");
}

#[test]
fn what_is_known_here_is_not_taken_back() {
    let scene = project();
    scene.git(&["switch", "-q", "-c", "topic"]);
    scene.write(&format!("{FOLDER}/z.sql"), sql("z", ""));
    scene.git(&["add", "-A"]);
    scene.git(&["commit", "-q", "--no-verify", "-m", "a line of its own"]);
    scene.fine(&["upgrade", "heads"]);
    scene.git(&["switch", "-q", "main"]);
    let findings = scene.findings(&[]);
    assert_eq!(kinds(&findings), ["unknown-revision"]);
    scene.follow(way(&findings[0], "bring the database back"));
    assert_eq!(scene.fine(&["current"]), "b (head)\n");
}

#[test]
fn rows_that_contradict_each_other_are_mended() {
    let table = "DROP TABLE alembic_version; CREATE TABLE alembic_version (version_num VARCHAR(32));";
    for (rows, kind, after) in [
        ("('a'), ('b')", "overlapping-rows", "b (head)\n"),
        ("('b'), ('b')", "duplicate-row", "b (head)\n"),
        ("('b'), ('')", "bad-row", "b (head)\n"),
        ("('b'), (NULL)", "bad-row", "b (head)\n"),
    ] {
        let scene = project();
        scene.somebody_runs(&format!("{table} INSERT INTO alembic_version VALUES {rows};"));
        let findings = scene.findings(&[]);
        assert_eq!(kinds(&findings), [kind], "{rows}");
        scene.follow(way(&findings[0], "as they should be"));
        assert_eq!(scene.fine(&["current"]), after, "{rows}");
        assert!(scene.findings(&[]).is_empty(), "{rows}");
    }
}

#[test]
fn tables_without_a_version_row_are_seen() {
    let scene = project();
    scene.somebody_runs("DELETE FROM alembic_version");
    let findings = scene.findings(&[]);
    assert_eq!(kinds(&findings), ["unstamped"]);
    scene.follow(way(&findings[0], "newest revision"));
    assert_eq!(scene.fine(&["current"]), "b (head)\n");
    scene.somebody_runs("DROP TABLE alembic_version");
    assert_eq!(kinds(&scene.findings(&[])), ["unstamped"]);
    scene.somebody_runs("CREATE VIEW alembic_version AS SELECT 1");
    assert_eq!(kinds(&scene.findings(&[])), ["bad-version-table"]);
}

#[test]
fn hooks_heads_file_and_folders_are_looked_at() {
    let scene = Scene::alembic(&[("a", "None")]);
    scene.commit_all();
    scene.fine(&["lock"]);
    scene.write(&format!("{FOLDER}/b.py"), script("b", "'a'"));
    scene.write("old/env.py", "");
    scene.write("old/versions/a.py", script("a", "None"));
    let findings = scene.findings(&[]);
    assert_eq!(
        kinds(&findings),
        ["stale-heads-file", "hooks", "two-script-directories"]
    );
    let told = findings[2].to_string();
    assert!(
        told.contains("both have the revisions a") && told.contains("git rm -r old"),
        "{told}"
    );
    assert_eq!(commands(&findings[1]["ways"][0]), ["onehead hooks install"]);
    std::fs::remove_dir_all(scene.path("old")).expect("gone");
    scene.follow(&findings[1]["ways"][0]);
    scene.fine(&["lock"]);
    let outcome = scene.run(&["doctor"]);
    assert_eq!(outcome.code, Some(0), "{outcome:?}");
    assert!(outcome.err.contains("no database was looked at"), "{}", outcome.err);
}

#[test]
fn a_database_that_is_named_must_be_there() {
    let scene = project();
    scene.fails(4, &["doctor", "--database", "sqlite:///nowhere.db"]);
    assert!(!scene.path("nowhere.db").exists());
}
