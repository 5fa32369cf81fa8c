//! `onehead sql`: the SQL of revisions, each by itself.

use super::{Body, Compiler, Frame};
use crate::app::AppError;
use crate::app::workspace::{Place, Standing, Workspace};
use crate::graph::{Direction, Rev};
use crate::history::History;
use crate::lint::NewSet;
use crate::report::sql::{Revision, Statements};

/// Which revisions are meant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Wanted {
    /// Those named by targets, in the order named.
    Named(Vec<String>),
    /// All, parents first.
    All,
    /// Those that BASE does not have, parents first.
    Against(String),
}

/// Finds the revisions that are meant.
///
/// # Errors
/// [`AppError`] where a target means nothing, or BASE cannot be read.
pub fn wanted(workspace: &Workspace, place: &Place<'_>, wanted: &Wanted) -> Result<Vec<Rev>, AppError> {
    let graph = &place.history.graph;
    match wanted {
        Wanted::Named(targets) => {
            let mut revisions = Vec::new();
            for target in targets {
                for rev in graph.resolve(target)? {
                    if !revisions.contains(&rev) {
                        revisions.push(rev);
                    }
                }
            }
            Ok(revisions)
        }
        Wanted::All => Ok(parents_first(place)),
        Wanted::Against(base) => {
            let there = workspace.source(&Standing::Commit(base.clone()))?;
            let project = workspace.same_project(there.as_ref(), place.source.as_ref(), &place.project)?;
            let base = History::load(there.as_ref(), &project)?;
            let new = NewSet::since(&place.history, &[&base]);
            let mut revisions = parents_first(place);
            revisions.retain(|rev| new.contains(place.history.revision(*rev)));
            Ok(revisions)
        }
    }
}

/// Compiles each revision by itself.
///
/// # Errors
/// [`AppError`] where a file is gone.
pub fn statements(
    place: &Place<'_>,
    frame: &Frame,
    revisions: &[Rev],
    direction: Direction,
) -> Result<Statements, AppError> {
    let wanted: Vec<_> = revisions.iter().map(|rev| (*rev, direction)).collect();
    let bodies = Compiler::each(place, frame, &wanted)?;
    let views = revisions.iter().zip(&bodies);
    Ok(Statements {
        schema: 1,
        dialect: frame.dialect.name(),
        revisions: views
            .map(|(rev, body)| view(place, frame, (*rev, direction), body))
            .collect(),
    })
}

/// Lists all revisions, those that run first before the others.
fn parents_first(place: &Place<'_>) -> Vec<Rev> {
    let mut revisions = place.history.graph.history();
    revisions.reverse();
    revisions
}

fn view(place: &Place<'_>, frame: &Frame, (rev, direction): (Rev, Direction), body: &Body) -> Revision {
    let opaque = body.opaque();
    let mut script = String::new();
    for part in &body.parts {
        part.write(frame.dialect, frame.transactions, &mut script);
    }
    Revision {
        revision: place.history.graph.id(rev).to_string(),
        path: place.shown(&body.path),
        direction: word(direction),
        complete: opaque.is_empty(),
        statements: body.statements(frame),
        opaque,
        message: place.history.revision(rev).header.message().to_owned(),
        script,
    }
}

const fn word(direction: Direction) -> &'static str {
    match direction {
        Direction::Up => "upgrade",
        Direction::Down => "downgrade",
    }
}
