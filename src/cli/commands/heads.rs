//! `onehead heads`.

use super::read::{self, ReadFlags};
use crate::cli::context::Context;
use crate::cli::globals::{ConfigFlag, Globals};
use crate::cli::{Exit, Failure};
use crate::listing::{Listing, Show, revision_view, short, verbose};

/// Show the heads of the history.
#[derive(Debug, clap::Args)]
pub struct Heads {
    /// Show everything known of each head
    #[arg(short, long)]
    verbose: bool,
    /// Treat dependencies as parents: leave out heads that something depends on
    #[arg(long)]
    resolve_dependencies: bool,
    #[command(flatten)]
    read: ReadFlags,
    #[command(flatten)]
    pub(super) config: ConfigFlag,
    #[command(flatten)]
    pub(super) globals: Globals,
}

impl Heads {
    pub(super) fn run(&self, context: &mut Context) -> Result<Exit, Failure> {
        let place = context.workspace.place(&self.read.standing())?;
        let history = &place.history;
        let graph = &history.graph;
        let heads = if self.resolve_dependencies {
            graph.real_heads()
        } else {
            graph.heads()
        };
        let listing = Listing { history, current: None };
        let show = Show {
            labels: true,
            ..Show::default()
        };
        if self.read.is_json() {
            let views: Vec<_> = heads.iter().map(|&head| revision_view(history, head)).collect();
            read::json(&mut context.terminal, "heads", &views);
        } else {
            for &head in heads {
                let text = if self.verbose {
                    verbose(&listing, head)
                } else {
                    short(&listing, head, show)
                };
                context.terminal.line(&text);
            }
        }
        Ok(read::verdict(&mut context.terminal, place))
    }
}
