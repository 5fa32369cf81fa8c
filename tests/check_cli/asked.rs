//! What is judged, by which rules, and what fails the check.

use crate::scene::{Scene, one_way, path, script};

#[test]
fn old_revisions_are_not_judged_and_all_does() {
    let scene = Scene::new();
    scene.write(&path("003"), &one_way("003", "002"));
    scene.commit_all("no way back");
    scene.git("switch -q -c topic");
    scene.expect("", &[], 0);
    scene.expect("--all", &["OH201"], 1);
    scene.expect("--at HEAD", &[], 0);
    scene.expect("--at HEAD --all", &["OH201"], 1);
    scene.write(&path("004"), &one_way("004", "003"));
    let answer = scene.expect("", &["OH201"], 1);
    assert!(answer.out.contains("004_step.py"), "{}", answer.out);
}

#[test]
fn standing_on_main_without_a_remote_what_is_committed_is_old() {
    let scene = Scene::new();
    scene.write(&path("003"), &one_way("003", "002"));
    scene.expect("", &["OH201"], 1);
    scene.commit_all("no way back");
    scene.expect("", &[], 0);
    scene.git("branch -m main master");
    scene.expect("", &[], 0);
    // On a branch with neither beside it everything is new.
    scene.git("branch -m master trunk");
    scene.expect("", &["OH201"], 1);
    scene.write("onehead.toml", "base = \"trunk\"\n");
    scene.expect("", &[], 0);
}

#[test]
fn the_default_base_is_the_setting_then_the_remote_then_main() {
    let scene = Scene::new();
    scene.git("branch old");
    scene.write(&path("003"), &one_way("003", "002"));
    scene.commit_all("no way back");
    scene.git("switch -q -c topic");
    scene.expect("", &[], 0);
    scene.write("onehead.toml", "base = \"old\"\n");
    scene.expect("", &["OH201"], 1);
    scene.remove("onehead.toml");
    // origin/HEAD comes before main.
    scene.git("update-ref refs/remotes/origin/dev old");
    scene.git("symbolic-ref refs/remotes/origin/HEAD refs/remotes/origin/dev");
    scene.expect("", &["OH201"], 1);
    scene.write("onehead.toml", "base = \"dev\"\n");
    scene.expect("", &["OH201"], 1);
    scene.write("onehead.toml", "base = \"nowhere\"\n");
    let answer = scene.expect("", &[], 3);
    assert!(answer.err.contains("`nowhere`"), "{}", answer.err);
    scene.expect("--all", &["OH201"], 1);
    scene.expect("--staged", &[], 0);
    scene.expect("--against main", &[], 0);
}

#[test]
fn rules_are_chosen() {
    let scene = Scene::on_topic();
    scene.write(&path("003"), &one_way("003", "001"));
    scene.expect("", &["OH101", "OH201"], 1);
    scene.expect("--select OH2", &["OH201"], 1);
    scene.expect("--select multiple-heads", &["OH101"], 1);
    scene.expect("--ignore OH101,OH201", &[], 0);
    scene.expect("--ignore OH101 --ignore missing-downgrade", &[], 0);
    scene.expect("--select OH1 --ignore OH101", &[], 0);
    scene.expect("--select OH999", &[], 2);
    scene.expect("--ignore nonsense", &[], 2);
    scene.write(
        "onehead.toml",
        "ignore = [\"OH201\"]\n[severity]\nOH101 = \"warning\"\n",
    );
    scene.expect("", &["OH101!"], 0);
    scene.expect("--fail-on warning", &["OH101!"], 1);
    scene.expect("--fail-on nothing", &[], 2);
    scene.write("onehead.toml", "downgrades = \"optional\"\n");
    scene.expect("", &["OH101"], 1);
    scene.write("onehead.toml", "downgrades = \"forbidden\"\n");
    scene.revision("003", &["002"]);
    scene.expect("", &["OH204"], 1);
}

#[test]
fn warnings_fail_only_when_asked() {
    let scene = Scene::on_topic();
    scene.write(
        &path("003"),
        &script("003", &["002"]).replace("Revises: 002", "Revises: 001"),
    );
    scene.expect("", &["OH111!"], 0);
    scene.expect("--fail-on warning", &["OH111!"], 1);
    scene.expect("--fail-on error", &["OH111!"], 0);
}

#[test]
fn comments_allow_with_a_reason() {
    let scene = Scene::on_topic();
    let allowed = |comment: &str| one_way("003", "002").replace("def upgrade", &format!("{comment}\ndef upgrade"));
    scene.write(&path("003"), &allowed(""));
    scene.expect("", &["OH201"], 1);
    let in_header = one_way("003", "002").replace(
        "\nrevision = ",
        "\n# onehead: allow OH201 - the rows are gone\nrevision = ",
    );
    scene.write(&path("003"), &in_header);
    scene.expect("", &[], 0);
    scene.write(&path("003"), &in_header.replace(" - the rows are gone", ""));
    let answer = scene.check("");
    assert!(answer.codes().contains(&"OH201".to_owned()), "{}", answer.out);
    assert!(
        answer.codes().iter().any(|code| code.starts_with("OH002")),
        "{}",
        answer.out
    );
    scene.write(
        &path("003"),
        &script("003", &["002"]).replace("\nrevision = ", "\n# onehead: allow OH201 - old\nrevision = "),
    );
    let answer = scene.check("");
    assert!(
        answer.codes().iter().any(|code| code.starts_with("OH001")),
        "{}",
        answer.out
    );
}

#[test]
fn fewer_heads_or_faults_than_before_pass() {
    let scene = Scene::new();
    scene.revision("003", &["001"]);
    scene.revision("004", &["001"]);
    scene.revision("005", &["nowhere"]);
    scene.commit_all("three heads and a missing parent");
    scene.git("switch -q -c topic");
    scene.revision("006", &["003", "004"]);
    scene.git("add -A");
    let answer = scene.check("--staged");
    assert_eq!(answer.exit, 0, "{}", answer.out);
    assert!(answer.codes().iter().all(|code| code.ends_with('!')), "{}", answer.out);
    assert_eq!(scene.check("--against main").exit, 0);
    // The same history without anything to compare with is at fault.
    assert_eq!(scene.check("--at HEAD").exit, 1);
}

#[test]
fn one_broken_file_hides_no_other() {
    let scene = Scene::on_topic();
    scene.write(&path("003"), "revision = make()\ndown_revision = '002'\n");
    scene.write(&path("004"), &one_way("004", "002"));
    let answer = scene.check("");
    assert_eq!(answer.exit, 1);
    assert!(answer.codes().contains(&"OH112".to_owned()), "{}", answer.out);
    assert!(answer.codes().contains(&"OH201".to_owned()), "{}", answer.out);
}

#[test]
fn options_that_exclude_each_other() {
    let scene = Scene::new();
    for line in [
        "--staged --at HEAD",
        "--fix --staged",
        "--fix --at HEAD",
        "--write-baseline --staged",
        "surplus",
        "--format xml",
    ] {
        let answer = scene.check(line);
        assert_eq!(
            (answer.exit, answer.out.as_str()),
            (2, ""),
            "check {line}: {}",
            answer.err
        );
    }
}

#[test]
fn a_revision_that_this_change_makes_unreadable_is_new() {
    let scene = Scene::on_topic();
    scene.write(
        &path("002"),
        "revision = make()\ndown_revision = '001'\ndef upgrade(): pass\ndef downgrade(): pass\n",
    );
    scene.expect("", &["OH112"], 1);
    scene.commit_all("made");
    scene.expect("", &["OH112"], 1);
    scene.git("branch -f main");
    scene.expect("", &["OH112!"], 0);
}
