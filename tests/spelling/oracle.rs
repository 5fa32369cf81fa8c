//! The running SQLAlchemy.

use std::env;
use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};

use serde::Deserialize;
use serde_json::json;

/// One process that answers one line to each.
pub struct Oracle {
    child: Child,
    asked: Option<ChildStdin>,
    told: BufReader<ChildStdout>,
}

/// What is asked.
#[derive(Debug, Clone, Copy)]
pub struct Question<'a> {
    pub dialect: &'a str,
    pub doubles_percents: bool,
    pub kind: &'a str,
    pub setup: &'a [String],
    pub source: &'a str,
}

/// What it says.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Answer {
    Text(serde_json::Value),
    Error(String),
}

impl Oracle {
    pub fn start() -> Self {
        let root = Path::new(env!("CARGO_MANIFEST_DIR"));
        let venv = root.join(".cache/venv/bin/python");
        let python = env::var_os("ONEHEAD_PYTHON").map_or(venv, PathBuf::from);
        assert!(
            python.exists(),
            "no Python at {}: run tests/setup-venv.sh first, or name one in ONEHEAD_PYTHON",
            python.display()
        );
        let mut child = Command::new(python)
            .arg(root.join("tests/spelling/spelling_oracle.py"))
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .expect("Python starts");
        let asked = child.stdin.take();
        let told = BufReader::new(child.stdout.take().expect("stdout is piped"));
        Self { child, asked, told }
    }

    pub fn ask(&mut self, question: Question<'_>) -> Answer {
        let request = json!({
            "dialect": question.dialect,
            "paramstyle": if question.doubles_percents { None } else { Some("named") },
            "kind": question.kind,
            "setup": question.setup,
            "source": question.source,
        });
        let asked = self.asked.as_mut().expect("it listens until it is dropped");
        writeln!(asked, "{request}").expect("it listens");
        let mut line = String::new();
        self.told.read_line(&mut line).expect("it answers");
        serde_json::from_str(&line).expect("it answers JSON")
    }
}

impl Drop for Oracle {
    fn drop(&mut self) {
        // Closing its input ends it.
        self.asked = None;
        let _ended = self.child.wait();
    }
}
