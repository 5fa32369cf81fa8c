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

#[test]
fn each_side_says_who_brought_it_and_whether_it_is_published() {
    let scene = fork();
    scene.git("tag v1 main");
    let brought = scene.git("log --format=%h --abbrev=9 --diff-filter=A -- mig/versions/b.sql");
    // Renamed and moved since, and still the same revision.
    scene.git("mv mig/versions/b.sql mig/versions/elsewhere.sql");
    scene.commit("renamed");
    let said = stderr(&scene.run(&["merge", "--dry-run"]));
    let line = |id: &str| {
        let mark = format!("    {id} make {id}");
        said.lines()
            .find(|line| line.starts_with(&mark))
            .unwrap_or_else(|| panic!("{id}: {said}"))
    };
    assert!(
        line("b").contains(&format!(", {} on topic; not published)", brought.trim())),
        "{said}"
    );
    assert!(line("p").contains("on main, topic; published in main, v1)"), "{said}");
    assert!(said.contains("  published is what stands in main, v1\n"), "{said}");
    // A clone that is cut off says that it is.
    let clone = scene.path().join("shallow");
    let url = format!("file://{}", scene.path().display());
    scene.git(&format!("clone -q --depth 1 {url} {}", clone.display()));
    let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_onehead"));
    let output = command
        .args(["merge", "--dry-run"])
        .current_dir(clone)
        .output()
        .expect("it starts");
    assert!(stderr(&output).contains("the clone is shallow: who brought a revision before its edge is not known"));
}
