//! What is shown: text, Markdown, exit codes.

use crate::scene::Scene;

fn colliding() -> Scene {
    let scene = Scene::new();
    scene.branch("a", "main", &[("a1", &["002"])]);
    scene.branch("b", "main", &[("b1", &["002"])]);
    scene.branch("c", "main", &[("c1", &["b1"])]);
    scene
}

#[test]
fn a_matrix_the_reasons_and_a_plan() {
    let scene = Scene::new();
    scene.branch("a", "main", &[("a1", &["002"])]);
    scene.branch("b", "main", &[("b1", &["002"])]);
    scene.branch("docs", "main", &[]);
    let (code, text) = scene.forecast("--onto main");
    assert_eq!(code, 1, "{text}");
    let expected = "2 of 4 branches change revisions; 1 pair collides when merged into main\n\n\
                    \x20    base 1 2\n1 a     .   x\n2 b     . x  \n\n\
                    a and b: a1 and b1 are both put on 002\n\n\
                    plan:\n  1. merge as they are: a\n  2. b: re-parent b1 onto a1 of a, then merge\n";
    assert_eq!(text, expected);
}

#[test]
fn nothing_collides_where_branches_are_built_on_each_other() {
    let scene = Scene::new();
    scene.branch("a", "main", &[("a1", &["002"])]);
    scene.branch("b", "a", &[("b1", &["a1"])]);
    let (code, text) = scene.forecast("");
    assert_eq!(
        (code, text.as_str()),
        (
            0,
            "2 of 3 branches change revisions; no two collide when merged into main\n"
        )
    );
}

#[test]
fn a_missing_parent_is_a_collision_with_the_base() {
    let (code, document) = colliding().json("c --onto main");
    assert_eq!(code, 1);
    let clash = &document["projects"][0]["branches"][0]["clashes"][0];
    assert_eq!((&clash["kind"], &clash["about"]), (&"missing".into(), &"b1".into()));
}

#[test]
fn a_comment_on_a_pull_request_has_no_strangers_markdown() {
    let scene = Scene::new();
    scene.branch("a", "main", &[("a1", &["002"])]);
    scene.branch("@everyone`|x", "main", &[("b<b>*", &["002"])]);
    let (code, text) = scene.forecast("--onto main --format markdown");
    assert_eq!(code, 1, "{text}");
    assert!(text.starts_with("### Migration forecast\n"), "{text}");
    assert!(
        text.contains("`@everyone'\\|x`") && text.contains("b&lt;b&gt;\\*"),
        "{text}"
    );
    assert!(!text.contains("<b>") && text.contains("**Plan**"), "{text}");
}

#[test]
fn a_comment_fits_whatever_there_is() {
    let scene = Scene::new();
    let long = "x".repeat(200);
    for number in 0..60 {
        let id = format!("{number}{long}");
        scene.branch(
            &format!("{number}-{}", "y".repeat(150)),
            "main",
            &[(&id[..180], &["002"])],
        );
    }
    let (code, text) = scene.forecast("--all --onto main --format markdown");
    assert_eq!(code, 1);
    assert!(text.len() < 65_000, "{}", text.len());
}
