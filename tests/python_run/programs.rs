//! Small programs, each about one thing.

use std::fs;

use onehead::graph::Direction;

use crate::compare::{Verdict, ask, judge};

/// Programs that must be read wholly, and as Python reads them.
const PROGRAMS: &str = include_str!("programs.txt");

#[test]
fn small_programs_do_what_we_say() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut bodies = Vec::new();
    for (at, program) in PROGRAMS.split("\n####").enumerate() {
        let (title, body) = program.split_once('\n').expect("a title");
        let path = folder.path().join(format!("p{at}.py"));
        let head =
            "from alembic import op, context\nimport sqlalchemy as sa\nfrom sqlalchemy.dialects import postgresql\n";
        fs::write(&path, format!("{head}{body}\n")).expect("it can be written");
        bodies.push((title.trim().to_owned(), path));
    }
    let questions: Vec<_> = bodies.iter().map(|(_, path)| (path.clone(), Direction::Up)).collect();
    let answers = ask(&questions);
    let mut bad = Vec::new();
    for ((title, path), answer) in bodies.iter().zip(&answers) {
        let verdict = judge(path, Direction::Up, answer, true);
        let is_meant = if title.starts_with('!') {
            matches!(verdict, Verdict::Unknown(_))
        } else {
            verdict == Verdict::Equal
        };
        if !is_meant {
            bad.push(format!("{title}: {verdict:?} {answer:?}"));
        }
    }
    println!("{} programs", bodies.len());
    assert!(bad.is_empty(), "{} of {}:\n{}", bad.len(), bodies.len(), bad.join("\n"));
}
