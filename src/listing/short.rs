//! The one-line form of a revision (spec section 1.2).

use super::Listing;
use crate::graph::Rev;
use crate::text::{escape, escape_line};

/// Which parts the line holds besides id and head marks; each command has its own choice (spec section 1.2, table).
#[derive(Debug, Clone, Copy, Default)]
pub struct Show {
    /// `PARENTS -> `.
    pub parents: bool,
    /// ` (LABELS)`.
    pub labels: bool,
    /// `, DOC`.
    pub doc: bool,
    /// ` (branchpoint)` and ` (mergepoint)`.
    pub tree: bool,
}

/// Writes one revision on one line (its message may hold further lines), without a final newline.
#[must_use]
pub fn short(listing: &Listing<'_>, rev: Rev, show: Show) -> String {
    let graph = &listing.history.graph;
    let mut line = String::new();
    if show.parents {
        line.push_str(&listing.parents(rev));
        if let Some(dependencies) = listing.dependencies(rev) {
            line.push_str(" (");
            line.push_str(&dependencies);
            line.push(')');
        }
        line.push_str(" -> ");
    }
    line.push_str(&escape_line(graph.id(rev).as_str()));
    if show.labels
        && let Some(labels) = listing.labels(rev)
    {
        line.push_str(" (");
        line.push_str(&labels);
        line.push(')');
    }
    for (mark, holds) in [
        (" (head)", graph.is_real_head(rev)),
        (" (effective head)", graph.is_head(rev) && !graph.is_real_head(rev)),
        (" (current)", listing.is_current(rev)),
        (" (branchpoint)", show.tree && graph.is_branch_point(rev)),
        (" (mergepoint)", show.tree && graph.is_merge_point(rev)),
    ] {
        if holds {
            line.push_str(mark);
        }
    }
    if show.doc {
        line.push_str(", ");
        line.push_str(&escape(listing.history.revision(rev).header.message()));
    }
    line
}
