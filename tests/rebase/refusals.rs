//! What is refused, and what is said about it.

use crate::scene::{Scene, assert_ok, stderr};

/// `main` has `a` and `p`; `topic` has `b` on `a`, and both are in the working tree.
pub fn fork() -> Scene {
    let scene = Scene::new();
    scene.committed("a", &[]);
    scene.git("switch -q -c topic");
    scene.committed("b", &["a"]);
    scene.git("switch -q main");
    scene.committed("p", &["a"]);
    scene.git("switch -q topic");
    scene.git("merge -q main -m merge");
    scene
}

fn refused(scene: &Scene, arguments: &[&str], code: i32, says: &str) -> String {
    let before = scene.files();
    let output = scene.run(arguments);
    let said = stderr(&output);
    assert_eq!(output.status.code(), Some(code), "{said}");
    assert!(said.contains(says), "{said}");
    assert_eq!(scene.files(), before, "something was written");
    said
}

#[test]
fn the_unpublished_side_moves() {
    let scene = fork();
    let shown = scene.expect(&["rebase", "--dry-run"]);
    assert!(
        shown.contains("\n--- down_revision: a\n+-- down_revision: p\n"),
        "{shown}"
    );
    assert_eq!(scene.parents()["b"], ["a"]);
    assert_ok(&scene.run(&["rebase", "--stage"]));
    assert_eq!(scene.parents()["b"], ["p"]);
    assert_eq!(scene.git("diff --cached --name-only"), "mig/versions/b.sql\n");
    assert_ok(&scene.run(&["check"]));
    let said = stderr(&scene.run(&["rebase"]));
    assert!(said.contains("nothing to re-parent"), "{said}");
}

#[test]
fn a_published_side_stays_and_the_ref_is_named() {
    let scene = fork();
    scene.git("tag v1");
    refused(&scene, &["rebase"], 2, "several sides are published");
    let said = refused(&scene, &["rebase", "--onto", "p"], 1, "revision b is published in v1");
    assert!(said.contains("v1"), "{said}");
    let said = refused(
        &scene,
        &["rebase", "p", "--onto", "b"],
        1,
        "revision p is published in main",
    );
    assert!(said.contains("would never run this revision: b make b"), "{said}");
}

#[test]
fn what_was_published_once_and_is_gone_counts_too() {
    let scene = fork();
    scene.git("switch -q main");
    scene.git("merge -q topic -m merge");
    std::fs::remove_file(scene.path().join("mig/versions/b.sql")).expect("there");
    scene.commit("gone");
    scene.git("switch -q topic");
    refused(&scene, &["rebase", "--onto", "p"], 1, "not proven safe");
}

#[test]
fn force_says_what_will_happen_and_does_it() {
    let scene = fork();
    scene.git("tag v1");
    let output = scene.run(&["rebase", "--onto", "p", "--force"]);
    assert_ok(&output);
    assert!(
        stderr(&output).contains("warning: a database on"),
        "{}",
        stderr(&output)
    );
    assert_eq!(scene.parents()["b"], ["p"]);
}

#[test]
fn without_git_nothing_is_proven() {
    let scene = Scene::without_git();
    for (id, parents) in [("a", &[][..]), ("p", &["a"]), ("b", &["a"])] {
        scene.revision(id, parents);
    }
    refused(&scene, &["rebase", "b", "--onto", "p"], 1, "nothing can be proven");
    assert_ok(&scene.run(&["rebase", "b", "--onto", "p", "--force"]));
    assert_eq!(scene.parents()["b"], ["p"]);
}

#[test]
fn a_tag_older_than_the_project_forbids_nothing() {
    let scene = Scene::without_git();
    scene.git("init -q -b main");
    scene.git("commit -q --allow-empty -m before");
    scene.git("tag v0");
    scene.commit("project");
    scene.committed("a", &[]);
    scene.committed("p", &["a"]);
    scene.revision("b", &["a"]);
    assert_ok(&scene.run(&["rebase"]));
    assert_eq!(scene.parents()["b"], ["p"]);
}

#[test]
fn what_is_named_has_to_fit() {
    let scene = fork();
    refused(&scene, &["rebase", "--onto", "a"], 2, "a is no head");
    refused(&scene, &["rebase", "a"], 2, "a leads to none of the heads alone");
    refused(&scene, &["rebase", "p", "--onto", "p"], 2, "cannot be put on itself");
    refused(&scene, &["rebase", "nope"], 2, "nope");
    scene.git("branch -m main trunk");
    refused(&scene, &["rebase"], 2, "no side is published");
    refused(&scene, &["rebase", "--onto", "p"], 1, "no ref counts as published");
}

#[cfg(unix)]
#[test]
fn a_link_is_not_replaced_by_a_file() {
    let scene = fork();
    let (path, real) = (scene.path().join("mig/versions/b.sql"), scene.path().join("b.real"));
    std::fs::rename(&path, &real).expect("there");
    std::os::unix::fs::symlink(&real, &path).expect("linked");
    refused(&scene, &["rebase"], 3, "is a link");
}

#[test]
fn bytes_that_are_no_text_are_kept() {
    let scene = fork();
    let path = scene.path().join("mig/versions/b.sql");
    let mut bytes = std::fs::read(&path).expect("there");
    bytes.extend(b"-- \xe4\n");
    std::fs::write(&path, &bytes).expect("write");
    refused(&scene, &["rebase"], 3, "is not UTF-8");
    bytes.truncate(bytes.len() - 5);
    bytes.splice(0..0, *b"\xef\xbb\xbf");
    std::fs::write(&path, &bytes).expect("write");
    assert_ok(&scene.run(&["rebase"]));
    assert!(
        std::fs::read(&path)
            .expect("there")
            .starts_with(b"\xef\xbb\xbf-- revision")
    );
}
