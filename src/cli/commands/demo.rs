//! `onehead demo`.

use crate::cli::context::Context;
use crate::cli::globals::{ConfigFlag, Globals};
use crate::cli::{Exit, Failure};

/// demo
#[derive(Debug, clap::Args)]
pub struct Demo {
    #[command(flatten)]
    pub(super) config: ConfigFlag,
    #[command(flatten)]
    pub(super) globals: Globals,
}

impl Demo {
    pub(super) fn run(&self, _context: &mut Context) -> Result<Exit, Failure> {
        Err(Failure::usage("later"))
    }
}
