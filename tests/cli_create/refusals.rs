//! What must never be written: outside of the project, over another file, under a name that means something else.

use std::fs;
use std::path::Path;

use super::revision::line;
use super::scene::{Scene, assert_refused, script};

/// Runs a command that has to be refused, and holds that no file was made or changed anywhere it could be.
fn refuse(scene: &Scene, outside: &Path, arguments: &[&str], code: i32, says: &str) {
    let before = scene.files();
    assert_refused(&scene.run(arguments), code, says);
    assert_eq!(scene.files(), before, "{arguments:?}");
    assert_eq!(
        fs::read_dir(outside).expect("a folder").count(),
        0,
        "{arguments:?} wrote outside"
    );
}

#[test]
fn ids_that_are_no_file_names_are_refused() {
    let scene = line();
    let outside = tempfile::tempdir().expect("a folder");
    let absolute = format!("{}/x", outside.path().display());
    for id in [
        "../x",
        absolute.as_str(),
        "a/b",
        "a\\b",
        "..",
        "",
        "a b",
        "ä",
        "a\nb",
        "a@b",
        "head",
        "base",
    ] {
        refuse(
            &scene,
            outside.path(),
            &["revision", "--rev-id", id, "-m", "x"],
            2,
            "cannot be used",
        );
    }
    let long = "x".repeat(33);
    refuse(
        &scene,
        outside.path(),
        &["revision", "--rev-id", &long],
        2,
        "32 characters",
    );
    refuse(
        &scene,
        outside.path(),
        &["revision", "--rev-id", "oldest"],
        2,
        "exists already",
    );
    for label in ["", "a-b", "heads", "oldest", "a\nb"] {
        refuse(
            &scene,
            outside.path(),
            &["revision", "--branch-label", label],
            2,
            "branch label",
        );
    }
}

#[test]
fn configurations_that_lead_outside_are_refused() {
    let outside = tempfile::tempdir().expect("a folder");
    let path = outside.path().display();
    for (setting, says) in [
        ("file_template = ../../%%(rev)s".to_owned(), "leave the folder"),
        (format!("file_template = {path}/%%(rev)s"), "leave the folder"),
        ("file_template = x/../../%%(rev)s".to_owned(), "leave the folder"),
        (format!("version_locations = {path}"), "leads out of"),
        (
            format!("version_locations = %(here)s/../../../../../..{path}"),
            "leads out of",
        ),
    ] {
        let scene = Scene::project(&[]);
        scene.configure(&setting);
        refuse(
            &scene,
            outside.path(),
            &["revision", "-m", "x", "--rev-id", "made"],
            2,
            says,
        );
    }
}

#[cfg(unix)]
#[test]
fn links_that_lead_outside_are_refused() {
    let outside = tempfile::tempdir().expect("a folder");
    let scene = Scene::project(&[]);
    fs::remove_dir(scene.path().join("mig/versions")).expect("empty");
    std::os::unix::fs::symlink(outside.path(), scene.path().join("mig/versions")).expect("a link");
    refuse(
        &scene,
        outside.path(),
        &["revision", "-m", "x", "--rev-id", "made"],
        2,
        "leads out of",
    );
}

#[cfg(unix)]
#[test]
fn a_link_within_the_project_is_followed() {
    let scene = Scene::project(&[]);
    fs::remove_dir(scene.path().join("mig/versions")).expect("empty");
    fs::create_dir(scene.path().join("elsewhere")).expect("a folder");
    std::os::unix::fs::symlink("../elsewhere", scene.path().join("mig/versions")).expect("a link");
    scene.expect(&["revision", "-m", "x", "--rev-id", "made"]);
    assert!(scene.path().join("elsewhere/made_x.py").is_file());
}

#[test]
fn an_existing_file_is_never_written_over() {
    let scene = line();
    scene.write(
        "mig/versions/made_x.py",
        "# not a revision, but mine\nrevision = 'other'\ndown_revision = 'newest'\n",
    );
    let outside = tempfile::tempdir().expect("a folder");
    let arguments = ["revision", "-m", "x", "--rev-id", "made"];
    let before = scene.files();
    let output = scene.run(&arguments);
    assert_ne!(output.status.code(), Some(0));
    assert_eq!(scene.files(), before);
    scene.write("mig/versions/made_x.py", "");
    refuse(&scene, outside.path(), &arguments, 3, "made_x.py");
}

#[test]
fn nothing_is_built_on_a_broken_history() {
    let outside = tempfile::tempdir().expect("a folder");
    for (broken, says) in [
        (script("lost", "'nowhere'"), "nowhere"),
        (script("turning", "'turning'"), "turning"),
        (script("unknown", "compute()"), "unknown"),
    ] {
        let scene = Scene::project(&[script("oldest", "None"), broken]);
        refuse(&scene, outside.path(), &["revision", "-m", "x"], 3, says);
        refuse(&scene, outside.path(), &["merge", "heads"], 3, says);
    }
}

#[test]
fn what_needs_python_names_the_command_that_has_it() {
    let outside = tempfile::tempdir().expect("a folder");
    let scene = line();
    refuse(
        &scene,
        outside.path(),
        &["revision", "--autogenerate", "-m", "it's"],
        2,
        "Python",
    );
    refuse(&scene, outside.path(), &["revision", "--sql"], 2, "Python");
    scene.configure("revision_environment = true");
    refuse(
        &scene,
        outside.path(),
        &["revision", "-m", "x"],
        2,
        "revision_environment",
    );
    let scene = Scene::project(&[script("a1", "None"), script("b1", "None")]);
    scene.configure("revision_environment = true");
    refuse(
        &scene,
        outside.path(),
        &["merge", "heads", "-m", "x"],
        2,
        "revision_environment",
    );
    let scene = line();
    scene.write(
        "mig/script.py.mako",
        "<%\n import os\n%>\nrevision = ${repr(up_revision)}\n",
    );
    refuse(&scene, outside.path(), &["revision", "-m", "x"], 2, "line 1");
}
