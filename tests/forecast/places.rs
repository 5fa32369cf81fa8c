//! Refs and repositories of every kind: the right answer or a clear refusal, and nothing is written.

use std::fs;
use std::path::Path;

use crate::scene::{Scene, now, path, script, words};

fn names(document: &serde_json::Value) -> Vec<String> {
    let branches = document["projects"][0]["branches"].as_array().expect("branches");
    branches
        .iter()
        .map(|branch| branch["name"].as_str().expect("a name").to_owned())
        .collect()
}

/// Counts the files below a folder, and their bytes.
fn weigh(folder: &Path) -> (usize, u64) {
    let (mut files, mut bytes, mut waiting) = (0, 0, vec![folder.to_path_buf()]);
    while let Some(folder) = waiting.pop() {
        for entry in fs::read_dir(folder).expect("listed") {
            let entry = entry.expect("an entry");
            let about = entry.metadata().expect("there");
            if about.is_dir() {
                waiting.push(entry.path());
            } else {
                files += 1;
                bytes += about.len();
            }
        }
    }
    (files, bytes)
}

#[test]
fn nothing_is_written() {
    let scene = Scene::new();
    scene.branch("a", "main", &[("a1", &["002"])]);
    scene.branch("b", "a", &[("b1", &["a1"])]);
    scene.run("git", &["switch", "-q", "-c", "edit", "a"]);
    scene.write(&path("002"), &script("002", &["001"]).replace("up", "one"));
    scene.commit("edit");
    scene.run("git", &["switch", "-q", "-c", "edit2", "main"]);
    scene.write(&path("002"), &script("002", &["001"]).replace("down 002", "other"));
    scene.commit("edit2");
    scene.git("switch -q main");
    let before = weigh(&scene.repo());
    let (code, document) = scene.json("a b edit edit2 --onto main");
    assert_eq!(code, 0, "{document}");
    assert_eq!(weigh(&scene.repo()), before);
}

#[test]
fn conflicts_in_other_files_stop_nothing_and_those_in_scripts_are_said() {
    let scene = Scene::new();
    for (name, word) in [("a", "one"), ("b", "two")] {
        scene.run("git", &["switch", "-q", "-c", name, "main"]);
        scene.write("README", word);
        scene.write("migrations/env.py", word);
        scene.revision("n", &["002"]);
        scene.commit(name);
    }
    scene.git("switch -q main");
    let (code, document) = scene.json("a b --onto main");
    assert_eq!(code, 0, "the same new file on both is one revision: {document}");
    scene.git("switch -q b");
    scene.write(&path("n"), &script("n", &["001"]));
    scene.commit("another n");
    scene.git("switch -q main");
    let (code, document) = scene.json("a b --onto main");
    assert_eq!(code, 1);
    let clashes = document["projects"][0]["pairs"][0]["clashes"].to_string();
    assert!(
        clashes.contains("\"conflict\"") && clashes.contains("n_step.py"),
        "{clashes}"
    );
}

#[test]
fn a_header_that_cannot_be_read_is_unknown() {
    let scene = Scene::new();
    scene.branch("a", "main", &[("a1", &["002"])]);
    scene.run("git", &["switch", "-q", "-c", "dark", "main"]);
    scene.write(&path("d1"), "import x\nrevision = 'd1'\ndown_revision = x.HEAD\n");
    scene.commit("dark");
    scene.git("switch -q main");
    let (code, text) = scene.forecast("--onto main");
    assert_eq!(code, 3, "{text}");
    assert!(
        text.contains("dark: not known: ") && text.contains("down_revision is not known"),
        "{text}"
    );
    scene.branch("b", "main", &[("b1", &["002"])]);
    assert_eq!(
        scene.forecast("--onto main").0,
        1,
        "a sure collision is one whatever else is dark"
    );
}

#[test]
fn unrelated_histories_are_unknown_unless_they_have_no_scripts() {
    let scene = Scene::new();
    scene.git("switch -q --orphan pages");
    scene.git("clean -qfdx");
    scene.write("index.html", "x");
    scene.commit("pages");
    scene.git("switch -q -f main");
    assert_eq!(scene.json("--all --onto main").0, 0);
    scene.git("switch -q --orphan other");
    scene.revision("o1", &[]);
    scene.commit("other");
    scene.git("switch -q -f main");
    let (code, text) = scene.forecast("--all --onto main");
    assert_eq!(code, 3, "{text}");
    assert!(text.contains("other: not known: no common ancestor"), "{text}");
}

#[test]
fn a_branch_and_its_copies_are_one() {
    let scene = Scene::new();
    scene.branch("topic", "main", &[("a1", &["002"])]);
    scene.git("branch copy topic");
    scene.git("update-ref refs/remotes/origin/topic topic~1");
    scene.git("update-ref refs/remotes/origin/main main");
    scene.git("symbolic-ref refs/remotes/origin/HEAD refs/remotes/origin/main");
    scene.git("config branch.topic.remote origin");
    scene.git("config branch.topic.merge refs/heads/topic");
    scene.git("config remote.origin.url .");
    scene.git("config remote.origin.fetch +refs/heads/*:refs/remotes/origin/*");
    let (code, document) = scene.json("--all");
    assert_eq!((code, names(&document)), (0, vec!["copy".to_owned()]));
    let also = &document["projects"][0]["branches"][0]["also"];
    assert!(words(also).contains(&"topic"), "{also}");
    // Rewritten here and not pushed yet: what the remote has is what will be replaced.
    scene.git("switch -q topic");
    scene.revision("a1", &["002"]);
    scene.write(&path("a2"), &script("a2", &["a1"]));
    scene.git("add -A");
    scene.git("commit -q --amend -m other");
    scene.git("branch -q -D copy");
    scene.git("update-ref refs/remotes/origin/topic topic@{1}");
    scene.git("switch -q main");
    let (code, document) = scene.json("--all");
    assert_eq!((code, names(&document)), (0, vec!["topic".to_owned()]), "{document}");
}

#[test]
fn old_branches_are_left_out_and_counted() {
    let scene = Scene::new();
    scene.at(now() - 40 * 24 * 60 * 60);
    scene.branch("old", "main", &[("o1", &["002"])]);
    scene.at(now() - 1000);
    scene.branch("young", "main", &[("y1", &["002"])]);
    let (code, text) = scene.forecast("--onto main");
    assert_eq!(code, 0, "{text}");
    assert!(text.contains("1 older branches were left out"), "{text}");
    assert_eq!(scene.forecast("--all --onto main").0, 1);
}

#[test]
fn odd_names_and_broken_refs() {
    let scene = Scene::new();
    for name in ["HEAD~1x", "a;rm -rf", "ünï", "x'y\"z", "refs/heads/deep"] {
        let name = name.replace(['~', ' '], "-");
        scene.run("git", &["branch", &name, "main"]);
    }
    scene.branch("main-2", "main", &[("a1", &["002"])]);
    assert_eq!(scene.forecast("--all").0, 0);
    let nowhere = "0123456789012345678901234567890123456789\n";
    scene.write(".git/refs/heads/broken", nowhere);
    let (code, text) = scene.forecast("--all");
    assert_eq!(code, 3, "{text}");
    assert!(text.contains("broken"), "{text}");
    assert_eq!(scene.forecast("nothing-of-that-name").0, 3);
}

#[test]
fn a_detached_head_is_asked_about_too() {
    let scene = Scene::new();
    scene.branch("a", "main", &[("a1", &["002"])]);
    scene.git("switch -q --detach main");
    scene.revision("h1", &["002"]);
    scene.commit("nobody's");
    let (code, document) = scene.json("");
    assert_eq!(code, 1);
    assert!(names(&document).contains(&"HEAD".to_owned()), "{document}");
}

#[test]
fn without_a_base_or_a_repository_it_refuses() {
    let scene = Scene::new();
    scene.git("branch -m work");
    let (code, text) = scene.forecast("--all");
    assert_eq!(code, 2, "{text}");
    assert!(text.contains("no base") && text.contains("--onto"), "{text}");
    let outside = tempfile::tempdir().expect("temp dir");
    let output = scene.try_in(outside.path(), "onehead", &["forecast"]);
    assert_eq!(output.status.code(), Some(3));
}

#[test]
fn the_base_is_what_the_continuous_integration_says() {
    let mut scene = Scene::new();
    scene.branch("release", "main", &[("x1", &["002"])]);
    scene.branch("topic", "main", &[("t1", &["002"])]);
    scene.git("update-ref refs/remotes/origin/release release");
    scene
        .environment
        .insert("GITHUB_BASE_REF".to_owned(), "release".to_owned());
    let (code, document) = scene.json("topic --onto auto");
    assert_eq!((code, &document["onto"]["name"]), (1, &"origin/release".into()));
    scene.git("switch -q topic");
    let check = scene.try_in(&scene.repo(), "onehead", &["check", "--against", "auto"]);
    assert_eq!(check.status.code(), Some(1));
    scene.environment.clear();
    let queue = "refs/heads/gh-readonly-queue/release/pr-1-abc";
    scene
        .environment
        .insert("GITHUB_EVENT_NAME".to_owned(), "merge_group".to_owned());
    scene.environment.insert("GITHUB_REF".to_owned(), queue.to_owned());
    assert_eq!(scene.json("topic --against auto").0, 1);
    scene.environment.clear();
    let variable = "CI_MERGE_REQUEST_TARGET_BRANCH_NAME".to_owned();
    scene.environment.insert(variable.clone(), "nowhere".to_owned());
    let (code, text) = scene.forecast("topic --onto auto");
    assert_eq!(code, 3, "{text}");
    assert!(text.contains("git fetch origin nowhere"), "{text}");
    scene.environment.clear();
    assert_eq!(
        scene.json("topic --onto auto").0,
        0,
        "outside of one the default base is meant"
    );
}

#[test]
fn names_come_from_standard_input() {
    let scene = Scene::new();
    scene.branch("a", "main", &[("a1", &["002"])]);
    scene.branch("b", "main", &[("b1", &["002"])]);
    scene.write(".git/names", "a\n\n  b\n");
    assert_eq!(scene.json("--branches-from .git/names").0, 1);
}

#[test]
fn deliberate_branches_may_each_have_a_head() {
    let scene = Scene::new();
    scene.write("onehead.toml", "heads = [\"red\", \"blue\"]\n");
    let labelled = |id: &str, label: &str| script(id, &["002"]) + &format!("\nbranch_labels = \"{label}\"\n");
    scene.write(&path("r0"), &labelled("r0", "red"));
    scene.write(&path("b0"), &labelled("b0", "blue"));
    scene.commit("two lines");
    scene.branch("red", "main", &[("r1", &["r0"])]);
    scene.branch("blue", "main", &[("b1", &["b0"])]);
    assert_eq!(scene.json("red blue").0, 0);
    scene.branch("red2", "main", &[("r2", &["r0"])]);
    let (code, document) = scene.json("red blue red2");
    assert_eq!(code, 1);
    let pairs = document["projects"][0]["pairs"].as_array().expect("pairs");
    let colliding: Vec<_> = pairs.iter().filter(|pair| pair["outlook"] == "collides").collect();
    assert_eq!(colliding.len(), 1, "{document}");
    assert_eq!(words(&colliding[0]["branches"]), ["red", "red2"]);
}
