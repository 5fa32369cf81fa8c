//! `onehead rebase --database`: a development database goes along.

use std::collections::BTreeSet;
use std::path::PathBuf;
use std::process::{Command, Output};

use crate::dice::Dice;
use crate::forks::{Fork, fork as random_fork};
use crate::refusals::fork;
use crate::scene::{Scene, assert_ok, ran, revision, stderr};

/// A database of its own, beside the repository.
struct Database {
    _folder: tempfile::TempDir,
    path: PathBuf,
}

impl Database {
    /// Makes one and brings it to a target of the working tree.
    fn at(scene: &Scene, target: &str) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("dev.db");
        let database = Self { _folder: folder, path };
        assert_ok(&scene.run(&["upgrade", target, "--database", &database.url()]));
        database
    }

    fn url(&self) -> String {
        format!("sqlite:///{}", self.path.display())
    }

    fn rows(&self) -> Vec<String> {
        let program = "import sqlite3, sys\nfor row in sqlite3.connect(sys.argv[1]).execute('select version_num from \
                       alembic_version order by 1'): print(row[0])";
        let output = Command::new("python3").args(["-c", program]).arg(&self.path).output();
        let output = output.expect("python3 starts");
        assert_ok(&output);
        String::from_utf8_lossy(&output.stdout)
            .lines()
            .map(str::to_owned)
            .collect()
    }

    fn ran(&self) -> Vec<String> {
        ran(&self.path)
    }
}

fn rebase(scene: &Scene, database: &Database, more: &[&str]) -> Output {
    let url = database.url();
    scene.run(&[&["rebase", "--database", &url][..], more].concat())
}

/// A revision with statements of its own besides writing down that it ran.
fn with(id: &str, parent: &str, up: &str, down: &str) -> String {
    revision(id, &[parent])
        .replace("-- onehead: upgrade\n", &format!("-- onehead: upgrade\n{up}\n"))
        .replace("-- onehead: downgrade\n", &format!("-- onehead: downgrade\n{down}\n"))
}

/// As [`fork`], with other texts of `p` and `b`.
fn fork_of(p: &str, b: &str) -> Scene {
    let scene = Scene::new();
    scene.committed("a", &[]);
    scene.git("switch -q -c topic");
    scene.write("mig/versions/b.sql", b);
    scene.commit("b");
    scene.git("switch -q main");
    scene.write("mig/versions/p.sql", p);
    scene.commit("p");
    scene.git("switch -q topic");
    scene.git("merge -q main -m merge");
    scene
}

/// What fails leaves the files as they were.
fn fails(scene: &Scene, database: &Database, code: i32) -> String {
    let before = scene.files();
    let output = rebase(scene, database, &["--yes"]);
    assert_eq!(output.status.code(), Some(code), "{}", stderr(&output));
    assert_eq!(scene.files(), before, "{}", stderr(&output));
    stderr(&output)
}

#[test]
fn it_goes_back_on_the_old_history_and_forward_on_the_new_one() {
    let scene = fork();
    let database = Database::at(&scene, "b");
    assert_eq!(database.ran(), ["a", "b"]);
    let output = rebase(&scene, &database, &["--yes"]);
    assert_ok(&output);
    let said = stderr(&output);
    let place = |what: &str| said.find(what).unwrap_or_else(|| panic!("{what}: {said}"));
    assert!(
        place("Running downgrade b -> a") < place("Running upgrade a -> p"),
        "{said}"
    );
    assert!(
        place("Running upgrade a -> p") < place("Running upgrade p -> b"),
        "{said}"
    );
    assert_eq!(
        (database.ran(), database.rows()),
        (vec!["a".into(), "p".into(), "b".into()], vec!["b".into()])
    );
    assert_eq!(scene.parents()["b"], ["p"]);
    // It stands where every new database stands.
    assert_ok(&scene.upgrade(&database.path));
    assert_eq!(database.ran(), ["a", "p", "b"]);
}

#[test]
fn nothing_happens_unasked() {
    let scene = fork();
    let database = Database::at(&scene, "b");
    let before = scene.files();
    let output = rebase(&scene, &database, &[]);
    assert_eq!(output.status.code(), Some(2), "{}", stderr(&output));
    assert!(stderr(&output).contains("say --yes"), "{}", stderr(&output));
    let output = rebase(&scene, &database, &["--dry-run"]);
    assert_ok(&output);
    assert!(
        stderr(&output).contains("forward on the new one: p, b"),
        "{}",
        stderr(&output)
    );
    assert_eq!(scene.files(), before);
    assert_eq!(database.ran(), ["a", "b"]);
}

#[test]
fn a_database_without_what_moves_stays() {
    let scene = fork();
    let database = Database::at(&scene, "p");
    let output = rebase(&scene, &database, &[]);
    assert_ok(&output);
    assert!(
        stderr(&output).contains("has nothing of what moves"),
        "{}",
        stderr(&output)
    );
    assert_eq!(
        (database.ran(), database.rows()),
        (vec!["a".into(), "p".into()], vec!["p".into()])
    );
    assert_eq!(scene.parents()["b"], ["p"]);
}

#[test]
fn a_step_back_that_fails_leaves_everything() {
    let scene = fork_of(&revision("p", &["a"]), &with("b", "a", "", "DELETE FROM nowhere;"));
    // What stands on `b` goes back first, and comes again.
    scene.revision("c", &["b"]);
    let database = Database::at(&scene, "c");
    let said = fails(&scene, &database, 4);
    assert!(
        said.contains("the database is back where it was: it stands on c"),
        "{said}"
    );
    assert!(said.contains("Running downgrade c -> b"), "{said}");
    assert_eq!(
        (database.ran(), database.rows()),
        (vec!["a".into(), "b".into(), "c".into()], vec!["c".into()])
    );
}

#[test]
fn a_step_forward_that_fails_is_undone() {
    let table = |id: &str| with(id, "a", "CREATE TABLE t (x INTEGER);", "DROP TABLE t;");
    // `p` runs, and then `b` finds its table.
    let scene = fork_of(&table("p"), &table("b"));
    let database = Database::at(&scene, "b");
    let said = fails(&scene, &database, 4);
    assert!(
        said.contains("Running upgrade a -> p") && said.contains("Running downgrade p -> a"),
        "{said}"
    );
    assert!(
        said.contains("the files are as before, and the database is back where it was: it stands on b"),
        "{said}"
    );
    assert_eq!(
        (database.ran(), database.rows()),
        (vec!["a".into(), "b".into()], vec!["b".into()])
    );
}

#[test]
fn where_it_cannot_be_brought_back_it_is_said_where_it_stands() {
    // The way back of `b` leaves its table behind, so that `b` runs a second time nowhere.
    let scene = fork_of(
        &revision("p", &["a"]),
        &with("b", "a", "CREATE TABLE t (x INTEGER);", ""),
    );
    let database = Database::at(&scene, "b");
    let said = fails(&scene, &database, 4);
    assert!(said.contains("the database stands on a: "), "{said}");
    assert_eq!((database.ran(), database.rows()), (vec!["a".into()], vec!["a".into()]));
    // The same where what was brought cannot be taken back.
    let scene = fork_of(
        &with("p", "a", "", "DELETE FROM nowhere;"),
        &with("b", "a", "CREATE TABLE t (x INTEGER);", ""),
    );
    let database = Database::at(&scene, "b");
    let said = fails(&scene, &database, 4);
    assert!(said.contains("the database stands on p: "), "{said}");
    assert_eq!(database.rows(), ["p"]);
}

#[test]
fn what_was_done_half_is_not_built_upon() {
    // Outside of a transaction the first statement stays when the second one fails.
    let half = |id: &str, way: &str| {
        let text = revision(id, &["a"]);
        let section = format!("-- onehead: {way}\n");
        let broken = format!(
            "-- onehead: {way} sqlite no-transaction\nINSERT INTO ran VALUES ('half');\nDELETE FROM nowhere;\n"
        );
        text.replace(&section, &broken)
    };
    let scene = fork_of(&revision("p", &["a"]), &half("b", "downgrade"));
    scene.revision("c", &["b"]);
    let database = Database::at(&scene, "c");
    let said = fails(&scene, &database, 5);
    assert!(
        said.contains("the database stands on b, and what was done half is left to a person"),
        "{said}"
    );
    assert!(
        !said.contains("back where it was") && !said.contains("Running upgrade"),
        "{said}"
    );
    assert_eq!(database.ran(), ["a", "b", "half"]);
    // The same on the way forward.
    let scene = fork_of(&half("p", "upgrade"), &revision("b", &["a"]));
    let database = Database::at(&scene, "b");
    let said = fails(&scene, &database, 5);
    assert!(
        said.contains("the database stands on a, and what was done half is left to a person"),
        "{said}"
    );
    assert_eq!(database.ran(), ["a", "half"]);
}

#[test]
fn what_cannot_be_run_is_refused_before_anything_is_touched() {
    // Without a way back.
    let text = revision("b", &["a"]);
    let text = &text[..text.find("-- onehead: downgrade").expect("written")];
    let scene = fork_of(&revision("p", &["a"]), text);
    let database = Database::at(&scene, "b");
    let said = fails(&scene, &database, 1);
    assert!(said.contains("b has no downgrade section"), "{said}");
    assert_eq!(database.rows(), ["b"]);
    // A row that these files do not know.
    let scene = fork();
    let database = Database::at(&scene, "b");
    std::fs::remove_file(scene.path().join("mig/versions/b.sql")).expect("there");
    scene.revision("x", &["a"]);
    fails(&scene, &database, 5);
    assert_eq!(database.ran(), ["a", "b"]);
    // A database that is not there.
    let nowhere = scene.run(&["rebase", "--database", "sqlite:///nowhere.db", "--yes"]);
    assert_eq!(nowhere.status.code(), Some(4), "{}", stderr(&nowhere));
}

#[test]
fn python_revisions_are_refused() {
    let scene = Scene::empty();
    let script = |id: &str, parent: &str| {
        format!(
            "from alembic import op\n\nrevision = '{id}'\ndown_revision = {parent}\n\n\ndef upgrade():\n    \
             op.execute('select 1')\n\n\ndef downgrade():\n    op.execute('select 1')\n"
        )
    };
    scene.write("alembic.ini", "[alembic]\nscript_location = mig\n");
    scene.write(
        "mig/versions/a.py",
        &script("a", "None").replace("op.execute('select 1')", "pass"),
    );
    scene.write("mig/versions/b.py", &script("b", "'a'"));
    scene.write("mig/versions/p.py", &script("p", "'a'"));
    let folder = tempfile::tempdir().expect("a folder");
    let database = Database {
        path: folder.path().join("dev.db"),
        _folder: folder,
    };
    assert_ok(&scene.run(&["stamp", "b", "--database", &database.url()]));
    let url = database.url();
    let arguments = ["rebase", "b", "--onto", "p", "--force", "--yes", "--database", &url];
    let before = scene.files();
    let output = scene.run(&arguments);
    assert_eq!(output.status.code(), Some(3), "{}", stderr(&output));
    assert!(
        stderr(&output).contains("is a Python script, which onehead does not run"),
        "{}",
        stderr(&output)
    );
    assert_eq!((scene.files(), database.rows()), (before, vec!["b".to_owned()]));
}

#[test]
fn random_forks_take_a_database_along() {
    for seed in 100..112 {
        let Fork { scene, .. } = random_fork(&mut Dice::new(seed));
        let database = Database::at(&scene, "heads");
        let before: BTreeSet<String> = database.ran().into_iter().collect();
        let output = rebase(&scene, &database, &["--yes"]);
        assert!(output.status.success(), "seed {seed}: {}", stderr(&output));
        let (ran, parents) = (database.ran(), scene.parents());
        assert_eq!(ran.len(), before.len(), "seed {seed}: {ran:?}");
        assert_eq!(ran.iter().cloned().collect::<BTreeSet<_>>(), before, "seed {seed}");
        for (id, of) in &parents {
            let at = |id: &String| ran.iter().position(|other| other == id);
            assert!(of.iter().all(|parent| at(parent) < at(id)), "seed {seed}: {id} {ran:?}");
        }
        let heads = scene.expect(&["heads"]);
        let rows: Vec<String> = database.rows().into_iter().map(|row| row + " (head)").collect();
        assert_eq!(heads.lines().collect::<Vec<_>>(), rows, "seed {seed}");
    }
}
