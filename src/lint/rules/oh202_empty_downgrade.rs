//! OH202: a way back that does nothing.

use super::super::finding::{Finding, Findings};
use super::super::rule::{Check, Rule};
use super::super::subject::Judged;
use crate::diagnostic::Severity;
use crate::formats::Body;
use crate::project::Downgrades;

pub(super) const RULE: Rule = Rule {
    code: "OH202",
    name: "empty-downgrade",
    severity: Severity::Error,
    default: true,
    fixable: false,
    doc: include_str!("oh202_empty_downgrade.md"),
    check: Check::Revision(check),
};

fn check(judged: &Judged<'_>, findings: &mut Findings) {
    if judged.history.project.settings.downgrades != Downgrades::Required {
        return;
    }
    let Some(bodies) = judged.bodies() else { return };
    let (Body::Present(upgrade), Body::Empty(downgrade)) = (&bodies.upgrade, &bodies.downgrade) else {
        return;
    };
    let name = judged.name();
    findings.add(
        Finding::new(format!(
            "the downgrade of revision {name} does nothing, and its upgrade does something"
        ))
        .at(&judged.revision.path, Some(*downgrade))
        .label(&judged.revision.path, Some(*upgrade), "nothing takes this back")
        .about(&name)
        .help("write what takes the upgrade back; where there is no way back, raise an error that says so"),
    );
}
