//! The hooks after the fact only speak, once, and name the command.

use crate::scene::{Scene, said};

/// `main` has one head, `topic` two.
fn two_on_topic() -> Scene {
    let scene = Scene::on_topic();
    scene.revision("003", &["001"]);
    scene.commit_all("two heads");
    scene.git("switch -q main");
    scene
}

fn spoke_once(scene: &Scene, line: &str) {
    let output = scene.try_git(line);
    let said = said(&output);
    assert!(output.status.success(), "git {line}: {said}");
    assert_eq!(
        said.matches("onehead: the history has 2 heads: 002 and 003").count(),
        1,
        "git {line}: {said}"
    );
    assert_eq!(said.matches("onehead merge heads -m").count(), 1, "git {line}: {said}");
}

fn was_silent(scene: &Scene, line: &str) {
    let output = scene.try_git(line);
    let said = said(&output);
    assert!(output.status.success(), "git {line}: {said}");
    assert!(
        !said.contains("onehead") && !said.contains("heads:"),
        "git {line}: {said}"
    );
}

#[test]
fn a_branch_with_two_heads_is_checked_out() {
    let scene = two_on_topic();
    spoke_once(&scene, "switch topic");
    was_silent(&scene, "switch -c further");
    was_silent(&scene, "switch topic");
    was_silent(&scene, "checkout -- migrations");
    was_silent(&scene, "switch main");
    spoke_once(&scene, "checkout topic");
    was_silent(&scene, "checkout main -- migrations");
}

#[test]
fn a_new_worktree_of_a_branch_with_two_heads() {
    let scene = two_on_topic();
    spoke_once(&scene, "worktree add ../linked topic");
}

#[test]
fn a_fast_forward_brings_two_heads() {
    let scene = two_on_topic();
    spoke_once(&scene, "merge --ff-only topic");
    was_silent(&scene, "merge --ff-only topic");
}

#[test]
fn a_pull_brings_two_heads() {
    let mut scene = two_on_topic();
    scene.git("clone -q . ../clone");
    scene.at = scene.root.join("clone");
    scene.run("onehead", &["hooks", "install"]);
    spoke_once(&scene, "pull -q --ff-only origin topic");
    scene.git("reset -q --hard origin/main");
    spoke_once(&scene, "pull -q --rebase origin topic");
}

#[test]
fn a_rebase_without_commits_of_its_own_speaks_once() {
    let scene = two_on_topic();
    spoke_once(&scene, "rebase topic");
}

#[test]
fn merged_commits_without_two_heads_are_silent() {
    let scene = Scene::on_topic();
    scene.revision("003", &["002"]);
    scene.commit_all("third");
    scene.git("switch -q main");
    was_silent(&scene, "merge --ff-only topic");
}

#[test]
fn a_merge_commit_is_told_afterwards_where_no_hook_looked_at_it_before() {
    let scene = two_on_topic();
    scene.write("notes.txt", "main\n");
    scene.commit_all("notes");
    scene.run("onehead", &["hooks", "uninstall", "--only", "pre-merge-commit"]);
    spoke_once(&scene, "merge --no-edit topic");
}
