//! Bodies of revisions, run by us and by Python with stand-ins for every library: what we say that they do, they do.

mod compare;
mod generated;
mod hostile;
mod programs;
mod trace;

use std::path::{Path, PathBuf};

use compare::{Tally, ask, judge, name};
use onehead::graph::Direction;

const BOTH: [Direction; 2] = [Direction::Up, Direction::Down];

/// Compares many bodies and counts.
fn tally(files: &[PathBuf], root: &Path) -> Tally {
    let bodies: Vec<(PathBuf, Direction)> = files
        .iter()
        .flat_map(|path| BOTH.map(|direction| (path.clone(), direction)))
        .collect();
    let answers = ask(&bodies);
    let mut tally = Tally::default();
    for ((path, direction), answer) in bodies.iter().zip(&answers) {
        let file = path.strip_prefix(root).unwrap_or(path).display();
        tally.count(
            &format!("{file} {}", name(*direction)),
            judge(path, *direction, answer, false),
        );
    }
    tally
}

fn python_files(root: &Path) -> Vec<PathBuf> {
    let (mut files, mut waiting) = (Vec::new(), vec![root.to_owned()]);
    while let Some(directory) = waiting.pop() {
        for entry in std::fs::read_dir(&directory).expect("it can be listed").flatten() {
            let path = entry.path();
            if path.is_dir() {
                waiting.push(path);
            } else if path.extension().is_some_and(|extension| extension == "py") {
                files.push(path);
            }
        }
    }
    files.sort();
    files
}

#[test]
fn real_bodies_do_what_we_say() {
    let corpus = Path::new(env!("CARGO_MANIFEST_DIR")).join(".cache/corpus");
    assert!(
        corpus.join(".complete").exists(),
        "no corpus: run tests/corpus/fetch.sh first"
    );
    let all = python_files(&corpus);
    let files: Vec<PathBuf> = all.into_iter().filter(|path| !path.ends_with("__init__.py")).collect();
    let tally = tally(&files, &corpus);
    println!("{}", tally.report());
    assert!(
        tally.wrong.is_empty(),
        "{} wrong:\n{}",
        tally.wrong.len(),
        tally.wrong.join("\n")
    );
    assert!(tally.equal > 3_000, "only {} are equal", tally.equal);
}
