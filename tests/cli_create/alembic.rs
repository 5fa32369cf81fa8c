//! The live Alembic, one process for all its command lines.

use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};

use serde::Deserialize;
use serde_json::json;

/// A process that runs Alembic's command lines.
pub struct Alembic {
    child: Child,
    ask: Option<ChildStdin>,
    answers: BufReader<ChildStdout>,
}

/// How a command line ended.
#[derive(Debug, Deserialize)]
pub struct Answer {
    pub code: i32,
    pub said: String,
}

/// Answers the Python that has the pinned Alembic.
pub fn python() -> PathBuf {
    let venv = Path::new(env!("CARGO_MANIFEST_DIR")).join(".cache/venv/bin/python");
    let python = std::env::var_os("ONEHEAD_PYTHON").map_or(venv, PathBuf::from);
    assert!(
        python.exists(),
        "no Python at {}: run tests/setup-venv.sh first, or name one in ONEHEAD_PYTHON",
        python.display()
    );
    python
}

impl Alembic {
    pub fn start() -> Self {
        let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cli_create/alembic_oracle.py");
        let mut command = Command::new(python());
        command.arg(script).stdin(Stdio::piped()).stdout(Stdio::piped());
        let mut child = command.env_remove("ALEMBIC_CONFIG").spawn().expect("Python starts");
        let ask = child.stdin.take();
        let answers = BufReader::new(child.stdout.take().expect("stdout is piped"));
        Self { child, ask, answers }
    }

    pub fn run(&mut self, directory: &Path, arguments: &[&str]) -> Answer {
        let request = json!({ "directory": directory, "arguments": arguments });
        let ask = self.ask.as_mut().expect("Alembic listens until it is dropped");
        writeln!(ask, "{request}").expect("Alembic listens");
        let mut answer = String::new();
        self.answers.read_line(&mut answer).expect("Alembic answers");
        serde_json::from_str(&answer).expect("Alembic answers JSON")
    }

    /// Runs a command line that has to end well.
    pub fn expect(&mut self, directory: &Path, arguments: &[&str]) -> String {
        let answer = self.run(directory, arguments);
        assert_eq!(answer.code, 0, "alembic {arguments:?}: {}", answer.said);
        answer.said
    }
}

impl Drop for Alembic {
    fn drop(&mut self) {
        // Closing its input ends it.
        self.ask = None;
        let _ended = self.child.wait();
    }
}
