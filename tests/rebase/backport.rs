//! `onehead backport`: a twin for a release branch, and no database that runs the same twice.

use std::path::{Path, PathBuf};

use crate::dice::Dice;
use crate::scene::{Scene, assert_ok, ran, stderr};

/// `main` is a - b - c - x - d, and `release/1` stands on b; standing on `topic`, which is `main`.
fn lines() -> Scene {
    let scene = Scene::new();
    scene.committed("a", &[]);
    scene.committed("b", &["a"]);
    scene.git("branch release/1");
    scene.committed("c", &["b"]);
    scene.committed("x", &["c"]);
    scene.committed("d", &["x"]);
    scene.git("switch -q -c topic");
    scene
}

fn backport(scene: &Scene, twin: &str) {
    assert_ok(&scene.run(&["backport", "x", "--onto", "release/1", "--rev-id", twin]));
    scene.commit("backport");
}

/// The file of a revision, wherever it was written.
fn file(scene: &Scene, id: &str) -> PathBuf {
    let shown = scene.expect(&["show", id]);
    let path = shown
        .lines()
        .find_map(|line| line.strip_prefix("Path: "))
        .expect("a path");
    PathBuf::from(path)
}

/// Takes the twin over to the release branch, as is said to do.
fn take_over(scene: &Scene, twin: &str) {
    let path = file(scene, twin);
    let inside = path.strip_prefix(scene.path()).expect("inside").display().to_string();
    scene.git("switch -q release/1");
    scene.git(&format!("checkout topic -- {inside}"));
    scene.commit("twin");
}

/// Brings a database to all heads of a branch and answers what ran on it.
fn brought(scene: &Scene, database: &Path, branch: &str) -> Vec<String> {
    scene.git(&format!("switch -q {branch}"));
    assert_ok(&scene.upgrade(database));
    ran(database)
}

fn refused(scene: &Scene, arguments: &[&str], code: i32, says: &str) {
    let before = scene.files();
    let output = scene.run(&[&["backport"][..], arguments].concat());
    assert_eq!(output.status.code(), Some(code), "{}", stderr(&output));
    assert!(stderr(&output).contains(says), "{}", stderr(&output));
    assert_eq!(scene.files(), before);
}

#[test]
fn both_lines_run_it_once_on_every_way_forward() {
    let scene = lines();
    let folder = tempfile::tempdir().expect("a folder");
    let database = |name: &str| folder.path().join(name);
    let url = |path: &Path| format!("sqlite:///{}", path.display());
    // Databases of before: at every revision of main.
    for id in ["a", "b", "c", "x", "d"] {
        assert_ok(&scene.run(&["upgrade", id, "--database", &url(&database(id))]));
    }
    assert_ok(&scene.run(&["upgrade", "b", "--database", &url(&database("release"))]));
    backport(&scene, "t");
    let parents = scene.parents();
    assert_eq!(
        (&parents["t"], &parents["x"]),
        (&vec!["b".into()], &vec!["c".into(), "t".into()])
    );
    take_over(&scene, "t");
    // The twin runs on the release line, under the name that its body writes down.
    assert_eq!(brought(&scene, &database("release"), "release/1"), ["a", "b", "x"]);
    for name in ["a", "b", "c", "x", "d", "release", "new"] {
        let mut ran = brought(&scene, &database(name), "topic");
        let order = ran.clone();
        ran.sort();
        assert_eq!(ran, ["a", "b", "c", "d", "x"], "{name}: {order:?}");
        assert_ok(&scene.run(&["downgrade", "base", "--database", &url(&database(name))]));
    }
}

#[test]
fn the_gate_lets_it_through_with_its_marker() {
    let scene = lines();
    backport(&scene, "t");
    let output = scene.run(&["check", "--against", "main", "--fail-on", "warning"]);
    assert_ok(&output);
    let said = stderr(&output) + &String::from_utf8_lossy(&output.stdout);
    assert!(!said.contains("OH0"), "{said}");
    assert_ok(&scene.run(&["prove"]));
    // Without the marker a published revision that was edited is an error, and no database comes to harm.
    let path = file(&scene, "x");
    let text = std::fs::read_to_string(&path).expect("text");
    let bare: String = text
        .lines()
        .filter(|line| !line.contains("allow"))
        .map(|line| format!("{line}\n"))
        .collect();
    std::fs::write(&path, bare).expect("written");
    scene.commit("bare");
    let output = scene.run(&["check", "--against", "main"]);
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    assert_eq!(output.status.code(), Some(1), "{said}");
    assert!(said.contains("error[OH301") && said.contains("warning[OH303"), "{said}");
}

#[test]
fn a_second_one_stands_on_the_first() {
    let scene = lines();
    scene.revision("y", &["d"]);
    scene.commit("y");
    scene.git("branch -f main");
    backport(&scene, "t");
    take_over(&scene, "t");
    let folder = tempfile::tempdir().expect("a folder");
    let database = folder.path().join("release");
    brought(&scene, &database, "release/1");
    scene.git("switch -q topic");
    let output = scene.run(&["backport", "y", "--onto", "release/1", "--rev-id", "u"]);
    assert_ok(&output);
    assert!(
        stderr(&output).contains("runs these after it, where y ran them before: c, x, d"),
        "{}",
        stderr(&output)
    );
    scene.commit("second");
    assert_eq!(scene.parents()["u"], ["t"]);
    take_over(&scene, "u");
    assert_eq!(brought(&scene, &database, "release/1"), ["a", "b", "x", "y"]);
    assert_eq!(brought(&scene, &database, "topic"), ["a", "b", "x", "y", "c", "d"]);
}

#[test]
fn what_only_the_release_line_has_stands_in_the_way() {
    let scene = lines();
    scene.git("switch -q release/1");
    scene.committed("r", &["b"]);
    scene.git("switch -q topic");
    refused(
        &scene,
        &["x", "--onto", "release/1"],
        2,
        "r, the head of release/1, is not in this history",
    );
    // Merged, it is known; but databases stand on x and d that never ran it, and would not for ever.
    scene.git("merge -q release/1 -m merge");
    assert_ok(&scene.run(&["merge"]));
    scene.commit("joined");
    refused(
        &scene,
        &["x", "--onto", "release/1"],
        1,
        "would never run this revision: r make r",
    );
    // Nobody stands there where main is not published yet.
    scene.git("branch -m main trunk");
    assert_ok(&scene.run(&["backport", "x", "--onto", "release/1", "--rev-id", "t"]));
    assert_eq!(scene.parents()["x"], ["c", "t"]);
    let text = std::fs::read_to_string(file(&scene, "x")).expect("text");
    assert!(!text.contains("allow"), "{text}");
}

#[test]
fn some_need_no_twin() {
    let scene = lines();
    let said = |arguments: &[&str]| {
        let output = scene.run(&[&["backport"][..], arguments].concat());
        assert_ok(&output);
        stderr(&output)
    };
    assert!(said(&["c", "--onto", "release/1"]).contains("take mig/versions/c.sql there as it is"));
    assert!(said(&["b", "--onto", "release/1"]).contains("has b already"));
    assert_eq!(scene.git("status --porcelain"), "");
}

#[test]
fn what_cannot_have_a_twin_is_refused() {
    let scene = lines();
    let labelled = crate::scene::revision("l", &["d"]).replace("-- message", "-- branch_labels: core\n-- message");
    scene.write("mig/versions/l.sql", &labelled);
    refused(&scene, &["l", "--onto", "release/1"], 2, "it declares branch labels");
    refused(
        &scene,
        &["x", "--onto", "release/1", "--rev-id", "b"],
        2,
        "it exists already",
    );
    refused(&scene, &["x", "--onto", "nowhere"], 3, "nowhere");
    refused(&scene, &["base", "--onto", "release/1"], 2, "names no revision");
    std::fs::remove_file(scene.path().join("mig/versions/l.sql")).expect("there");
    scene.git("switch -q release/1");
    scene.committed("r1", &["b"]);
    scene.committed("r2", &["b"]);
    scene.git("switch -q topic");
    refused(&scene, &["x", "--onto", "release/1"], 2, "release/1 has 2 heads");
}

#[test]
fn the_copy_is_written_with_it_or_nothing_is() {
    let scene = lines();
    let copy = scene.path().join("copy.sql");
    std::fs::write(&copy, "mine").expect("written");
    let arguments = ["x", "--onto", "release/1", "--rev-id", "t", "--output", "copy.sql"];
    refused(&scene, &arguments, 3, "exists already");
    std::fs::remove_file(&copy).expect("there");
    let shown = scene.expect(&["backport", "x", "--onto", "release/1", "--rev-id", "t", "--dry-run"]);
    assert!(shown.contains("-- revision: t\n-- down_revision: b\n"), "{shown}");
    assert!(!copy.exists());
    assert_ok(&scene.run(&[&["backport", "--stage"][..], &arguments].concat()));
    let (text, twin) = (
        std::fs::read(copy).expect("there"),
        std::fs::read(file(&scene, "t")).expect("there"),
    );
    assert_eq!(text, twin);
    let mut staged: Vec<String> = scene
        .git("diff --cached --name-only")
        .lines()
        .map(str::to_owned)
        .collect();
    staged.sort();
    assert_eq!(staged.len(), 2, "{staged:?}");
}

#[test]
fn a_script_keeps_everything_but_id_and_parents() {
    let scene = Scene::empty();
    let script = |id: &str, parent: &str| {
        format!(
            "\"\"\"make {id}\n\nRevision ID: {id}\nRevises: {}\nCreate Date: 2026-01-01\n\n\"\"\"\nfrom alembic import \
             op\n\n# the id\nrevision: str = '{id}'  # mine\ndown_revision = {parent}\nbranch_labels = None\ndepends_on = \
             None\n\n\ndef upgrade():\n    op.execute('select {id}')\n\n\ndef downgrade():\n    op.execute('drop {id}')\n",
            parent.trim_matches('\'')
        )
    };
    assert_ok(&scene.run(&["-q", "init", "mig"]));
    scene.git("init -q -b main");
    for (id, parent) in [("a", "None"), ("b", "'a'"), ("c", "'b'"), ("x", "'c'")] {
        scene.write(&format!("mig/versions/{id}.py"), &script(id, parent));
        scene.commit(id);
        if id == "b" {
            scene.git("branch release/1");
        }
    }
    let shown = scene.expect(&["backport", "x", "--onto", "release/1", "--rev-id", "t", "--dry-run"]);
    let twin = script("x", "'c'")
        .replace("Revision ID: x", "Revision ID: t")
        .replace("Revises: c", "Revises: b")
        .replace("revision: str = 'x'", "revision: str = 't'")
        .replace("down_revision = 'c'", "down_revision = 'b'");
    assert!(shown.starts_with(&twin), "{shown}");
    assert_ok(&scene.run(&["backport", "x", "--onto", "release/1", "--rev-id", "t"]));
    scene.commit("backport");
    assert_eq!(scene.expect(&["heads"]), "x (head)\n");
    let shown = scene.expect(&["show", "x"]);
    assert!(shown.contains("make x") && shown.contains("Merges: c, t"), "{shown}");
    let proved = scene.run(&["prove"]);
    assert_ok(&proved);
    assert_ok(&scene.run(&["check", "--against", "HEAD~1"]));
    // Code that uses its own id would do something else under another one.
    let own = script("y", "'x'").replace("'select y'", "'select ' + revision");
    scene.write("mig/versions/y.py", &own);
    refused(
        &scene,
        &["y", "--onto", "release/1"],
        2,
        "the code of the revision uses its id",
    );
}

/// What ran on a database, sorted; nothing ran twice where it is what there is.
fn sorted(mut ran: Vec<String>) -> Vec<String> {
    ran.sort();
    ran
}

#[test]
fn random_lines_run_everything_once() {
    let (mut twins, mut refusals) = (0, 0);
    for seed in 0..10 {
        let mut dice = Dice::new(seed);
        let scene = Scene::new();
        let folder = tempfile::tempdir().expect("a folder");
        let database = |name: &str| folder.path().join(name);
        let (mut heads, mut all): (Vec<String>, Vec<String>) = (Vec::new(), Vec::new());
        let mut release = None;
        let mut candidates = Vec::new();
        for at in 0..7 {
            let id = format!("m{at}");
            let is_merge = heads.len() > 1 && (dice.below(2) == 0 || at == 6);
            let parents = match dice.below(3) {
                _ if is_merge => std::mem::take(&mut heads),
                // A fork beside the newest head.
                0 if !all.is_empty() => vec![all[dice.below(all.len())].clone()],
                _ => heads.last().cloned().into_iter().collect(),
            };
            heads.retain(|head| !parents.contains(head));
            heads.push(id.clone());
            let named: Vec<&str> = parents.iter().map(String::as_str).collect();
            scene.committed(&id, &named);
            all.push(id.clone());
            assert_ok(&scene.upgrade(&database(&format!("on{at}"))));
            if release.is_some() && !is_merge {
                candidates.push(id);
            } else if release.is_none() && at > 0 && heads.len() == 1 {
                release = Some(at);
                scene.git("branch release/1");
            }
        }
        let (Some(release), Some(original)) = (release, candidates.last()) else {
            continue;
        };
        assert_ok(&scene.upgrade(&database("before")));
        scene.git("switch -q -c topic");
        let output = scene.run(&["backport", original, "--onto", "release/1", "--rev-id", "t"]);
        let said = stderr(&output);
        if !output.status.success() || !said.contains("safe: ") {
            refusals += 1;
            continue;
        }
        twins += 1;
        scene.commit("backport");
        take_over(&scene, "t");
        std::fs::copy(database(&format!("on{release}")), database("released")).expect("copied");
        let ran = brought(&scene, &database("released"), "release/1");
        assert_eq!(ran.last(), Some(original), "seed {seed}");
        scene.git("switch -q topic");
        let names: Vec<String> = (0..7).map(|at| format!("on{at}")).collect();
        for name in names.iter().map(String::as_str).chain(["before", "released", "new"]) {
            let ran = brought(&scene, &database(name), "topic");
            assert_eq!(
                sorted(ran.clone()),
                sorted(all.clone()),
                "seed {seed}, {name}: {ran:?}\n{said}"
            );
        }
    }
    assert!(twins > 2, "{twins} twins, {refusals} refusals");
}
