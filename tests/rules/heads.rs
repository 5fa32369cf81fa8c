//! OH101 and OH106: how many heads there are, before and after, here and merged.

use onehead::lint::{Facts, Operation};

use crate::scene::{Scene, draw};

const FORK: [&str; 3] = ["r", "a < r", "b < r"];

fn help(scene: &Scene) -> String {
    scene.only().help.join("\n")
}

#[test]
fn a_fork_names_both_heads_and_what_they_share() {
    let finding = Scene::new(&FORK).only();
    assert_eq!(finding.message, "the history has 2 heads: a and b");
    let labels: Vec<&str> = finding.labels.iter().map(|label| label.message.as_str()).collect();
    assert_eq!(labels, ["head a", "head b", "r is the last revision they share"]);
    assert!(finding.help[0].contains("onehead merge heads"), "{:?}", finding.help);
}

#[test]
fn a_merge_has_one_head() {
    assert_eq!(Scene::new(&["r", "a < r", "b < r", "m < a b"]).codes(), "");
    assert_eq!(Scene::new(&["r"]).codes(), "");
    assert_eq!(Scene::new(&[]).codes(), "");
}

#[test]
fn nearest_shared_revisions_are_named_in_a_criss_cross() {
    let scene = Scene::new(&["r", "x < r", "y < r", "a < x y", "b < x y"]);
    let finding = scene.only();
    let shared: Vec<&str> = finding
        .labels
        .iter()
        .skip(2)
        .map(|label| label.message.as_str())
        .collect();
    assert_eq!(
        shared,
        ["x is the last revision they share", "y is the last revision they share"]
    );
}

#[test]
fn a_head_that_another_branch_depends_on_still_counts_as_alembic_counts() {
    assert_eq!(Scene::new(&["r", "a < r", "b < r ?a"]).codes(), "OH101");
}

#[test]
fn each_declared_label_may_have_a_head_and_the_rest_one_together() {
    let branches = ["r", "a < r !expand", "b < r !contract", "c < r"];
    assert_eq!(Scene::new(&branches).codes(), "OH101");
    assert_eq!(Scene::new(&branches).heads(&["expand", "contract"]).codes(), "");
    assert_eq!(Scene::new(&branches).heads(&["expand"]).codes(), "OH101");
    let forked = Scene::new(&["r", "a < r !expand", "a1 < a", "a2 < a", "b < r"]).heads(&["expand"]);
    let finding = forked.only();
    assert_eq!(finding.message, "the branch `expand` has 2 heads: a1 and a2");
    assert!(finding.help[0].contains("onehead merge heads"));
}

#[test]
fn two_crowds_are_two_findings_with_a_command_each() {
    let scene = Scene::new(&["r", "a < r !x", "a1 < a", "a2 < a", "b < r !y", "b1 < b", "b2 < b"]).heads(&["x", "y"]);
    let commands: Vec<String> = scene
        .findings()
        .into_iter()
        .map(|finding| finding.help[0].clone())
        .collect();
    assert!(commands[0].contains("onehead merge a1 a2 "), "{commands:?}");
    assert!(commands[1].contains("onehead merge b1 b2 "), "{commands:?}");
}

#[test]
fn ids_that_are_no_plain_words_never_get_into_a_command() {
    let scene =
        Scene::new(&["r", "a < r !x", "c1 < a", "$(id) < a", "b < r !y", "b1 < b", "b2 < b"]).heads(&["x", "y"]);
    let finding = scene
        .findings()
        .into_iter()
        .find(|finding| finding.message.contains("`x`"))
        .expect("a finding");
    assert!(
        !finding.help.iter().any(|help| help.contains("$(")),
        "{:?}",
        finding.help
    );
}

#[test]
fn heads_that_stood_before_are_a_warning() {
    let scene = Scene::new(&FORK).before(&FORK);
    assert_eq!(scene.codes(), "(OH101)");
    assert!(help(&scene).contains("before this change too"));
}

#[test]
fn a_change_that_makes_fewer_heads_passes() {
    let scene = Scene::new(&["r", "a < r", "b < r", "c < r", "m < a b"]).before(&["r", "a < r", "b < r", "c < r"]);
    assert_eq!(scene.codes(), "(OH101)");
    assert!(help(&scene).contains("there were 3 before"), "{}", help(&scene));
}

#[test]
fn a_change_that_goes_on_from_heads_that_stood_passes() {
    for here in [
        vec!["r", "a < r", "b < r", "b2 < b"],
        vec!["r", "a < r", "b < r", "a2 < a", "b2 < b", "b3 < b2"],
    ] {
        let scene = Scene::new(&here).before(&FORK);
        assert_eq!(scene.codes(), "(OH101)", "{here:?}");
        assert!(help(&scene).contains("adds no head"), "{}", help(&scene));
    }
}

#[test]
fn a_change_that_adds_a_head_fails_however_many_there_were() {
    for here in [
        // Beside those that stood.
        vec!["r", "a < r", "b < r", "c < r"],
        // On top of one that stood, twice.
        vec!["r", "a < r", "b < r", "a1 < a", "a2 < a"],
        // As many as before: two are joined, and another one is made.
        vec!["r", "a < r", "b < r", "m < a b", "c < r"],
        vec!["r", "a < r", "b < r", "m < a b", "n < a b"],
        // As many as before: one is gone, and another one is made.
        vec!["r", "a < r", "c < r"],
    ] {
        assert_eq!(Scene::new(&here).before(&FORK).codes(), "OH101", "{here:?}");
    }
    assert_eq!(Scene::new(&FORK).before(&["r", "a < r"]).codes(), "OH101");
}

#[test]
fn a_crowd_that_stood_is_not_blamed_for_another() {
    let before = ["r", "a < r !x", "a1 < a", "a2 < a", "b < r !y"];
    let mut here = before.to_vec();
    here.extend(["a3 < a2", "b1 < b", "b2 < b"]);
    let scene = Scene::new(&here).before(&before).heads(&["x", "y"]);
    assert_eq!(scene.codes(), "OH101 (OH101)");
    assert!(scene.findings()[0].message.contains("`y`"), "{:?}", scene.findings());
}

#[test]
fn a_merge_commit_of_two_sides_with_a_head_each_fails() {
    let scene = Scene::new(&FORK).before(&["r", "a < r"]).before(&["r", "b < r"]);
    assert_eq!(scene.codes(), "OH101");
}

#[test]
fn a_merge_commit_that_takes_a_side_as_it_was_passes() {
    let scene = Scene::new(&FORK).before(&FORK).before(&["r", "a < r"]);
    assert_eq!(scene.codes(), "(OH101)");
}

#[test]
fn heads_after_merging_alone_are_a_forked_parent_with_both_sides_named() {
    let mut scene = Scene::new(&["r", "a < r"]).base(&["r", "b < r"]);
    scene.facts.base_name = Some("origin/main".to_owned());
    let finding = scene.only();
    assert_eq!(
        (finding.code, finding.severity),
        ("OH106", onehead::diagnostic::Severity::Error)
    );
    assert_eq!(
        finding.message,
        "after merging into origin/main the history has 2 heads: a (here) and b (origin/main)"
    );
    // The reader can change the file here, not the one of the other side.
    assert!(finding.location.expect("a place").path.ends_with("a.py"));
}

#[test]
fn the_change_that_brings_the_joining_merge_is_silent() {
    assert_eq!(
        Scene::new(&["r", "a < r", "b < r", "m < a b"])
            .base(&["r", "b < r"])
            .codes(),
        ""
    );
}

#[test]
fn a_branch_that_lags_behind_is_silent() {
    assert_eq!(Scene::new(&["r"]).base(&["r", "b < r"]).codes(), "");
    assert_eq!(Scene::new(&["r", "b < r"]).base(&["r"]).codes(), "");
}

#[test]
fn heads_that_merging_leaves_are_told_once_and_by_the_merged_history() {
    let scene = Scene::new(&FORK).base(&["r", "c < r"]);
    let finding = scene.only();
    assert_eq!(finding.code, "OH101");
    assert!(finding.message.contains("3 heads"), "{}", finding.message);
    assert_eq!(scene.codes(), "OH101");
}

#[test]
fn heads_that_merging_joins_are_a_warning() {
    let scene = Scene::new(&FORK).base(&["r", "a < r", "b < r", "m < a b"]);
    assert_eq!(scene.codes(), "(OH101)");
    assert!(help(&scene).contains("leaves one"));
}

#[test]
fn heads_of_base_are_not_the_changes_doing() {
    let scene = Scene::new(&["r"]).base(&FORK);
    assert_eq!(scene.codes(), "(OH106)");
}

#[test]
fn a_file_that_merging_takes_away_counts() {
    let mut scene = Scene::new(&FORK).base(&["r", "a < r"]);
    scene.merged = Some(draw(&["r", "a < r"]));
    assert_eq!(scene.codes(), "(OH101)");
}

#[test]
fn in_the_middle_of_a_rebase_it_is_a_warning_and_of_a_merge_it_is_not() {
    for (operation, codes) in [
        (Operation::Rebase, "(OH101)"),
        (Operation::CherryPick, "(OH101)"),
        (Operation::Revert, "(OH101)"),
        (Operation::Merge, "OH101"),
    ] {
        let mut scene = Scene::new(&FORK);
        scene.facts = Facts {
            in_progress: Some(operation),
            ..Facts::default()
        };
        scene
            .settings
            .severity
            .insert("OH101".to_owned(), onehead::diagnostic::Severity::Error);
        assert_eq!(scene.codes(), codes, "{operation:?}");
    }
}

#[test]
fn heads_that_an_unreadable_revision_may_join_are_not_certain() {
    let scene = Scene::new(&FORK).file("m.py", "revision = 'm'\ndown_revision = parents()\n");
    assert_eq!(scene.codes(), "OH112 (OH101)");
    // Heads that come after the unreadable one cannot be joined by it.
    let fork = Scene::new(&["a < r", "b < r"]).file("r.py", "revision = 'r'\ndown_revision = parents()\n");
    assert_eq!(fork.codes(), "OH101 OH112");
}

#[test]
fn what_could_not_be_read_before_excuses_no_new_head() {
    for old in [
        "\0",
        "revision = 'm'\ndown_revision = parents()\n",
        "revision = make()\ndown_revision = 'a'\n",
    ] {
        let mut scene = Scene::new(&["r", "a < r"]).file("m.py", old);
        scene.before = vec![scene.here.clone()];
        scene = scene.file("b.py", "revision = 'b'\ndown_revision = 'r'\n");
        assert_eq!(scene.codes(), "OH101 (OH112)", "{old:?}");
    }
}

#[test]
fn heads_that_a_missing_revision_may_join_are_not_certain() {
    assert_eq!(Scene::new(&["a", "c < b"]).codes(), "OH102 (OH101)");
}

#[test]
fn a_thousand_heads_are_one_short_finding() {
    let mut files = vec!["r".to_owned()];
    files.extend((0..1000).map(|i| format!("h{i:04} < r")));
    let drawings: Vec<&str> = files.iter().map(String::as_str).collect();
    let finding = Scene::new(&drawings).only();
    assert!(finding.message.starts_with("the history has 1000 heads: h0000, "));
    assert!(finding.message.ends_with(" and 992 more"), "{}", finding.message);
    assert!(finding.labels.len() <= 9);
}
