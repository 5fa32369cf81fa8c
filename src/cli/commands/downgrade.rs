//! `onehead downgrade`.

use super::database::ChangeFlags;
use crate::app::apply::Action;
use crate::cli::context::Context;
use crate::cli::globals::{ConfigFlag, Globals};
use crate::cli::{Exit, Failure};

/// Bring the database back to an earlier revision.
#[derive(Debug, clap::Args)]
pub struct Downgrade {
    /// The target: `-1`, an id or its beginning, `base`, `label@base`, ...
    #[arg(allow_negative_numbers = true)]
    revision: String,
    #[command(flatten)]
    change: ChangeFlags,
    #[command(flatten)]
    pub(super) config: ConfigFlag,
    #[command(flatten)]
    pub(super) globals: Globals,
}

impl Downgrade {
    pub(super) fn run(&self, context: &mut Context) -> Result<Exit, Failure> {
        self.change.carry_out(Action::Downgrade(self.revision.clone()), context)
    }
}
