//! What the steps of a plan run: read and judged whole, before the first statement.

use std::path::PathBuf;

use super::ApplyError;
use crate::app::AppError;
use crate::app::workspace::Place;
use crate::dialect::Dialect;
use crate::formats::sql::{Section, forbidden, script};
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
    let bytes = place
        .source
        .read_path(&path)?
        .ok_or_else(|| ApplyError::Gone(path.clone()))?;
    let text = SourceText::decode(path.as_path(), &bytes).map_err(|error| ApplyError::Script {
        place: spell(place, &path, None),
        reason: error.to_string(),
    })?;
    let section = match place.project.kind {
        Kind::Sql => sql_section(place, step, &text, dialect)?,
        Kind::Alembic => python_section(place, step, &text)?,
    };
    Ok(StepScript { path, section })
}

fn sql_section(place: &Place<'_>, step: &Step, text: &SourceText, dialect: Dialect) -> Result<Section, ApplyError> {
    let refuse = |spot, reason: String| ApplyError::Script {
        place: spell(place, text.path(), spot),
        reason,
    };
    let script = script(text, dialect.flavour()).map_err(|error| refuse(Some(error.place), error.text))?;
    let section = match script.section(step.direction) {
        Some(section) => section.clone(),
        // A merge has nothing to do; anything else without a section would be recorded without having happened.
        None if place.history.graph.is_merge_point(step.rev) => Section::empty(step.direction),
        None => {
            let direction = match step.direction {
                Direction::Up => "upgrade",
                Direction::Down => "downgrade",
            };
            let id = place.history.graph.id(step.rev);
            return Err(refuse(
                None,
                format!("{id} has no {direction} section for {}", dialect.title()),
            ));
        }
    };
    match forbidden(&section, dialect.flavour()) {
        None => Ok(section),
        Some(found) => Err(refuse(Some(found.place), found.reason)),
    }
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
