//! `onehead downgrade`.

use super::database::{ChangeFlags, ResumeFlag};
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
    resume: ResumeFlag,
    #[command(flatten)]
    pub(super) config: ConfigFlag,
    #[command(flatten)]
    pub(super) globals: Globals,
}

impl Downgrade {
    pub(super) fn run(&self, context: &mut Context) -> Result<Exit, Failure> {
        let action = Action::Downgrade(self.revision.clone());
        self.change.carry_out(action, self.resume.choice(), context)
    }
}
