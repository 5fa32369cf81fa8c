//! `onehead current`.

use std::collections::HashSet;

use super::database::{self, DatabaseFlag};
use super::read::{self, ReadFlags};
use crate::cli::context::Context;
use crate::cli::globals::{Globals, LongConfigFlag};
use crate::cli::{Exit, Failure};
use crate::graph::Rev;
use crate::listing::{Listing, Show, revision_view, short, verbose};

/// Show the revisions that the database stands on.
#[derive(Debug, clap::Args)]
pub struct Current {
    /// Fail unless the database stands on every head
    #[arg(short, long)]
    check_heads: bool,
    /// Show everything known of each revision
    #[arg(short, long)]
    verbose: bool,
    #[command(flatten)]
    database: DatabaseFlag,
    #[command(flatten)]
    read: ReadFlags,
    #[command(flatten)]
    pub(super) config: LongConfigFlag,
    #[command(flatten)]
    pub(super) globals: Globals,
}

impl Current {
    pub(super) fn run(&self, context: &mut Context) -> Result<Exit, Failure> {
        let place = context.workspace.place(&self.read.standing())?;
        let history = &place.history;
        let graph = &history.graph;
        let database = database::url(context, &place, &self.database)?;
        let rows = database::rows(context, &place, &database)?;
        if self.verbose && !self.read.is_json() {
            context
                .terminal
                .line(&format!("Current revision(s) for {}:", database.url));
        }
        if self.check_heads {
            let rows: HashSet<Rev> = rows.iter().copied().collect();
            let heads: HashSet<Rev> = graph.heads().iter().copied().collect();
            if rows != heads {
                let hint = "run `onehead upgrade heads`, or `onehead current` to see where it stands";
                return Err(Failure::new(Exit::Findings, "the database is not on all head revisions").hint(hint));
            }
        }
        let mut current = graph.current_heads(&rows);
        current.sort_unstable_by_key(|&rev| graph.id(rev));
        if self.read.is_json() {
            let views: Vec<_> = current.iter().map(|&rev| revision_view(history, rev)).collect();
            read::json(&mut context.terminal, "current", &views);
        } else {
            let listing = Listing { history, current: None };
            let show = Show {
                tree: true,
                ..Show::default()
            };
            for rev in current {
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
}
