//! `git push`: heads that the remote side does not have yet are refused.

use crate::scene::{Scene, one_way, path, said};

/// [`Scene::new`] with `main` pushed to a bare `origin`.
fn pushed() -> Scene {
    let scene = Scene::new();
    scene.git("init -q --bare -b main ../origin.git");
    scene.git("remote add origin ../origin.git");
    scene.git("push -q -u origin main");
    scene
}

fn refused(scene: &Scene, line: &str) -> String {
    let output = scene.try_git(line);
    let said = said(&output);
    assert!(!output.status.success(), "git {line} went through: {said}");
    assert!(said.contains("error[OH101"), "git {line}: {said}");
    assert!(said.contains("onehead merge"), "git {line}: {said}");
    said
}

fn goes_through(scene: &Scene, line: &str) -> String {
    let output = scene.try_git(line);
    let said = said(&output);
    assert!(output.status.success(), "git {line}: {said}");
    assert!(!said.contains("error["), "git {line}: {said}");
    said
}

#[test]
fn a_first_push() {
    let scene = Scene::new();
    scene.git("init -q --bare ../origin.git");
    scene.git("remote add origin ../origin.git");
    goes_through(&scene, "push -q origin main");

    let scene = Scene::new();
    scene.revision("003", &["001"]);
    scene.commit_all("two heads");
    scene.git("init -q --bare ../origin.git");
    scene.git("remote add origin ../origin.git");
    refused(&scene, "push -q origin main");
}

#[test]
fn a_branch_that_the_remote_has() {
    let scene = pushed();
    scene.revision("003", &["002"]);
    scene.commit_all("third");
    goes_through(&scene, "push origin main");
    scene.revision("004", &["002"]);
    scene.commit_all("second head");
    refused(&scene, "push origin main");
    refused(&scene, "push --force origin main");
    goes_through(&scene, "push --no-verify origin main");
    // Now it stands there: whatever else is pushed is not to blame.
    scene.write("notes.txt", "one\n");
    scene.commit_all("notes");
    goes_through(&scene, "push origin main");
    scene.revision("005", &["003", "004"]);
    scene.commit_all("joined");
    goes_through(&scene, "push origin main");
}

#[test]
fn a_branch_that_is_new() {
    let scene = pushed();
    scene.git("switch -q -c topic");
    scene.revision("003", &["002"]);
    scene.commit_all("third");
    goes_through(&scene, "push origin topic");
    scene.git("switch -q -c other");
    scene.revision("004", &["002"]);
    scene.commit_all("second head");
    refused(&scene, "push origin other");
    refused(&scene, "push origin HEAD:refs/heads/elsewhere");
    // What is pushed counts, not what is checked out.
    scene.git("switch -q main");
    refused(&scene, "push origin other");
    goes_through(&scene, "push origin main:another");
}

#[test]
fn a_new_branch_on_a_remote_branch_that_has_two_heads_already() {
    let scene = pushed();
    scene.git("switch -q -c develop");
    scene.revision("003", &["001"]);
    scene.commit_all("two heads");
    scene.git("push -q --no-verify origin develop");
    scene.git("switch -q -c topic");
    scene.write("notes.txt", "one\n");
    scene.commit_all("notes");
    goes_through(&scene, "push origin topic");
    scene.revision("004", &["001"]);
    scene.commit_all("third head");
    refused(&scene, "push origin topic:more");
}

#[test]
fn deleted_branches_and_tags() {
    let scene = pushed();
    scene.git("push -q origin main:topic");
    scene.revision("003", &["001"]);
    scene.commit_all("two heads");
    goes_through(&scene, "push origin --delete topic");
    scene.git("tag v1");
    goes_through(&scene, "push origin v1");
    scene.git("tag -a -m text v2");
    goes_through(&scene, "push origin v2");
    refused(&scene, "push --follow-tags origin main");
}

#[test]
fn several_refs_in_one_push() {
    let scene = pushed();
    scene.git("switch -q -c bad");
    scene.revision("003", &["001"]);
    scene.commit_all("two heads");
    scene.git("switch -q -c good main");
    scene.revision("004", &["002"]);
    scene.commit_all("fourth");
    refused(&scene, "push origin bad good");
    refused(&scene, "push origin good bad");
    refused(&scene, "push --all origin");
    goes_through(&scene, "push origin good");
}

#[test]
fn a_remote_that_is_ahead_and_was_not_fetched() {
    let mut scene = pushed();
    scene.git("clone -q ../origin.git ../clone");
    let (repo, at) = (scene.repo.clone(), scene.at.clone());
    scene.repo = scene.root.join("clone");
    scene.at = scene.repo.clone();
    scene.revision("003", &["002"]);
    scene.commit_all("theirs");
    scene.git("push -q origin main");
    (scene.repo, scene.at) = (repo, at);
    // Nothing of ours is wrong: git itself says that the remote is ahead.
    scene.revision("004", &["002"]);
    scene.commit_all("ours");
    let output = scene.try_git("push origin main");
    assert!(
        !output.status.success() && said(&output).contains("fetch first"),
        "{}",
        said(&output)
    );
    assert!(!said(&output).contains("OH101"), "{}", said(&output));
    // Two heads of ours are.
    scene.revision("005", &["001"]);
    scene.commit_all("two heads");
    refused(&scene, "push --force origin main");
    // Fetched and rebased without a word from pre-commit: here it is stopped.
    scene.git("reset -q --hard HEAD~1");
    scene.git("pull -q --rebase");
    refused(&scene, "push origin main");
}

#[test]
fn a_clean_rebase_and_a_cherry_pick_are_stopped_here() {
    let scene = pushed();
    scene.git("switch -q -c topic");
    scene.revision("003", &["002"]);
    scene.commit_all("third");
    scene.git("push -q -u origin topic");
    scene.commit_on("main", &[("004", &["002"])]);
    scene.git("rebase -q main");
    refused(&scene, "push --force-with-lease");
    scene.git("switch -q main");
    scene.git("push -q origin main");
    scene.git("cherry-pick topic");
    refused(&scene, "push origin main");
}

#[test]
fn only_heads_are_asked_about() {
    let scene = pushed();
    scene.write(&path("003"), &one_way("003", "002"));
    scene.commit_all("no way back");
    goes_through(&scene, "push origin main");
}

#[test]
fn from_a_linked_worktree_and_a_subdirectory() {
    let mut scene = pushed();
    scene.git("worktree add -q -b topic ../linked");
    scene.repo = scene.root.join("linked");
    scene.at = scene.repo.join("migrations/versions");
    scene.revision("003", &["001"]);
    scene.commit_all("two heads");
    refused(&scene, "push origin topic");
}

#[test]
fn a_base_of_the_settings_that_is_not_there_does_not_stop_a_push() {
    let scene = pushed();
    scene.write("onehead.toml", "base = \"origin/develop\"\n");
    scene.commit_all("settings");
    let output = scene.try_git("push origin main");
    assert!(output.status.success(), "{}", said(&output));
}
