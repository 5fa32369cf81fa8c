//! `onehead rule`.

use crate::cli::context::Context;
use crate::cli::globals::{ConfigFlag, Globals};
use crate::cli::{Exit, Failure};

/// Explain a rule of `onehead check`, or list them all.
#[derive(Debug, clap::Args)]
pub struct Rule {
    /// The code or the name: OH101, multiple-heads
    rule: Option<String>,
    #[command(flatten)]
    pub(super) config: ConfigFlag,
    #[command(flatten)]
    pub(super) globals: Globals,
}

impl Rule {
    pub(super) fn run(&self, _context: &mut Context) -> Result<Exit, Failure> {
        Err(Failure::usage("later"))
    }
}
