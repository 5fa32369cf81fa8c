//! `onehead ensure_version`.

use super::database::ChangeFlags;
use crate::app::Standing;
use crate::app::apply::{ensure_version, version_table_script};
use crate::cli::context::Context;
use crate::cli::globals::{ConfigFlag, Globals};
use crate::cli::{Exit, Failure};

/// Create the version table where it is absent.
#[derive(Debug, clap::Args)]
#[command(name = "ensure_version")]
pub struct EnsureVersion {
    #[command(flatten)]
    change: ChangeFlags,
    #[command(flatten)]
    pub(super) config: ConfigFlag,
    #[command(flatten)]
    pub(super) globals: Globals,
}

impl EnsureVersion {
    pub(super) fn run(&self, context: &mut Context) -> Result<Exit, Failure> {
        let place = context.workspace.place(&Standing::WorkTree)?;
        if self.change.sql {
            let text = version_table_script(&self.change.frame(context, &place)?);
            context.terminal.text(&text);
            return Ok(Exit::Ok);
        }
        let database = self.change.database(context, &place)?;
        ensure_version(&context.workspace, &database, self.change.patience())?;
        Ok(Exit::Ok)
    }
}
