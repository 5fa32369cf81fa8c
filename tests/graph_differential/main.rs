//! Asks onehead and the live Alembic the same questions about random histories.
//!
//! `ONEHEAD_GRAPHS` says how many (300), `ONEHEAD_SEED` where to begin (1); a failure prints both and a smallest example.
//! Alembic is that of `tests/setup-venv.sh`, or of the Python that `ONEHEAD_PYTHON` names.

mod answers;
mod cases;
mod compare;
#[path = "../support/dice.rs"]
mod dice;
mod faults;
mod oracle;
#[path = "../support/picks.rs"]
mod picks;
mod queries;
mod shrink;

use std::collections::BTreeMap;
use std::env;
use std::fmt::Write;

use cases::case;
use compare::differences;
use oracle::Oracle;

/// How many examples of each sort of difference are shown.
const SHOWN: usize = 2;

fn setting(name: &str, default: u64) -> u64 {
    env::var(name).map_or(default, |text| {
        text.parse().unwrap_or_else(|_| panic!("{name} is no number: {text}"))
    })
}

#[test]
fn random_histories_are_answered_as_by_alembic() {
    let (first, count) = (setting("ONEHEAD_SEED", 1), setting("ONEHEAD_GRAPHS", 300));
    let mut oracle = Oracle::start();
    let mut found: BTreeMap<&str, usize> = BTreeMap::new();
    let mut examples = String::new();
    let mut tally = Tally::default();
    for seed in first..first + count {
        let case = case(seed);
        let answer = oracle.ask(&case);
        tally.count(&answer);
        for difference in differences(&case, &answer) {
            let known = found.entry(difference.what).or_default();
            *known += 1;
            if *known <= SHOWN {
                let (small, left) = shrink::shrink(&case, &difference, &mut oracle);
                let small = serde_json::to_string(&small).expect("a case is plain data");
                let (what, ours, theirs) = (left.what, left.ours, left.theirs);
                writeln!(
                    examples,
                    "\n{what} (ONEHEAD_SEED={seed} ONEHEAD_GRAPHS=1)\n  {small}\n  onehead: {ours}\n  alembic: {theirs}"
                )
                .expect("a String takes it");
            }
        }
    }
    println!("{count} histories from seed {first}: {tally:?}");
    assert!(found.is_empty(), "differences from Alembic: {found:?}\n{examples}");
    assert!(
        count < 100 || tally.is_telling(),
        "the questions hardly got an answer: {tally:?}"
    );
}

/// What Alembic answered; a comparison of nothing but refusals would be worth nothing.
#[derive(Debug, Default)]
struct Tally {
    refused: usize,
    loaded: usize,
    answers: usize,
    errors: usize,
    crashes: usize,
    steps: usize,
}

impl Tally {
    fn count(&mut self, answer: &oracle::Answer) {
        if answer.load.error.is_some() || answer.load.crash.is_some() {
            self.refused += 1;
        } else {
            self.loaded += 1;
        }
        for told in &answer.answers {
            self.steps += told.steps.len();
            if told.error.is_some() {
                self.errors += 1;
            } else if told.crash.is_some() || told.broken.is_some() {
                self.crashes += 1;
            } else {
                self.answers += 1;
            }
        }
    }

    fn is_telling(&self) -> bool {
        self.refused > 0
            && self.loaded > self.refused
            && self.answers > self.errors / 2
            && self.crashes < self.answers / 4
    }
}
