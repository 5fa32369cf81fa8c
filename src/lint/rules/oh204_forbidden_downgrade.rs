//! OH204: a way back in a forward-only project.

use super::super::finding::{Finding, Findings};
use super::super::rule::{Check, Rule};
use super::super::subject::Judged;
use crate::diagnostic::Severity;
use crate::formats::Body;
use crate::project::Downgrades;

pub(super) const RULE: Rule = Rule {
    code: "OH204",
    name: "forbidden-downgrade",
    severity: Severity::Error,
    default: true,
    fixable: false,
    doc: include_str!("oh204_forbidden_downgrade.md"),
    check: Check::Revision(check),
};

fn check(judged: &Judged<'_>, findings: &mut Findings) {
    if judged.history.project.settings.downgrades != Downgrades::Forbidden {
        return;
    }
    let Some(bodies) = judged.bodies() else { return };
    let Body::Present(place) = &bodies.downgrade else {
        return;
    };
    let name = judged.name();
    findings.add(
        Finding::new(format!(
            "revision {name} has a downgrade, and this project only goes forward"
        ))
        .at(&judged.revision.path, Some(*place))
        .about(&name)
        .help("take the downgrade out, or let it raise an error that says so"),
    );
}
