//! Merges: git runs `pre-merge-commit` for those it commits itself, `pre-commit` for those a person finishes.

use crate::scene::{Scene, one_way, path, said, script};
use crate::verdict::{Fine, Refused, Verdict};

/// `main` and `topic` each with a child of `002`; standing on `main`.
fn forked() -> Scene {
    let scene = Scene::new();
    scene.git("branch topic");
    scene.revision("003", &["002"]);
    scene.write("notes.txt", "main\n");
    scene.commit_all("third");
    scene.commit_on("topic", &[("004", &["002"])]);
    scene
}

/// As [`forked`], and the two cannot be merged without a person.
fn conflicting() -> Scene {
    let scene = forked();
    scene.git("switch -q topic");
    scene.write("notes.txt", "topic\n");
    scene.commit_all("other notes");
    scene.git("switch -q main");
    assert!(!scene.try_git("merge topic").status.success());
    scene.write("notes.txt", "both\n");
    scene.git("add notes.txt");
    scene
}

fn with_refusing_merges(scene: &Scene) {
    scene.write("onehead.toml", "merge_hook = \"refuse\"\n");
    scene.commit_all("settings");
}

#[test]
fn a_merge_with_two_heads_goes_on_with_a_warning() {
    let scene = forked();
    let (verdict, said) = scene.attempt("merge --no-edit topic");
    assert_eq!(verdict, Fine);
    assert!(said.contains("the history has 2 heads: 003 and 004"), "{said}");
    assert!(said.contains("onehead merge heads"), "{said}");
    assert!(said.contains("the merge goes on all the same"), "{said}");
    // Said once, by the hook that looks at merge commits; post-merge has nothing to add.
    assert_eq!(said.matches("has 2 heads").count(), 1, "{said}");
    assert_eq!(scene.check_of_head(), Refused);
}

#[test]
fn a_merge_is_refused_where_the_settings_say_so() {
    let scene = forked();
    with_refusing_merges(&scene);
    let (verdict, said) = scene.judge("merge --no-edit topic");
    assert_eq!(verdict, Refused);
    assert!(!said.contains("goes on"), "{said}");

    let scene = forked();
    scene.write("pyproject.toml", "[tool.onehead]\nmerge-hook = \"refuse\"\n");
    scene.commit_all("settings");
    assert_eq!(scene.judge("merge --no-edit topic").0, Refused);
}

#[test]
fn merges_that_change_nothing_about_heads_are_fine() {
    let scene = Scene::new();
    with_refusing_merges(&scene);
    scene.git("branch topic");
    scene.write("notes.txt", "main\n");
    scene.commit_all("notes");
    scene.commit_on("topic", &[("003", &["002"])]);
    let (verdict, said) = scene.judge("merge --no-edit topic");
    assert_eq!(verdict, Fine);
    assert!(!said.contains("OH"), "{said}");
}

#[test]
fn a_merge_that_brings_the_joining_revision_is_fine() {
    let scene = forked();
    with_refusing_merges(&scene);
    scene.git("switch -q topic");
    scene.git("merge -q --no-verify --no-edit main");
    scene.revision("005", &["003", "004"]);
    scene.commit_all("joined");
    scene.git("switch -q main");
    assert_eq!(scene.judge("merge --no-ff --no-edit topic").0, Fine);
}

#[test]
fn faults_of_either_side_are_not_the_merges_doing() {
    let scene = Scene::new();
    with_refusing_merges(&scene);
    scene.git("switch -q -c topic");
    scene.write(&path("003"), &one_way("003", "002"));
    scene.commit_all("no way back");
    scene.git("switch -q main");
    scene.write("notes.txt", "main\n");
    scene.commit_all("notes");
    assert_eq!(scene.judge("merge --no-edit topic").0, Fine);
}

#[test]
fn a_merge_finished_by_hand_is_judged_by_pre_commit() {
    let scene = conflicting();
    assert_eq!(scene.judge("commit -m merged").0, Refused);
    let scene = conflicting();
    scene.revision("005", &["003", "004"]);
    scene.git("add -A");
    assert_eq!(scene.judge("commit -m merged").0, Fine);
    let scene = conflicting();
    assert_eq!(scene.judge("commit -a -m merged").0, Refused);
}

#[test]
fn a_merge_stopped_before_its_commit() {
    let scene = forked();
    scene.git("merge -q --no-commit topic");
    assert_eq!(scene.judge("commit -m merged").0, Refused);
    let scene = forked();
    with_refusing_merges(&scene);
    scene.git("merge -q --no-commit topic");
    assert_eq!(scene.attempt("merge --continue").0, Refused);
    assert_eq!(scene.check_of_head(), Refused);
}

#[test]
fn a_squashed_merge() {
    let scene = forked();
    scene.git("merge -q --squash topic");
    assert_eq!(scene.judge("commit -m squashed").0, Refused);
}

#[test]
fn an_octopus() {
    let octopus = |refuses: bool, ids: [&str; 2]| -> (Verdict, String, Scene) {
        let scene = Scene::new();
        if refuses {
            with_refusing_merges(&scene);
        }
        scene.git("branch one");
        scene.git("branch two");
        scene.write("notes.txt", "main\n");
        scene.commit_all("notes");
        scene.commit_on("one", &[("003", &["002"])]);
        if ids[1] == "none" {
            scene.git("switch -q two");
            scene.write("other.txt", "two\n");
            scene.commit_all("other");
            scene.git("switch -q main");
        } else {
            scene.commit_on("two", &[(ids[1], &["002"])]);
        }
        let (verdict, said) = scene.attempt("merge --no-edit one two");
        (verdict, said, scene)
    };
    let (verdict, said, scene) = octopus(false, ["003", "004"]);
    assert_eq!((verdict, scene.check_of_head()), (Fine, Refused), "{said}");
    assert_eq!(said.matches("has 2 heads").count(), 1, "{said}");
    let (verdict, said, scene) = octopus(true, ["003", "004"]);
    assert_eq!((verdict, scene.check_of_head()), (Refused, Refused), "{said}");
    assert_eq!(scene.git("rev-list --parents -n 1 HEAD").split(' ').count(), 4);
    let (verdict, said, scene) = octopus(true, ["003", "none"]);
    assert_eq!((verdict, scene.check_of_head()), (Fine, Fine), "{said}");
}

#[test]
fn in_a_linked_worktree_and_from_a_subdirectory() {
    let mut scene = forked();
    with_refusing_merges(&scene);
    scene.git("worktree add -q -b work ../linked");
    scene.repo = scene.root.join("linked");
    scene.at = scene.repo.join("migrations");
    assert_eq!(scene.judge("merge --no-edit topic").0, Refused);
}

#[test]
fn a_pull_that_merges() {
    let mut scene = forked();
    scene.git_words(&["clone", "-q", "-b", "topic", ".", "../clone"]);
    scene.at = scene.root.join("clone");
    scene.run("onehead", &["hooks", "install"]);
    let output = scene.try_git("pull --no-rebase --no-edit origin main");
    assert!(output.status.success());
    let said = said(&output);
    assert_eq!(said.matches("has 2 heads").count(), 1, "{said}");
}

#[test]
fn the_same_id_on_both_sides() {
    let scene = Scene::new();
    with_refusing_merges(&scene);
    scene.git("branch topic");
    scene.revision("003", &["002"]);
    scene.commit_all("third");
    scene.git("switch -q topic");
    scene.write("migrations/versions/other.py", &script("003", &["002"]));
    scene.commit_all("third too");
    scene.git("switch -q main");
    let (verdict, said) = scene.judge("merge --no-edit topic");
    assert_eq!(verdict, Refused);
    assert!(said.contains("OH103"), "{said}");
}
