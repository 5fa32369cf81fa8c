//! Repositories as nobody wishes for them: the answer is right, or it is a refusal, never a false "safe".

use std::fmt::Write as _;
use std::fs;

use super::command::Scene;

fn head(scene: &Scene, name: &str) -> String {
    let output = std::process::Command::new("git")
        .args(["rev-parse", name])
        .current_dir(scene.path())
        .output()
        .expect("git runs");
    String::from_utf8_lossy(&output.stdout).trim().to_owned()
}

/// `a - b` on `main`.
fn plain() -> Scene {
    let scene = Scene::new();
    scene.revision("a").commit("a");
    scene.revision("b < a").commit("b");
    scene
}

#[test]
fn an_unrelated_history_is_judged_by_what_it_holds() {
    let scene = plain();
    // Without a common commit, and with the same revisions but for one.
    scene.git(&["switch", "-q", "--orphan", "other"]);
    scene.write("alembic.ini", "[alembic]\nscript_location = migrations\n");
    scene.write("migrations/env.py", "");
    scene
        .revision("a")
        .revision("x < a")
        .commit("other")
        .git(&["tag", "v0"]);
    scene.git(&["switch", "-q", "main"]);
    let (code, out, _) = scene.onehead(&["prove"]);
    assert_eq!(code, 1);
    assert!(
        out.contains("a database on v0 could not go on: no revision is called x any more"),
        "{out}"
    );
    let (code, out, error) = scene.onehead(&["check", "--against", "other"]);
    assert_eq!(code, 3, "{out}{error}");
    assert!(error.contains("no common ancestor"), "{error}");
    // With another project it is not known.
    scene.git(&["switch", "-q", "--orphan", "third"]);
    scene
        .write("README", "no project\n")
        .commit("third")
        .git(&["tag", "-d", "v0"])
        .git(&["tag", "v00"]);
    scene.git(&["switch", "-q", "main"]);
    let (code, out, _) = scene.onehead(&["prove"]);
    assert_eq!(
        (code, out.contains("v00 is not known: there is no project")),
        (1, true),
        "{out}"
    );
}

/// `main` and `topic` merge each other, twice at once; then `main` re-parents what both had.
fn criss_cross() -> Scene {
    let scene = plain();
    scene.git(&["switch", "-q", "-c", "topic"]);
    scene.revision("t < b").commit("t");
    scene.git(&["switch", "-q", "main"]);
    scene.revision("m < b").commit("m");
    let (main, topic) = (head(&scene, "main"), head(&scene, "topic"));
    scene.git(&["merge", "-q", "--no-edit", &topic]);
    scene
        .git(&["switch", "-q", "topic"])
        .git(&["merge", "-q", "--no-edit", &main]);
    scene
}

#[test]
fn all_merge_bases_of_a_criss_cross_count() {
    let scene = criss_cross();
    // Each takes back what the other brought; both bases have `t` and `m` between them.
    scene.git(&["switch", "-q", "main"]);
    scene.revision("j < m t").commit("joined");
    scene.git(&["switch", "-q", "topic"]);
    let (code, out, error) = scene.onehead(&["check", "--against", "main"]);
    assert_eq!(code, 0, "{out}{error}");
    scene.revision("n < m").commit("n");
    let (code, out, error) = scene.onehead(&["check", "--against", "main"]);
    assert_eq!(code, 1, "{out}{error}");
    assert!(out.contains("OH101"), "{out}");
    // The states of main are those of its own line, `m` and the two heads among them.
    let (code, out, _) = scene.onehead(&["prove", "--from", "main"]);
    assert_eq!(code, 1);
    assert!(out.contains("no revision is called j any more"), "{out}");
    scene.git(&["merge", "-q", "--no-edit", "main"]);
    fs::remove_file(scene.path().join("migrations/versions/n_x.py")).expect("there");
    scene.revision("t < m").revision("j < t");
    let (code, out, _) = scene.onehead(&["prove", "--from", "main"]);
    assert_eq!(code, 1);
    assert!(out.contains("its row m would be an ancestor of its row t"), "{out}");
}

#[test]
fn an_octopus_brings_all_its_sides() {
    let scene = plain();
    for side in ["x", "y", "z"] {
        scene.git(&["switch", "-q", "-c", &format!("side-{side}"), "main"]);
        scene.revision(&format!("{side} < b")).commit(side);
    }
    scene.git(&["switch", "-q", "-c", "all", "main"]);
    scene.git(&["merge", "-q", "--no-edit", "side-x", "side-y", "side-z"]);
    let (code, out, error) = scene.onehead(&["check", "--against", "main"]);
    assert_eq!(code, 1, "{out}{error}");
    assert!(out.contains("3 heads"), "{out}");
    scene.git(&["tag", "v3"]);
    // A database of the octopus has three rows; one line of them overlaps.
    scene.revision("y < x").revision("z < y");
    let (code, out, _) = scene.onehead(&["prove", "--from", "v3"]);
    assert_eq!(code, 1);
    assert!(
        out.contains("could not go on: its row x would be an ancestor of its row y"),
        "{out}"
    );
}

#[test]
fn what_a_force_push_took_away_is_no_longer_published_and_that_is_said() {
    let scene = plain();
    let server = tempfile::tempdir().expect("a folder");
    let path = server.path().join("server").to_string_lossy().into_owned();
    scene
        .git(&["clone", "-q", "--bare", ".", &path])
        .git(&["remote", "add", "origin", &path]);
    scene.git(&["fetch", "-q", "origin"]);
    // `topic` is built on `b`; then the server forgets `b` and has `c` in its place.
    scene.git(&["switch", "-q", "-c", "topic"]);
    scene.revision("t < b").commit("t");
    scene.git(&["switch", "-q", "-c", "rewritten", "main~1"]);
    scene.revision("c < a").commit("c");
    scene.git(&["push", "-q", "--force", "origin", "rewritten:main"]);
    scene.git(&["fetch", "-q", "origin"]).git(&["switch", "-q", "topic"]);
    let (code, out, error) = scene.onehead(&["check", "--against", "origin/main"]);
    assert_eq!(code, 1, "{out}{error}");
    assert!(
        out.contains("the history has 2 heads: c (origin/main) and t (here)"),
        "{out}"
    );
    let (code, out, _) = scene.onehead(&["prove"]);
    assert_eq!(code, 1);
    assert!(
        out.contains("no revision is called c any more") && out.contains("origin/main (2 states)"),
        "{out}"
    );
    // The side that the server forgot may move: nothing that is looked at has it, and nothing more is claimed.
    scene.git(&["merge", "-q", "--no-edit", "origin/main"]);
    let (code, _, error) = scene.onehead(&["rebase", "--dry-run"]);
    assert_eq!(code, 0, "{error}");
    assert!(error.contains("what moves is not in origin/main"), "{error}");
    // A database that says otherwise is believed.
    scene.write("rows", "b\n");
    let (code, out, _) = scene.onehead(&["prove", "--stamps", "rows"]);
    assert_eq!(code, 0, "{out}");
    scene.onehead(&["-q", "rebase"]);
    let (code, out, _) = scene.onehead(&["prove", "--stamps", "rows"]);
    assert_eq!(code, 1);
    assert!(out.contains("would never run this revision:\n  c"), "{out}");
}

#[test]
fn on_a_detached_head_without_a_remote_everything_is_answered() {
    let scene = plain();
    scene.git(&["switch", "-q", "--detach"]);
    scene.revision("d < b").commit("d").revision("e < b").commit("e");
    assert_eq!(scene.onehead(&["prove"]).0, 0);
    scene.write("rows", "d\n\ne\n\nnowhere\n");
    let (code, out, _) = scene.onehead(&["prove", "--stamps", "rows"]);
    assert_eq!(code, 1);
    assert!(out.contains("nowhere") && out.contains("not safe: 1 of"), "{out}");
    let (code, _, error) = scene.onehead(&["rebase", "d", "--onto", "e"]);
    assert_eq!(code, 0, "{error}");
    assert!(error.contains("git commit --fixup="), "{error}");
}

#[test]
fn a_submodule_in_place_of_the_scripts_is_not_known() {
    let scene = plain();
    let commit = head(&scene, "HEAD");
    scene
        .git(&["switch", "-q", "-c", "sub"])
        .git(&["rm", "-q", "-r", "--cached", "migrations/versions"]);
    let entry = format!("160000,{commit},migrations/versions");
    scene.git(&["update-index", "--add", "--cacheinfo", &entry]);
    scene.git(&["commit", "-q", "-m", "sub"]).git(&["tag", "v1"]);
    scene.git(&["switch", "-q", "-f", "main"]);
    let (code, out, _) = scene.onehead(&["prove", "--from", "v1"]);
    assert_eq!(code, 1, "{out}");
    assert!(out.contains("not known: 1 of 1 standing"), "{out}");
    // In place of a single revision it is a folder when it is checked out, and Alembic reads none.
    let scene = plain();
    let entry = format!("160000,{},migrations/versions/c_x.py", head(&scene, "HEAD"));
    scene.git(&["update-index", "--add", "--cacheinfo", &entry]);
    scene.git(&["commit", "-q", "-m", "sub"]).git(&["tag", "v1"]);
    let (code, out, _) = scene.onehead(&["prove", "--from", "v1"]);
    assert_eq!((code, out.contains("safe: 1 standing")), (0, true), "{out}");
}

#[cfg(unix)]
#[test]
fn links_are_read_as_what_they_lead_to() {
    let scene = plain();
    let versions = scene.path().join("migrations/versions");
    fs::rename(&versions, scene.path().join("real")).expect("moved");
    std::os::unix::fs::symlink("../real", &versions).expect("linked");
    scene.commit("linked").git(&["tag", "v1"]);
    assert_eq!(scene.onehead(&["prove", "--from", "v1"]).0, 0);
    // The same link, other files behind it.
    let text = fs::read_to_string(scene.path().join("real/b_x.py")).expect("text");
    fs::write(scene.path().join("real/b_x.py"), text.replace("(\"b\")", "(\"other\")")).expect("written");
    let (code, out, _) = scene.onehead(&["prove", "--from", "v1"]);
    assert_eq!(code, 1);
    assert!(out.contains("ran another upgrade of this revision"), "{out}");
    // A link that leads nowhere, or out of the repository, is not known.
    for target in ["nowhere", "/tmp"] {
        scene.git(&["switch", "-q", "-f", "-c", &format!("to-{}", target.len()), "v1"]);
        fs::remove_file(&versions).expect("there");
        std::os::unix::fs::symlink(target, &versions).expect("linked");
        let tag = format!("w{}", target.len());
        scene
            .commit("astray")
            .git(&["tag", &tag])
            .git(&["switch", "-q", "-f", "main"]);
        let (code, out, error) = scene.onehead(&["prove", "--from", &tag]);
        assert_eq!(code, 1, "{target}: {out}{error}");
        assert!(!out.contains("\nsafe:") && !out.starts_with("safe:"), "{target}: {out}");
    }
}

#[test]
fn refs_with_odd_names_are_names() {
    let scene = plain();
    let commit = head(&scene, "HEAD");
    let names = [
        "-rf",
        "a;b",
        "$(x)",
        "x'y\"z",
        "ünï",
        "refs/tags/deep",
        "\u{202e}gnp",
        "v1..".trim_end_matches('.'),
    ];
    for name in names {
        scene.git(&["update-ref", &format!("refs/tags/{name}"), &commit]);
    }
    fs::remove_file(scene.path().join("migrations/versions/b_x.py")).expect("there");
    let document = scene.json(&["prove"]);
    let examined = document["examined"].as_array().expect("a list");
    assert_eq!(examined.len(), names.len() + 1);
    for name in names {
        let full = format!("refs/tags/{name}");
        assert!(examined.iter().any(|one| one["ref"] == full.as_str()), "{name}");
        let (code, out, error) = scene.onehead(&["prove", &format!("--from={full}")]);
        assert_eq!(code, 1, "{name}: {out}{error}");
    }
    let (_, out, _) = scene.onehead(&["prove"]);
    assert!(!out.contains('\u{202e}'), "{out}");
}

#[test]
fn thousands_of_refs_are_all_looked_at() {
    const MANY: usize = 4_000;
    let scene = plain();
    let (new, old) = (head(&scene, "main"), head(&scene, "main~1"));
    // A third of them stands where `b` was not there yet, one where it did something else.
    scene.revision_doing("b < a", "op.execute('more')").commit("more");
    let odd = head(&scene, "main");
    scene.git(&["reset", "-q", "--hard", "HEAD~1"]);
    let mut packed = String::from("# pack-refs with: peeled fully-peeled sorted \n");
    for at in 0..MANY {
        let commit = match at {
            1234 => &odd,
            at if at % 3 == 0 => &old,
            _ => &new,
        };
        writeln!(packed, "{commit} refs/tags/v{at:05}").expect("a String takes it");
    }
    fs::write(scene.path().join(".git/packed-refs"), packed).expect("written");
    let document = scene.json(&["prove"]);
    assert_eq!(document["examined"].as_array().map(Vec::len), Some(MANY + 1));
    let unsafe_ones: Vec<&str> = document["standings"]
        .as_array()
        .expect("a list")
        .iter()
        .filter(|standing| standing["verdict"] != "safe")
        .filter_map(|standing| standing["name"].as_str())
        .collect();
    assert_eq!(unsafe_ones, ["v01234"]);
}

#[test]
fn what_only_reads_writes_nothing() {
    let scene = criss_cross();
    scene
        .git(&["branch", "release/1", "main~1"])
        .git(&["tag", "v1", "main~1"]);
    let before = scene.objects();
    for line in [
        "merge --dry-run",
        "merge --dry-run --strategy auto",
        "rebase t --onto m --dry-run --force",
        "rebase --onto m --dry-run",
        "backport t --onto release/1 --dry-run",
        "check --against main",
        "check --staged",
        "prove --anywhere",
        "prove --at main --against v1",
        "forecast --all",
    ] {
        let (code, out, error) = scene.onehead(&line.split(' ').collect::<Vec<_>>());
        assert!(!out.is_empty() || !error.is_empty() || code == 0, "{line}");
        assert_eq!(scene.objects(), before, "{line}: {out}{error}");
    }
}
