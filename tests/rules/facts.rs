//! What git knows is shown, and asked for only where it is shown.

use std::path::{Path, PathBuf};

use onehead::lint::{LastSeen, Provenance, Wanted};

use crate::scene::{ROOT, Scene};

#[test]
fn who_brought_a_head_is_shown() {
    let mut scene = Scene::new(&["r", "a < r", "b < r"]);
    let path = Path::new(ROOT).join("versions/b.py");
    scene.facts.added.insert(
        path,
        Provenance {
            commit: Some("1a2b3c4".to_owned()),
            author: Some("Ann".to_owned()),
            date: Some("2026-01-31".to_owned()),
            branches: vec!["feature/x".to_owned()],
        },
    );
    let path = Path::new(ROOT).join("versions/a.py");
    scene.facts.added.insert(path, Provenance::default());
    let labels: Vec<String> = scene.only().labels.into_iter().map(|label| label.message).collect();
    assert_eq!(labels[0], "head a, not committed yet");
    assert_eq!(labels[1], "head b, added by Ann on 2026-01-31 in 1a2b3c4 (feature/x)");
}

#[test]
fn where_a_missing_parent_last_was_is_shown_with_the_command() {
    let mut scene = Scene::new(&["c < gone"]);
    let seen = LastSeen {
        commit: "1a2b3c4".to_owned(),
        path: PathBuf::from("migrations/versions/gone_add-users.py"),
        branches: vec![],
    };
    scene.facts.last_seen.insert("gone".into(), seen.clone());
    let help = scene.only().help;
    assert_eq!(
        help,
        [
            "gone was last in migrations/versions/gone_add-users.py of commit 1a2b3c4",
            "bring it back: git restore --source=1a2b3c4 -- :/migrations/versions/gone_add-users.py"
        ]
    );
    let hostile = LastSeen {
        path: PathBuf::from("versions/$(touch x).py"),
        ..seen
    };
    scene.facts.last_seen.insert("gone".into(), hostile);
    assert!(!scene.only().help[1].contains("$("));
}

#[test]
fn only_what_is_shown_is_asked_for() {
    let scene = Scene::new(&["r", "a < r", "b < r", "c < gone", "d < gone"]).heads(&[]);
    let history = scene.history(&scene.here, "memory");
    let wanted = Wanted::of(&[&history, &history]);
    let names: Vec<&str> = wanted
        .added
        .iter()
        .filter_map(|path| path.file_name()?.to_str())
        .collect();
    assert_eq!(names, ["a.py", "b.py", "c.py", "d.py"]);
    assert_eq!(wanted.last_seen, ["gone".into()]);
    let well = Scene::new(&["r", "a < r"]);
    assert_eq!(Wanted::of(&[&well.history(&well.here, "memory")]), Wanted::default());
}

#[test]
fn the_order_of_thousands_of_parents_takes_one_walk() {
    let chain: Vec<String> = (0..3000)
        .map(|i| {
            if i == 0 {
                "r0".to_owned()
            } else {
                format!("r{i} < r{}", i - 1)
            }
        })
        .collect();
    let parents: Vec<String> = (0..3000).map(|i| format!("r{i}")).collect();
    let merge = format!("m < {}", parents.join(" "));
    let mut drawings: Vec<&str> = chain.iter().map(String::as_str).collect();
    drawings.push(&merge);
    assert_eq!(Scene::new(&drawings).findings().len(), 2999);
}
