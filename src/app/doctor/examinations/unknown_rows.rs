//! Version rows that are no revision of these files.

use super::super::{Patient, Report, locate};
use crate::app::AppError;

pub(super) fn examine(patient: &Patient<'_>, report: &mut Report) -> Result<(), AppError> {
    let (Some(standings), [place]) = (&patient.database, patient.places.as_slice()) else {
        return Ok(());
    };
    let rows = standings.rows.iter().flatten().cloned();
    let mut unknown: Vec<String> = rows
        .filter_map(|row| row.revision().ok())
        .filter(|id| place.history.graph.find(id.as_str()).is_none())
        .map(|id| id.to_string())
        .collect();
    unknown.dedup();
    if unknown.is_empty() {
        return Ok(());
    }
    locate::examine(patient, &unknown, report)
}
