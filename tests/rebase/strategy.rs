//! `onehead merge --strategy`.

use crate::refusals::fork;
use crate::scene::{Scene, assert_ok, stderr};

/// Tells how many heads there are and what `b` follows.
fn outcome(scene: &Scene) -> (usize, Vec<String>) {
    let heads = scene.expect(&["heads"]).lines().count();
    (heads, scene.parents()["b"].clone())
}

#[test]
fn without_a_terminal_and_a_strategy_nothing_is_rewritten() {
    for arguments in [&["merge"][..], &["merge", "--strategy", "merge"]] {
        let scene = fork();
        assert_ok(&scene.run(arguments));
        assert_eq!(outcome(&scene), (1, vec!["a".to_owned()]));
    }
}

#[test]
fn auto_rewrites_what_is_proven_safe_and_else_joins() {
    let scene = fork();
    let output = scene.run(&["merge", "--strategy", "auto"]);
    assert_ok(&output);
    assert!(
        stderr(&output).contains("b can be put on p: what moves is not in"),
        "{}",
        stderr(&output)
    );
    assert_eq!(outcome(&scene), (1, vec!["p".to_owned()]));
    let scene = fork();
    scene.git("tag v1");
    let output = scene.run(&["merge", "--strategy", "auto"]);
    assert_ok(&output);
    assert!(
        stderr(&output).contains("no re-parent: several sides are published"),
        "{}",
        stderr(&output)
    );
    assert_eq!(outcome(&scene), (1, vec!["a".to_owned()]));
}

#[test]
fn rebase_rewrites_or_refuses() {
    let scene = fork();
    assert_ok(&scene.run(&["merge", "--strategy", "rebase", "--stage"]));
    assert_eq!(outcome(&scene), (1, vec!["p".to_owned()]));
    assert_eq!(scene.git("diff --cached --name-only"), "mig/versions/b.sql\n");
    let scene = fork();
    scene.git("tag v1");
    assert_eq!(scene.run(&["merge", "--strategy", "rebase"]).status.code(), Some(2));
    assert_eq!(
        scene.run(&["merge", "--strategy", "rebase", "-m", "x"]).status.code(),
        Some(2)
    );
    assert_eq!(scene.run(&["merge", "--strategy", "ask"]).status.code(), Some(2));
    assert_eq!(outcome(&scene), (2, vec!["a".to_owned()]));
}
