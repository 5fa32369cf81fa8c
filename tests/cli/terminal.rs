//! stdout, stderr, and a person at a terminal.

use std::io::Read as _;
use std::process::{Command, Stdio};

use rexpect::session::{PtySession, spawn_command};

use super::scene::{Scene, script};

#[test]
fn a_reader_that_has_seen_enough_is_no_failure() {
    let scene = Scene::alembic(&[]);
    for number in 0..3000 {
        let parents = if number == 0 {
            "None".to_owned()
        } else {
            format!("'r{:05}'", number - 1)
        };
        scene.write(
            &format!("migrations/versions/r{number:05}.py"),
            script(&format!("r{number:05}"), &parents),
        );
    }
    for line in [&["history"][..], &["history", "-v"], &["history", "--format", "json"]] {
        let mut child = scene
            .onehead(line)
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("starts");
        let mut first = [0_u8; 10];
        child
            .stdout
            .take()
            .expect("piped")
            .read_exact(&mut first)
            .expect("an answer");
        let outcome = scene.outcome(child.wait_with_output().expect("ends"));
        assert_eq!((outcome.code, outcome.err.as_str()), (Some(0), ""), "{line:?}");
    }
}

#[test]
fn an_answer_that_cannot_be_written_is_a_failure() {
    let scene = Scene::fork();
    let Ok(full) = std::fs::OpenOptions::new().write(true).open("/dev/full") else {
        return;
    };
    let output = scene
        .onehead(&["history"])
        .stdout(full)
        .stderr(Stdio::piped())
        .output()
        .expect("runs");
    let outcome = scene.outcome(output);
    assert_eq!(outcome.code, Some(3), "{outcome:?}");
    assert!(
        outcome.err.starts_with("error: cannot write the answer"),
        "{}",
        outcome.err
    );
}

#[test]
fn text_of_strangers_does_not_drive_the_terminal() {
    let scene = Scene::fork();
    let text = "\"\"\"red \\x1b[31m \\u202e back \\x9b\"\"\"\nrevision = 'x\\x1b]0;title\\x07'\ndown_revision = 'b\\x1b[2J'\n\
                branch_labels = 'l\\x1b[1m'\n";
    scene.write("migrations/versions/x\u{1b}[31m.py", text);
    for line in [
        &["heads"][..],
        &["heads", "-v"],
        &["history"],
        &["history", "-v"],
        &["branches", "-v"],
        &["check", "--all"],
        &["merge"],
        &["show", "y\u{1b}[31m"],
        &["heads", "--at", "y\u{1b}[31m"],
        &["heads", "-c", "y\u{1b}[31m"],
        &["heads", "--project", "y\u{1b}[31m"],
        &["upgrade", "x", "--database", "y\u{1b}[31m://"],
    ] {
        let outcome = scene.run(line);
        let is_control = |c: char| (c.is_control() && c != '\n') || c == '\u{202e}';
        for said in [&outcome.out, &outcome.err] {
            assert!(!said.contains(is_control), "{line:?}: {said:?}");
        }
    }
}

/// A session at a pseudo-terminal.
fn session(scene: &Scene, line: &[&str]) -> PtySession {
    let mut command: Command = scene.onehead(line);
    command.env("TERM", "xterm").stdin(Stdio::inherit());
    spawn_command(command, Some(20_000)).expect("a pseudo-terminal")
}

#[test]
fn at_a_terminal_merge_asks_for_the_message_and_for_a_yes() {
    let scene = Scene::fork();
    let mut session = session(&scene, &["merge", "--rev-id", "m1"]);
    session
        .exp_string("Message of the merge revision")
        .expect("the question");
    session.send_line("join both").expect("answered");
    session.exp_string("Write").expect("the second question");
    session.send("y").expect("answered");
    session.flush().expect("sent");
    session.exp_eof().expect("the end");
    assert_eq!(
        scene.names("migrations/versions"),
        ["a.py", "b.py", "c.py", "m1_join_both.py"]
    );
}

#[test]
fn at_a_terminal_no_writes_nothing() {
    let scene = Scene::fork();
    let mut session = session(&scene, &["merge", "-m", "join both"]);
    session.exp_string("Write").expect("the question");
    session.send("n").expect("answered");
    session.flush().expect("sent");
    session.exp_string("nothing was written").expect("said so");
    session.exp_eof().expect("the end");
    assert_eq!(scene.names("migrations/versions"), ["a.py", "b.py", "c.py"]);
}

#[test]
fn at_a_terminal_an_interrupt_writes_nothing() {
    let scene = Scene::fork();
    let mut session = session(&scene, &["merge"]);
    session
        .exp_string("Message of the merge revision")
        .expect("the question");
    session.send_control('c').expect("sent");
    session.exp_eof().expect("the end");
    assert_eq!(scene.names("migrations/versions"), ["a.py", "b.py", "c.py"]);
}

#[test]
fn a_yes_in_advance_asks_nothing() {
    let scene = Scene::fork();
    let mut session = session(&scene, &["merge", "--yes", "--rev-id", "m1", "-m", "x"]);
    let said = session.exp_eof().expect("the end");
    assert!(said.contains("Generating") && !said.contains('?'), "{said}");
    assert_eq!(scene.names("migrations/versions").len(), 4);
}
