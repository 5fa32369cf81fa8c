//! What a database is asked and told, and the exit codes that say how it went.

use std::fs;

use super::scene::{Scene, script};

#[test]
fn applying_talks_on_stderr_and_answers_nothing() {
    let scene = Scene::sql(&[("a", ""), ("b", "a")]);
    let outcome = scene.run(&["upgrade", "head"]);
    assert_eq!((outcome.code, outcome.out.as_str()), (Some(0), ""), "{outcome:?}");
    assert_eq!(
        outcome.err,
        "Running upgrade  -> a, add a\nRunning upgrade a -> b, add b\n"
    );
    assert_eq!(scene.fine(&["current"]), "b (head)\n");
    let outcome = scene.run(&["-q", "downgrade", "base"]);
    assert_eq!(
        (outcome.code, outcome.out.as_str(), outcome.err.as_str()),
        (Some(0), "", ""),
        "{outcome:?}"
    );
    assert_eq!(scene.fine(&["current"]), "");
}

#[test]
fn the_gate_refuses_before_anything_is_touched() {
    let scene = Scene::sql(&[("a", ""), ("b", "gone")]);
    for line in [
        &["upgrade", "a"][..],
        &["stamp", "a"],
        &["downgrade", "base"],
        &["upgrade", "a", "--sql"],
    ] {
        let said = scene.fails(1, line);
        assert!(
            said.contains("migrations/versions/b.sql:2") && said.contains("nothing was touched"),
            "{line:?}: {said}"
        );
    }
    assert_eq!(scene.names(""), ["migrations", "onehead.toml"]);
}

#[test]
fn a_statement_that_fails_exits_four_and_leaves_its_revision_out() {
    let scene = Scene::sql(&[("a", "")]);
    let text = "-- revision: b\n-- down_revision: a\n\n-- onehead: upgrade\nCREATE TABLE made (x);\nINSERT INTO nowhere VALUES (1);\n\
                \n-- onehead: downgrade\n";
    scene.write("migrations/versions/b.sql", text);
    let outcome = scene.run(&["upgrade", "head"]);
    assert_eq!(outcome.code, Some(4), "{outcome:?}");
    assert!(outcome.err.contains("migrations/versions/b.sql:6"), "{}", outcome.err);
    assert_eq!(scene.fine(&["current"]), "a\n");
}

#[test]
fn a_file_that_is_no_database_exits_four() {
    let scene = Scene::sql(&[("a", "")]);
    scene.write(
        "tasks.db",
        "no database, but a text that is long enough to be looked at by SQLite as one, header and all.\n",
    );
    for line in [&["current"][..], &["upgrade", "head"]] {
        scene.fails(4, line);
    }
}

#[test]
fn a_row_that_no_file_has_needs_a_person() {
    let scene = Scene::sql(&[("a", ""), ("b", "a")]);
    scene.fine(&["upgrade", "head"]);
    fs::remove_file(scene.path("migrations/versions/b.sql")).expect("removed");
    for line in [
        &["current"][..],
        &["upgrade", "head"],
        &["downgrade", "base"],
        &["stamp", "a"],
    ] {
        assert!(scene.fails(5, line).contains('b'), "{line:?}");
    }
    scene.fine(&["stamp", "--purge", "a"]);
    assert_eq!(scene.fine(&["current"]), "a (head)\n");
}

#[test]
fn a_python_revision_is_not_applied() {
    let scene = Scene::fork();
    let outcome = scene.run(&["upgrade", "b"]);
    assert!(outcome.code.is_some_and(|code| code != 0), "{outcome:?}");
    assert!(
        outcome.err.contains("migrations/versions/a.py") && outcome.err.contains("Python"),
        "{}",
        outcome.err
    );
    assert_eq!(scene.fine(&["current"]), "");
    scene.fine(&["stamp", "b"]);
    assert_eq!(scene.fine(&["current"]), "b (head)\n");
}

#[test]
fn the_url_is_taken_from_the_first_place_that_has_it() {
    let scene = Scene::sql(&[("a", "")]);
    let current = |variables: &[(&str, &str)], line: &[&str]| {
        let output = scene
            .onehead(line)
            .envs(variables.iter().copied())
            .output()
            .expect("runs");
        scene.outcome(output).out.lines().next().unwrap_or_default().to_owned()
    };
    let (ours, theirs) = (
        ("ONEHEAD_DATABASE_URL", "sqlite:///ours.db"),
        ("DATABASE_URL", "sqlite:///theirs.db"),
    );
    let verbose = ["current", "-v"];
    assert_eq!(
        current(&[ours, theirs], &["current", "-v", "--database", "sqlite:///flag.db"]),
        "Current revision(s) for sqlite:///flag.db:"
    );
    assert_eq!(
        current(&[ours, theirs], &verbose),
        "Current revision(s) for sqlite:///ours.db:"
    );
    assert_eq!(
        current(&[theirs], &verbose),
        "Current revision(s) for sqlite:///tasks.db:"
    );
    scene.write("onehead.toml", "kind = 'sql'\nscript_location = 'migrations'\n");
    assert_eq!(
        current(&[theirs], &verbose),
        "Current revision(s) for sqlite:///theirs.db:"
    );
    assert!(scene.fails(2, &["current"]).contains("no database"));
}

#[test]
fn a_range_and_a_database_exclude_each_other() {
    let scene = Scene::sql(&[("a", ""), ("b", "a")]);
    scene.fails(2, &["upgrade", "a:b"]);
    scene.fails(2, &["downgrade", "b", "--sql"]);
    scene.fails(2, &["stamp", "--purge", "--sql", "a"]);
    scene.fails(2, &["upgrade", "nobody"]);
    assert!(!scene.path("tasks.db").exists());
}

#[test]
fn a_dialect_that_is_not_known_is_usage() {
    let scene = Scene::sql(&[("a", "")]);
    let said = scene.fails(2, &["upgrade", "a", "--sql", "--dialect", "cobol"]);
    assert!(said.contains("cobol") && said.contains("postgresql"), "{said}");
    scene.write("migrations/versions/a.py", script("x", "None"));
    assert!(scene.fine(&["upgrade", "a", "--sql"]).contains("CREATE TABLE t_a"));
}

#[test]
fn what_is_refused_leaves_nothing_behind() {
    let scene = Scene::sql(&[("a", ""), ("b", "a"), ("c", "a")]);
    let before = scene.names("");
    for line in [
        &["upgrade", "nothing"][..],
        &["upgrade", "head"],
        &["upgrade", "+9"],
        &["downgrade", "-1"],
        &["stamp", "nothing"],
    ] {
        let outcome = scene.run(line);
        assert_ne!(outcome.code, Some(0), "{line:?}: {outcome:?}");
        assert_eq!(scene.names(""), before, "{line:?}");
    }
}
