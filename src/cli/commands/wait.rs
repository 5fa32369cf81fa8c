//! `onehead wait`.

use std::time::Duration;

use super::database::{self, DatabaseFlag};
use crate::app::{Standing, wait_for_heads};
use crate::cli::context::Context;
use crate::cli::globals::{ConfigFlag, Globals};
use crate::cli::{Exit, Failure};

/// Wait until the database stands on every head of these files: for programs that start beside an upgrade.
#[derive(Debug, clap::Args)]
pub struct Wait {
    /// How long to wait, in seconds
    #[arg(long, value_name = "SECONDS", default_value_t = 120)]
    timeout: u64,
    #[command(flatten)]
    database: DatabaseFlag,
    #[command(flatten)]
    pub(super) config: ConfigFlag,
    #[command(flatten)]
    pub(super) globals: Globals,
}

impl Wait {
    pub(super) fn run(&self, context: &mut Context) -> Result<Exit, Failure> {
        let place = context.workspace.place(&Standing::WorkTree)?;
        let database = database::url(context, &place, &self.database)?;
        let timeout = Duration::from_secs(self.timeout);
        match wait_for_heads(&context.workspace, &place, &database, timeout)? {
            None => Ok(Exit::Ok),
            Some(last) => {
                let message = format!("after {} s the database is not on every head: {last}", self.timeout);
                Err(Failure::new(Exit::TryAgain, message).hint("look whether `onehead upgrade` runs elsewhere"))
            }
        }
    }
}
