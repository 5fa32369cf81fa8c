//! What the reading commands print.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::Path;

use tempfile::TempDir;

use super::dice::Dice;
use super::faults;
use super::files::{self, Project};
use super::graphs::{self, Written};
use super::oracle::{Oracle, Told};
use super::ours::{self, Ours};
use super::queries;

/// How many examples of each sort of difference are shown.
const SHOWN: usize = 2;

#[test]
fn reading_commands_print_what_alembic_prints() {
    let seeds = super::seeds(200);
    println!("projects {seeds:?}");
    let mut oracle = Oracle::start();
    let mut tally = Tally::default();
    let mut examples = String::new();
    let mut found: BTreeMap<String, usize> = BTreeMap::new();
    for seed in seeds.clone() {
        let temp = tempfile::tempdir().expect("a folder");
        let root = temp.path().canonicalize().expect("there");
        let differences = case(seed, &root, &mut oracle, &mut tally);
        if !differences.is_empty() {
            keep(temp);
        }
        for difference in differences {
            let known = found.entry(difference.what.clone()).or_default();
            *known += 1;
            if *known <= SHOWN {
                let at = root.display();
                write!(
                    examples,
                    "\nONEHEAD_SEED={seed} ONEHEAD_GRAPHS=1, kept in {at}\n{}",
                    difference.text
                )
                .expect("a String takes it");
            }
        }
    }
    println!("{tally:?}");
    assert!(found.is_empty(), "differences from Alembic: {found:?}\n{examples}");
    assert!(
        seeds.count() < 100 || tally.is_telling(),
        "the questions hardly got an answer: {tally:?}"
    );
}

fn keep(temp: TempDir) {
    let _ = temp.keep();
}

struct Difference {
    what: String,
    text: String,
}

/// What was compared; a comparison of nothing but refusals would be worth nothing.
#[derive(Debug, Default)]
struct Tally {
    answers: usize,
    bytes: usize,
    refused: usize,
    crashed: usize,
}

impl Tally {
    fn count(&mut self, told: &Told) {
        if told.ok {
            self.answers += 1;
            self.bytes += told.stdout.len();
        } else if told.crash.is_some() {
            self.crashed += 1;
        } else {
            self.refused += 1;
        }
    }

    const fn is_telling(&self) -> bool {
        self.answers > 2 * self.refused && self.refused > 0 && self.bytes > 50 * self.answers
    }
}

fn case(seed: u64, root: &Path, oracle: &mut Oracle, tally: &mut Tally) -> Vec<Difference> {
    let mut dice = Dice::new(seed);
    let largest = dice.pick(&[3, 8, 14, 14, 30]);
    let mut nodes = graphs::history(&mut dice, largest);
    if dice.percent(12) {
        faults::damage(&mut nodes, &mut dice);
    }
    let project = files::write(root, &nodes, &mut dice);
    let whole = |runs: Vec<Vec<String>>| -> Vec<Vec<String>> {
        runs.into_iter()
            .map(|run| [project.options.clone(), run].concat())
            .collect()
    };
    let has_database = dice.percent(90);
    if has_database {
        oracle.run(&project.cwd, &whole(standing(&nodes, &mut dice)));
    }
    let runs = whole(queries::reading(&nodes, &mut dice));
    let ours: Vec<Ours>;
    let told: Vec<Told>;
    if has_database {
        // Nobody writes: both may look at the same time.
        oracle.ask(&project.cwd, &runs);
        ours = answers(&project, &runs);
        told = oracle.answers();
    } else {
        ours = answers(&project, &runs);
        told = oracle.run(&project.cwd, &runs);
    }
    let mut found = Vec::new();
    for ((run, ours), told) in runs.iter().zip(&ours).zip(&told) {
        tally.count(told);
        found.extend(compare(run, ours, told));
    }
    found
}

fn answers(project: &Project, runs: &[Vec<String>]) -> Vec<Ours> {
    runs.iter().map(|run| ours::run(&project.cwd, run)).collect()
}

/// Commands that bring the database to some state.
fn standing(nodes: &[Written], dice: &mut Dice) -> Vec<Vec<String>> {
    let names = queries::Names::of(nodes);
    let mut runs = vec![vec!["ensure_version".to_owned()]];
    for _ in 0..dice.below(4) {
        let target = match dice.below(3) {
            0 => "heads".to_owned(),
            _ => names.target(dice),
        };
        let verb = dice.pick(&["upgrade", "upgrade", "stamp", "downgrade"]);
        runs.push(vec![verb.to_owned(), "--".to_owned(), target]);
    }
    runs
}

fn compare(run: &[String], ours: &Ours, told: &Told) -> Option<Difference> {
    let what = match (ours.code, told.ok) {
        (Some(0), true) if ours.stdout == told.stdout => return None,
        (Some(1..=6), false) => return None,
        // Nothing stands anywhere, and Alembic has not looked at the broken history.
        (Some(3), true) if told.stdout.is_empty() && run.ends_with(&["show".to_owned(), "current".to_owned()]) => {
            return None;
        }
        (Some(0), true) => "stdout",
        (Some(0), false) if told.crash.is_some() => "Alembic crashes",
        (Some(0), false) => "Alembic refuses",
        (_, true) => "onehead refuses",
        _ => "onehead ends badly",
    };
    let verb = run
        .iter()
        .find(|word| VERBS.contains(&word.as_str()))
        .map_or("", String::as_str);
    let text = format!(
        "{what}: {run:?}\n  onehead, exit {:?}: {}\n  alembic, {}: {}\n",
        ours.code,
        shown(&ours.stdout, &told.stdout) + &ours.stderr,
        if told.ok { "fine" } else { "failed" },
        shown(&told.stdout, &ours.stdout) + told.crash.as_deref().unwrap_or_default(),
    );
    Some(Difference {
        what: format!("{what} ({verb})"),
        text,
    })
}

/// The lines from the first difference on, a few of them.
fn shown(text: &str, other: &str) -> String {
    let same = text
        .lines()
        .zip(other.lines())
        .take_while(|(line, other)| line == other)
        .count();
    let lines: Vec<String> = text
        .lines()
        .skip(same.saturating_sub(1))
        .take(5)
        .map(|line| format!("{line:?}"))
        .collect();
    format!("line {} {}", same + 1, lines.join(" "))
}

const VERBS: [&str; 5] = ["heads", "branches", "history", "show", "current"];
