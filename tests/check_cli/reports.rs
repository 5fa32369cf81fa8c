//! What `check` prints.

use crate::scene::{Scene, one_way, path, script};

#[test]
fn the_text_report() {
    let mut scene = Scene::on_topic();
    scene
        .environment
        .insert("GIT_AUTHOR_DATE".to_owned(), "2025-06-01T12:00:00 +0000".to_owned());
    scene
        .environment
        .insert("GIT_COMMITTER_DATE".to_owned(), "2025-06-01T12:00:00 +0000".to_owned());
    scene.revision("003", &["002"]);
    scene.commit_all("third");
    let third = scene.git("rev-parse --short=9 HEAD");
    scene.write(&path("004"), &one_way("004", "002"));
    let answer = scene.expect("", &["OH101", "OH201"], 1);
    let expected = format!(
        "\
error[OH101 multiple-heads]: the history has 2 heads: 003 and 004
  --> migrations/versions/004_step.py:11:17
   |
11 | down_revision = \"002\"
   |                 ^^^^^
   |
  ::: migrations/versions/003_step.py:10:12
   |
10 | revision = \"003\"
   |            ----- head 003, added by Ann on 2025-06-01 in {third} (topic)
   |
  ::: migrations/versions/004_step.py:10:12
   |
10 | revision = \"004\"
   |            ----- head 004, not committed yet
   |
  ::: migrations/versions/002_step.py:10:12
   |
10 | revision = \"002\"
   |            ----- 002 is the last revision they share
   |
   = help: join them: onehead merge heads -m \"merge heads\"

"
    );
    assert!(answer.out.starts_with(&expected), "{}\n---\n{expected}", answer.out);
    assert!(answer.out.ends_with("\n2 errors\n"), "{}", answer.out);
    assert_eq!(answer.err, "");
}

#[test]
fn the_json_report_has_the_documented_keys() {
    let mut scene = Scene::on_topic();
    scene.revision("003", &["001"]);
    scene.commit_all("two heads");
    let head = scene.git("rev-parse HEAD");
    let main = scene.git("rev-parse main");
    let json = |scene: &Scene, line: &str| -> serde_json::Value {
        let answer = scene.check(&format!("{line} --format json"));
        assert_eq!(answer.out.matches('\n').count(), 1, "{}", answer.out);
        serde_json::from_str(&answer.out).expect("JSON")
    };
    let read = json(&scene, "--at HEAD --against main");
    assert_eq!(read["schema"], 1);
    assert_eq!(read["source"]["kind"], "commit");
    assert_eq!(read["source"]["commits"], serde_json::json!([head]));
    assert_eq!(read["source"]["against"]["kind"], "commit");
    assert_eq!(read["source"]["against"]["commits"], serde_json::json!([main]));
    let finding = &read["findings"][0];
    let keys: Vec<&String> = finding.as_object().expect("an object").keys().collect();
    let mut documented = vec![
        "code", "rule", "severity", "message", "path", "line", "column", "revision", "help", "fixable",
    ];
    documented.sort_unstable();
    let mut keys: Vec<&str> = keys.into_iter().map(String::as_str).collect();
    keys.sort_unstable();
    assert_eq!(keys, documented);
    assert_eq!(
        (&finding["code"], &finding["rule"]),
        (&"OH101".into(), &"multiple-heads".into())
    );
    assert_eq!(
        (&finding["severity"], &finding["fixable"]),
        (&"error".into(), &false.into())
    );
    assert_eq!((&finding["path"], &finding["line"]), (&path("003").into(), &11.into()));
    assert_eq!((&finding["column"], &finding["revision"]), (&17.into(), &"003".into()));
    assert!(finding["help"].as_array().is_some_and(|help| !help.is_empty()));

    let read = json(&scene, "");
    assert_eq!(
        read["source"],
        serde_json::json!({"kind": "working tree", "commits": []})
    );
    assert!(read.get("projects").is_none());
    let read = json(&scene, "--staged");
    assert_eq!(read["source"]["kind"], "index");
    // Paths start where one stands.
    scene.at = scene.repo.join("migrations/versions");
    assert_eq!(json(&scene, "")["findings"][0]["path"], "003_step.py");
    scene.at = scene.root.join("bin");
    let answer = scene.check("--format json -c ../repo/alembic.ini");
    assert!(
        answer.out.contains("../repo/migrations/versions/00"),
        "{}{}",
        answer.out,
        answer.err
    );
}

#[test]
fn several_projects_are_named_in_json() {
    let scene = Scene::empty();
    for below in ["one/", "two/"] {
        scene.project(below);
        scene.write(&format!("{below}migrations/versions/001.py"), &script("001", &[]));
    }
    let answer = scene.check("--format json");
    let read: serde_json::Value = serde_json::from_str(&answer.out).expect("JSON");
    assert_eq!(
        read["projects"],
        serde_json::json!(["one/migrations", "two/migrations"])
    );
}

#[test]
fn a_fixable_finding_says_so() {
    let scene = Scene::on_topic();
    scene.write(
        &path("003"),
        &script("003", &["002"]).replace("Revises: 002", "Revises: 001"),
    );
    let answer = scene.check("--format json");
    let read: serde_json::Value = serde_json::from_str(&answer.out).expect("JSON");
    assert_eq!(
        (&read["findings"][0]["code"], &read["findings"][0]["fixable"]),
        (&"OH111".into(), &true.into())
    );
    let answer = scene.check("");
    assert!(
        answer.out.ends_with("1 warning; 1 of them can be fixed with --fix\n"),
        "{}",
        answer.out
    );
}

#[test]
fn nothing_found_is_said_on_stderr() {
    let scene = Scene::new();
    let answer = scene.expect("", &[], 0);
    assert_eq!((answer.out.as_str(), answer.err.as_str()), ("", "no findings\n"));
}

#[test]
fn every_rule_prints_its_documentation() {
    let scene = Scene::empty();
    let answer = scene.onehead("rule OH101");
    assert_eq!(answer.exit, 0, "{}", answer.err);
    assert!(
        answer.out.starts_with("OH101 multiple-heads\n") && answer.out.contains("## "),
        "{}",
        answer.out
    );
    assert_eq!(scene.onehead("rule multiple-heads").out, answer.out);
    for rule in onehead::lint::ALL {
        let answer = scene.onehead(&format!("rule {}", rule.code));
        assert!(answer.exit == 0 && answer.out.contains(rule.name), "{}", rule.code);
    }
    assert_eq!(scene.onehead("rule OH999").exit, 2);
}
