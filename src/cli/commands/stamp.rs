//! `onehead stamp`.

use super::database::ChangeFlags;
use crate::app::apply::Action;
use crate::cli::context::Context;
use crate::cli::globals::{ConfigFlag, Globals};
use crate::cli::{Exit, Failure};
use crate::dialect::Resume;

/// Declare that the database stands on revisions, without running anything.
#[derive(Debug, clap::Args)]
pub struct Stamp {
    /// The targets: ids, `head`, `heads`, `base`, `label@head`, ...
    #[arg(required = true, value_name = "REVISION", allow_negative_numbers = true)]
    revisions: Vec<String>,
    /// Forget first whatever the database says
    #[arg(long)]
    purge: bool,
    #[command(flatten)]
    change: ChangeFlags,
    #[command(flatten)]
    pub(super) config: ConfigFlag,
    #[command(flatten)]
    pub(super) globals: Globals,
}

impl Stamp {
    pub(super) fn run(&self, context: &mut Context) -> Result<Exit, Failure> {
        if self.purge && self.change.sql {
            return Err(Failure::usage(
                "can't use --purge with --sql: a script does not know what to forget",
            ));
        }
        let action = Action::Stamp {
            targets: self.revisions.clone(),
            purge: self.purge,
        };
        self.change.carry_out(action, Resume::Ask, context)
    }
}
