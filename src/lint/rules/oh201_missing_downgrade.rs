//! OH201: a revision without a way back.

use super::super::finding::{Finding, Findings};
use super::super::rule::{Check, Rule};
use super::super::subject::Judged;
use crate::diagnostic::Severity;
use crate::formats::{Body, Kind};
use crate::project::Downgrades;

pub(super) const RULE: Rule = Rule {
    code: "OH201",
    name: "missing-downgrade",
    severity: Severity::Error,
    default: true,
    fixable: false,
    doc: include_str!("oh201_missing_downgrade.md"),
    check: Check::Revision(check),
};

fn check(judged: &Judged<'_>, findings: &mut Findings) {
    if judged.history.project.settings.downgrades != Downgrades::Required {
        return;
    }
    let Some(bodies) = judged.bodies() else { return };
    // In SQL a revision that changes nothing needs no section; in Python Alembic calls `downgrade` all the same.
    let changes_nothing = matches!(bodies.upgrade, Body::Missing | Body::Empty(_));
    if bodies.downgrade != Body::Missing || (judged.history.project.kind == Kind::Sql && changes_nothing) {
        return;
    }
    let place = bodies.upgrade.place().or_else(|| judged.revision.header.id.place());
    let name = judged.name();
    findings.add(
        Finding::new(format!("revision {name} has no downgrade"))
            .at(&judged.revision.path, place)
            .about(&name)
            .help("write what takes the upgrade back; where there is no way back, raise an error that says so")
            .help("a forward-only project says `downgrades = \"optional\"` or `\"forbidden\"` in its settings"),
    );
}
