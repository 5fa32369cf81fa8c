//! The stamp-path proof against what really happens: for random git histories, databases are brought to where they
//! may stand and go on from there, by live Alembic on SQLite.
//!
//! `ONEHEAD_PROOFS` says how many histories (500; a full run takes 5000), `ONEHEAD_REPARENTS` how many forks are
//! re-parented (200), `ONEHEAD_SEED` where to begin (1); a failure prints its seed. Alembic is that of `tests/setup-venv.sh`, or of the Python that `ONEHEAD_PYTHON` names.

mod cases;
mod command;
mod compare;
#[path = "../support/dice.rs"]
mod dice;
mod heads;
mod odd;
mod oracle;
mod reparent;
mod repository;

use std::env;

use cases::case;
use compare::{Tally, compare};
use oracle::Oracle;

fn setting(name: &str, default: u64) -> u64 {
    env::var(name).map_or(default, |text| {
        text.parse().unwrap_or_else(|_| panic!("{name} is no number: {text}"))
    })
}

#[test]
fn the_proof_says_what_happens_to_databases() {
    let (first, count) = (setting("ONEHEAD_SEED", 1), setting("ONEHEAD_PROOFS", 500));
    let mut oracle = Oracle::start();
    let mut tally = Tally::default();
    let mut wrong = Vec::new();
    for seed in first..first + count {
        let case = case(seed);
        let told = oracle.ask(&case);
        let differences = compare(&case, &told, &mut tally);
        if !differences.is_empty() {
            wrong.push(format!(
                "ONEHEAD_SEED={seed} ONEHEAD_PROOFS=1\n  {}",
                differences.join("\n  ")
            ));
        }
    }
    println!("{count} histories from seed {first}: {tally:?}");
    let shown: Vec<&String> = wrong.iter().take(5).collect();
    assert!(
        wrong.is_empty(),
        "{} of {count} histories differ: {shown:#?}",
        wrong.len()
    );
    assert!(
        count < 100 || tally.is_telling(),
        "the histories hardly asked anything: {tally:?}"
    );
}
