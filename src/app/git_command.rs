//! Starting git for what only git itself can do: the one place that does. Everything that reads asks `git` the room.

use std::path::Path;
use std::process::{Command, Stdio};

/// Where git speaks to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Talk {
    /// To whoever started onehead, on stderr: its editor and its questions work.
    Person,
    /// To the caller, who gets what it printed; it cannot ask anything.
    Caller,
}

/// How git ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ended {
    /// Whether it did what it was asked.
    pub is_done: bool,
    /// What it printed, both streams, where it spoke to the caller.
    pub said: String,
}

/// Why git was not started.
#[derive(Debug, thiserror::Error)]
#[error("cannot start git: {error}")]
pub struct GitCommandError {
    /// What the system said.
    #[source]
    error: std::io::Error,
}

/// Runs `git ARGUMENTS` in a folder and waits for its end. That git refuses is an answer, not an error.
///
/// # Errors
/// [`GitCommandError`] where there is no git to start.
pub fn git_command(directory: &Path, arguments: &[&str], talk: Talk) -> Result<Ended, GitCommandError> {
    let mut command = Command::new("git");
    command.args(arguments).current_dir(directory);
    let output = match talk {
        // The answer on stdout is ours alone.
        Talk::Person => command
            .stdin(Stdio::inherit())
            .stdout(std::io::stderr())
            .stderr(Stdio::inherit())
            .output(),
        Talk::Caller => command.stdin(Stdio::null()).output(),
    };
    let output = output.map_err(|error| GitCommandError { error })?;
    let said = [output.stdout, output.stderr].concat();
    Ok(Ended {
        is_done: output.status.success(),
        said: String::from_utf8_lossy(&said).trim_end().to_owned(),
    })
}
