use std::path::Path;

use super::scratch::{Scratch, text};

#[test]
fn the_commit_that_added_a_file_is_found_behind_merges() {
    let scratch = Scratch::new();
    scratch.write("db/a.py", "a");
    let first = scratch.commit("first");
    scratch.git(&["checkout", "-q", "-b", "topic"]);
    scratch.write("db/t.py", "t");
    let topic = scratch.commit("bring t\n\nwith a body");
    scratch.write("db/t.py", "t2");
    scratch.commit("change t");
    scratch.git(&["checkout", "-q", "main"]);
    scratch.write("db/m.py", "m");
    let main = scratch.commit("main");
    scratch.git(&["merge", "-q", "-m", "merge", "topic"]);
    scratch.git(&["rm", "-q", "db/m.py"]);
    scratch.commit("remove m");
    scratch.write("db/m.py", "m again");
    let again = scratch.commit("m again");
    let repo = scratch.open();
    let paths = ["db/a.py", "db/t.py", "db/m.py", "db/none.py"].map(|name| scratch.path(name));
    let added = repo.who_added("HEAD", &paths).expect("an answer");
    let commits: Vec<_> = paths
        .iter()
        .map(|path| added.get(path).map(|added| added.commit.as_str()))
        .collect();
    assert_eq!(commits, [Some(first.as_str()), Some(&topic), Some(&again), None]);
    let brought = &added[&paths[1]];
    assert_eq!((brought.author.as_str(), brought.summary.as_str()), ("Ada", "bring t"));
    assert!(
        brought.date.starts_with("2023-11-14 23:") && brought.date.ends_with(" +0100"),
        "{}",
        brought.date
    );
    let earlier = repo.who_added(&main, &paths).expect("an answer");
    assert_eq!(earlier[&paths[2]].commit, main);
    assert!(!earlier.contains_key(&paths[1]));
}

#[test]
fn branches_that_hold_a_commit_are_listed() {
    let scratch = Scratch::new();
    scratch.write("f", "f");
    let first = scratch.commit("first");
    scratch.git(&["checkout", "-q", "-b", "topic"]);
    let topic = scratch.commit("topic");
    let repo = scratch.open();
    assert_eq!(repo.branches_containing(&first).expect("branches"), ["main", "topic"]);
    assert_eq!(repo.branches_containing(&topic).expect("branches"), ["topic"]);
}

fn identify(_: &Path, bytes: &[u8]) -> Option<String> {
    text(bytes)
        .strip_prefix("id ")
        .map(|id| id.lines().next().unwrap_or_default().to_owned())
}

#[test]
fn a_revision_that_is_gone_is_found_where_it_last_was() {
    let scratch = Scratch::new();
    scratch.write("db/versions/a.py", "id a");
    scratch.write("db/versions/deep/b.py", "id b");
    scratch.write("db/versions/c.py", "id c");
    scratch.commit("first");
    scratch.git(&["mv", "db/versions/a.py", "db/versions/moved.py"]);
    let before = scratch.commit("move a");
    scratch.git(&["rm", "-q", "db/versions/moved.py", "db/versions/deep/b.py"]);
    let removed = scratch.commit("remove a and b");
    scratch.git(&["checkout", "-q", "-b", "topic"]);
    scratch.write("db/versions/d.py", "id d");
    let topic = scratch.commit("d");
    scratch.git(&["checkout", "-q", "main"]);
    scratch.commit("later");
    let repo = scratch.open();
    let wanted = ["a", "b", "d", "never"].map(str::to_owned);
    let folders = [scratch.path("db/versions")];
    let found = repo.last_seen("HEAD", &folders, &wanted, &identify).expect("an answer");
    assert_eq!(found.len(), 3);
    for (id, path) in [("a", "db/versions/moved.py"), ("b", "db/versions/deep/b.py")] {
        let seen = &found[id];
        assert_eq!(
            (seen.path.clone(), seen.commit.as_str()),
            (scratch.path(path), before.as_str())
        );
        assert_eq!(seen.removed_by.as_deref(), Some(removed.as_str()));
    }
    let other = &found["d"];
    assert_eq!(
        (other.branch.as_deref(), other.commit.as_str()),
        (Some("topic"), topic.as_str())
    );
    assert_eq!(other.removed_by, None);
}
