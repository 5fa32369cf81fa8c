//! A `heads.lock` that names other heads than there are.

use super::super::{Ailment, Patient, Report, typed, words};
use crate::app::AppError;
use crate::history::HeadsState;

#[expect(clippy::unnecessary_wraps, reason = "others can fail, and stand in the same list")]
pub(super) fn examine(patient: &Patient<'_>, report: &mut Report) -> Result<(), AppError> {
    for place in &patient.places {
        let (Some(file), Some(state)) = (&place.history.heads_file, place.history.heads_state()) else {
            continue;
        };
        let name = typed(patient.workspace, file.path());
        let several = patient.places.len() > 1;
        let chosen = if several {
            format!(" --project {}", words::quoted(&place.project.name))
        } else {
            String::new()
        };
        report.ailments.extend(match state {
            HeadsState::Current => None,
            HeadsState::Stale => Some(
                Ailment::new("stale-heads-file", format!("{name} does not name the heads"))
                    .way("write it again", [format!("onehead lock{chosen}")]),
            ),
            HeadsState::Conflict => Some(Ailment::new("stale-heads-file", format!("{name} is in conflict")).way(
                "join the heads and go on",
                [format!("onehead merge --continue{chosen}")],
            )),
        });
    }
    Ok(())
}
