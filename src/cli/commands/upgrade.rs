//! `onehead upgrade`.

use super::database::{ChangeFlags, ResumeFlag};
use crate::app::apply::Action;
use crate::cli::context::Context;
use crate::cli::globals::{ConfigFlag, Globals};
use crate::cli::{Exit, Failure};

/// Bring the database up to a revision.
#[derive(Debug, clap::Args)]
pub struct Upgrade {
    /// The target: `head`, `heads`, an id or its beginning, `+1`, `label@head`, ...
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

impl Upgrade {
    pub(super) fn run(&self, context: &mut Context) -> Result<Exit, Failure> {
        let action = Action::Upgrade(self.revision.clone());
        self.change.carry_out(action, self.resume.choice(), context)
    }
}
