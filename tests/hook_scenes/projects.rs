//! Repositories with no project, two, or one that cannot be read.

use crate::scene::{Scene, one_way, said, script};
use crate::verdict::{Fine, Refused};

/// Two projects, each with `001` and `002`.
fn monorepo() -> Scene {
    let scene = Scene::empty();
    for below in ["one/", "two/"] {
        scene.project(below);
        scene.write(&format!("{below}migrations/versions/001.py"), &script("001", &[]));
        scene.write(&format!("{below}migrations/versions/002.py"), &script("002", &["001"]));
    }
    scene.commit_all("projects");
    scene.git("switch -q -c topic");
    scene
}

#[test]
fn a_repository_without_migrations_is_left_alone() {
    let scene = Scene::empty();
    scene.git("init -q --bare ../origin.git");
    scene.git("remote add origin ../origin.git");
    for line in [
        "commit --allow-empty -m first",
        "commit --amend --allow-empty -m again",
        "switch -c topic",
        "commit --allow-empty -m second",
        "switch main",
        "commit --allow-empty -m third",
        "merge --no-edit topic",
        "push origin main",
    ] {
        let output = scene.try_git(line);
        assert!(output.status.success(), "git {line}: {}", said(&output));
        assert!(!said(&output).contains("onehead"), "git {line}: {}", said(&output));
    }
}

#[test]
fn a_branch_without_migrations_is_left_alone() {
    let scene = Scene::new();
    scene.git("switch -q --orphan pages");
    scene.write("index.html", "");
    scene.git("add -A");
    let output = scene.try_git("commit -m pages");
    assert!(output.status.success(), "{}", said(&output));
    let output = scene.try_git("switch main");
    assert!(
        output.status.success() && !said(&output).contains("onehead"),
        "{}",
        said(&output)
    );
}

#[test]
fn each_project_of_a_monorepo_is_judged() {
    let mut scene = monorepo();
    scene.write("one/migrations/versions/003.py", &script("003", &["002"]));
    scene.write("two/migrations/versions/003.py", &script("003", &["002"]));
    scene.git("add -A");
    assert_eq!(scene.judge("commit -m fine").0, Fine);
    scene.write("two/migrations/versions/004.py", &script("004", &["002"]));
    scene.git("add -A");
    // Standing in the other project makes no difference.
    scene.at = scene.repo.join("one");
    let (verdict, said) = scene.judge("commit -m second");
    assert_eq!(verdict, Refused);
    assert!(said.contains("two/migrations/versions/004.py"), "{said}");
    scene.write("one/notes.txt", "");
    scene.git("add -A");
    assert_eq!(scene.judge("commit -m unrelated").0, Fine);
}

#[test]
fn only_the_paths_of_one_project() {
    let scene = monorepo();
    scene.write("one/migrations/versions/003.py", &script("003", &["001"]));
    scene.write("two/migrations/versions/003.py", &script("003", &["002"]));
    scene.git("add -A");
    assert_eq!(scene.judge("commit -m two -- two").0, Fine);
    assert_eq!(scene.judge("commit -m one -- one").0, Refused);
}

#[test]
fn a_project_that_comes_or_goes() {
    let scene = monorepo();
    scene.project("three/");
    scene.write("three/migrations/versions/001.py", &script("001", &[]));
    scene.git("add -A");
    assert_eq!(scene.judge("commit -m three").0, Fine);
    scene.project("four/");
    scene.write("four/migrations/versions/001.py", &script("001", &[]));
    scene.write("four/migrations/versions/002.py", &one_way("002", "001"));
    scene.git("add -A");
    assert_eq!(scene.judge("commit -m four").0, Refused);
    scene.git("rm -q -r four one");
    assert_eq!(scene.judge("commit -m gone").0, Fine);
}

#[test]
fn merges_are_refused_for_the_project_that_asks_for_it() {
    let forked = |refusing: &str| {
        let scene = monorepo();
        scene.write(&format!("{refusing}/onehead.toml"), "merge_hook = \"refuse\"\n");
        scene.commit_all("settings");
        scene.git("branch other");
        scene.write("two/migrations/versions/003.py", &script("003", &["002"]));
        scene.commit_all("third");
        scene.git("switch -q other");
        scene.write("two/migrations/versions/004.py", &script("004", &["002"]));
        scene.commit_all("fourth");
        scene
    };
    assert_eq!(forked("two").judge("merge --no-edit topic").0, Refused);
    assert_eq!(forked("one").attempt("merge --no-edit topic").0, Fine);
}

#[test]
fn a_configuration_that_is_broken_by_the_commit_is_refused() {
    let scene = monorepo();
    scene.write("two/alembic.ini", "[alembic]\nscript_location = %(here)s/nowhere\n");
    scene.git("add -A");
    let output = scene.try_git("commit -m broken");
    assert!(!output.status.success(), "{}", said(&output));
    assert!(said(&output).contains("two/alembic.ini"), "{}", said(&output));
    // Where it was broken before, whoever commits something else is told and not stopped.
    scene.git("commit -q --no-verify -m broken");
    scene.write("one/migrations/versions/003.py", &script("003", &["002"]));
    scene.git("add -A");
    let output = scene.try_git("commit -m fine");
    assert!(output.status.success(), "{}", said(&output));
    assert!(said(&output).contains("two/alembic.ini"), "{}", said(&output));
    // The other project is judged all the same.
    scene.write("one/migrations/versions/004.py", &script("004", &["002"]));
    scene.git("add -A");
    let output = scene.try_git("commit -m second");
    assert!(
        !output.status.success() && said(&output).contains("error[OH101"),
        "{}",
        said(&output)
    );
}

#[test]
fn a_project_of_sql_revisions() {
    let scene = Scene::empty();
    let sql = |id: &str, parent: &str| {
        let text = format!(
            "-- revision: {id}\n{parent}-- message: step\n\n-- onehead: upgrade\nselect 1;\n\n-- onehead: downgrade\nselect 1;\n"
        );
        scene.write(&format!("migrations/versions/{id}.sql"), &text);
    };
    sql("001", "-- down_revision:\n");
    scene.git("add -A");
    assert_eq!(scene.judge("commit -m first").0, Fine);
    sql("002", "-- down_revision: 001\n");
    sql("003", "-- down_revision: 001\n");
    scene.git("add -A");
    assert_eq!(scene.judge("commit -m heads").0, Refused);
}
