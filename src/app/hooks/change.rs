//! What was done to one hook, in a word and in a sentence.

use std::fmt;
use std::path::PathBuf;

use super::HookName;
use super::error::show;

/// What was done to one hook, or why nothing was.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HookChange {
    /// Which hook.
    pub hook: HookName,
    /// Where it lies: beside a hook of the pre-commit framework as `NAME.legacy`, which that runs first.
    pub path: PathBuf,
    /// What happened.
    pub change: Change,
}

/// What was done to a hook, or why nothing was.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Change {
    /// Installed where nothing stood.
    Created,
    /// Installed; the user's hook was put aside and is run first.
    Chained {
        /// Where the user's hook lies now.
        aside: PathBuf,
        /// Whether it runs: one that was not executable is kept and, as before, not run.
        runs: bool,
        /// The program that wrote it and will write it anew, by name: then ours runs no more (lefthook).
        rewritten_by: Option<&'static str>,
    },
    /// Installed where nothing stood, and a hook that had been put aside before is run first again.
    ChainedAgain {
        /// Where the user's hook lies.
        aside: PathBuf,
    },
    /// Brought to this version; a chained hook stays chained.
    Upgraded,
    /// Nothing to do: as installed.
    Unchanged,
    /// Left: the user's hook runs onehead already.
    AlreadyCalled,
    /// Left: onehead's hook, edited since it was installed.
    LeftEdited {
        /// The user's hook that it may run first.
        aside: Option<PathBuf>,
    },
    /// Left: written by a newer onehead.
    LeftNewer,
    /// Left: another hook stands there now.
    LeftForeign {
        /// The user's hook of before, still put aside.
        aside: Option<PathBuf>,
    },
    /// Removed; nothing had stood there before.
    Removed,
    /// Removed; the user's hook that it ran first was gone already.
    RemovedWithoutBefore {
        /// Where it should have been.
        aside: PathBuf,
    },
    /// The user's hook is back as it was.
    Restored,
    /// Nothing to do: not installed.
    NotInstalled,
}

impl Change {
    /// Answers whether something was left that a person should look at.
    #[must_use]
    pub const fn needs_a_look(&self) -> bool {
        matches!(
            self,
            Self::LeftEdited { .. } | Self::LeftNewer | Self::LeftForeign { .. } | Self::RemovedWithoutBefore { .. }
        )
    }
}

impl fmt::Display for HookChange {
    /// Says it on one line, beginning with the name of the hook.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: ", self.hook)?;
        let path = show(&self.path);
        match &self.change {
            Change::Created if self.path.file_name() == Some(self.hook.as_str().as_ref()) => write!(f, "installed"),
            Change::Created => write!(
                f,
                "installed as {path}, which the hook of the pre-commit framework runs first"
            ),
            Change::Chained {
                aside,
                runs,
                rewritten_by,
            } => {
                write!(f, "installed; the hook that was there is kept as {}", show(aside))?;
                f.write_str(if *runs {
                    " and runs first"
                } else {
                    ", not run because it is not executable"
                })?;
                match rewritten_by {
                    Some(writer) => write!(
                        f,
                        "; {writer} will write its own anew, so better name onehead in its configuration"
                    ),
                    None => Ok(()),
                }
            }
            Change::ChainedAgain { aside } => write!(f, "installed; {} runs first again", show(aside)),
            Change::Upgraded => write!(f, "brought up to date"),
            Change::Unchanged => write!(f, "already installed"),
            Change::AlreadyCalled => write!(f, "left alone: {path} runs onehead already"),
            Change::LeftEdited { aside: None } => {
                write!(
                    f,
                    "left alone: {path} was edited since it was installed; delete it to have it as it was made"
                )
            }
            Change::LeftEdited { aside: Some(aside) } => write!(
                f,
                "left alone: {path} was edited since it was installed; the hook of before lies in {}, to be renamed back",
                show(aside)
            ),
            Change::LeftNewer => write!(f, "left alone: {path} was written by a newer onehead"),
            Change::LeftForeign { aside: None } => write!(f, "left alone: {path} is not onehead's"),
            Change::LeftForeign { aside: Some(aside) } => write!(
                f,
                "left alone: {path} is not onehead's; the hook of before still lies in {}",
                show(aside)
            ),
            Change::Removed => write!(f, "removed"),
            Change::RemovedWithoutBefore { aside } => {
                write!(f, "removed; the hook of before is not there any more: {}", show(aside))
            }
            Change::Restored => write!(f, "removed; the hook of before is back"),
            Change::NotInstalled => write!(f, "not installed"),
        }
    }
}
