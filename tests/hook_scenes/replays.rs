//! Rebases, cherry-picks and reverts: git replays commits, mostly without `pre-commit`, and two heads may stand for a
//! moment.

use crate::scene::{Scene, one_way, path, said};
use crate::verdict::{Fine, Refused};

/// `main` with `003`, `topic` with `004`, both after `002`; standing on `topic`. Both write notes when told so.
fn forked(clash: bool) -> Scene {
    let scene = Scene::new();
    scene.git("branch topic");
    scene.revision("003", &["002"]);
    scene.write("notes.txt", "main\n");
    scene.commit_all("third");
    scene.git("switch -q topic");
    scene.revision("004", &["002"]);
    if clash {
        scene.write("notes.txt", "topic\n");
    }
    scene.commit_all("fourth");
    scene
}

fn resolve(scene: &Scene) {
    scene.write("notes.txt", "both\n");
    scene.git("add -A");
}

fn warns(said: &str) {
    assert!(said.contains("warning[OH101") && !said.contains("error["), "{said}");
    assert!(said.contains("onehead merge heads"), "{said}");
}

#[test]
fn a_clean_rebase_goes_through_and_post_rewrite_speaks() {
    let scene = forked(false);
    let output = scene.try_git("rebase main");
    assert!(output.status.success());
    let said = said(&output);
    assert_eq!(said.matches("has 2 heads: 003 and 004").count(), 1, "{said}");
    assert!(said.contains("onehead merge heads"), "{said}");
    assert_eq!(scene.check_of_head(), Refused);
}

#[test]
fn a_rebase_without_new_heads_is_silent() {
    let scene = Scene::on_topic();
    scene.revision("003", &["002"]);
    scene.commit_all("third");
    scene.git("switch -q main");
    scene.write("notes.txt", "main\n");
    scene.commit_all("notes");
    scene.git("switch -q topic");
    let output = scene.try_git("rebase main");
    assert!(output.status.success());
    assert!(!said(&output).contains("heads:"), "{}", said(&output));
}

#[test]
fn a_rebase_with_the_apply_backend_speaks_too() {
    let scene = forked(false);
    let output = scene.try_git("rebase --apply main");
    assert!(output.status.success());
    assert_eq!(said(&output).matches("has 2 heads").count(), 1, "{}", said(&output));
}

#[test]
fn two_heads_in_the_middle_of_a_rebase_are_a_warning() {
    let scene = forked(true);
    assert!(!scene.try_git("rebase main").status.success());
    resolve(&scene);
    let (verdict, said_by_commit) = scene.attempt("commit -m replayed");
    assert_eq!(verdict, Fine);
    warns(&said_by_commit);
    assert!(said_by_commit.contains("git rebase is under way"), "{said_by_commit}");
    let output = scene.try_git("rebase --continue");
    assert!(output.status.success(), "{}", said(&output));
    assert!(said(&output).contains("has 2 heads"), "{}", said(&output));
    assert_eq!(scene.check_of_head(), Refused);
}

#[test]
fn rebase_continue_is_never_stopped() {
    let scene = forked(true);
    assert!(!scene.try_git("rebase main").status.success());
    resolve(&scene);
    let output = scene.try_git("rebase --continue");
    assert!(output.status.success(), "{}", said(&output));
}

#[test]
fn other_faults_in_the_middle_of_a_rebase_are_refused() {
    let scene = forked(true);
    assert!(!scene.try_git("rebase main").status.success());
    scene.write(&path("004"), &one_way("004", "003"));
    resolve(&scene);
    let (verdict, said) = scene.judge("commit -m replayed");
    assert_eq!(verdict, Refused);
    assert!(said.contains("OH201"), "{said}");
    // Mended before the rebase goes on.
    scene.revision("004", &["003"]);
    assert_eq!(scene.judge("commit -a --amend -m mended").0, Fine);
    scene.git("rebase --continue");
}

#[test]
fn fine_in_the_middle_of_a_rebase() {
    let scene = forked(true);
    assert!(!scene.try_git("rebase main").status.success());
    scene.revision("004", &["003"]);
    resolve(&scene);
    assert_eq!(scene.judge("commit -m replayed").0, Fine);
    let output = scene.try_git("rebase --continue");
    assert!(!said(&output).contains("heads:"), "{}", said(&output));
}

#[test]
fn amending_at_a_stop_of_a_rebase() {
    let mut scene = forked(false);
    scene
        .environment
        .insert("GIT_SEQUENCE_EDITOR".to_owned(), "sed -i s/^pick/edit/".to_owned());
    let output = scene.try_git("rebase -i main");
    assert!(output.status.success());
    let (verdict, said_by_commit) = scene.attempt("commit --amend -m stopped");
    assert_eq!(verdict, Fine);
    warns(&said_by_commit);
    scene.revision("004", &["003"]);
    assert_eq!(scene.judge("commit -a --amend -m mended").0, Fine);
    scene.git("rebase --continue");
    assert_eq!(scene.check_of_head(), Fine);
}

#[test]
fn rewording_asks_pre_commit_and_is_never_stopped_by_two_heads() {
    let mut scene = forked(false);
    scene
        .environment
        .insert("GIT_SEQUENCE_EDITOR".to_owned(), "sed -i s/^pick/reword/".to_owned());
    let output = scene.try_git("rebase -i main");
    assert!(output.status.success(), "{}", said(&output));
    assert!(said(&output).contains("has 2 heads"), "{}", said(&output));
}

#[test]
fn a_clean_cherry_pick_runs_no_hook() {
    let scene = forked(false);
    scene.git("switch -q main");
    let output = scene.try_git("cherry-pick topic");
    assert!(output.status.success());
    assert_eq!(scene.check_of_head(), Refused);
}

#[test]
fn two_heads_in_the_middle_of_a_cherry_pick_are_a_warning() {
    for way in ["commit -m picked", "cherry-pick --continue", "commit -a -m picked"] {
        let scene = forked(true);
        scene.git("switch -q main");
        assert!(!scene.try_git("cherry-pick topic").status.success());
        resolve(&scene);
        let (verdict, said) = scene.attempt(way);
        assert_eq!(verdict, Fine);
        warns(&said);
        assert!(said.contains("git cherry-pick is under way"), "{said}");
        assert_eq!(scene.check_of_head(), Refused);
    }
}

#[test]
fn other_verdicts_in_the_middle_of_a_cherry_pick_are_those_of_check() {
    let scene = forked(true);
    scene.git("switch -q main");
    assert!(!scene.try_git("cherry-pick topic").status.success());
    scene.revision("004", &["003"]);
    resolve(&scene);
    assert_eq!(scene.judge("commit -m picked").0, Fine);

    let scene = forked(true);
    scene.git("switch -q main");
    assert!(!scene.try_git("cherry-pick topic").status.success());
    scene.revision("004", &["nowhere"]);
    resolve(&scene);
    let (verdict, said) = scene.judge("commit -m picked");
    assert_eq!(verdict, Refused);
    assert!(said.contains("OH102"), "{said}");
}

#[test]
fn a_cherry_pick_that_is_only_staged_is_a_commit_like_any() {
    let scene = forked(false);
    scene.git("switch -q main");
    scene.git("cherry-pick -n topic");
    assert_eq!(scene.judge("commit -m picked").0, Refused);
}

#[test]
fn several_picks_with_one_conflict() {
    let scene = forked(true);
    scene.revision("005", &["004"]);
    scene.commit_all("fifth");
    scene.git("switch -q main");
    assert!(!scene.try_git("cherry-pick main..topic").status.success());
    resolve(&scene);
    let output = scene.try_git("cherry-pick --continue");
    assert!(output.status.success(), "{}", said(&output));
    warns(&said(&output));
}

#[test]
fn a_reverted_join() {
    // Clean: git runs no pre-commit.
    let scene = forked(false);
    scene.git("merge -q --no-verify --no-edit main");
    scene.revision("005", &["003", "004"]);
    scene.commit_all("joined");
    scene.git("revert --no-edit HEAD");
    assert_eq!(scene.check_of_head(), Refused);

    // With a conflict it does, and two heads are a warning.
    let scene = forked(false);
    scene.git("merge -q --no-verify --no-edit main");
    scene.revision("005", &["003", "004"]);
    scene.write("notes.txt", "joined\n");
    scene.commit_all("joined");
    scene.write("notes.txt", "later\n");
    scene.commit_all("later");
    assert!(!scene.try_git("revert --no-edit HEAD~1").status.success());
    resolve(&scene);
    let (verdict, said) = scene.attempt("revert --continue");
    assert_eq!(verdict, Fine);
    warns(&said);
    assert!(said.contains("git revert is under way"), "{said}");
}

#[test]
fn an_amendment_that_brings_a_head_is_told_afterwards_when_it_was_not_checked() {
    let scene = Scene::on_topic();
    scene.revision("003", &["002"]);
    scene.commit_all("third");
    scene.revision("004", &["002"]);
    scene.git("add -A");
    let output = scene.try_git("commit --amend --no-verify -m more");
    assert!(said(&output).contains("has 2 heads"), "{}", said(&output));
    // The next one brings nothing that the commit before had not.
    let output = scene.try_git("commit --amend --no-verify -m again");
    assert!(!said(&output).contains("has 2 heads"), "{}", said(&output));
}
