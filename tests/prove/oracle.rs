//! The running Alembic.

use std::collections::BTreeMap;
use std::env;
use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};

use serde::Deserialize;
use serde_json::json;

use super::cases::{Case, Tree};

/// One process that answers one line to each.
pub struct Oracle {
    child: Child,
    asked: Option<ChildStdin>,
    told: BufReader<ChildStdout>,
}

/// What Alembic did.
#[derive(Debug, Deserialize)]
pub struct Told {
    /// Why the working tree could not be loaded.
    pub new_refused: Option<String>,
    /// One for each tree of [`trees`].
    pub states: Vec<State>,
}

/// What became of databases that were brought to a state.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct State {
    pub refused: Option<String>,
    pub heads: Story,
    /// Of those that were brought to one revision only.
    pub singles: BTreeMap<String, Story>,
}

/// What became of one database.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Story {
    /// What ran on the way: id and body.
    pub ran: Vec<(String, String)>,
    /// Its rows then.
    pub rows: Vec<String>,
    /// What ran with the new revisions.
    pub then: Vec<(String, String)>,
    /// Why it could not go on.
    pub error: Option<String>,
}

/// Lists the different trees of a case, in the order of their first commits.
pub fn trees(case: &Case) -> Vec<&Tree> {
    let mut trees: Vec<&Tree> = Vec::new();
    for commit in &case.commits {
        if !trees.contains(&&commit.tree) {
            trees.push(&commit.tree);
        }
    }
    trees
}

/// Answers the Python that has Alembic.
pub fn python() -> PathBuf {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    env::var_os("ONEHEAD_PYTHON").map_or_else(|| root.join(".cache/venv/bin/python"), PathBuf::from)
}

impl Oracle {
    /// Starts it; panics with what to do where there is no Alembic.
    pub fn start() -> Self {
        let python = python();
        let mut child = Command::new(&python)
            .arg(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/prove/oracle.py"))
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap_or_else(|error| {
                panic!(
                    "no Alembic to compare with ({}: {error}): run tests/setup-venv.sh",
                    python.display()
                )
            });
        let asked = child.stdin.take();
        let told = BufReader::new(child.stdout.take().expect("piped"));
        Self { child, asked, told }
    }

    /// Asks about one case.
    pub fn ask(&mut self, case: &Case) -> Told {
        let states: Vec<_> = trees(case).into_iter().map(Tree::files).collect();
        self.ask_files(&states, &case.new.files())
    }

    /// Asks about databases that were brought to some states and go on with new files.
    pub fn ask_files(&mut self, states: &[BTreeMap<String, String>], new: &BTreeMap<String, String>) -> Told {
        let mut line = json!({ "states": states, "new": new }).to_string();
        line.push('\n');
        let asked = self.asked.as_mut().expect("open until the end");
        asked.write_all(line.as_bytes()).expect("the oracle reads");
        line.clear();
        self.told.read_line(&mut line).expect("the oracle answers");
        serde_json::from_str(&line).unwrap_or_else(|error| panic!("the oracle said {line:?}: {error}"))
    }
}

impl Drop for Oracle {
    fn drop(&mut self) {
        // At the end of its input it takes its folder away and ends.
        drop(self.asked.take());
        let _ = self.child.wait();
    }
}
