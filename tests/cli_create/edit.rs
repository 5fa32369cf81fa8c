//! `edit`: which editor, which files.
#![cfg(unix)]

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;
use std::process::Output;

use super::revision::fork;
use super::scene::{Scene, assert_refused};

/// Puts an editor into the scene that notes its name and arguments, and ends as it is told.
fn editor(scene: &Scene, path: &str, code: u8) {
    scene.write(
        path,
        &format!(
            "#!/bin/sh\necho \"$0 $*\" >>'{}'\nexit {code}\n",
            noted(scene).display()
        ),
    );
    fs::set_permissions(scene.path().join(path), fs::Permissions::from_mode(0o755)).expect("mine");
}

fn noted(scene: &Scene) -> std::path::PathBuf {
    scene.path().join("noted")
}

/// Runs `edit` with an environment; answers what the editors noted.
fn edit(scene: &Scene, arguments: &[&str], environment: &[(&str, &str)]) -> (Output, Vec<String>) {
    let _ = fs::remove_file(noted(scene));
    let mut command = scene.command(&[&["edit"], arguments].concat());
    let output = command.envs(environment.iter().copied()).output().expect("starts");
    let noted = fs::read_to_string(noted(scene)).unwrap_or_default();
    let here = format!("{}/", scene.path().display());
    (output, noted.lines().map(|line| line.replace(&here, "")).collect())
}

#[test]
fn the_editor_is_found_as_alembic_finds_it() {
    let scene = fork();
    for name in ["bin/one", "bin/two", "bin/nano", "bin/with space", "here/vim", "vim"] {
        editor(&scene, name, 0);
    }
    let bin = scene.path().join("bin").display().to_string();
    let one = scene.path().join("bin/one").display().to_string();
    let spaced = scene.path().join("bin/with space").display().to_string();
    let file = "mig/versions/root.py";
    let path = ("PATH", bin.as_str());
    for (environment, expected) in [
        (&[path, ("EDITOR", "one"), ("VISUAL", "two")][..], Some("bin/one")),
        (&[path, ("VISUAL", "two")], Some("bin/two")),
        (&[path], Some("bin/nano")),
        (&[path, ("EDITOR", "absent"), ("VISUAL", "two")], Some("bin/two")),
        (&[path, ("EDITOR", "absent")], Some("bin/nano")),
        (&[path, ("EDITOR", "")], Some("bin/nano")),
        (&[("EDITOR", one.as_str())], Some("bin/one")),
        (&[("EDITOR", "./bin/one")], Some("bin/one")),
        (&[("EDITOR", spaced.as_str())], Some("bin/with space")),
        (&[path, ("EDITOR", "two --wait -x")], Some("bin/two --wait -x")),
        // The folder one happens to stand in is nobody's choice of a program.
        (&[("PATH", ":.:here")], None),
        (&[], None),
        (
            &[
                ("PATH", "/nowhere"),
                ("EDITOR", "absent"),
                ("VISUAL", "/nowhere/either"),
            ],
            None,
        ),
    ] {
        let (output, noted) = edit(&scene, &["root"], environment);
        match expected {
            Some(program) => {
                assert_eq!(output.status.code(), Some(0), "{environment:?}");
                assert_eq!(noted.len(), 1, "{environment:?}");
                let line = noted[0].replace("./", "");
                assert_eq!(line, format!("{program} {file}"), "{environment:?}");
            }
            None => assert_refused(&output, 2, "no editor was found"),
        }
    }
}

#[test]
fn symbols_stand_for_files() {
    let scene = fork();
    editor(&scene, "bin/e", 0);
    let program = scene.path().join("bin/e").display().to_string();
    let environment = [("EDITOR", program.as_str())];
    for (symbol, files) in [
        ("root", &["root"][..]),
        ("lft", &["leftmost"]),
        ("rgt@head", &["rightward"]),
        ("heads", &["island", "rightward"]),
        ("right", &[]),
        ("head", &[]),
        ("nowhere", &[]),
    ] {
        let (output, mut noted) = edit(&scene, &[symbol], &environment);
        noted.sort();
        let expected: Vec<String> = files
            .iter()
            .map(|file| format!("bin/e mig/versions/{file}.py"))
            .collect();
        assert_eq!(noted, expected, "{symbol}");
        if files.is_empty() {
            assert_eq!(output.status.code(), Some(2), "{symbol}");
        }
    }
    let (output, _) = edit(&scene, &["base"], &environment);
    assert_refused(&output, 2, "no revision files indicated by symbol 'base'");
}

#[test]
fn the_current_revision_is_asked_of_the_database() {
    let scene = Scene::sql_fork();
    editor(&scene, "bin/e", 0);
    let program = scene.path().join("bin/e").display().to_string();
    let environment = [("EDITOR", program.as_str()), ("ONEHEAD_DATABASE_URL", "sqlite:///x.db")];
    let (output, _) = edit(&scene, &["current"], &environment);
    assert_refused(&output, 2, "no current revisions");
    scene.expect(&["stamp", "left", "--database", "sqlite:///x.db"]);
    let (_, noted) = edit(&scene, &["current"], &environment);
    assert_eq!(noted, ["bin/e mig/versions/left.sql"]);
    let (output, _) = edit(&scene, &["current"], &[]);
    assert_refused(&output, 2, "no database");
}

#[test]
fn an_editor_that_fails_ends_it() {
    let scene = fork();
    editor(&scene, "bin/e", 7);
    let program = scene.path().join("bin/e").display().to_string();
    let (output, noted) = edit(&scene, &["heads"], &[("EDITOR", program.as_str())]);
    assert_refused(&output, 2, "exit status: 7");
    assert_eq!(noted.len(), 1, "the second file is not opened");
    let text = scene.path().join("alembic.ini").display().to_string();
    assert!(Path::new(&text).exists());
    let (output, _) = edit(&scene, &["root"], &[("EDITOR", text.as_str())]);
    assert_refused(&output, 2, "cannot start the editor");
}
