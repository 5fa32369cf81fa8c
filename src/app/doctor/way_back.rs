//! The way of a database from a revision that these files do not have down to what they know, read from where it is.

use std::collections::HashSet;
use std::path::{Path, PathBuf};

use serde::Serialize;

use super::Patient;
use crate::app::AppError;
use crate::app::problems;
use crate::app::workspace::{Place, Standing, Workspace};
use crate::formats::{self, Body};
use crate::git::Keeper;
use crate::graph::{Edges, Graph, Rev};
use crate::history::{History, revision_files};
use crate::revision::RevisionId;
use crate::sources::{Overlay, Source, WorkTree};
use crate::text::SourceText;

/// The way back.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Back {
    /// With the files of these revisions beside those that are here, a downgrade takes them back and nothing else.
    Path {
        /// The revisions, in the order in which they are taken back.
        steps: Vec<BackStep>,
        /// What the downgrade is told to go to.
        target: String,
    },
    /// There is none, or none is known: why.
    Unknown(String),
}

/// A revision that is taken back.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct BackStep {
    /// Its id.
    pub revision: String,
    /// The first line of what it says about itself.
    pub message: String,
    /// Its file, absolute, as it would stand in the working tree.
    pub path: PathBuf,
    /// Why taking it back may fail, or not take all of it back.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub warning: Option<&'static str>,
}

/// The project where a revision is.
struct There<'a> {
    history: History,
    /// Its files: what the first one lacks the next one may have.
    sources: Vec<Box<dyn Source + 'a>>,
}

impl There<'_> {
    fn read(&self, path: &Path) -> Result<Option<Vec<u8>>, AppError> {
        for source in &self.sources {
            if let Some(bytes) = source.read_path(path)? {
                return Ok(Some(bytes));
            }
        }
        Ok(None)
    }
}

/// Reads the way back from where the revision is, and proves it: the files that are missing are laid over those that are
/// here, and the downgrade is planned.
pub(super) fn way_back(patient: &Patient<'_>, keeper: &Keeper, id: &str) -> Result<Back, AppError> {
    for place in &patient.places {
        if let Some(there) = there(patient, keeper, place)?
            && let Ok(Some(rev)) = there.history.graph.resolve_one(id)
        {
            return plan(patient, (place, &there), rev);
        }
    }
    Ok(Back::Unknown(
        "the project there lies at other places than here".to_owned(),
    ))
}

/// Reads the project where the revision is; none where it cannot be read.
fn there<'a>(patient: &Patient<'a>, keeper: &Keeper, place: &Place<'_>) -> Result<Option<There<'a>>, AppError> {
    let workspace = patient.workspace;
    let source = workspace.source(&Standing::Commit(keeper.commit.clone()))?;
    if keeper.is_untracked {
        return Ok(Some(beside_a_stash(workspace, keeper, (source, place))?));
    }
    let project = match workspace.same_project(source.as_ref(), &WorkTree, &place.project) {
        Ok(project) => project,
        Err(AppError::Project(_)) => return Ok(None),
        Err(error) => return Err(error),
    };
    Ok(Some(There {
        history: History::load(source.as_ref(), &project)?,
        sources: vec![source],
    }))
}

/// Reads what was untracked beside what was committed and changed: the stash itself.
fn beside_a_stash<'a>(
    workspace: &'a Workspace,
    keeper: &Keeper,
    (untracked, place): (Box<dyn Source + 'a>, &Place<'_>),
) -> Result<There<'a>, AppError> {
    let stash = keeper.name.trim_end_matches("^3").to_owned();
    let stash = workspace.source(&Standing::Commit(stash))?;
    let mut overlay = Overlay::new(stash.as_ref());
    for entry in revision_files(untracked.as_ref(), &place.project)? {
        overlay.write(entry.path.clone(), untracked.read(&entry)?);
    }
    Ok(There {
        history: History::load(&overlay, &place.project)?,
        sources: vec![untracked, stash],
    })
}

/// Plans the way back of a database that holds the revision, and whatever else is known of its rows.
fn plan(patient: &Patient<'_>, (place, there): (&Place<'_>, &There<'_>), rev: Rev) -> Result<Back, AppError> {
    let (graph, here) = (&there.history.graph, &place.history.graph);
    let is_missing = |rev: &Rev| here.find(graph.id(*rev).as_str()).is_none();
    let missing: Vec<Rev> = graph.ancestors(&[rev], Edges::All).iter().filter(is_missing).collect();
    let mut overlay = Overlay::new(place.source.as_ref());
    for &one in &missing {
        let path = &there.history.revision(one).path;
        if place.source.find(path)?.is_some() {
            let name = path.file_name().unwrap_or_default().to_string_lossy();
            return Ok(Back::Unknown(format!(
                "there is another file here that is called {name}"
            )));
        }
        match there.read(path)? {
            Some(bytes) => overlay.write(path.clone(), bytes),
            None => return Ok(Back::Unknown(format!("{} cannot be read there", graph.id(one)))),
        }
    }
    let joined = History::load(&overlay, &place.project)?;
    if let Some(problem) = problems(&joined).into_iter().find(|problem| problem.is_fatal) {
        return Ok(Back::Unknown(problem.line(&place.directory)));
    }
    let targets = targets(graph, rev, &missing);
    let rows = patient.rows_with(graph.id(rev));
    let wanted: HashSet<&RevisionId> = missing.iter().map(|&one| graph.id(one)).collect();
    for target in targets {
        let Ok(route) = joined.graph.downgrade(&rows, &target) else {
            continue;
        };
        let taken: Vec<Rev> = route.steps.iter().map(|step| step.rev).collect();
        if taken.iter().map(|&one| joined.graph.id(one)).collect::<HashSet<_>>() == wanted {
            let steps = taken.iter().map(|&one| step(there, joined.graph.id(one)));
            return Ok(Back::Path {
                steps: steps.collect::<Result<_, _>>()?,
                target,
            });
        }
    }
    let reason = "no single downgrade takes back what is missing here, and nothing else";
    Ok(Back::Unknown(reason.to_owned()))
}

/// Lists what a downgrade may be told to go to: what stands directly below what is missing.
fn targets(graph: &Graph, rev: Rev, missing: &[Rev]) -> Vec<String> {
    let below = missing.iter().flat_map(|&one| graph.parents(one)).copied();
    let mut below: Vec<Rev> = below.filter(|one| !missing.contains(one)).collect();
    below.sort_unstable();
    below.dedup();
    let mut targets: Vec<String> = below.iter().map(|&one| graph.id(one).to_string()).collect();
    if targets.is_empty() {
        // Only of its own line: what else the database has is known here, and stays.
        targets.push(format!("{}@base", graph.id(rev)));
        targets.push("base".to_owned());
    }
    if missing.len() == 1 {
        targets.push("-1".to_owned());
    }
    targets
}

fn step(there: &There<'_>, id: &RevisionId) -> Result<BackStep, AppError> {
    let graph = &there.history.graph;
    let Some(rev) = graph.find(id.as_str()) else {
        return Err(crate::graph::TargetError::NotFound(id.to_string()).into());
    };
    let revision = there.history.revision(rev);
    let text = there.read(&revision.path)?;
    let text = text.and_then(|bytes| SourceText::decode(revision.path.as_path(), &bytes).ok());
    let bodies = text.map(|text| formats::of(there.history.project.kind).bodies(&text));
    Ok(BackStep {
        revision: id.to_string(),
        message: revision.header.message().lines().next().unwrap_or_default().to_owned(),
        path: revision.path.clone(),
        warning: match bodies.map(|bodies| bodies.downgrade) {
            Some(Body::Present(_)) => None,
            Some(Body::Empty(_)) if graph.is_merge_point(rev) => None,
            Some(Body::Missing) if graph.is_merge_point(rev) => None,
            Some(Body::Missing) => Some("it has no way back"),
            Some(Body::Empty(_)) => Some("its way back does nothing"),
            Some(Body::Raises(_)) => Some("its way back only raises"),
            Some(Body::Unknown(_)) | None => Some("its way back cannot be read"),
        },
    })
}
