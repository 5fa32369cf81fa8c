//! The running Alembic.

use std::env;
use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};

use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

/// One process that runs Alembic's commands.
pub struct Oracle {
    child: Child,
    asked: ChildStdin,
    told: BufReader<ChildStdout>,
}

/// How a command of Alembic ended.
#[derive(Debug, Clone, Deserialize)]
pub struct Told {
    pub ok: bool,
    /// What its user would see as a traceback.
    pub crash: Option<String>,
    pub stdout: String,
}

impl Oracle {
    /// Starts it; panics with what to do where there is no Alembic.
    pub fn start() -> Self {
        let root = Path::new(env!("CARGO_MANIFEST_DIR"));
        let python = env::var_os("ONEHEAD_PYTHON").map_or_else(|| root.join(".cache/venv/bin/python"), PathBuf::from);
        let mut child = Command::new(&python)
            .arg(root.join("tests/alembic/cli_oracle.py"))
            .env_remove("ALEMBIC_CONFIG")
            .env_remove("EDITOR")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap_or_else(|error| {
                let python = python.display();
                panic!("no Alembic to compare with ({python}: {error}): run tests/setup-venv.sh")
            });
        let asked = child.stdin.take().expect("piped");
        let told = BufReader::new(child.stdout.take().expect("piped"));
        Self { child, asked, told }
    }

    /// Runs commands in a folder.
    pub fn run(&mut self, cwd: &Path, runs: &[Vec<String>]) -> Vec<Told> {
        self.ask(cwd, runs);
        self.answers()
    }

    /// Starts running commands; [`Oracle::answers`] waits for them.
    pub fn ask(&mut self, cwd: &Path, runs: &[Vec<String>]) {
        self.send(&json!({"cwd": cwd, "runs": runs}));
    }

    /// Waits for what was asked.
    pub fn answers<T: DeserializeOwned>(&mut self) -> T {
        let mut line = String::new();
        self.told.read_line(&mut line).expect("the oracle answers");
        serde_json::from_str(&line).unwrap_or_else(|error| panic!("the oracle said {line:?}: {error}"))
    }

    /// Runs SQL on a SQLite file; the answer holds the rows of each statement.
    pub fn execute(&mut self, database: &Path, statements: &[&str]) -> Vec<Vec<Vec<Value>>> {
        self.send(&json!({"database": database, "execute": statements}));
        self.answers()
    }

    fn send(&mut self, request: &Value) {
        writeln!(self.asked, "{request}").expect("the oracle reads");
    }
}

impl Drop for Oracle {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
