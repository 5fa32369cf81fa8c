//! The running Alembic.

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};

use serde::Deserialize;
use serde_json::Value as Json;

/// One process that answers one line to each.
pub struct Oracle {
    child: Child,
    asked: Option<ChildStdin>,
    told: BufReader<ChildStdout>,
}

/// What Alembic says about a body.
#[derive(Debug, Deserialize)]
pub struct Answer {
    /// The syntax of the body; none where it is not straight.
    pub program: Option<Json>,
    /// What it prints, by dialect.
    pub results: BTreeMap<String, Printed>,
}

/// What a body prints in one dialect.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Printed {
    /// The statements with their separator.
    pub statements: Vec<String>,
    /// Why Alembic refused.
    pub error: Option<String>,
}

impl Oracle {
    pub fn start() -> Self {
        let root = Path::new(env!("CARGO_MANIFEST_DIR"));
        let venv = root.join(".cache/venv/bin/python");
        let python = std::env::var_os("ONEHEAD_PYTHON").map_or(venv, PathBuf::from);
        assert!(
            python.exists(),
            "no Python at {}: run tests/setup-venv.sh first, or name one in ONEHEAD_PYTHON",
            python.display()
        );
        let mut child = Command::new(python)
            .arg(root.join("tests/alembic/op_oracle.py"))
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .expect("Python starts");
        let asked = child.stdin.take();
        let told = BufReader::new(child.stdout.take().expect("stdout is piped"));
        Self { child, asked, told }
    }

    pub fn ask(&mut self, source: &str, convention: Option<&Json>) -> Answer {
        let asked = self.asked.as_mut().expect("Python listens until it is dropped");
        let question = serde_json::json!({ "source": source, "convention": convention });
        writeln!(asked, "{question}").expect("Python listens");
        let mut line = String::new();
        self.told.read_line(&mut line).expect("Python answers");
        serde_json::from_str(&line).unwrap_or_else(|error| panic!("{error}: {line}\nto {source}"))
    }
}

impl Drop for Oracle {
    fn drop(&mut self) {
        drop(self.asked.take());
        let _ = self.child.wait();
    }
}
