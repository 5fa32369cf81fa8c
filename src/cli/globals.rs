//! Options that stand before or after the verb.

use std::path::PathBuf;

use clap::Args;

/// What every verb understands.
#[derive(Debug, Clone, Default, Args)]
pub struct Globals {
    /// Section of the ini file that configures the project [default: alembic]
    #[arg(short = 'n', long, value_name = "NAME", help_heading = "Global options")]
    pub name: Option<String>,
    /// The project to work on, by the name that `onehead check` shows (a script directory)
    #[arg(long, value_name = "DIR", help_heading = "Global options")]
    pub project: Option<String>,
    /// Accepted for Alembic's sake: arguments for env.py, which is not run
    #[arg(short = 'x', value_name = "KEY=VALUE", help_heading = "Global options")]
    pub x: Vec<String>,
    /// Say nothing but errors
    #[arg(short, long, help_heading = "Global options")]
    pub quiet: bool,
    /// Accepted for Alembic's sake
    #[arg(long, hide = true)]
    pub raiseerr: bool,
}

/// `-c` and `--config`, for every verb that has no `-c` of its own.
#[derive(Debug, Clone, Default, Args)]
pub struct ConfigFlag {
    /// Configuration to read: an ini file, a pyproject.toml, or both
    #[arg(short = 'c', long = "config", value_name = "FILE", help_heading = "Global options")]
    pub configs: Vec<PathBuf>,
}

/// `--config` alone, for `current`, whose `-c` is Alembic's `--check-heads`.
#[derive(Debug, Clone, Default, Args)]
pub struct LongConfigFlag {
    /// Configuration to read: an ini file, a pyproject.toml, or both
    #[arg(long = "config", value_name = "FILE", help_heading = "Global options")]
    pub configs: Vec<PathBuf>,
}

/// The global options of one run, wherever they stood.
#[derive(Debug, Clone, Default)]
pub struct Choice {
    /// `-c`.
    pub configs: Vec<PathBuf>,
    /// `-n`.
    pub name: Option<String>,
    /// `--project`.
    pub project: Option<String>,
    /// `-q`.
    pub quiet: bool,
}

impl Choice {
    /// Joins what stood before the verb with what stood after it; the later wins.
    #[must_use]
    pub fn join(before: (&Globals, &[PathBuf]), after: (&Globals, &[PathBuf])) -> Self {
        Self {
            configs: before.1.iter().chain(after.1).cloned().collect(),
            name: after.0.name.clone().or_else(|| before.0.name.clone()),
            project: after.0.project.clone().or_else(|| before.0.project.clone()),
            quiet: before.0.quiet || after.0.quiet,
        }
    }
}
