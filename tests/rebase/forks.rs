//! Random forks: after the re-parent there is one head, and a database that stands on anything published runs every
//! revision exactly once.

use std::collections::BTreeSet;

use crate::dice::Dice;
use crate::scene::{Scene, assert_ok, ran, revision, stderr};

const CASES: u64 = 16;

pub struct Fork {
    pub scene: Scene,
    main: Vec<String>,
    /// Whether the side has neither forks nor merges.
    is_line: bool,
}

/// Makes a line on `main` and a side on one of its revisions: a line, or with forks, merges, and merges of `main`.
pub fn fork(dice: &mut Dice) -> Fork {
    let scene = Scene::new();
    let main: Vec<String> = (0..3 + dice.below(4)).map(|i| format!("p{i}")).collect();
    for (i, id) in main.iter().enumerate() {
        let parents: Vec<&str> = main[..i].last().map(String::as_str).into_iter().collect();
        scene.committed(id, &parents);
        if dice.below(2) == 0 {
            scene.git(&format!("tag v{i}"));
        }
    }
    let from = dice.below(main.len() - 1);
    let is_line = dice.below(2) == 0;
    let mut side: Vec<String> = Vec::new();
    let mut heads: Vec<String> = vec![main[from].clone()];
    for i in 0..=dice.below(5) {
        let id = format!("s{i}");
        let parents = match dice.below(4) {
            _ if is_line => vec![heads[0].clone()],
            0 if heads.len() > 1 => heads.clone(),
            // `main` was merged into the side meanwhile.
            1 if !side.is_empty() && from + 1 < main.len() => {
                vec![
                    heads[0].clone(),
                    main[from + 1 + dice.below(main.len() - from - 1)].clone(),
                ]
            }
            2 => vec![side.get(dice.below(side.len() + 1)).unwrap_or(&main[from]).clone()],
            _ => vec![heads[heads.len() - 1].clone()],
        };
        heads.retain(|head| !parents.contains(head));
        heads.push(id.clone());
        let parents: Vec<&str> = parents.iter().map(String::as_str).collect();
        scene.revision(&id, &parents);
        side.push(id);
    }
    scene.git("switch -q -c topic");
    scene.commit("side");
    Fork { scene, main, is_line }
}

/// Makes a database that was brought to the first revisions of `main`.
fn database(main: &[String], folder: &std::path::Path) -> std::path::PathBuf {
    let past = Scene::without_git();
    for (i, id) in main.iter().enumerate() {
        let parents: Vec<&str> = main[..i].last().map(String::as_str).into_iter().collect();
        past.write(&format!("mig/versions/{id}.sql"), &revision(id, &parents));
    }
    let path = folder.join(format!("at{}.db", main.len()));
    if main.is_empty() {
        return path;
    }
    assert_ok(&past.upgrade(&path));
    path
}

#[test]
fn every_database_on_what_is_published_runs_every_revision_once() {
    let mut lines = 0;
    for seed in 0..CASES {
        let Fork { scene, main, is_line } = fork(&mut Dice::new(seed));
        let before = scene.parents();
        let output = scene.run(&["rebase"]);
        assert!(output.status.success(), "seed {seed}: {}\n{before:?}", stderr(&output));
        assert_eq!(scene.expect(&["heads"]).lines().count(), 1, "seed {seed}");
        assert_ok(&scene.run(&["check"]));
        let parents = scene.parents();
        let all: BTreeSet<&String> = parents.keys().collect();
        for id in &main {
            assert_eq!(parents[id], before[id], "seed {seed}: {id} is published");
        }
        if is_line {
            lines += 1;
            let named: Vec<&String> = parents.values().flatten().collect();
            let unique: BTreeSet<&&String> = named.iter().collect();
            assert!(
                parents.values().all(|of| of.len() <= 1) && unique.len() == named.len(),
                "{parents:?}"
            );
        }
        let folder = tempfile::tempdir().expect("a folder");
        for count in 0..=main.len() {
            let database = database(&main[..count], folder.path());
            assert_ok(&scene.upgrade(&database));
            let ran = ran(&database);
            assert_eq!(ran.len(), all.len(), "seed {seed}, {count}: {ran:?}");
            assert_eq!(ran.iter().collect::<BTreeSet<_>>(), all, "seed {seed}, {count}");
            for (id, of) in &parents {
                let at = |id: &String| ran.iter().position(|other| other == id);
                assert!(of.iter().all(|parent| at(parent) < at(id)), "seed {seed}: {ran:?}");
            }
            // The way back meets no overlapping rows.
            let url = format!("sqlite:///{}", database.display());
            assert_ok(&scene.run(&["downgrade", "base", "--database", &url]));
        }
    }
    assert!(lines > 3, "{lines} lines");
}
