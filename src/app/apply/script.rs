//! The same plans as SQL text, without a database.

use super::{Action, ApplyError, gate};
use crate::app::AppError;
use crate::app::compile::{Body, Compiler, Frame};
use crate::app::workspace::Place;
use crate::dialect::{Missing, Offline, Passage, Running};
use crate::graph::{Graph, VersionMove};
use crate::report::sql::{Plan, Step};
use crate::revision::RevisionId;

/// What an action would do to a database that stands where the range starts.
pub struct Script<'a> {
    place: &'a Place<'a>,
    frame: &'a Frame,
    rows: Vec<RevisionId>,
    running: Running,
    steps: Vec<Planned>,
}

/// One step.
#[derive(Debug)]
struct Planned {
    from: Vec<RevisionId>,
    to: Vec<RevisionId>,
    moves: Vec<VersionMove>,
    /// The revision and its body; none for `stamp`.
    runs: Option<(RevisionId, Body)>,
}

/// Plans what an action would do (`[FROM:]TO`; default: from base), and compiles all of it.
///
/// # Errors
/// [`AppError`] where the plan cannot be made. What of a body is not known is no error: [`Script::missing`].
pub fn script<'a>(place: &'a Place<'a>, action: &Action, frame: &'a Frame) -> Result<Script<'a>, AppError> {
    gate(place)?;
    let (running, range) = match action {
        Action::Upgrade(range) => (Running::Upgrade, range),
        Action::Downgrade(range) if range.contains(':') => (Running::Downgrade, range),
        Action::Downgrade(_) => return Err(ApplyError::DowngradeRange.into()),
        Action::Stamp { targets, .. } => return stamp(place, targets, frame),
    };
    let graph = &place.history.graph;
    let (rows, target) = start(graph, range)?;
    let route = match running {
        Running::Downgrade => graph.downgrade(&rows, target)?,
        _ => graph.upgrade(&rows, target)?,
    };
    let wanted: Vec<_> = route.steps.iter().map(|step| (step.rev, step.direction)).collect();
    let bodies = Compiler::new(place, frame).steps(&wanted)?;
    let steps = route.steps.into_iter().zip(bodies).map(|(step, body)| Planned {
        runs: Some((graph.id(step.rev).clone(), body)),
        from: step.from,
        to: step.to,
        moves: step.moves,
    });
    Ok(Script {
        place,
        frame,
        rows,
        running,
        steps: steps.collect(),
    })
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

fn stamp<'a>(place: &'a Place<'a>, targets: &[String], frame: &'a Frame) -> Result<Script<'a>, AppError> {
    let graph = &place.history.graph;
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
    let steps = graph.stamp(&rows, &ends)?.into_iter().map(|step| Planned {
        from: step.from,
        to: step.to,
        moves: step.moves,
        runs: None,
    });
    Ok(Script {
        place,
        frame,
        steps: steps.collect(),
        rows,
        running: Running::Stamp,
    })
}

impl Script<'_> {
    /// Lists what is not known of it, in the order of its steps.
    pub fn missing(&self) -> impl Iterator<Item = &Missing> {
        let bodies = self.steps.iter().filter_map(|step| step.runs.as_ref());
        bodies.flat_map(|(_, body)| body.missing())
    }

    /// Writes it as text. In the place of what is missing stand a comment and a statement that fails.
    #[must_use]
    pub fn text(&self) -> String {
        let passages = self.passages();
        self.offline(&passages).script()
    }

    /// Answers it as data.
    #[must_use]
    pub fn view(&self) -> Plan {
        let passages = self.passages();
        let versions = self.offline(&passages).version_statements();
        let steps = self.steps.iter().zip(versions);
        Plan {
            schema: 1,
            dialect: self.frame.dialect.name(),
            complete: self.missing().next().is_none(),
            steps: steps.map(|(step, version)| self.step(step, version)).collect(),
        }
    }

    fn step(&self, step: &Planned, version: Vec<String>) -> Step {
        let names = |ids: &[RevisionId]| ids.iter().map(ToString::to_string).collect();
        let body = step.runs.as_ref().map(|(_, body)| body);
        Step {
            direction: match self.running {
                Running::Upgrade => "upgrade",
                Running::Downgrade => "downgrade",
                Running::Stamp => "stamp",
            },
            revision: step.runs.as_ref().map(|(id, _)| id.to_string()),
            path: body.map(|body| self.place.shown(&body.path)),
            from: names(&step.from),
            to: names(&step.to),
            complete: body.is_none_or(|body| body.missing().next().is_none()),
            statements: body.map(|body| body.statements(self.frame)).unwrap_or_default(),
            version,
            opaque: body.map(Body::opaque).unwrap_or_default(),
        }
    }

    fn offline<'a>(&'a self, passages: &'a [Passage<'a>]) -> Offline<'a> {
        Offline {
            dialect: self.frame.dialect,
            table: &self.frame.table,
            transactions: self.frame.transactions,
            rows: &self.rows,
            passages,
        }
    }

    fn passages(&self) -> Vec<Passage<'_>> {
        let passages = self.steps.iter().map(|step| Passage {
            running: self.running,
            from: &step.from,
            to: &step.to,
            parts: step.runs.as_ref().map_or(&[], |(_, body)| &body.parts),
            moves: &step.moves,
        });
        passages.collect()
    }
}
