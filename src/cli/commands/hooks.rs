//! `onehead hooks`.

use crate::cli::context::Context;
use crate::cli::globals::{ConfigFlag, Globals};
use crate::cli::{Exit, Failure};

/// hooks
#[derive(Debug, clap::Args)]
pub struct Hooks {
    #[command(flatten)]
    pub(super) config: ConfigFlag,
    #[command(flatten)]
    pub(super) globals: Globals,
}

impl Hooks {
    pub(super) fn run(&self, _context: &mut Context) -> Result<Exit, Failure> {
        Err(Failure::usage("later"))
    }
}
