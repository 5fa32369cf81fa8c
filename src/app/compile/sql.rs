//! The section of a `.sql` revision that runs on a dialect.

use super::missing;
use crate::app::apply::ApplyError;
use crate::app::workspace::Place;
use crate::dialect::Dialect;
use crate::formats::sql::{Section, forbidden, script};
use crate::graph::{Direction, Rev};
use crate::text::{Place as Spot, SourceText};

/// Finds the section that runs on a dialect.
///
/// # Errors
/// [`ApplyError::Script`] where there is none, or where it holds what must not run.
pub(in crate::app) fn section(
    place: &Place<'_>,
    (rev, direction): (Rev, Direction),
    text: &SourceText,
    dialect: Dialect,
) -> Result<Section, ApplyError> {
    let refuse = |spot: Option<Spot>, reason: String| {
        let line = spot.map(|spot| spot.line);
        ApplyError::Script(missing(place, text.path(), (line, reason)))
    };
    let script = script(text, dialect.flavour()).map_err(|error| refuse(Some(error.place), error.text))?;
    let section = match script.section(direction) {
        Some(section) => section.clone(),
        // A merge has nothing to do; anything else without a section would be recorded without having happened.
        None if place.history.graph.is_merge_point(rev) => Section::empty(direction),
        None => {
            let word = match direction {
                Direction::Up => "upgrade",
                Direction::Down => "downgrade",
            };
            let id = place.history.graph.id(rev);
            return Err(refuse(
                None,
                format!("{id} has no {word} section for {}", dialect.title()),
            ));
        }
    };
    match forbidden(&section, dialect.flavour()) {
        None => Ok(section),
        Some(found) => Err(refuse(Some(found.place), found.reason)),
    }
}
