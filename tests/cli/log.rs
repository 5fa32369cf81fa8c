//! `log --heads`: every way in which several heads come and go.

use serde_json::Value;

use crate::scene::{Scene, script};

const FOLDER: &str = "migrations/versions";

impl Scene {
    fn commit_by(&self, author: &str, hour: u32, message: &str) {
        self.git(&["add", "-A"]);
        let date = format!("2025-03-03T{hour:02}:00:00+00:00");
        let made = self
            .program("git")
            .args(["commit", "-q", "--allow-empty", "-m", message])
            .envs([("GIT_AUTHOR_NAME", author), ("GIT_AUTHOR_DATE", &*date)])
            .envs([("GIT_COMMITTER_NAME", author), ("GIT_COMMITTER_DATE", &*date)])
            .status();
        assert!(made.expect("git runs").success());
    }

    fn revise(&self, id: &str, parents: &str) {
        self.write(&format!("{FOLDER}/{id}.py"), script(id, parents));
    }

    fn episodes(&self) -> Vec<Value> {
        let text = self.fine(&["log", "--heads", "--format", "json"]);
        let value: Value = serde_json::from_str(&text).expect("JSON");
        value["episodes"].as_array().expect("a list").clone()
    }
}

/// A project with `a`, by Ann, on `main`.
fn begun() -> Scene {
    let scene = Scene::alembic(&[("a", "None")]);
    scene.git(&["init", "-q", "-b", "main"]);
    scene.commit_by("Ann", 1, "project");
    scene
}

/// As [`begun`], then `b` by Ann and `c` by Ben on `a`: two heads since three o'clock.
fn forked() -> Scene {
    let scene = begun();
    scene.revise("b", "'a'");
    scene.commit_by("Ann", 2, "b");
    scene.revise("c", "'a'");
    scene.commit_by("Ben", 3, "c");
    scene.commit_by("Ben", 4, "nothing");
    scene
}

fn only(scene: &Scene) -> Value {
    let episodes = scene.episodes();
    assert_eq!(episodes.len(), 1, "{episodes:#?}");
    episodes[0].clone()
}

#[test]
fn a_history_with_one_head_has_nothing_to_tell() {
    let scene = begun();
    scene.revise("b", "'a'");
    scene.commit_by("Ann", 2, "b");
    assert_eq!(
        scene.fine(&["log", "--heads"]),
        "never several heads in 2 commits of main\n"
    );
    assert!(scene.fails(2, &["log"]).contains("--heads"));
}

#[test]
fn what_goes_on_has_no_end() {
    let episode = only(&forked());
    assert_eq!(episode["ended"], Value::Null);
    assert_eq!(episode["heads"], serde_json::json!(["b", "c"]));
    assert_eq!((&episode["commits"], &episode["seconds"]), (&2.into(), &3600.into()));
    assert_eq!(episode["brought"][0]["revision"], "c");
    assert_eq!(episode["brought"][0]["added"]["author"], "Ben");
}

#[test]
fn every_end_is_told() {
    type Act = fn(&Scene);
    let ends: [(Act, &str); 5] = [
        (|scene| scene.revise("m", "('b', 'c')"), "merge revision m joins b, c"),
        (
            |scene| scene.revise("c", "'b'"),
            "down_revision of c rewritten from a to b",
        ),
        (
            |scene| std::fs::remove_file(scene.path(&format!("{FOLDER}/c.py"))).expect("gone"),
            "revision c deleted",
        ),
        (
            |scene| {
                std::fs::remove_file(scene.path(&format!("{FOLDER}/c.py"))).expect("gone");
                let again = script("d", "'b'").replace("add d", "add c");
                scene.write(&format!("{FOLDER}/d.py"), again);
            },
            "revision c made again as d",
        ),
        (
            |scene| {
                scene.write(
                    "migrations/versions/c.py",
                    script("c", "'a'").replace("branch_labels = None", "branch_labels = 'side'"),
                );
                scene.write("onehead.toml", "heads = ['side']\n");
            },
            "by something else than a revision",
        ),
    ];
    for (act, words) in ends {
        let scene = forked();
        act(&scene);
        scene.commit_by("Cid", 6, "end");
        let told = scene.fine(&["log", "--heads"]);
        assert!(told.contains(words) && told.contains("(Cid)"), "{words}: {told}");
        assert!(told.contains("2 heads for 3 hours, 2 commits"), "{words}: {told}");
        assert!(told.contains("brought  c add c (Ben)"), "{told}");
    }
}

#[test]
fn a_merge_tells_who_brought_and_who_merged() {
    let scene = begun();
    scene.git(&["switch", "-q", "-c", "topic"]);
    scene.revise("c", "'a'");
    scene.commit_by("Ben", 2, "c");
    scene.git(&["switch", "-q", "main"]);
    scene.revise("b", "'a'");
    scene.commit_by("Ann", 3, "b");
    scene.git(&["merge", "-q", "--no-edit", "topic"]);
    let told = scene.fine(&["log", "--heads", "main"]);
    assert!(told.contains("brought  c add c (Ben, merged by a)"), "{told}");
}

#[test]
fn a_moved_folder_is_no_new_history() {
    let scene = forked();
    scene.git(&["mv", "migrations", "db"]);
    scene.write("alembic.ini", "[alembic]\nscript_location = db\n");
    scene.commit_by("Cid", 5, "move");
    let episode = only(&scene);
    assert_eq!((&episode["commits"], &episode["ended"]), (&3.into(), &Value::Null));
    assert_eq!(episode["began"]["author"], "Ben");
}

#[test]
fn what_nobody_can_read_is_counted_as_unknown() {
    let scene = begun();
    let strange = script("b", "'a'").replace("down_revision = 'a'", "down_revision = made_up()");
    scene.write(&format!("{FOLDER}/b.py"), strange);
    scene.commit_by("Ann", 2, "strange");
    scene.revise("b", "'a'");
    scene.commit_by("Ann", 3, "plain");
    let outcome = scene.run(&["log", "--heads"]);
    assert_eq!(
        outcome.out,
        "never several heads in 3 commits of main; not known of 1 commit\n"
    );
    assert!(outcome.err.contains("b.py cannot be read"), "{}", outcome.err);
}
