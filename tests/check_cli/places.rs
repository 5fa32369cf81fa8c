//! Where there is no git, half of it, or no working tree; and projects that cannot be read.

use std::fs;

use crate::scene::{Scene, one_way, path, script};

#[test]
fn without_git_all_is_judged_and_only_git_questions_are_refused() {
    let scene = Scene::new();
    scene.write(&path("003"), &one_way("003", "002"));
    fs::remove_dir_all(scene.repo.join(".git")).expect("removed");
    scene.expect("", &["OH201"], 1);
    for line in ["--staged", "--at HEAD", "--against main"] {
        let answer = scene.expect(line, &[], 3);
        assert!(answer.err.starts_with("error: not known: no git"), "{}", answer.err);
        assert_eq!(answer.out, "");
    }
}

#[test]
fn an_unborn_branch() {
    let scene = Scene::empty();
    scene.project("");
    scene.revision("001", &[]);
    scene.revision("002", &["001"]);
    scene.expect("", &[], 0);
    scene.expect("--staged", &[], 3);
    scene.git("add -A");
    scene.expect("--staged", &[], 0);
    let answer = scene.expect("--at HEAD", &[], 3);
    assert!(answer.err.contains("no commit yet"), "{}", answer.err);
    scene.expect("--against main", &[], 3);
    scene.revision("003", &["001"]);
    scene.git("add -A");
    scene.expect("--staged", &["OH101"], 1);
}

#[test]
fn a_bare_repository() {
    let mut scene = Scene::on_topic();
    scene.revision("003", &["001"]);
    scene.commit_all("two heads");
    scene.git("clone -q --bare . ../bare.git");
    scene.at = scene.root.join("bare.git");
    scene.expect("--at topic", &["OH101"], 1);
    scene.expect("--at main", &[], 0);
    scene.expect("--at topic --against main", &["OH101"], 1);
    let answer = scene.check("");
    assert_eq!(answer.exit, 3, "{}{}", answer.out, answer.err);
}

#[test]
fn a_bare_repository_inside_of_a_working_tree_does_not_answer_for_that() {
    let mut scene = Scene::on_topic();
    scene.revision("003", &["001"]);
    scene.commit_all("two heads");
    scene.git("clone -q --bare . inner.git");
    scene.at = scene.repo.join("inner.git");
    scene.expect("--at topic", &["OH101"], 1);
    for line in ["--staged", ""] {
        let answer = scene.check(line);
        assert_eq!((answer.exit, &*answer.out), (3, ""), "{line}: {}", answer.err);
    }
}

#[test]
fn a_shallow_clone_answers_what_it_can() {
    let mut scene = Scene::new();
    scene.git("branch topic");
    scene.revision("003", &["002"]);
    scene.commit_all("third");
    scene.git("switch -q topic");
    scene.write("notes.txt", "");
    scene.commit_all("notes");
    scene.revision("004", &["002"]);
    scene.commit_all("fourth");
    let address = format!("file://{}", scene.repo.display());
    scene.git_words(&[
        "clone",
        "-q",
        "--depth",
        "1",
        "--no-single-branch",
        "-b",
        "topic",
        &address,
        "../shallow",
    ]);
    scene.at = scene.root.join("shallow");
    scene.repo = scene.at.clone();
    scene.expect("", &[], 0);
    scene.expect("--staged", &[], 0);
    scene.expect("--at HEAD", &[], 0);
    let answer = scene.expect("--against origin/main", &[], 3);
    assert!(answer.err.contains("git fetch"), "{}", answer.err);
    // The command it names helps.
    scene.git(&fetch(&answer.err));
    scene.expect("--against origin/main", &["OH106"], 1);
}

/// Answers the `git fetch` command that a message names, without `git`.
fn fetch(message: &str) -> String {
    let line = message.lines().find_map(|line| line.split_once("`git fetch "));
    let (command, _) = line.and_then(|(_, rest)| rest.split_once('`')).expect("a command");
    format!("fetch {command}")
}

#[test]
fn a_shallow_clone_of_one_branch() {
    let mut scene = Scene::on_topic();
    scene.revision("003", &["002"]);
    scene.commit_all("third");
    let address = format!("file://{}", scene.repo.display());
    scene.git_words(&["clone", "-q", "--depth", "1", "-b", "topic", &address, "../shallow"]);
    scene.at = scene.root.join("shallow");
    scene.repo = scene.at.clone();
    let before = scene.expect("--at HEAD~1", &[], 3);
    // Each command that is named leads a step on: first the branch, then what both share.
    for _ in 0..2 {
        let answer = scene.expect("--against origin/main", &[], 3);
        scene.git(&fetch(&answer.err));
    }
    scene.expect("--against origin/main", &[], 0);
    assert_eq!(fetch(&before.err), "fetch --unshallow");
    scene.expect("--at HEAD~1", &[], 0);
}

#[test]
fn a_project_that_cannot_be_read_hides_no_other() {
    let scene = Scene::empty();
    for below in ["one/", "two/"] {
        scene.project(below);
        scene.write(&format!("{below}migrations/versions/001.py"), &script("001", &[]));
    }
    scene.commit_all("projects");
    scene.git("switch -q -c topic");
    scene.write("two/alembic.ini", "[alembic\nscript_location\n");
    let answer = scene.expect("", &[], 3);
    assert!(answer.err.contains("two/alembic.ini"), "{}", answer.err);
    scene.write("one/migrations/versions/002.py", &one_way("002", "001"));
    let answer = scene.expect("", &["OH201"], 1);
    assert!(answer.err.contains("two/alembic.ini"), "{}", answer.err);
    // In the settings likewise.
    scene.git("checkout -q two/alembic.ini");
    scene.write("two/onehead.toml", "no_such_key = 1\n");
    let answer = scene.expect("", &["OH201"], 1);
    assert!(answer.err.contains("two/onehead.toml"), "{}", answer.err);
    scene.remove("one/migrations/versions/002.py");
    scene.expect("", &[], 3);
    scene.expect("--project one/migrations", &[], 0);
    scene.expect("-c one/alembic.ini", &[], 0);
    scene.expect("--project two/migrations", &[], 3);
    scene.expect("--project three", &[], 2);
    let both = scene.expect("--format json", &[], 3);
    assert!(both.out.contains("\"findings\":[]"), "{}", both.out);
}

#[test]
fn a_monorepo_is_judged_from_anywhere_in_it() {
    let mut scene = Scene::empty();
    for below in ["one/", "two/"] {
        scene.project(below);
        scene.write(&format!("{below}migrations/versions/001.py"), &script("001", &[]));
    }
    scene.commit_all("projects");
    scene.git("switch -q -c topic");
    scene.write("two/migrations/versions/002.py", &one_way("002", "001"));
    scene.expect("", &["OH201"], 1);
    scene.at = scene.repo.join("one/migrations");
    let answer = scene.expect("", &["OH201"], 1);
    assert!(answer.out.contains("two/migrations/versions/002.py"), "{}", answer.out);
    // The command that is told means the project that it is told for.
    scene.write("two/migrations/versions/003.py", &script("003", &["001"]));
    let answer = scene.expect("", &["OH201", "OH101"], 1);
    let command = "onehead merge heads -m \"merge heads\" --project two/migrations\n";
    assert!(answer.out.contains(command), "{}", answer.out);
}

#[test]
fn no_project_at_all() {
    let scene = Scene::empty();
    let answer = scene.expect("", &[], 3);
    assert!(answer.err.contains("no migrations found"), "{}", answer.err);
    assert_eq!(answer.err.lines().count(), 1, "{}", answer.err);
}

#[test]
fn a_commit_is_judged_alike_whatever_git_is_in_the_middle_of() {
    let scene = Scene::on_topic();
    scene.revision("003", &["001"]);
    scene.commit_all("two heads");
    fs::write(
        scene.repo.join(".git/CHERRY_PICK_HEAD"),
        scene.git("rev-parse HEAD") + "\n",
    )
    .expect("written");
    scene.expect("--at HEAD", &["OH101"], 1);
    scene.expect("", &["OH101!"], 0);
}
