//! `--fix` and the baseline: what `check` writes.

use std::fs;

use crate::scene::{Scene, one_way, path, script};

fn stale(id: &str, parent: &str) -> String {
    script(id, &[parent]).replace(&format!("Revises: {parent}"), "Revises: 000")
}

#[test]
fn a_stale_docstring_is_mended_to_the_byte() {
    let scene = Scene::on_topic();
    scene.write(&path("003"), &stale("003", "002"));
    let answer = scene.expect("--fix", &[], 0);
    assert!(
        answer.err.contains("fixed migrations/versions/003_step.py"),
        "{}",
        answer.err
    );
    assert_eq!(
        fs::read_to_string(scene.repo.join(path("003"))).expect("there"),
        script("003", &["002"])
    );
    let answer = scene.expect("--fix", &[], 0);
    assert!(!answer.err.contains("fixed"), "{}", answer.err);
}

#[test]
fn line_ends_and_mode_are_kept() {
    use std::os::unix::fs::PermissionsExt;
    let scene = Scene::on_topic();
    let windows = stale("003", "002").replace('\n', "\r\n");
    scene.write(&path("003"), &windows);
    let file = scene.repo.join(path("003"));
    fs::set_permissions(&file, fs::Permissions::from_mode(0o755)).expect("set");
    scene.expect("--fix", &[], 0);
    assert_eq!(
        fs::read_to_string(&file).expect("there"),
        script("003", &["002"]).replace('\n', "\r\n")
    );
    assert_eq!(fs::metadata(&file).expect("there").permissions().mode() & 0o777, 0o755);
}

#[test]
fn published_files_and_other_encodings_are_left_alone() {
    let scene = Scene::new();
    scene.write(&path("003"), &stale("003", "002"));
    scene.commit_all("published");
    scene.git("switch -q -c topic");
    let before = stale("003", "002");
    let answer = scene.check("--fix --all");
    assert_eq!(answer.codes(), ["OH111!"], "{}", answer.out);
    assert!(answer.out.contains("published already"), "{}", answer.out);
    assert_eq!(fs::read_to_string(scene.repo.join(path("003"))).expect("there"), before);
    // Changed here, but the file is on main all the same.
    scene.write(&path("003"), &(before.clone() + "# more\n"));
    scene.check("--fix --all");
    assert_eq!(
        fs::read_to_string(scene.repo.join(path("003"))).expect("there"),
        before + "# more\n"
    );

    let latin = [
        b"# -*- coding: latin-1 -*-\n# \xe4\n".to_vec(),
        stale("004", "003").into_bytes(),
    ]
    .concat();
    fs::write(scene.repo.join(path("004")), &latin).expect("written");
    scene.check("--fix");
    assert_eq!(fs::read(scene.repo.join(path("004"))).expect("there"), latin);
}

#[test]
fn a_published_revision_is_left_alone_under_another_name() {
    let scene = Scene::new();
    scene.write(&path("003"), &stale("003", "002"));
    scene.commit_all("published");
    scene.git("switch -q -c topic");
    let renamed = "migrations/versions/renamed.py";
    scene.git_words(&["mv", &path("003"), renamed]);
    let answer = scene.check("--fix --all");
    assert!(answer.out.contains("published already"), "{}", answer.out);
    assert_eq!(
        fs::read_to_string(scene.repo.join(renamed)).expect("there"),
        stale("003", "002")
    );
}

#[test]
fn without_git_nothing_is_known_to_be_published() {
    let scene = Scene::new();
    fs::remove_dir_all(scene.repo.join(".git")).expect("removed");
    scene.write(&path("003"), &stale("003", "002"));
    scene.expect("--fix", &[], 0);
}

#[test]
fn a_baseline_accepts_what_was_found_and_nothing_else() {
    let scene = Scene::on_topic();
    scene.write("onehead.toml", "baseline = \"accepted.json\"\n");
    scene.write(&path("003"), &one_way("003", "001"));
    scene.expect("", &["OH101", "OH201"], 1);
    let answer = scene.expect("--write-baseline", &[], 0);
    assert!(answer.err.contains("wrote accepted.json"), "{}", answer.err);
    let answer = scene.expect("", &[], 0);
    assert!(answer.err.contains("2 more accepted by the baseline"), "{}", answer.err);
    scene.write(&path("004"), &one_way("004", "003"));
    let answer = scene.check("");
    assert_eq!(answer.exit, 1, "{}", answer.out);
    assert!(answer.codes().contains(&"OH201".to_owned()), "{}", answer.out);
    let first = fs::read(scene.repo.join("accepted.json")).expect("there");
    scene.expect("--write-baseline", &[], 0);
    scene.remove(&path("004"));
    scene.expect("--write-baseline", &[], 0);
    assert_eq!(fs::read(scene.repo.join("accepted.json")).expect("there"), first);
}

#[test]
fn a_damaged_baseline_stops_the_check() {
    let scene = Scene::on_topic();
    scene.write("onehead.toml", "baseline = \"accepted.json\"\n");
    scene.write("accepted.json", "{");
    let answer = scene.check("");
    assert_eq!((answer.exit, answer.out.as_str()), (3, ""));
    assert!(answer.err.contains("accepted.json"), "{}", answer.err);
}
