//! `--format json` against `docs/json.md`.

use serde_json::{Value, json};

use super::scene::{Scene, script_with};

/// The keys of a revision, in the order of the documentation.
const KEYS: [&str; 12] = [
    "revision",
    "down_revisions",
    "branch_labels",
    "depends_on",
    "message",
    "created",
    "path",
    "line",
    "is_head",
    "is_branch_point",
    "is_merge_point",
    "unknown",
];

fn answer(scene: &Scene, line: &[&str]) -> Value {
    let text = scene.fine(&[line, &["--format", "json"]].concat());
    assert!(text.ends_with('\n'), "{text}");
    serde_json::from_str(&text).unwrap_or_else(|error| panic!("{line:?}: {error}: {text}"))
}

fn scene() -> Scene {
    let scene = Scene::fork();
    scene.write(
        "migrations/versions/d.py",
        script_with("d", "('b', 'c')", "branch_labels = ('net', 'core')\ndepends_on = 'a'"),
    );
    scene
}

fn ids(answer: &Value, name: &str) -> Vec<String> {
    assert_eq!(answer["schema"], 1);
    let list = answer[name].as_array().unwrap_or_else(|| panic!("{name} in {answer}"));
    assert_eq!(answer.as_object().map(serde_json::Map::len), Some(2));
    list.iter()
        .map(|rev| rev["revision"].as_str().expect("an id").to_owned())
        .collect()
}

#[test]
fn a_revision_has_exactly_the_documented_keys() {
    let scene = scene();
    let answer = answer(&scene, &["heads"]);
    assert_eq!(ids(&answer, "heads"), ["d"]);
    let rev = &answer["heads"][0];
    let mut keys: Vec<&String> = rev.as_object().expect("an object").keys().collect();
    keys.sort_unstable();
    let mut expected = KEYS;
    expected.sort_unstable();
    assert_eq!(keys, expected);
    assert_eq!(
        *rev,
        json!({
            "revision": "d",
            "down_revisions": ["b", "c"],
            "branch_labels": ["core", "net"],
            "depends_on": ["a"],
            "message": "add d",
            "created": "2025-03-03 09:12:44.218530",
            "path": "[ROOT]/migrations/versions/d.py",
            "line": 10,
            "is_head": true,
            "is_branch_point": false,
            "is_merge_point": true,
            "unknown": [],
        })
    );
}

#[test]
fn every_reading_command_answers_its_documented_object_in_the_order_of_the_text() {
    let scene = scene();
    assert_eq!(ids(&answer(&scene, &["history"]), "revisions"), ["d", "b", "c", "a"]);
    assert_eq!(ids(&answer(&scene, &["history", "-r", "a:b"]), "revisions"), ["b", "a"]);
    assert_eq!(ids(&answer(&scene, &["show", "b"]), "revisions"), ["b"]);
    let branches = answer(&scene, &["branches"]);
    assert_eq!(ids(&branches, "branches"), ["a"]);
    assert_eq!(branches["branches"][0]["children"], json!(["b", "c"]));
    assert_eq!(
        branches["branches"][0].as_object().expect("an object").len(),
        KEYS.len() + 1
    );
    assert_eq!(ids(&answer(&scene, &["current"]), "current"), Vec::<String>::new());
    let scene = Scene::sql(&[("a", ""), ("b", "a")]);
    scene.fine(&["upgrade", "a"]);
    assert_eq!(ids(&answer(&scene, &["current"]), "current"), ["a"]);
}

#[test]
fn what_is_not_known_is_null_and_has_its_reason() {
    let scene = Scene::fork();
    let text = script_with(
        "d",
        "'b'",
        "from app import LABEL\nbranch_labels = LABEL\ndepends_on = find()",
    );
    scene.write("migrations/versions/d.py", text);
    let outcome = scene.run(&["show", "d", "--format", "json"]);
    assert_eq!(outcome.code, Some(3));
    let answer: Value = serde_json::from_str(&outcome.out).expect("JSON");
    let rev = &answer["revisions"][0];
    assert_eq!(
        (&rev["branch_labels"], &rev["depends_on"]),
        (&Value::Null, &Value::Null)
    );
    assert_eq!(rev["down_revisions"], json!(["b"]));
    let unknown = rev["unknown"].as_array().expect("a list");
    let told: Vec<(&Value, &Value)> = unknown.iter().map(|one| (&one["field"], &one["line"])).collect();
    assert_eq!(
        told,
        [
            (&json!("branch_labels"), &json!(13)),
            (&json!("depends_on"), &json!(14))
        ]
    );
    assert!(
        unknown
            .iter()
            .all(|one| one["reason"].as_str().is_some_and(|reason| !reason.is_empty()))
    );
}

#[test]
fn strange_text_stays_json() {
    let scene = Scene::alembic(&[]);
    let text = "\"\"\"a \\x1b[31m \\\" \\u202e \u{e9}\nnext\"\"\"\nrevision = 'a'\ndown_revision = None\n";
    scene.write("migrations/versions/a.py", text);
    let answer = answer(&scene, &["heads"]);
    assert_eq!(answer["heads"][0]["message"], "a \u{1b}[31m \" \u{202e} \u{e9}\nnext");
}
