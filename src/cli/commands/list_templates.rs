//! `onehead list_templates`.

use crate::cli::context::Context;
use crate::cli::globals::{ConfigFlag, Globals};
use crate::cli::{Exit, Failure};

/// list_templates
#[derive(Debug, clap::Args)]
pub struct ListTemplates {
    #[command(flatten)]
    pub(super) config: ConfigFlag,
    #[command(flatten)]
    pub(super) globals: Globals,
}

impl ListTemplates {
    pub(super) fn run(&self, _context: &mut Context) -> Result<Exit, Failure> {
        Err(Failure::usage("later"))
    }
}
