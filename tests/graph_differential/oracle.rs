//! The running Alembic.

use std::collections::BTreeMap;
use std::env;
use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};

use serde::Deserialize;

use super::cases::Case;

/// One process that answers one line to each.
pub struct Oracle {
    child: Child,
    asked: ChildStdin,
    told: BufReader<ChildStdout>,
}

/// What Alembic says about a case.
#[derive(Debug, Deserialize)]
pub struct Answer {
    /// The loaded map, or why there is none.
    pub load: Structure,
    /// The revisions in the order of `history`.
    #[serde(default)]
    pub history: Told,
    /// One for each query.
    #[serde(default)]
    pub answers: Vec<Told>,
}

/// What loading gives.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Structure {
    /// Why Alembic refused.
    pub error: Option<String>,
    /// How it fell over.
    pub crash: Option<String>,
    pub heads: Vec<String>,
    pub bases: Vec<String>,
    pub real_heads: Vec<String>,
    pub real_bases: Vec<String>,
    /// Sorted, of each revision.
    pub labels: BTreeMap<String, Vec<String>>,
    /// Normalized dependencies, sorted, of each revision.
    pub normalized: BTreeMap<String, Vec<String>>,
}

/// What a query gives.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Told {
    /// Why Alembic refused.
    pub error: Option<String>,
    /// How it fell over.
    pub crash: Option<String>,
    /// How its bookkeeping of the version table fell over.
    pub broken: Option<String>,
    pub revisions: Vec<String>,
    pub steps: Vec<ToldStep>,
    /// The rows it started from.
    pub rows: Vec<String>,
}

/// A step of a route or of a stamp.
#[derive(Debug, Default, PartialEq, Eq, Clone, Deserialize)]
#[serde(default)]
pub struct ToldStep {
    /// Empty for a stamp.
    pub revision: String,
    pub from: Vec<String>,
    pub to: Vec<String>,
    pub moves: Vec<Move>,
}

/// One change of the version table.
#[derive(Debug, PartialEq, Eq, Clone, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Move {
    Insert(String),
    Delete(String),
    Update(String, String),
}

impl Oracle {
    /// Starts it; panics with what to do where there is no Alembic.
    pub fn start() -> Self {
        let root = Path::new(env!("CARGO_MANIFEST_DIR"));
        let python = env::var_os("ONEHEAD_PYTHON").map_or_else(|| root.join(".cache/venv/bin/python"), PathBuf::from);
        let mut child = Command::new(&python)
            .arg(root.join("tests/alembic/graph_oracle.py"))
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap_or_else(|error| {
                panic!(
                    "no Alembic to compare with ({}: {error}): run tests/setup-venv.sh",
                    python.display()
                )
            });
        let asked = child.stdin.take().expect("piped");
        let told = BufReader::new(child.stdout.take().expect("piped"));
        Self { child, asked, told }
    }

    /// Asks about one case.
    pub fn ask(&mut self, case: &Case) -> Answer {
        let mut line = serde_json::to_string(case).expect("a case is plain data");
        line.push('\n');
        self.asked.write_all(line.as_bytes()).expect("the oracle reads");
        line.clear();
        self.told.read_line(&mut line).expect("the oracle answers");
        serde_json::from_str(&line).unwrap_or_else(|error| panic!("the oracle said {line:?}: {error}"))
    }
}

impl Drop for Oracle {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
