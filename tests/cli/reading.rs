//! The commands that only read, as far as `tests/cli_differential` does not compare them with Alembic.

use std::fs;

use super::scene::{Scene, script};

#[test]
fn a_folder_that_cannot_be_written_to_can_be_read() {
    use std::os::unix::fs::PermissionsExt;
    let scene = Scene::fork();
    let folders = ["migrations/versions", "migrations", ""];
    for folder in folders {
        fs::set_permissions(scene.path(folder), fs::Permissions::from_mode(0o555)).expect("set");
    }
    for line in [
        &["heads"][..],
        &["history"],
        &["branches"],
        &["show", "b"],
        &["current"],
        &["check"],
    ] {
        let outcome = scene.run(line);
        assert!(matches!(outcome.code, Some(0 | 1)), "{line:?}: {outcome:?}");
    }
    for folder in folders {
        fs::set_permissions(scene.path(folder), fs::Permissions::from_mode(0o755)).expect("set");
    }
    assert_eq!(scene.names(""), ["alembic.ini", "migrations"]);
}

#[test]
fn looking_changes_nothing() {
    let scene = Scene::fork();
    for line in [
        &["heads"][..],
        &["history", "-i"],
        &["current"],
        &["show", "current"],
        &["current", "-v"],
        &["check"],
    ] {
        let outcome = scene.run(line);
        assert!(matches!(outcome.code, Some(0 | 1)), "{line:?}: {outcome:?}");
    }
    assert_eq!(scene.names(""), ["alembic.ini", "migrations"]);
    assert_eq!(scene.names("migrations"), ["env.py", "versions"]);
}

#[test]
fn a_password_is_not_printed() {
    let scene = Scene::fork();
    let url = "postgresql://me:secret@localhost/db";
    for line in [
        &["current", "-v", "--database", url][..],
        &["upgrade", "head", "--database", url],
    ] {
        let outcome = scene.run(line);
        assert_ne!(outcome.code, Some(0), "{line:?}");
        assert!(
            !outcome.out.contains("secret") && !outcome.err.contains("secret"),
            "{outcome:?}"
        );
    }
}

#[test]
fn the_history_may_be_read_from_a_commit() {
    let scene = Scene::alembic(&[("a", "None"), ("b", "'a'")]);
    scene.commit_all();
    scene.write("migrations/versions/c.py", script("c", "'a'"));
    assert_eq!(scene.fine(&["heads"]), "b (head)\nc (head)\n");
    for line in [
        &["heads", "--at", "HEAD"][..],
        &["heads", "--at=main"],
        &["heads", "--at", "main^{commit}"],
    ] {
        assert_eq!(scene.fine(line), "b (head)\n", "{line:?}");
    }
    scene.commit_all();
    assert_eq!(
        scene.fine(&["history", "--at", "HEAD~1"]),
        "a -> b (head), add b\n<base> -> a, add a\n"
    );
    assert_eq!(scene.fine(&["branches", "--at", "HEAD~1"]), "");
    assert!(
        scene
            .fine(&["show", "c", "--at", "HEAD"])
            .contains("Path: [ROOT]/migrations/versions/c.py")
    );
    assert!(scene.fails(2, &["show", "c", "--at", "HEAD~1"]).contains('c'));
    assert!(scene.fails(3, &["heads", "--at", "nowhere"]).contains("nowhere"));
}

#[test]
fn configuration_is_read_from_the_commit_too() {
    let scene = Scene::alembic(&[("a", "None")]);
    scene.commit_all();
    fs::rename(scene.path("migrations"), scene.path("moved")).expect("renamed");
    scene.write("alembic.ini", "[alembic]\nscript_location = moved\n");
    assert!(scene.fine(&["heads", "-v"]).contains("[ROOT]/moved/versions/a.py"));
    assert!(
        scene
            .fine(&["heads", "-v", "--at", "HEAD"])
            .contains("[ROOT]/migrations/versions/a.py")
    );
}
