//! The gate: a broken history is applied to no database.

use super::ApplyError;
use crate::app::problems;
use crate::app::workspace::Place;

/// Refuses a history with faults or with parts that could not be read. Unlike Alembic also one in which an id stands in
/// two files: the operations of one of them would never run.
///
/// # Errors
/// [`ApplyError::Gate`] with every reason.
pub fn gate(place: &Place<'_>) -> Result<(), ApplyError> {
    let lines: Vec<String> = problems(&place.history)
        .iter()
        .map(|problem| problem.line(&place.directory))
        .collect();
    if lines.is_empty() {
        Ok(())
    } else {
        Err(ApplyError::Gate { lines })
    }
}
