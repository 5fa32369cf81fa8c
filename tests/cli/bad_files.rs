//! Files that are no revisions, or no files.

use std::fs;
use std::os::unix::fs::symlink;
use std::process::Stdio;
use std::time::{Duration, Instant};

use super::scene::{Outcome, Scene, script};

/// Runs with a time limit; a hang is a failure and leaves no process behind.
fn in_time(scene: &Scene, line: &[&str]) -> Outcome {
    let mut command = scene.onehead(line);
    let mut child = command
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("starts");
    let start = Instant::now();
    while child.try_wait().expect("asked").is_none() {
        if start.elapsed() > Duration::from_mins(1) {
            child.kill().expect("killed");
            panic!("{line:?} hangs");
        }
        std::thread::sleep(Duration::from_millis(5));
    }
    scene.outcome(child.wait_with_output().expect("ended"))
}

/// A file that cannot be read as a revision: the others are printed, the file is named, and exit 3.
fn is_named(scene: &Scene, name: &str) -> String {
    let outcome = in_time(scene, &["heads"]);
    assert_eq!(outcome.code, Some(3), "{outcome:?}");
    assert_eq!(outcome.out, "b (head)\nc (head)\n", "{outcome:?}");
    assert!(
        outcome.err.contains(&format!("migrations/versions/{name}")),
        "{}",
        outcome.err
    );
    assert_eq!(outcome.err.lines().count(), 1, "{}", outcome.err);
    for line in [&["history"][..], &["branches"], &["check", "--all"]] {
        assert!(matches!(in_time(scene, line).code, Some(1 | 3)), "{line:?}");
    }
    assert!(matches!(in_time(scene, &["merge", "-m", "x"]).code, Some(3)));
    assert_eq!(scene.names("migrations/versions").len(), 4);
    outcome.err
}

/// As for Alembic, what is no file is no revision; above all it is not opened.
fn is_left_out(scene: &Scene) {
    for line in [
        &["heads"][..],
        &["check", "--all"],
        &["history"],
        &["merge", "--dry-run"],
    ] {
        let outcome = in_time(scene, line);
        assert!(matches!(outcome.code, Some(0 | 1)), "{line:?}: {outcome:?}");
    }
    assert_eq!(scene.fine(&["heads"]), "b (head)\nc (head)\n");
}

#[test]
fn a_pipe_is_not_opened() {
    let scene = Scene::fork();
    let path = scene.path("migrations/versions/n.py");
    assert!(scene.program("mkfifo").arg(&path).status().expect("runs").success());
    is_left_out(&scene);
    symlink("n.py", scene.path("migrations/versions/o.py")).expect("linked");
    is_left_out(&scene);
}

#[test]
fn links_to_devices_and_to_nowhere_are_not_read() {
    let scene = Scene::fork();
    symlink("/dev/zero", scene.path("migrations/versions/n.py")).expect("linked");
    symlink("nowhere.py", scene.path("migrations/versions/o.py")).expect("linked");
    is_left_out(&scene);
}

#[test]
fn a_link_to_a_revision_elsewhere_is_read() {
    let scene = Scene::fork();
    scene.write("elsewhere/d.py", script("d", "'b'"));
    symlink("../../elsewhere/d.py", scene.path("migrations/versions/d.py")).expect("linked");
    assert_eq!(scene.fine(&["heads"]), "c (head)\nd (head)\n");
}

#[test]
fn a_link_to_itself_is_named() {
    let scene = Scene::fork();
    symlink("p.py", scene.path("migrations/versions/p.py")).expect("linked");
    is_named(&scene, "p.py");
}

#[test]
fn a_folder_named_like_a_revision_is_none() {
    let scene = Scene::fork();
    scene.mkdir("migrations/versions/n.py");
    is_left_out(&scene);
}

#[test]
fn bytes_that_are_no_text_are_named() {
    let scene = Scene::fork();
    for bytes in [
        &b"\x00\x01\x02revision = 'n'\n"[..],
        b"revision = '\xff'\ndown_revision = None\n",
    ] {
        scene.write("migrations/versions/n.py", bytes);
        is_named(&scene, "n.py");
    }
}

#[test]
fn a_comment_in_another_encoding_hides_nothing() {
    let scene = Scene::fork();
    scene.write(
        "migrations/versions/n.py",
        b"# \xff\xfe\nrevision = 'n'\ndown_revision = 'b'\n",
    );
    assert_eq!(scene.fine(&["heads"]), "c (head)\nn (head)\n");
}

#[test]
fn a_huge_file_is_not_read_whole() {
    let scene = Scene::fork();
    let file = fs::File::create(scene.path("migrations/versions/n.py")).expect("made");
    file.set_len(20 << 30).expect("set");
    let start = Instant::now();
    is_named(&scene, "n.py");
    assert!(start.elapsed() < Duration::from_secs(30));
}

#[test]
fn deep_nesting_does_not_overflow_the_stack() {
    let scene = Scene::fork();
    for text in [
        format!(
            "revision = 'n'\ndown_revision = {}None{}\n",
            "(".repeat(100_000),
            ")".repeat(100_000)
        ),
        format!(
            "revision = 'n'\ndown_revision = {}'a'{}\n",
            "[".repeat(5_000),
            "]".repeat(5_000)
        ),
        format!("revision = 'n'\ndown_revision = {}1\n", "-".repeat(200_000)),
        format!("revision = 'n'\ndown_revision = {}'a'\n", "'x' + ".repeat(50_000)),
        format!("revision = 'n'\ndown_revision = x{}\n", ".a".repeat(100_000)),
        format!("revision = 'n'\ndown_revision = f{}\n", "()".repeat(100_000)),
        "f'{".repeat(10_000),
    ] {
        scene.write("migrations/versions/n.py", text);
        for line in [&["heads"][..], &["check", "--all"]] {
            let outcome = in_time(&scene, line);
            assert!(matches!(outcome.code, Some(1 | 3)), "{line:?}: {:?}", outcome.code);
            assert!(
                outcome.err.len() < 2000 && !outcome.err.contains("panicked"),
                "{}",
                outcome.err
            );
        }
    }
}

#[test]
fn what_cannot_be_opened_is_named() {
    use std::os::unix::fs::PermissionsExt;
    let scene = Scene::fork();
    scene.write("migrations/versions/n.py", script("n", "None"));
    fs::set_permissions(
        scene.path("migrations/versions/n.py"),
        fs::Permissions::from_mode(0o000),
    )
    .expect("set");
    if fs::read(scene.path("migrations/versions/n.py")).is_ok() {
        // Root reads everything.
        return;
    }
    is_named(&scene, "n.py");
}

#[test]
fn broken_configurations_are_named_with_their_line() {
    for (name, text, line) in [
        (
            "alembic.ini",
            "[alembic]\nscript_location = migrations\nscript_location = other\n",
            3,
        ),
        ("alembic.ini", "script_location = migrations\n", 1),
        ("alembic.ini", "[alembic]\nscript_location = %(nothing)s\n", 2),
        ("alembic.ini", "[alembic]\nscript_location = nowhere\n", 2),
        ("onehead.toml", "base = \n", 1),
        ("onehead.toml", "no_such_key = 1\n", 1),
        ("pyproject.toml", "[tool.onehead]\nselect = 3\n", 2),
        ("pyproject.toml", "[tool.onehead\n", 1),
    ] {
        let scene = Scene::fork();
        scene.write(name, text);
        let said = scene.fails(3, &["heads"]);
        assert!(said.contains(&format!("{name}:{line}:")), "{text:?}: {said}");
    }
    let scene = Scene::fork();
    scene.write("alembic.ini", b"[alembic]\nscript_location = \xff\n");
    assert!(scene.fails(3, &["heads"]).contains("alembic.ini"));
}
