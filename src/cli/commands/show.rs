//! `onehead show`.

use super::database::{DatabaseFlag, rows, url};
use super::read::{self, ReadFlags};
use crate::cli::context::Context;
use crate::cli::globals::{ConfigFlag, Globals};
use crate::cli::{Exit, Failure};
use crate::listing::{Listing, revision_view, verbose};

/// Show everything known of a revision.
#[derive(Debug, clap::Args)]
pub struct Show {
    /// The revision: an id or its beginning, `head`, `heads`, `current`, `label@head`, ...
    #[arg(allow_negative_numbers = true)]
    rev: String,
    #[command(flatten)]
    database: DatabaseFlag,
    #[command(flatten)]
    read: ReadFlags,
    #[command(flatten)]
    pub(super) config: ConfigFlag,
    #[command(flatten)]
    pub(super) globals: Globals,
}

impl Show {
    pub(super) fn run(&self, context: &mut Context) -> Result<Exit, Failure> {
        let place = context.workspace.place(&self.read.standing())?;
        let history = &place.history;
        let revisions = if self.rev == "current" {
            rows(context, &place, &url(context, &place, &self.database)?)?
        } else {
            history.graph.resolve(&self.rev)?
        };
        if self.read.is_json() {
            let views: Vec<_> = revisions.iter().map(|&rev| revision_view(history, rev)).collect();
            read::json(&mut context.terminal, "revisions", &views);
        } else {
            let listing = Listing { history, current: None };
            for rev in revisions {
                context.terminal.line(&verbose(&listing, rev));
            }
        }
        Ok(read::verdict(&mut context.terminal, place))
    }
}
