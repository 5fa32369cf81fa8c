//! OH112: a file, or a part of one, that cannot be read without running it.

use super::super::finding::{Finding, Findings};
use super::super::rule::{Check, Rule};
use super::super::subject::{GraphView, name};
use crate::diagnostic::Severity;
use crate::formats::Kind;
use crate::history::{Revision, Unreadable};
use crate::revision::Reason;

pub(super) const RULE: Rule = Rule {
    code: "OH112",
    name: "unreadable-revision",
    severity: Severity::Error,
    default: true,
    fixable: false,
    doc: include_str!("oh112_unreadable_revision.md"),
    check: Check::Graph(check),
};

fn check(view: &GraphView<'_>, findings: &mut Findings) {
    for file in &view.history.unreadable {
        findings.add(whole_file(file));
    }
    for revision in &view.history.revisions {
        // A file that cannot be parsed and has no readable id is told once, not once for every part.
        if let Some(damage) = &revision.header.damage {
            findings.add(damaged(view, revision, damage));
        }
        for (field, reason) in revision.header.unknown() {
            if revision
                .header
                .damage
                .as_ref()
                .is_none_or(|damage| damage.place != reason.place)
            {
                findings.add(unknown(view, revision, field, reason));
            }
        }
    }
}

fn whole_file(file: &Unreadable) -> Finding {
    let shown = file.path.file_name().unwrap_or_default().to_string_lossy();
    Finding::new(format!(
        "{shown} has the name of a revision and cannot be read: {}",
        file.reason
    ))
    .at(&file.path, None)
    .key([&*file.path.to_string_lossy(), &file.reason])
    .help("Alembic would fail on it too: set it right, or move it out of the folder")
}

fn damaged(view: &GraphView<'_>, revision: &Revision, damage: &Reason) -> Finding {
    let name = name(revision);
    let finding = Finding::new(format!("the file of revision {name} is not valid: {}", damage.text))
        .at(&revision.path, Some(damage.place))
        .about(&name)
        .key([&*revision.path.to_string_lossy(), "damage", &damage.text])
        .severity(severity(view, revision, true));
    match view.history.project.kind {
        Kind::Alembic => finding.help("Alembic cannot load it; only its header was read"),
        Kind::Sql => finding.help("only its header was read"),
    }
}

fn unknown(view: &GraphView<'_>, revision: &Revision, field: &str, reason: &Reason) -> Finding {
    let name = name(revision);
    let decides = matches!(field, "revision" | "down_revision")
        || (field == "branch_labels" && !view.history.project.settings.heads.is_empty());
    let finding = Finding::new(format!("`{field}` of revision {name} is not known: {}", reason.text))
        .at(&revision.path, Some(reason.place))
        .about(&name)
        .key([&*revision.path.to_string_lossy(), field, &reason.text])
        .severity(severity(view, revision, decides));
    let finding = if field == "branch_labels" {
        finding.help("say what the name stands for in the setting `labels`")
    } else {
        finding
    };
    finding.help("write it as a plain value: revisions are read, never run")
}

/// Answers how bad it is: what decides about heads is an error where it is new, or where what stood before is told by
/// comparing; what an old project has always had is not.
fn severity(view: &GraphView<'_>, revision: &Revision, decides: bool) -> Severity {
    if decides && (view.compared || view.new.contains(revision)) {
        Severity::Error
    } else {
        Severity::Warning
    }
}
