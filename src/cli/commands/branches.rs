//! `onehead branches`.

use super::read::{self, ReadFlags};
use crate::cli::context::Context;
use crate::cli::globals::{ConfigFlag, Globals};
use crate::cli::{Exit, Failure};
use crate::graph::{Graph, Rev};
use crate::listing::{BranchView, Listing, Show, revision_view, short, verbose};

/// Show the branch points of the history, each with what comes after it.
#[derive(Debug, clap::Args)]
pub struct Branches {
    /// Show everything known of each branch point
    #[arg(short, long)]
    verbose: bool,
    #[command(flatten)]
    read: ReadFlags,
    #[command(flatten)]
    pub(super) config: ConfigFlag,
    #[command(flatten)]
    pub(super) globals: Globals,
}

impl Branches {
    pub(super) fn run(&self, context: &mut Context) -> Result<Exit, Failure> {
        let place = context.workspace.place(&self.read.standing())?;
        let history = &place.history;
        let graph = &history.graph;
        let points: Vec<Rev> = graph
            .history()
            .into_iter()
            .filter(|&rev| graph.is_branch_point(rev))
            .collect();
        if self.read.is_json() {
            let views: Vec<_> = points
                .iter()
                .map(|&point| BranchView {
                    revision: revision_view(history, point),
                    children: children(graph, point)
                        .into_iter()
                        .map(|child| graph.id(child).as_str())
                        .collect(),
                })
                .collect();
            read::json(&mut context.terminal, "branches", &views);
        } else {
            let listing = Listing { history, current: None };
            for &point in &points {
                context.terminal.line(&self.entry(&listing, point));
            }
        }
        Ok(read::verdict(&mut context.terminal, place))
    }

    /// Writes one branch point with its children, and the empty line that ends it.
    fn entry(&self, listing: &Listing<'_>, point: Rev) -> String {
        let graph = &listing.history.graph;
        let show = Show {
            labels: true,
            tree: true,
            ..Show::default()
        };
        let mut entry = if self.verbose {
            verbose(listing, point)
        } else {
            short(listing, point, show)
        };
        let indent = " ".repeat(graph.id(point).as_str().chars().count());
        for child in children(graph, point) {
            let show = Show {
                doc: self.verbose,
                ..show
            };
            entry.push('\n');
            entry.push_str(&indent);
            entry.push_str(" -> ");
            entry.push_str(&short(listing, child, show));
        }
        entry.push('\n');
        entry
    }
}

/// Answers the children in the order of their ids (Alembic prints them in the order of a set).
fn children(graph: &Graph, point: Rev) -> Vec<Rev> {
    let mut children = graph.children(point).to_vec();
    children.sort_unstable_by_key(|&child| graph.id(child));
    children
}
