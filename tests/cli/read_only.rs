//! What only reads changes nothing: not the object store, not a ref, not the index, not a file, not a database.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::PathBuf;
use std::time::SystemTime;

use crate::scene::{Scene, sql};

/// Command lines of every verb that only reads, and of every way in which another verb only reads.
const READING: &[&[&str]] = &[
    &["check"],
    &["check", "--all"],
    &["check", "--staged"],
    &["check", "--at", "topic"],
    &["check", "--against", "topic"],
    &["check", "--at", "topic", "--against", "other", "--format", "json"],
    &["forecast", "--all"],
    &["forecast", "--all", "--format", "markdown"],
    &["forecast", "topic", "other", "--onto", "main", "--format", "json"],
    &["prove"],
    &["prove", "--anywhere", "--format", "json"],
    &["prove", "--at", "topic", "--database", "sqlite:///tasks.db"],
    &["heads"],
    &["heads", "--at", "topic"],
    &["history", "--verbose", "--indicate-current"],
    &["branches"],
    &["show", "heads"],
    &["current"],
    &["plan", "heads"],
    &["wait", "--timeout", "0"],
    &["log", "--heads"],
    &["log", "--heads", "other", "--format", "json"],
    &["doctor"],
    &["doctor", "c"],
    &["doctor", "stashed", "--format", "json"],
    &["doctor", "feedbeef"],
    &["list_templates"],
    &["rule"],
    &["rule", "OH113"],
    &["hooks", "status"],
    &["lock", "--check"],
    &["merge", "--dry-run"],
    &["rebase", "f", "--onto", "e", "--dry-run"],
    &["switch", "topic", "--dry-run"],
    &["upgrade", "heads", "--sql"],
    &["downgrade", "b:a", "--sql"],
    &["stamp", "b", "--sql"],
    &["ensure_version", "--sql"],
];

/// Verbs that only write.
const WRITING: &[&str] = &["revision", "init", "edit", "demo", "backport", "sql", "coverage"];

/// A repository with something in every place that a reading command may look at.
fn scene() -> Scene {
    let scene = Scene::sql(&[("a", ""), ("b", "a")]);
    scene.write(".gitignore", "*.db\n*.db.lock\n");
    scene.fine(&["lock"]);
    scene.commit_all();
    scene.fine(&["upgrade", "head"]);
    scene.git(&["tag", "v1"]);
    for (branch, id) in [("topic", "c"), ("other", "d")] {
        scene.git(&["switch", "-q", "-c", branch, "main"]);
        scene.write(&format!("migrations/versions/{id}.sql"), sql(id, "b"));
        scene.commit_all();
    }
    scene.write("migrations/versions/stashed.sql", sql("stashed", "d"));
    scene.git(&["stash", "-q", "-u"]);
    scene.git(&["switch", "-q", "main"]);
    scene.write("migrations/versions/e.sql", sql("e", "b"));
    scene.git(&["add", "-A"]);
    scene.write("migrations/versions/f.sql", sql("f", "b"));
    scene
}

/// Every file below the scene with its length, its bytes and its time.
fn files(scene: &Scene) -> BTreeMap<PathBuf, (Vec<u8>, SystemTime)> {
    let mut found = BTreeMap::new();
    let mut waiting = vec![scene.root().to_path_buf()];
    while let Some(folder) = waiting.pop() {
        for entry in fs::read_dir(folder).expect("a folder") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                waiting.push(path);
            } else {
                let time = fs::metadata(&path).and_then(|data| data.modified()).expect("a time");
                found.insert(path.clone(), (fs::read(&path).expect("read"), time));
            }
        }
    }
    found
}

#[test]
fn reading_commands_change_nothing() {
    let scene = scene();
    let before = files(&scene);
    let objects = scene.git(&["count-objects", "-v"]);
    for line in READING {
        let outcome = scene.run(line);
        assert!(
            matches!(outcome.code, Some(0 | 1 | 3 | 6)),
            "onehead {line:?}: {outcome:?}"
        );
        assert!(
            !outcome.err.contains("unexpected argument"),
            "onehead {line:?}: {outcome:?}"
        );
        let after = files(&scene);
        let changed: BTreeSet<&PathBuf> = before
            .iter()
            .filter(|(path, file)| after.get(*path) != Some(*file))
            .map(|(path, _)| path)
            .chain(after.keys().filter(|path| !before.contains_key(*path)))
            .collect();
        assert!(changed.is_empty(), "onehead {line:?} changed {changed:?}");
    }
    assert_eq!(scene.git(&["count-objects", "-v"]), objects);
}

/// A new verb must be put on one of the lists.
#[test]
fn every_verb_is_on_a_list() {
    let scene = Scene::empty();
    let help = scene.fine(&["--help"]);
    let verbs = help.lines().skip_while(|line| *line != "Commands:").skip(1);
    let verbs: Vec<&str> = verbs
        .take_while(|line| !line.is_empty())
        .filter(|line| line.starts_with("  ") && !line.starts_with("   "))
        .filter_map(|line| line.split_whitespace().next())
        .collect();
    assert!(verbs.len() > 20, "{help}");
    for verb in verbs {
        let reads = READING.iter().any(|line| line[0] == verb);
        assert!(
            reads || WRITING.contains(&verb) || verb == "help",
            "{verb} is on no list"
        );
    }
}
