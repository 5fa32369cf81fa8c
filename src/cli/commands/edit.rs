//! `onehead edit`.

use super::database::{DatabaseFlag, rows, url};
use crate::app::{EditError, Standing, edit, files};
use crate::cli::context::Context;
use crate::cli::globals::{ConfigFlag, Globals};
use crate::cli::{Exit, Failure};

/// Open the files of revisions with `$EDITOR`.
#[derive(Debug, clap::Args)]
pub struct Edit {
    /// The revision: an id or its beginning, `head`, `heads`, `current`, `label@head`, ...
    #[arg(allow_hyphen_values = true)]
    rev: String,
    #[command(flatten)]
    database: DatabaseFlag,
    #[command(flatten)]
    pub(super) config: ConfigFlag,
    #[command(flatten)]
    pub(super) globals: Globals,
}

impl Edit {
    pub(super) fn run(&self, context: &mut Context) -> Result<Exit, Failure> {
        let place = context.workspace.place(&Standing::WorkTree)?;
        let revisions = if self.rev == "current" {
            let rows = rows(context, &place, &url(context, &place, &self.database)?)?;
            if rows.is_empty() {
                return Err(Failure::usage("no current revisions"));
            }
            rows
        } else {
            place.history.graph.resolve(&self.rev)?
        };
        if revisions.is_empty() {
            return Err(EditError::NoRevision(self.rev.clone()).into());
        }
        let workspace = &context.workspace;
        edit(&workspace.environment, &workspace.directory, &files(&place, &revisions))?;
        Ok(Exit::Ok)
    }
}
