//! Two script directories where one is meant: the same revisions in both, or one that no configuration leads to.

use std::collections::HashSet;

use super::super::{Ailment, Patient, Report, typed, words};
use crate::app::AppError;
use crate::app::workspace::Place;
use crate::revision::RevisionId;

/// How many revisions are named.
const NAMED: usize = 3;

#[expect(clippy::unnecessary_wraps, reason = "others can fail, and stand in the same list")]
pub(super) fn examine(patient: &Patient<'_>, report: &mut Report) -> Result<(), AppError> {
    for (at, one) in patient.places.iter().enumerate() {
        for other in &patient.places[at + 1..] {
            report.ailments.extend(compare(patient, one, other));
        }
    }
    for problem in &patient.problems {
        report
            .ailments
            .push(Ailment::new("unreadable-project", problem.to_string()).way("see it", ["onehead check"]));
    }
    Ok(())
}

fn compare(patient: &Patient<'_>, one: &Place<'_>, other: &Place<'_>) -> Option<Ailment> {
    if one.project.version_locations == other.project.version_locations {
        return None;
    }
    let ids: HashSet<&str> = ids(one).collect();
    let shared: Vec<&str> = self::ids(other).filter(|id| ids.contains(id)).collect();
    let is_led_to = |place: &Place<'_>| place.project.config.is_some() || place.project.settings_file.is_some();
    let stray = match (is_led_to(one), is_led_to(other)) {
        (true, false) => Some((one, other)),
        (false, true) => Some((other, one)),
        _ => None,
    };
    if shared.is_empty() && stray.is_none() {
        return None;
    }
    let (first, second) = (&one.project.name, &other.project.name);
    let mut ailment = Ailment::new(
        "two-script-directories",
        format!("{first} and {second} are script directories"),
    );
    if !shared.is_empty() {
        let some = shared.iter().take(NAMED).copied().collect::<Vec<_>>().join(", ");
        let more = shared.len().saturating_sub(NAMED);
        let more = if more > 0 {
            format!(" and {more} more")
        } else {
            String::new()
        };
        ailment = ailment.detail(format!("both have the revisions {some}{more}"));
    }
    if let Some((used, stray)) = stray {
        let folder = typed(patient.workspace, &stray.project.directory);
        ailment = ailment
            .detail(format!(
                "the configuration leads to {}, and none to {}",
                used.project.name, stray.project.name
            ))
            .way("where it is a leftover", [format!("git rm -r {folder}")]);
    }
    let chosen = |name: &str| format!("onehead heads --project {}", words::quoted(name));
    Some(ailment.way("see both", [chosen(first), chosen(second)]))
}

fn ids<'p>(place: &'p Place<'_>) -> impl Iterator<Item = &'p str> {
    let revisions = place.history.revisions.iter();
    revisions
        .filter_map(|revision| revision.header.id.known())
        .map(RevisionId::as_str)
}
