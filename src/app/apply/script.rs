//! The same plans as SQL text, without a database.

use super::scripts::scripts;
use super::{Action, ApplyError, gate};
use crate::app::AppError;
use crate::app::workspace::Place;
use crate::dialect::{Dialect, Offline, Passage, Running, VersionTable};
use crate::graph::Graph;
use crate::revision::RevisionId;

/// Whose SQL it is and how the version table is called.
#[derive(Debug, Clone)]
pub struct Frame {
    /// The dialect.
    pub dialect: Dialect,
    /// The version table.
    pub table: VersionTable,
}

/// Renders what an action would do to a database that stands where the range starts (`[FROM:]TO`; default: base).
///
/// # Errors
/// [`AppError`]; not a line is rendered then.
pub fn script(place: &Place<'_>, action: &Action, frame: &Frame) -> Result<String, AppError> {
    gate(place)?;
    let graph = &place.history.graph;
    match action {
        Action::Upgrade(range) => {
            let (rows, target) = start(graph, range)?;
            route(place, &rows, (Running::Upgrade, target), frame)
        }
        Action::Downgrade(range) => {
            if !range.contains(':') {
                return Err(ApplyError::DowngradeRange.into());
            }
            let (rows, target) = start(graph, range)?;
            route(place, &rows, (Running::Downgrade, target), frame)
        }
        Action::Stamp { targets, .. } => stamp(graph, targets, frame),
    }
}

/// Renders the creation of the version table.
#[must_use]
pub fn version_table_script(frame: &Frame) -> String {
    format!("{};\n\n", frame.table.create(frame.dialect, "    "))
}

/// Splits `FROM:TO`, and resolves where it starts.
fn start<'a>(graph: &Graph, range: &'a str) -> Result<(Vec<RevisionId>, &'a str), AppError> {
    match range.split_once(':') {
        None => Ok((Vec::new(), range)),
        Some((from, to)) => Ok((standing(graph, from)?, to)),
    }
}

fn standing(graph: &Graph, from: &str) -> Result<Vec<RevisionId>, AppError> {
    let from = if from.is_empty() { "base" } else { from };
    Ok(graph
        .resolve_one(from)?
        .map(|rev| graph.id(rev).clone())
        .into_iter()
        .collect())
}

fn route(
    place: &Place<'_>,
    rows: &[RevisionId],
    (running, target): (Running, &str),
    frame: &Frame,
) -> Result<String, AppError> {
    let graph = &place.history.graph;
    let route = match running {
        Running::Downgrade => graph.downgrade(rows, target)?,
        _ => graph.upgrade(rows, target)?,
    };
    let scripts = scripts(place, &route, frame.dialect)?;
    let passages: Vec<Passage<'_>> = route
        .steps
        .iter()
        .zip(&scripts)
        .map(|(step, script)| Passage {
            running,
            from: &step.from,
            to: &step.to,
            section: Some(&script.section),
            moves: &step.moves,
        })
        .collect();
    Ok(render(frame, rows, &passages))
}

fn stamp(graph: &Graph, targets: &[String], frame: &Frame) -> Result<String, AppError> {
    let mut starts: Vec<&str> = Vec::new();
    let mut ends = Vec::new();
    for target in targets {
        match target.split_once(':') {
            Some((from, to)) => {
                if !starts.contains(&from) {
                    starts.push(from);
                }
                ends.push(to.to_owned());
            }
            None => ends.push(target.clone()),
        }
    }
    let rows = match starts.as_slice() {
        [] => Vec::new(),
        [from] => standing(graph, from)?,
        _ => return Err(ApplyError::StampRange.into()),
    };
    let steps = graph.stamp(&rows, &ends)?;
    let passages: Vec<Passage<'_>> = steps
        .iter()
        .map(|step| Passage {
            running: Running::Stamp,
            from: &step.from,
            to: &step.to,
            section: None,
            moves: &step.moves,
        })
        .collect();
    Ok(render(frame, &rows, &passages))
}

fn render(frame: &Frame, rows: &[RevisionId], passages: &[Passage<'_>]) -> String {
    let offline = Offline {
        dialect: frame.dialect,
        table: &frame.table,
        rows,
        passages,
    };
    offline.script()
}
