//! What the steps of a plan run: read and judged whole, before the first statement.

use std::path::PathBuf;

use super::ApplyError;
use crate::app::AppError;
use crate::app::compile::{read, section};
use crate::app::workspace::Place;
use crate::dialect::Dialect;
use crate::formats::sql::Section;
use crate::formats::{self, Body, Kind};
use crate::graph::{Direction, Route, Step};
use crate::sources::relative_to;
use crate::text::{Place as Spot, SourceText};

/// What one step runs.
#[derive(Debug, Clone)]
pub(super) struct StepScript {
    pub(super) path: PathBuf,
    pub(super) section: Section,
}

/// Reads what every step of a route runs on a dialect; refuses the whole route where one cannot be run.
pub(super) fn scripts(place: &Place<'_>, route: &Route, dialect: Dialect) -> Result<Vec<StepScript>, AppError> {
    route
        .steps
        .iter()
        .map(|step| step_script(place, step, dialect))
        .collect()
}

fn step_script(place: &Place<'_>, step: &Step, dialect: Dialect) -> Result<StepScript, AppError> {
    let path = place.history.revision(step.rev).path.clone();
    let text = read(place, &path)?;
    let section = match place.project.kind {
        Kind::Sql => section(place, (step.rev, step.direction), &text, dialect)?,
        Kind::Alembic => python_section(place, step, &text)?,
    };
    Ok(StepScript { path, section })
}

/// A Python body that does nothing needs nobody to run it.
fn python_section(place: &Place<'_>, step: &Step, text: &SourceText) -> Result<Section, ApplyError> {
    let bodies = formats::of(Kind::Alembic).bodies(text);
    let body = match step.direction {
        Direction::Up => bodies.upgrade,
        Direction::Down => bodies.downgrade,
    };
    match body {
        Body::Empty(_) => Ok(Section::empty(step.direction)),
        other => Err(ApplyError::NeedsPython {
            revision: place.history.graph.id(step.rev).to_string(),
            place: spell(place, text.path(), other.place()),
        }),
    }
}

fn spell(place: &Place<'_>, path: &std::path::Path, spot: Option<Spot>) -> String {
    let path = relative_to(&place.directory, path);
    let path = path.to_string_lossy();
    spot.map_or_else(|| path.to_string(), |spot| format!("{path}:{}", spot.line))
}
