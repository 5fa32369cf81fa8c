//! `onehead history`.

use std::collections::HashSet;

use super::database::{DatabaseFlag, rows, url};
use super::read::{self, ReadFlags};
use crate::cli::context::Context;
use crate::cli::globals::{ConfigFlag, Globals};
use crate::cli::{Exit, Failure};
use crate::graph::Rev;
use crate::listing::{Listing, Show, revision_view, short, verbose};

/// Show the history, newest first.
#[derive(Debug, clap::Args)]
pub struct History {
    /// Only these revisions: [start]:[end]
    #[arg(short, long, value_name = "RANGE", allow_hyphen_values = true)]
    rev_range: Option<String>,
    /// Show everything known of each revision
    #[arg(short, long)]
    verbose: bool,
    /// Mark the revisions that the database stands on
    #[arg(short, long)]
    indicate_current: bool,
    #[command(flatten)]
    database: DatabaseFlag,
    #[command(flatten)]
    read: ReadFlags,
    #[command(flatten)]
    pub(super) config: ConfigFlag,
    #[command(flatten)]
    pub(super) globals: Globals,
}

impl History {
    pub(super) fn run(&self, context: &mut Context) -> Result<Exit, Failure> {
        let place = context.workspace.place(&self.read.standing())?;
        let history = &place.history;
        let graph = &history.graph;
        let current = self
            .asks_database()
            .then(|| rows(context, &place, &url(context, &place, &self.database)?))
            .transpose()?;
        let revisions = match &self.rev_range {
            None => graph.history(),
            Some(range) => graph.history_range(range.trim(), current.as_deref())?,
        };
        let marked: Option<HashSet<Rev>> = if self.indicate_current {
            current.map(|rows| rows.into_iter().collect())
        } else {
            None
        };
        if self.read.is_json() {
            let views: Vec<_> = revisions.iter().map(|&rev| revision_view(history, rev)).collect();
            read::json(&mut context.terminal, "revisions", &views);
        } else {
            let listing = Listing {
                history,
                current: marked.as_ref(),
            };
            let show = Show {
                parents: true,
                labels: true,
                doc: true,
                tree: true,
            };
            for rev in revisions {
                let text = if self.verbose {
                    verbose(&listing, rev)
                } else {
                    short(&listing, rev, show)
                };
                context.terminal.line(&text);
            }
        }
        Ok(read::verdict(&mut context.terminal, place))
    }

    /// Tells whether a side of the range is the symbol `current`, or the rows are to be marked.
    fn asks_database(&self) -> bool {
        let sides = self.rev_range.as_deref().unwrap_or_default().trim().split(':');
        self.indicate_current || sides.into_iter().any(|side| side == "current")
    }
}
