//! The exit codes (`docs/exit-codes.md`).

use std::process::ExitCode;

/// How a run ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Exit {
    /// Fine.
    Ok = 0,
    /// Findings, a refusal of the gate, `current --check-heads` not met.
    Findings = 1,
    /// A usage mistake, or a target that cannot be resolved.
    Usage = 2,
    /// The project or git could not be read, so that the answer is not known.
    Unreadable = 3,
    /// The database failed.
    Database = 4,
    /// The database needs a person.
    NeedsPerson = 5,
    /// Try again later: a lock or a connection.
    TryAgain = 6,
    /// Interrupted by SIGINT.
    Interrupted = 130,
    /// Ended by SIGTERM.
    Terminated = 143,
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(exit as u8)
    }
}
