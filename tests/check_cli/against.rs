//! `--against BASE`: the history that merging would make.

use crate::scene::{Scene, path, script};

/// `main` with `003`, `topic` with `004`, both after `002`; standing on `topic`.
fn forked() -> Scene {
    let scene = Scene::new();
    scene.git("branch topic");
    scene.commit_on("main", &[("003", &["002"])]);
    scene.git("switch -q topic");
    scene.revision("004", &["002"]);
    scene.commit_all("fourth");
    scene
}

#[test]
fn two_heads_that_only_merging_makes() {
    let scene = forked();
    scene.expect("", &[], 0);
    let answer = scene.expect("--against main", &["OH106"], 1);
    assert!(
        answer
            .out
            .contains("after merging into main the history has 2 heads: 003 (main) and 004 (here)"),
        "{}",
        answer.out
    );
    assert!(answer.out.contains("onehead merge heads"), "{}", answer.out);
    // The other places the same.
    scene.expect("--staged --against main", &["OH106"], 1);
    scene.expect("--at topic --against main", &["OH106"], 1);
    scene.git("switch -q main");
    scene.expect("--at topic --against main", &["OH106"], 1);
    scene.expect("--at main --against topic", &["OH106"], 1);
    scene.expect("--against topic", &["OH106"], 1);
}

#[test]
fn what_is_not_committed_counts_where_it_is_asked_about() {
    let scene = Scene::new();
    scene.git("branch topic");
    scene.revision("003", &["002"]);
    scene.commit_all("third");
    scene.git("switch -q topic");
    scene.revision("004", &["002"]);
    scene.expect("--against main", &["OH106"], 1);
    scene.expect("--staged --against main", &[], 0);
    scene.git("add -A");
    scene.expect("--staged --against main", &["OH106"], 1);
    scene.expect("--at HEAD --against main", &[], 0);
}

#[test]
fn a_change_that_brings_the_joining_revision_is_silent() {
    let scene = forked();
    scene.git("merge -q --no-verify --no-edit main");
    scene.revision("005", &["003", "004"]);
    scene.commit_all("joined");
    scene.expect("--against main", &[], 0);
    // The merge revision alone: its other parent is on the base only.
    let scene = forked();
    scene.revision("005", &["003", "004"]);
    scene.commit_all("joined");
    let answer = scene.check("--against main");
    assert_eq!(answer.exit, 0, "{}", answer.out);
}

#[test]
fn after_a_rebase_of_the_revision_it_is_silent() {
    let scene = forked();
    scene.git("rebase -q main");
    scene.expect("--against main", &["OH101"], 1);
    scene.revision("004", &["003"]);
    scene.expect("--against main", &[], 0);
}

#[test]
fn two_heads_of_the_base_are_not_this_changes_doing() {
    let scene = Scene::new();
    scene.revision("003", &["001"]);
    scene.commit_all("two heads");
    scene.git("switch -q -c topic");
    scene.write("notes.txt", "");
    scene.commit_all("notes");
    scene.expect("--against main", &["OH101!"], 0);
    scene.revision("004", &["001"]);
    scene.expect("--against main", &["OH101"], 1);
    scene.remove(&path("004"));
    scene.revision("004", &["002", "003"]);
    scene.expect("--against main", &[], 0);
}

#[test]
fn what_the_branch_had_before_does_not_excuse_it_before_base() {
    let scene = Scene::on_topic();
    scene.revision("003", &["001"]);
    scene.commit_all("two heads");
    // The commit adds nothing; merging the branch would.
    scene.expect("--staged", &["OH101!"], 0);
    scene.expect("--staged --against main", &["OH101"], 1);
    scene.expect("--against main", &["OH101"], 1);
    scene.expect("--at HEAD --against main", &["OH101"], 1);
}

#[test]
fn a_file_that_one_side_renamed_is_one_file() {
    let scene = Scene::new();
    scene.git("branch topic");
    scene.git_words(&["mv", &path("002"), "migrations/versions/renamed.py"]);
    scene.commit_all("renamed");
    scene.git("switch -q topic");
    scene.write(&path("002"), &(script("002", &["001"]) + "# more\n"));
    scene.commit_all("changed");
    scene.expect("--against main", &[], 0);
    scene.revision("003", &["002"]);
    scene.expect("--against main", &[], 0);
}

#[test]
fn one_file_that_both_sides_changed() {
    let scene = Scene::new();
    scene.git("branch topic");
    scene.write(&path("002"), &script("002", &["001"]).replace("select", "main"));
    scene.commit_all("changed here");
    scene.git("switch -q topic");
    scene.write(&path("002"), &script("002", &["001"]).replace("select", "topic"));
    scene.commit_all("changed there");
    assert!(!scene.try_git("merge --no-edit main").status.success());
    scene.git("merge --abort");
    // git stops; what stands in the history is known all the same, and that main's file would be another one.
    let answer = scene.expect("--against main", &["OH301"], 1);
    assert!(
        answer.err.contains("conflict") && answer.err.contains("002_step.py"),
        "{}",
        answer.err
    );
}

#[test]
fn a_squashed_base_has_the_revisions_already() {
    let scene = Scene::on_topic();
    scene.revision("003", &["002"]);
    scene.commit_all("third");
    scene.revision("004", &["003"]);
    scene.commit_all("fourth");
    scene.git("switch -q main");
    scene.git("merge -q --squash topic");
    scene.git("commit -q --no-verify -m squashed");
    scene.git("switch -q topic");
    scene.expect("--against main", &[], 0);
    scene.revision("005", &["004"]);
    scene.expect("--against main", &[], 0);
}

#[test]
fn histories_that_crossed() {
    let scene = forked();
    scene.git("branch here");
    scene.git("merge -q --no-verify --no-edit main");
    scene.git("switch -q main");
    scene.git("merge -q --no-verify --no-edit here");
    // Two merge bases now, and both sides hold 003 and 004.
    assert_eq!(scene.git("merge-base --all main topic").lines().count(), 2);
    scene.expect("--against topic", &["OH101!"], 0);
    scene.revision("005", &["003", "004"]);
    scene.expect("--against topic", &[], 0);
    scene.commit_all("joined");
    scene.git("switch -q topic");
    scene.remove(&path("004"));
    scene.commit_all("taken back");
    scene.git("switch -q main");
    // 004 goes by merging, and 005 loses a parent.
    scene.expect("--against topic", &["OH102"], 1);
}

#[test]
fn a_parent_that_the_base_deleted() {
    let scene = Scene::new();
    scene.git("branch topic");
    scene.remove(&path("002"));
    scene.commit_all("gone");
    scene.git("switch -q topic");
    scene.revision("003", &["002"]);
    scene.commit_all("third");
    let answer = scene.expect("--against main", &["OH102", "OH106!"], 1);
    assert!(answer.out.contains("002 was last in"), "{}", answer.out);
    assert!(answer.out.contains("merging into main would make it"), "{}", answer.out);
}

#[test]
fn one_id_on_both_sides() {
    let scene = Scene::new();
    scene.git("branch topic");
    scene.write("migrations/versions/a.py", &script("003", &["002"]));
    scene.commit_all("third");
    scene.git("switch -q topic");
    scene.write("migrations/versions/b.py", &script("003", &["002"]));
    scene.commit_all("third too");
    scene.expect("--against main", &["OH103"], 1);
}

#[test]
fn no_common_history() {
    let scene = Scene::new();
    scene.git("switch -q --orphan other");
    scene.project("");
    scene.revision("001", &[]);
    scene.commit_all("other");
    let answer = scene.check("--against main");
    assert_eq!((answer.exit, answer.out.as_str()), (3, ""), "{}", answer.err);
    assert!(
        answer.err.lines().next().is_some_and(|line| line.contains("main")),
        "{}",
        answer.err
    );
    scene.expect("--against nowhere", &[], 3);
}

#[test]
fn the_base_has_moved_the_script_directory() {
    let scene = Scene::new();
    scene.git("branch topic");
    scene.git("mv migrations db");
    scene.write("alembic.ini", "[alembic]\nscript_location = %(here)s/db\n");
    scene.write("db/versions/003_step.py", &script("003", &["002"]));
    scene.commit_all("moved");
    scene.git("switch -q topic");
    scene.write("notes.txt", "");
    scene.commit_all("notes");
    scene.expect("--against main", &[], 0);
}

#[test]
fn deliberate_heads_are_no_finding() {
    let scene = Scene::new();
    scene.write("onehead.toml", "heads = [\"other\"]\n");
    let labelled = script("100", &[]).replace("branch_labels = None", "branch_labels = \"other\"");
    scene.write("migrations/versions/100.py", &labelled);
    scene.commit_all("two on purpose");
    scene.git("branch topic");
    scene.revision("101", &["100"]);
    scene.commit_all("other");
    scene.git("switch -q topic");
    scene.revision("003", &["002"]);
    scene.expect("--against main", &[], 0);
    scene.revision("102", &["100"]);
    scene.expect("--against main", &["OH106"], 1);
}
