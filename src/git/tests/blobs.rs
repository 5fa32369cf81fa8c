//! Loose objects are taken from the working tree where it has the very bytes, and only there.

use std::fs;

use super::scratch::{Scratch, listing};

/// Three files in loose objects; the first one that is read shows that they are loose.
fn scratch() -> Scratch {
    let scratch = Scratch::new();
    for name in ["a", "b", "c"] {
        scratch.write(&format!("db/{name}.py"), &format!("{name}1"));
    }
    scratch.commit("first");
    scratch
}

fn seen(scratch: &Scratch) -> String {
    let repo = scratch.open();
    let index = repo.index_source().expect("an index");
    let texts: Vec<String> = listing(&index, &scratch.path("db"))
        .into_iter()
        .map(|(_, text)| text)
        .collect();
    texts.join(" ")
}

#[test]
fn a_file_that_was_edited_is_answered_from_the_index() {
    let scratch = scratch();
    // Of the same size, and with the times of before: nothing but the bytes tells.
    let path = scratch.path("db/b.py");
    let times = fs::metadata(&path)
        .and_then(|metadata| metadata.modified())
        .expect("times");
    scratch.write("db/b.py", "b2");
    let file = fs::File::options().write(true).open(&path).expect("a file");
    file.set_modified(times).expect("times");
    assert_eq!(seen(&scratch), "a1 b1 c1");
}

#[test]
fn bytes_that_a_filter_changes_on_checkout_are_answered_from_the_index() {
    let scratch = scratch();
    scratch.git(&["config", "core.autocrlf", "true"]);
    for name in ["a", "b", "c"] {
        scratch.write(&format!("db/{name}.py"), &format!("{name}\r\n"));
    }
    scratch.git(&["add", "-A"]);
    assert_eq!(seen(&scratch), "a\n b\n c\n");
}

#[cfg(unix)]
#[test]
fn what_took_the_place_of_a_file_is_not_opened() {
    let scratch = scratch();
    for name in ["b", "c"] {
        fs::remove_file(scratch.path(&format!("db/{name}.py"))).expect("a file");
    }
    // Opening a pipe that nobody writes to would never end.
    let pipe = scratch.path("db/b.py");
    let made = std::process::Command::new("mkfifo")
        .arg(&pipe)
        .status()
        .expect("mkfifo");
    assert!(made.success());
    fs::create_dir(scratch.path("db/c.py")).expect("a folder");
    assert_eq!(seen(&scratch), "a1 b1 c1");
}

#[test]
fn the_working_tree_answers_for_loose_objects_of_the_same_bytes() {
    let scratch = scratch();
    let id = scratch.git(&["rev-parse", ":db/b.py"]);
    let object = scratch.path(".git/objects").join(&id[..2]).join(&id[2..]);
    fs::remove_file(object).expect("a loose object");
    assert_eq!(seen(&scratch), "a1 b1 c1");
}
