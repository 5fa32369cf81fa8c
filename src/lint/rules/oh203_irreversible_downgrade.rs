//! OH203: a way back that is refused on purpose.

use super::super::finding::{Finding, Findings};
use super::super::rule::{Check, Rule};
use super::super::subject::Judged;
use crate::diagnostic::Severity;
use crate::formats::Body;
use crate::project::Downgrades;

pub(super) const RULE: Rule = Rule {
    code: "OH203",
    name: "irreversible-downgrade",
    severity: Severity::Error,
    default: false,
    fixable: false,
    doc: include_str!("oh203_irreversible_downgrade.md"),
    check: Check::Revision(check),
};

fn check(judged: &Judged<'_>, findings: &mut Findings) {
    if judged.history.project.settings.downgrades != Downgrades::Required {
        return;
    }
    let Some(bodies) = judged.bodies() else { return };
    let Body::Raises(place) = &bodies.downgrade else { return };
    let name = judged.name();
    findings.add(
        Finding::new(format!(
            "the downgrade of revision {name} only raises: there is no way back"
        ))
        .at(&judged.revision.path, Some(*place))
        .about(&name)
        .help("keep what the upgrade takes away until no one needs the way back"),
    );
}
