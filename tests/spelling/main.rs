//! Types, expressions and statements, spelled by onehead and by SQLAlchemy as Alembic uses it offline: the same text,
//! or both refuse, or onehead says that it does not know. Never another text.

mod compare;
mod oracle;
mod random;
mod value;

use compare::{Case, Outcome};
use oracle::Oracle;

/// Cases by kind, a line each; `#` begins a comment, `kind:` a kind, and lines `name = ...` prepare what follows.
fn cases(text: &str) -> Vec<Case> {
    let mut kind = "";
    let mut setup = Vec::new();
    let mut cases = Vec::new();
    for line in text
        .lines()
        .map(str::trim_end)
        .filter(|line| !line.is_empty() && !line.starts_with('#'))
    {
        let is_name = |name: &str| name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_');
        if let Some(name) = line.strip_suffix(':').filter(|name| is_name(name)) {
            setup.clear();
            kind = KINDS.iter().find(|kind| **kind == name).expect("a kind that is known");
        } else if line.split_once(" = ").is_some_and(|(name, _)| is_name(name)) {
            setup.push(line.to_owned());
        } else {
            cases.push(Case {
                kind,
                setup: setup.iter().filter(|setup| mentions(line, setup)).cloned().collect(),
                source: line.to_owned(),
            });
        }
    }
    cases
}

/// Says whether a line names the variable that another assigns.
fn mentions(line: &str, setup: &str) -> bool {
    let (name, _) = setup.split_once(" = ").expect("an assignment");
    line.split(|c: char| !c.is_ascii_alphanumeric() && c != '_')
        .any(|word| word == name)
}

const KINDS: &[&str] = &[
    "column_type",
    "bare_type",
    "created_type",
    "condition",
    "index",
    "default",
    "identifier",
    "constraint_name",
    "index_name",
    "statement",
    "bulk",
];

fn held(what: &str, cases: &[Case]) -> Outcome {
    let mut oracle = Oracle::start();
    let mut outcome = Outcome::default();
    for case in cases {
        outcome.compare(&mut oracle, case);
    }
    if std::env::var_os("ONEHEAD_SHOW_UNKNOWN").is_some() {
        println!("{}", outcome.unknown.join("\n"));
    }
    outcome.hold(what);
    outcome
}

#[test]
fn every_type_is_spelled_as_sqlalchemy_spells_it() {
    let sources: Vec<&str> = include_str!("types.txt").lines().collect();
    let mut cases = Vec::new();
    for kind in ["column_type", "bare_type", "created_type"] {
        for source in &sources {
            cases.push(Case {
                kind,
                setup: Vec::new(),
                source: (*source).to_owned(),
            });
        }
    }
    let outcome = held("types", &cases);
    assert!(outcome.unknown.is_empty(), "{}", outcome.unknown.join("\n"));
}

#[test]
fn the_cases_of_a_table_are_spelled_as_sqlalchemy_spells_them() {
    held("cases", &cases(include_str!("cases.txt")));
}

/// How many cases of each kind come out of a seed; `ONEHEAD_SPELLINGS` asks for more.
const RANDOM: usize = 60;

fn random_cases(kinds: &[&'static str]) {
    let asked = std::env::var("ONEHEAD_SPELLINGS").ok();
    let count = asked.map_or(RANDOM, |count| count.parse().expect("ONEHEAD_SPELLINGS is a number"));
    let asked = std::env::var("ONEHEAD_SEED").ok();
    let seed = asked.map_or(7, |seed| seed.parse().expect("ONEHEAD_SEED is a number"));
    for kind in kinds {
        held(kind, &random::cases(kind, seed, count));
    }
}

#[test]
fn random_types_are_spelled_as_sqlalchemy_spells_them() {
    random_cases(&["column_type", "bare_type"]);
}

#[test]
fn random_expressions_are_spelled_as_sqlalchemy_spells_them() {
    random_cases(&["condition", "index", "default"]);
}

#[test]
fn random_statements_are_spelled_as_sqlalchemy_spells_them() {
    random_cases(&["statement", "bulk"]);
}
