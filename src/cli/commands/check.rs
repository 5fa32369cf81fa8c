//! `onehead check`.

use crate::cli::context::Context;
use crate::cli::globals::{ConfigFlag, Globals};
use crate::cli::{Exit, Failure};

/// check
#[derive(Debug, clap::Args)]
pub struct Check {
    #[command(flatten)]
    pub(super) config: ConfigFlag,
    #[command(flatten)]
    pub(super) globals: Globals,
}

impl Check {
    pub(super) fn run(&self, _context: &mut Context) -> Result<Exit, Failure> {
        Err(Failure::usage("later"))
    }
}
