//! All revisions at one place: read from a source, put into a graph.

mod headers;
mod heads_file;
mod load;

pub use headers::HeaderCache;
pub use heads_file::{HEADS_FILE, HeadsState, heads_path};
pub use load::{node, revision_files};

use std::path::PathBuf;
use std::sync::Arc;

use crate::graph::{Graph, Rev};
use crate::project::Project;
use crate::revision::{Header, Reason};
use crate::sources::{ContentId, SourceName};
use crate::text::SourceText;

/// One revision file that was read.
#[derive(Debug, Clone)]
pub struct Revision {
    /// The file, absolute.
    pub path: PathBuf,
    /// What it holds, for comparing with other sources; not known of a link, whose own content is a name.
    pub content: ContentId,
    /// What it says about itself; shared by histories that hold the same file.
    pub header: Arc<Header>,
}

/// A file with the name of a revision that could not be read at all.
#[derive(Debug, Clone)]
pub struct Unreadable {
    /// The file, absolute.
    pub path: PathBuf,
    /// Why: a lowercase fragment.
    pub reason: String,
}

/// All revisions of one project at one place.
#[derive(Debug, Clone)]
pub struct History {
    /// What was read.
    pub source: SourceName,
    /// The project it belongs to.
    pub project: Arc<Project>,
    /// Every file that was read, in load order (spec section 3.1), those without a known id too.
    pub revisions: Vec<Revision>,
    /// Every file that was not.
    pub unreadable: Vec<Unreadable>,
    /// The graph of the revisions whose id is known; a revision with unknown parents stands in it as a base.
    pub graph: Graph,
    /// Its `heads.lock`, where it has one.
    pub heads_file: Option<SourceText>,
    /// For each node given to the graph, the index of its file in `revisions`.
    files: Vec<usize>,
}

/// A part of the history that could not be read without running it, so that an answer may be incomplete.
#[derive(Debug, Clone, Copy)]
pub struct Gap<'a> {
    /// The file.
    pub path: &'a PathBuf,
    /// The variable that is not known; none where the whole file is not.
    pub field: Option<&'static str>,
    /// Where and why; none where the file could not even be opened.
    pub reason: Option<&'a Reason>,
    /// The reason in words.
    pub text: &'a str,
}

impl History {
    /// Answers the file of a revision of the graph.
    #[must_use]
    pub fn revision(&self, rev: Rev) -> &Revision {
        &self.revisions[self.files[self.graph.origin(rev)]]
    }

    /// Answers the file behind an index of the nodes the graph was built of (faults speak in them).
    #[must_use]
    pub fn revision_of_node(&self, node: usize) -> &Revision {
        &self.revisions[self.files[node]]
    }

    /// Lists what could not be read.
    pub fn gaps(&self) -> impl Iterator<Item = Gap<'_>> {
        let files = self.unreadable.iter().map(|file| Gap {
            path: &file.path,
            field: None,
            reason: None,
            text: &file.reason,
        });
        let fields = self.revisions.iter().flat_map(|revision| {
            revision.header.unknown().map(|(field, reason)| Gap {
                path: &revision.path,
                field: Some(field),
                reason: Some(reason),
                text: &reason.text,
            })
        });
        files.chain(fields)
    }
}

#[cfg(test)]
mod tests;
