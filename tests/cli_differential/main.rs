//! Runs the binary and the live Alembic on the same projects on disk and compares what they print and do.
//!
//! `ONEHEAD_GRAPHS` says how many projects, `ONEHEAD_SEED` where to begin (1). A failure prints the seed, and leaves the
//! project of it in a temporary folder. Alembic is that of `tests/setup-venv.sh`, or of the Python that `ONEHEAD_PYTHON`
//! names.

mod applying;
#[path = "../support/dice.rs"]
mod dice;
mod faults;
mod files;
mod graphs;
mod oracle;
mod ours;
#[path = "../support/picks.rs"]
mod picks;
mod printing;
mod queries;
mod reading;

use std::env;

fn setting(name: &str, default: u64) -> u64 {
    env::var(name).map_or(default, |text| {
        text.parse().unwrap_or_else(|_| panic!("{name} is no number: {text}"))
    })
}

/// The seeds of a run.
fn seeds(default: u64) -> std::ops::Range<u64> {
    let first = setting("ONEHEAD_SEED", 1);
    first..first + setting("ONEHEAD_GRAPHS", default)
}
