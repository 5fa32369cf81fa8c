//! Random branches: each one alone and each pair is really merged by git in a scratch clone, and the heads of what
//! comes out are those that were foreseen.

use std::fs;
use std::path::PathBuf;

use serde_json::Value;

use crate::dice::Dice;
use crate::scene::{Scene, path, said, script, words};

/// What merging for real came to.
#[derive(Debug, PartialEq, Eq)]
enum Truth {
    /// The heads.
    Heads(Vec<String>),
    /// git stopped at a conflict, or the history that came out is broken.
    Broken(String),
}

fn rounds() -> u64 {
    let rounds = std::env::var("ONEHEAD_FORECAST_ROUNDS").ok();
    rounds.and_then(|text| text.parse().ok()).unwrap_or(8)
}

#[test]
fn what_is_foreseen_is_what_merging_makes() {
    let mut counts = [0_usize; 3];
    for seed in 1..=rounds() {
        round(seed, &mut counts);
    }
    let [fine, colliding, _] = counts;
    assert!(fine > 0 && colliding > 0, "the dice made one kind only: {counts:?}");
}

fn round(seed: u64, counts: &mut [usize; 3]) {
    let scene = Scene::new();
    let mut dice = Dice::new(seed);
    let names = make(&scene, &mut dice);
    let (_, document) = scene.json(&format!("{} --onto main", names.join(" ")));
    let project = &document["projects"][0];
    let clone = clone(&scene);
    let empty = Vec::new();
    let branches = project["branches"].as_array().unwrap_or(&empty);
    for name in &names {
        let truth = merge(&scene, &clone, &[name]);
        let found = branches.iter().find(|branch| branch["name"] == name.as_str());
        let Some(foreseen) = found else {
            let heads = words(&project["heads"]).iter().map(ToString::to_string).collect();
            assert_eq!(
                truth,
                Truth::Heads(heads),
                "seed {seed}: {name} was said to change nothing"
            );
            continue;
        };
        compare(&format!("seed {seed}: {name}"), foreseen, &truth, 1);
    }
    for pair in project["pairs"].as_array().expect("pairs") {
        let both = words(&pair["branches"]);
        let truth = merge(&scene, &clone, &both);
        let of = |name: &str| branches.iter().find(|branch| branch["name"] == name).expect("known");
        let alone: Vec<&Value> = both.iter().map(|name| of(name)).collect();
        let is_broken = alone.iter().any(|branch| branch["outlook"] != "fine");
        let at = format!("seed {seed}: {both:?}");
        if is_broken {
            // What one makes alone is its own matter: the heads have to be right all the same.
            if let Truth::Heads(heads) = &truth {
                assert_eq!(words(&pair["heads"]), *heads, "{at}: {pair}");
            }
            counts[2] += 1;
            continue;
        }
        compare(&at, pair, &truth, 1);
        counts[usize::from(pair["outlook"] != "fine")] += 1;
    }
}

/// Holds a verdict against the truth.
fn compare(at: &str, seen: &Value, truth: &Truth, wanted: usize) {
    match truth {
        Truth::Heads(heads) => {
            assert_eq!(words(&seen["heads"]), *heads, "{at}: {seen}");
            let expected = if heads.len() > wanted { "collides" } else { "fine" };
            assert_eq!(seen["outlook"], expected, "{at}: {heads:?}: {seen}");
        }
        Truth::Broken(why) => assert_eq!(seen["outlook"], "collides", "{at}: {why}: {seen}"),
    }
}

/// Makes branches of every kind, and lets `main` go on meanwhile.
fn make(scene: &Scene, dice: &mut Dice) -> Vec<String> {
    let mut names: Vec<String> = Vec::new();
    for number in 0..6 {
        let name = format!("b{number}");
        let from = match dice.below(3) {
            0 if !names.is_empty() => names[dice.below(names.len())].clone(),
            1 => "main~0".to_owned(),
            _ => "main".to_owned(),
        };
        scene.run("git", &["switch", "-q", "-c", &name, &from]);
        for step in 0..=dice.below(2) {
            change(scene, dice, &format!("{number}{step}"));
            scene.commit(&format!("{name} {step}"));
        }
        if dice.below(4) == 0 && !names.is_empty() {
            let other = names[dice.below(names.len())].clone();
            let output = scene.try_in(&scene.repo(), "git", &["merge", "-q", "--no-edit", &other]);
            if !output.status.success() {
                scene.git("merge --abort");
            }
        }
        scene.git("switch -q main");
        if dice.below(3) == 0 {
            let heads = heads(scene, &scene.repo());
            let parent = heads.first().expect("main has a head").clone();
            scene.revision(&format!("m{number}"), &[&parent]);
            scene.commit("main goes on");
        }
        names.push(name);
    }
    names
}

/// Makes one change of what is checked out.
fn change(scene: &Scene, dice: &mut Dice, id: &str) {
    let heads = heads(scene, &scene.repo());
    let parents: Vec<&str> = heads.iter().map(String::as_str).collect();
    let files = files(scene);
    let some = files[dice.below(files.len())].clone();
    let old = some
        .trim_end_matches("_step.py")
        .trim_end_matches("_moved.py")
        .to_owned();
    let folder = scene.repo().join("migrations/versions");
    match dice.below(12) {
        0 => scene.revision("same", &[parents.first().unwrap_or(&"002")]),
        1 => scene.revision(&format!("r{id}"), &[&old]),
        2 => scene.revision(&format!("r{id}"), &parents),
        3 => scene.write("README", &format!("{id}\n")),
        4 => {
            let text = fs::read_to_string(folder.join(&some)).expect("read");
            fs::write(folder.join(&some), text.replace("\"up ", "\"again up ")).expect("written");
        }
        5 => {
            let _ = fs::rename(folder.join(&some), folder.join(format!("{old}_moved.py")));
        }
        6 if parents.len() == 1 => {
            let _ = fs::remove_file(folder.join(format!("{}_step.py", parents[0])));
        }
        _ => scene.revision(&format!("r{id}"), &[parents.first().unwrap_or(&"002")]),
    }
    if is_broken_now(scene) {
        scene.git("checkout -q -f HEAD");
        scene.git("clean -qfd");
        scene.write(
            &path(&format!("r{id}")),
            &script(&format!("r{id}"), &[parents.first().unwrap_or(&"002")]),
        );
    }
}

/// Answers whether what is checked out is no history any more.
fn is_broken_now(scene: &Scene) -> bool {
    let output = scene.try_in(&scene.repo(), "onehead", &["heads"]);
    !output.status.success() || output.stdout.is_empty()
}

fn files(scene: &Scene) -> Vec<String> {
    let entries = fs::read_dir(scene.repo().join("migrations/versions")).expect("listed");
    let names = entries.map(|entry| entry.expect("an entry").file_name().to_string_lossy().into_owned());
    let mut names: Vec<String> = names
        .filter(|name| name.ends_with("_step.py") || name.ends_with("_moved.py"))
        .collect();
    names.sort();
    names
}

fn heads(scene: &Scene, folder: &std::path::Path) -> Vec<String> {
    let output = scene.try_in(folder, "onehead", &["heads", "--format", "json"]);
    let document: Value = serde_json::from_slice(&output.stdout).expect("JSON");
    let heads = document["heads"].as_array().expect("heads").iter();
    let mut heads: Vec<String> = heads
        .map(|head| head["revision"].as_str().expect("an id").to_owned())
        .collect();
    heads.sort();
    heads
}

fn clone(scene: &Scene) -> PathBuf {
    let clone = scene.temp.path().canonicalize().expect("there").join("clone");
    let target = clone.to_string_lossy().into_owned();
    scene.run("git", &["clone", "-q", ".", &target]);
    clone
}

/// Merges branches into `main` one after the other, for real.
fn merge(scene: &Scene, clone: &std::path::Path, names: &[&str]) -> Truth {
    let git = |words: &[&str]| scene.try_in(clone, "git", words);
    git(&["merge", "--abort"]);
    git(&["checkout", "-q", "-f", "--detach", "origin/main"]);
    git(&["clean", "-qfd"]);
    for name in names {
        let output = git(&["merge", "-q", "--no-edit", &format!("origin/{name}")]);
        if !output.status.success() {
            let unmerged = git(&["diff", "--name-only", "--diff-filter=U"]);
            let unmerged = String::from_utf8_lossy(&unmerged.stdout).into_owned();
            // A conflict elsewhere is resolved, as a person would.
            if unmerged.lines().any(|path| path.starts_with("migrations")) || unmerged.is_empty() {
                return Truth::Broken(said(&output));
            }
            git(&["checkout", "-q", "--ours", "README"]);
            git(&["add", "-A"]);
            git(&["commit", "-q", "--no-edit"]);
        }
    }
    let output = scene.try_in(clone, "onehead", &["heads"]);
    if !output.status.success() {
        return Truth::Broken(said(&output));
    }
    Truth::Heads(heads(scene, clone))
}
