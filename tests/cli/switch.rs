//! `switch`: the database goes along to another branch, or stays where it was.

use crate::scene::{Outcome, Scene, script, sql};

const FOLDER: &str = "migrations/versions";

impl Scene {
    fn stand(&self, branch: &str) -> &Self {
        self.git(&["switch", "-q", branch]);
        self
    }

    fn on(&self) -> String {
        self.git(&["symbolic-ref", "--short", "HEAD"])
    }

    /// The names of all tables, sorted.
    fn tables(&self) -> String {
        let code = "import sqlite3\nfor row in sqlite3.connect('tasks.db').execute(\"SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY 1\"): print(row[0])";
        let output = self.program("python3").args(["-c", code]).output().expect("python3");
        String::from_utf8_lossy(&output.stdout)
            .split_whitespace()
            .collect::<Vec<_>>()
            .join(" ")
    }
}

/// `main` has a and b; `topic` has c and d on b; `other` has e on a. The database stands on the head of `topic`, which is
/// checked out.
fn scene() -> Scene {
    let scene = Scene::sql(&[("a", ""), ("b", "a")]);
    scene.write(".gitignore", "*.db\n*.lock\n*.db-*\n");
    scene.commit_all();
    scene.git(&["switch", "-q", "-c", "other"]);
    std::fs::remove_file(scene.path(&format!("{FOLDER}/b.sql"))).expect("gone");
    scene.write(&format!("{FOLDER}/e.sql"), sql("e", "a"));
    scene.commit_all();
    scene.git(&["switch", "-q", "-c", "topic", "main"]);
    scene.write(&format!("{FOLDER}/c.sql"), sql("c", "b"));
    scene.write(&format!("{FOLDER}/d.sql"), sql("d", "c"));
    scene.commit_all();
    scene.fine(&["upgrade", "head"]);
    scene
}

#[test]
fn the_database_goes_along_and_comes_back() {
    let scene = scene();
    let Outcome { code, err, .. } = scene.run(&["switch", "other", "--yes"]);
    assert_eq!(code, Some(0), "{err}");
    let order = [
        "take back d add d",
        "warning: data is lost: DROP TABLE t_d",
        "take back b add b",
        "git switch other",
        "apply e add e",
        "Running downgrade b -> a, add b",
        "Running upgrade a -> e, add e",
    ];
    let places: Vec<Option<usize>> = order.iter().map(|line| err.find(line)).collect();
    assert!(places.iter().all(Option::is_some) && places.is_sorted(), "{err}");
    assert_eq!(
        (scene.on().as_str(), scene.tables().as_str()),
        ("other", "alembic_version t_a t_e")
    );
    assert_eq!(scene.fine(&["current"]), "e (head)\n");
    scene.fine(&["switch", "topic", "--yes"]);
    assert_eq!(scene.fine(&["current"]), "d (head)\n");
    assert_eq!(scene.tables(), "alembic_version t_a t_b t_c t_d");
}

#[test]
fn a_branch_that_is_behind_or_ahead_costs_only_the_difference() {
    let scene = scene();
    let behind = scene.run(&["switch", "main", "--yes"]);
    assert!(
        !behind.err.contains("take back b") && behind.err.contains("take back c"),
        "{}",
        behind.err
    );
    assert_eq!(scene.fine(&["current"]), "b (head)\n");
    let ahead = scene.run(&["switch", "topic", "--yes"]);
    assert!(
        !ahead.err.contains("take back") && ahead.err.contains("apply d"),
        "{}",
        ahead.err
    );
}

#[test]
fn nothing_is_touched_without_a_yes() {
    let scene = scene();
    let said = scene.fails(2, &["switch", "main"]);
    assert!(said.contains("nothing was touched") && said.contains("--yes"), "{said}");
    scene.fine(&["switch", "main", "--dry-run"]);
    assert_eq!(
        (scene.on().as_str(), scene.fine(&["current"]).as_str()),
        ("topic", "d (head)\n")
    );
}

#[test]
fn where_git_refuses_the_database_goes_back_up() {
    let scene = scene();
    scene.stand("main").write("README", "main\n");
    scene.commit_all();
    scene.stand("topic").write("README", "not committed\n");
    let said = scene.fails(1, &["switch", "main", "--yes"]);
    assert!(
        said.contains("git refused") && said.contains("the database is where it was"),
        "{said}"
    );
    assert_eq!(
        (scene.on().as_str(), scene.fine(&["current"]).as_str()),
        ("topic", "d (head)\n")
    );
    assert_eq!(scene.tables(), "alembic_version t_a t_b t_c t_d");
}

#[test]
fn a_way_down_that_fails_goes_back_up() {
    let scene = scene();
    let broken = sql("c", "b").replace("DROP TABLE t_c", "DROP TABLE nowhere");
    scene.write(&format!("{FOLDER}/c.sql"), broken);
    scene.commit_all();
    let said = scene.fails(4, &["switch", "main", "--yes"]);
    assert!(
        said.contains("nowhere") && said.contains("the branch was not left, and the database is where it was"),
        "{said}"
    );
    assert_eq!(
        (scene.on().as_str(), scene.fine(&["current"]).as_str()),
        ("topic", "d (head)\n")
    );
}

#[test]
fn a_way_up_that_fails_says_where_everything_stands() {
    let scene = scene();
    scene.stand("other");
    scene.write(
        &format!("{FOLDER}/f.sql"),
        sql("f", "e").replace("CREATE TABLE t_f", "CREATE TABLE t_a"),
    );
    scene.commit_all();
    scene.stand("topic");
    let said = scene.fails(4, &["switch", "other", "--yes"]);
    assert!(
        said.contains("git is on `other` now, and the database stopped on e"),
        "{said}"
    );
    assert!(said.contains("onehead upgrade heads"), "{said}");
    assert_eq!(
        (scene.on().as_str(), scene.fine(&["current"]).as_str()),
        ("other", "e\n")
    );
}

#[test]
fn a_revision_with_another_upgrade_is_another_revision() {
    let scene = scene();
    scene.stand("main");
    let wider = sql("b", "a").replace("(x INTEGER)", "(x INTEGER, y INTEGER)");
    scene.write(&format!("{FOLDER}/b.sql"), wider);
    scene.commit_all();
    scene.stand("topic");
    let said = scene.run(&["switch", "main", "--dry-run"]).err;
    assert!(said.contains("take back b") && said.contains("apply b"), "{said}");
}

#[test]
fn what_cannot_be_done_is_refused_before_anything() {
    let scene = scene();
    assert!(scene.fails(2, &["switch", "nowhere"]).contains("no branch `nowhere`"));
    scene.write(&format!("{FOLDER}/g.sql"), sql("g", "d"));
    let said = scene.fails(1, &["switch", "main", "--yes"]);
    assert!(said.contains("not committed") && said.contains("g.sql"), "{said}");
    std::fs::remove_file(scene.path(&format!("{FOLDER}/g.sql"))).expect("gone");
    let text = sql("d", "c");
    let one_way = &text[..text.find("-- onehead: downgrade").expect("there")];
    scene.write(&format!("{FOLDER}/d.sql"), one_way);
    scene.commit_all();
    let said = scene.fails(1, &["switch", "main", "--yes"]);
    assert!(said.contains("d has no downgrade section"), "{said}");
    assert_eq!(
        (scene.on().as_str(), scene.fine(&["current"]).as_str()),
        ("topic", "d (head)\n")
    );
}

#[test]
fn python_revisions_are_refused_by_name() {
    let scene = Scene::alembic(&[("a", "None")]);
    scene.write(".gitignore", "*.db\n*.lock\n");
    scene.commit_all();
    scene.git(&["switch", "-q", "-c", "topic"]);
    scene.write(&format!("{FOLDER}/b.py"), script("b", "'a'"));
    scene.commit_all();
    scene.fine(&["stamp", "b"]);
    let said = scene.fails(3, &["switch", "main", "--yes"]);
    assert!(said.contains("b.py") && said.contains("b is a Python script"), "{said}");
    assert_eq!(scene.on(), "topic");
}

#[test]
fn without_a_database_git_goes_alone() {
    let scene = scene();
    std::fs::remove_file(scene.path("tasks.db")).expect("gone");
    scene.git(&["update-ref", "refs/remotes/origin/far", "other"]);
    scene.git(&["config", "remote.origin.url", "nowhere"]);
    scene.git(&["config", "remote.origin.fetch", "+refs/heads/*:refs/remotes/origin/*"]);
    let said = scene.run(&["switch", "far"]);
    assert_eq!(said.code, Some(0), "{said:?}");
    assert!(said.err.contains("no database to take along"), "{}", said.err);
    assert_eq!(scene.on(), "far");
    assert!(!scene.path("tasks.db").exists());
}
