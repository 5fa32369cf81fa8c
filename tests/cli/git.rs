//! Every sort of repository, and none.

use super::scene::{Scene, script};

/// What asks only files or a database works; what asks git says so and exits 3.
fn works_without_git(scene: &Scene, folder: &str) -> String {
    assert_eq!(scene.run_in(folder, &["heads"]).out, "b (head)\nc (head)\n");
    for line in [&["history"][..], &["branches"], &["show", "b"], &["current"]] {
        let outcome = scene.run_in(folder, line);
        assert_eq!(outcome.code, Some(0), "{line:?}: {outcome:?}");
    }
    assert_eq!(scene.run_in(folder, &["check"]).code, Some(1));
    let mut said = String::new();
    for line in [
        &["heads", "--at", "HEAD"][..],
        &["check", "--staged"],
        &["check", "--against", "main"],
    ] {
        let outcome = scene.run_in(folder, line);
        assert_eq!(
            (outcome.code, outcome.out.as_str()),
            (Some(3), ""),
            "{line:?}: {outcome:?}"
        );
        assert!(
            outcome.err.starts_with("error: not known: no git"),
            "{line:?}: {}",
            outcome.err
        );
        said = outcome.err;
    }
    said
}

#[test]
fn without_git_everything_works_that_asks_files() {
    works_without_git(&Scene::fork(), "");
}

#[test]
fn a_foreign_owned_repository_is_as_none() {
    let scene = Scene::fork();
    scene.commit_all();
    let changed = scene
        .program("chown")
        .args(["-R", "12345", "."])
        .status()
        .expect("runs");
    if !changed.success() {
        // Only root can give a repository away.
        return;
    }
    let said = works_without_git(&scene, "");
    assert!(
        said.contains("another user") && said.contains("safe.directory"),
        "{said}"
    );
}

#[test]
fn a_work_tree_without_its_git_directory_is_as_none() {
    let scene = Scene::fork();
    scene.write(".git", "gitdir: /nowhere/at/all\n");
    let said = works_without_git(&scene, "");
    assert!(said.contains(".git"), "{said}");
}

#[test]
fn an_unknown_repository_format_is_named() {
    let scene = Scene::fork();
    let made = scene
        .program("git")
        .args(["init", "-q", "--object-format=sha256"])
        .output()
        .expect("git runs");
    if !made.status.success() {
        return;
    }
    scene.git(&["add", "-A"]);
    scene.git(&["commit", "-q", "-m", "first"]);
    let said = works_without_git(&scene, "");
    assert!(said.contains("SHA-256"), "{said}");
}

#[test]
fn a_reftable_is_named() {
    let scene = Scene::fork();
    let made = scene
        .program("git")
        .args(["init", "-q", "--ref-format=reftable"])
        .output()
        .expect("git runs");
    if !made.status.success() {
        return;
    }
    scene.git(&["add", "-A"]);
    scene.git(&["commit", "-q", "-m", "first"]);
    let said = works_without_git(&scene, "");
    assert!(said.contains("reftable"), "{said}");
}

#[test]
fn a_repository_without_a_commit_answers_for_its_index() {
    let scene = Scene::fork();
    scene.git(&["init", "-q", "-b", "main"]);
    assert_eq!(scene.fine(&["heads"]), "b (head)\nc (head)\n");
    assert!(scene.fails(3, &["heads", "--at", "HEAD"]).contains("no commit yet"));
    scene.git(&["add", "-A"]);
    let outcome = scene.run(&["check", "--staged"]);
    assert_eq!(outcome.code, Some(1), "{outcome:?}");
    assert!(outcome.out.contains("OH101"), "{outcome:?}");
    scene.fails(3, &["check", "--against", "main"]);
}

#[test]
fn a_bare_repository_answers_for_its_commits() {
    let scene = Scene::fork();
    scene.commit_all();
    let bare = Scene::empty();
    scene.git(&["clone", "-q", "--bare", ".", &bare.path("bare.git").to_string_lossy()]);
    let outcome = bare.run_in("bare.git", &["heads", "--at", "main"]);
    assert_eq!(
        (outcome.code, outcome.out.as_str()),
        (Some(0), "b (head)\nc (head)\n"),
        "{outcome:?}"
    );
    let outcome = bare.run_in("bare.git", &["check", "--at", "main", "--all"]);
    assert!(
        matches!(outcome.code, Some(0 | 1)) && outcome.out.contains("OH101"),
        "{outcome:?}"
    );
    for line in [&["check", "--staged"][..], &["heads"], &["merge"]] {
        let outcome = bare.run_in("bare.git", line);
        assert_eq!(
            (outcome.code, outcome.out.as_str()),
            (Some(3), ""),
            "{line:?}: {outcome:?}"
        );
        assert!(outcome.err.starts_with("error: "), "{line:?}: {outcome:?}");
    }
}

#[test]
fn a_shallow_clone_answers_what_its_own_tree_can() {
    let scene = Scene::alembic(&[("a", "None")]);
    scene.commit_all();
    scene.git(&["checkout", "-q", "-b", "side"]);
    scene.write("migrations/versions/b.py", script("b", "'a'"));
    scene.commit_all();
    scene.git(&["checkout", "-q", "main"]);
    scene.write("migrations/versions/c.py", script("c", "'a'"));
    scene.commit_all();
    let url = format!("file://{}", scene.root().display());
    scene.git(&["clone", "-q", "--depth=1", "--no-single-branch", &url, "shallow"]);
    for line in [&["heads"][..], &["heads", "--at", "HEAD"]] {
        assert_eq!(scene.run_in("shallow", line).out, "c (head)\n", "{line:?}");
    }
    assert_eq!(scene.run_in("shallow", &["check", "--all"]).code, Some(0));
    let outcome = scene.run_in("shallow", &["check", "--against", "origin/side"]);
    assert_eq!((outcome.code, outcome.out.as_str()), (Some(3), ""), "{outcome:?}");
    assert!(outcome.err.contains("git fetch --unshallow"), "{}", outcome.err);
}

#[test]
fn a_damaged_index_is_named() {
    let scene = Scene::fork();
    scene.commit_all();
    scene.write(".git/index", b"DIRC\x00\x00\x00\x02\xff\xff\xff\xff");
    assert_eq!(scene.fine(&["heads"]), "b (head)\nc (head)\n");
    assert!(scene.fails(3, &["check", "--staged"]).contains("index"));
}

#[test]
fn linked_worktrees_and_submodules_are_repositories() {
    let scene = Scene::alembic(&[("a", "None")]);
    scene.commit_all();
    scene.git(&["worktree", "add", "-q", "linked", "-b", "linked"]);
    assert_eq!(scene.run_in("linked", &["heads", "--at", "HEAD"]).out, "a (head)\n");
    let outcome = scene.run_in("linked", &["check", "--staged"]);
    assert_eq!(outcome.code, Some(0), "{outcome:?}");
}
