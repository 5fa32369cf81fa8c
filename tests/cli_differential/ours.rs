//! The binary under test.

use std::path::Path;
use std::process::Command;

/// How a command of onehead ended.
#[derive(Debug, Clone)]
pub struct Ours {
    /// None where a signal ended it.
    pub code: Option<i32>,
    pub stdout: String,
    pub stderr: String,
}

/// Runs `onehead ARGUMENT...` with an environment of its own.
pub fn run(cwd: &Path, arguments: &[String]) -> Ours {
    let output = Command::new(env!("CARGO_BIN_EXE_onehead"))
        .args(arguments)
        .current_dir(cwd)
        .env_clear()
        .output()
        .expect("the binary runs");
    Ours {
        code: output.status.code(),
        stdout: String::from_utf8_lossy(&output.stdout).into_owned(),
        stderr: String::from_utf8_lossy(&output.stderr).into_owned(),
    }
}
