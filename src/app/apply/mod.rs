//! Applying: the gate, the lock, the plan, then one revision after the other.

mod gate;
mod online;
mod script;
mod scripts;
mod walk;

pub use gate::gate;
pub use online::{Order, Progress, ensure_version, run};
pub use script::{Script, script, version_table_script};

pub(super) use walk::Walk;

use std::path::PathBuf;

use crate::dialect::Missing;

/// What is asked of a database.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Action {
    /// `upgrade TARGET`.
    Upgrade(String),
    /// `downgrade TARGET`.
    Downgrade(String),
    /// `stamp TARGET...`.
    Stamp {
        /// The targets.
        targets: Vec<String>,
        /// `--purge`: take all rows away first.
        purge: bool,
    },
}

/// Why a plan was refused. Nothing has been touched.
#[derive(Debug, thiserror::Error)]
pub enum ApplyError {
    /// The history is broken.
    #[error("the history cannot be relied on; nothing was touched: {}", .lines.join("; "))]
    Gate {
        /// What is wrong, `path:line: message` each.
        lines: Vec<String>,
    },
    /// A revision is a Python script with a body.
    #[error("{place}: {revision} is a Python script, which onehead does not run; nothing was touched")]
    NeedsPython {
        /// The revision.
        revision: String,
        /// Where its body stands, `path:line`.
        place: String,
    },
    /// A revision cannot be run on this database.
    #[error("{}; nothing was touched", .0.sentence())]
    Script(Missing),
    /// What holds for all of a script is not known.
    #[error("{place}: `{name}` is not known: {reason}")]
    Unconfigured {
        /// The argument of `context.configure`.
        name: &'static str,
        /// Where, `path:line`.
        place: String,
        /// Why not.
        reason: String,
    },
    /// A file of the plan is gone.
    #[error("{} is not there any more; nothing was touched", .0.display())]
    Gone(PathBuf),
    /// A range, and the database is asked.
    #[error("range revision not allowed: a database says itself where it stands (ranges are for --sql)")]
    Range,
    /// `downgrade --sql` without a start.
    #[error("downgrade with --sql requires <fromrev>:<torev>")]
    DowngradeRange,
    /// Several starts of a stamp.
    #[error("stamp with --sql only supports a single starting revision at a time")]
    StampRange,
}
