//! Conflicts in revision files, read from both sides' versions in the index.
//!
//! Two revisions that git put into one file become two files. Of one revision that both sides have, doing the same but after
//! other parents, that version is taken which the databases on published refs can live with, where that is one of the two.
//! Everything else waits for a person.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::MiddleError;
use crate::app::AppError;
use crate::app::prove::{Question, prove_source};
use crate::app::workspace::Workspace;
use crate::app::write::Change;
use crate::formats::{self, Format};
use crate::git::Operation;
use crate::merge::stamp_path::Verdict;
use crate::project::Project;
use crate::revision::{Header, RevisionId};
use crate::sources::{Overlay, Source as _, WorkTree};
use crate::text::{Conflicted, SourceText};

/// Conflicts that are settled by what both sides have.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Settled {
    /// The files that are to be written.
    pub changes: Vec<Change>,
    /// What was decided and why, a line each.
    pub because: Vec<String>,
}

/// A revision file with both sides' versions.
struct Both {
    path: PathBuf,
    /// What lies in the working tree, markers included.
    bytes: Vec<u8>,
    ours: Version,
    theirs: Version,
}

struct Version {
    text: SourceText,
    header: Header,
    id: RevisionId,
}

/// Settles what can be settled; answers the other files that are not merged, too.
pub(super) fn settle(
    workspace: &Workspace,
    (project, operation): (&Arc<Project>, &Operation),
    unmerged: Vec<PathBuf>,
) -> Result<(Settled, Vec<PathBuf>), AppError> {
    let format = formats::of(project.kind);
    let conflict = |path: &Path, reason: String| conflict(operation, path, reason);
    let (mut settled, mut left, mut same) = (Settled::default(), Vec::new(), Vec::new());
    for path in unmerged {
        if !is_revision(project, format, &path) {
            left.push(path);
            continue;
        }
        let Some(both) = both(workspace, format, &path).map_err(|error| match error {
            Reading::Person(reason) => conflict(&path, reason).into(),
            Reading::App(error) => error,
        })?
        else {
            // Without markers a person has merged it already, and only has to say so.
            left.push(path);
            continue;
        };
        if both.ours.id == both.theirs.id {
            same.push(both);
        } else {
            let apart = take_apart(&both).map_err(|reason| conflict(&path, reason))?;
            settled.because.push(format!(
                "{} and {} stood in one file: {} is in {} now",
                both.ours.id,
                both.theirs.id,
                both.theirs.id,
                apart[1].path().file_name().unwrap_or_default().to_string_lossy()
            ));
            settled.changes.extend(apart);
        }
    }
    if !same.is_empty() {
        choose(workspace, (project, operation), &same, &mut settled)?;
    }
    Ok((settled, left))
}

fn is_revision(project: &Project, format: &dyn Format, path: &Path) -> bool {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let is_inside = project.version_locations.iter().any(|folder| path.starts_with(folder));
    is_inside && format.is_revision_file(&name)
}

/// Why both versions of a file cannot be had.
enum Reading {
    Person(String),
    App(AppError),
}

impl<E: Into<AppError>> From<E> for Reading {
    fn from(error: E) -> Self {
        Self::App(error.into())
    }
}

/// Reads both versions of a file; none where the working tree's has no conflict markers.
fn both(workspace: &Workspace, format: &dyn Format, path: &Path) -> Result<Option<Both>, Reading> {
    let person = |reason: &str| Reading::Person(reason.to_owned());
    let Some(stages) = workspace.repo()?.stages(path)? else {
        return Ok(None);
    };
    let (Some(ours), Some(theirs)) = (stages.ours, stages.theirs) else {
        return Err(person("one side has taken it away, the other has changed it"));
    };
    let Some(bytes) = WorkTree.read_path(path)? else {
        return Err(person("both sides have it, and it is not in the working tree"));
    };
    let text = String::from_utf8(bytes.clone()).map_err(|_| person("it is not UTF-8"))?;
    let Some(conflicted) = Conflicted::read(&text) else {
        return Ok(None);
    };
    // What a person has changed already must not be written over.
    let is_git_s = |side: &str, stage: &[u8]| lines(side.as_bytes()) == lines(stage);
    if !is_git_s(&conflicted.ours, &ours) || !is_git_s(&conflicted.theirs, &theirs) {
        return Err(person("it was edited after git wrote the conflict into it"));
    }
    let version = |text: String| {
        let text = SourceText::new(path, text);
        let header = format.header(&text);
        let id = header.id.known().cloned();
        let id = id.ok_or_else(|| person("one side does not say plainly which revision it is"))?;
        Ok::<_, Reading>(Version { text, header, id })
    };
    Ok(Some(Both {
        path: path.to_path_buf(),
        bytes,
        ours: version(conflicted.ours)?,
        theirs: version(conflicted.theirs)?,
    }))
}

/// Cuts into lines without their ends, which git may have changed on the way to the working tree.
fn lines(bytes: &[u8]) -> Vec<&[u8]> {
    let lines = bytes.split(|&byte| byte == b'\n');
    lines.map(|line| line.strip_suffix(b"\r").unwrap_or(line)).collect()
}

/// Gives each of two revisions a file: ours stays where it is.
fn take_apart(both: &Both) -> Result<[Change; 2], String> {
    let id = both.theirs.id.as_str();
    if !id.chars().all(|c| c.is_ascii_alphanumeric() || "_.".contains(c)) {
        return Err(format!("two revisions stand in it, and `{id}` makes no file name"));
    }
    let part = |part: Option<&std::ffi::OsStr>| part.unwrap_or_default().to_string_lossy().into_owned();
    let name = format!("{}_{id}.{}", part(both.path.file_stem()), part(both.path.extension()));
    let beside = both.path.with_file_name(&name);
    if std::fs::symlink_metadata(&beside).is_ok() {
        return Err(format!("two revisions stand in it, and {name} is taken"));
    }
    Ok([
        rewrite(both, &both.ours),
        Change::Create {
            path: beside,
            text: both.theirs.text.text().to_owned(),
        },
    ])
}

fn rewrite(both: &Both, version: &Version) -> Change {
    Change::Rewrite {
        path: both.path.clone(),
        before: both.bytes.clone(),
        text: version.text.text().to_owned(),
    }
}

/// Chooses between the versions of revisions that both sides have: all of ours, or all of theirs.
fn choose(
    workspace: &Workspace,
    (project, operation): (&Arc<Project>, &Operation),
    same: &[Both],
    settled: &mut Settled,
) -> Result<(), AppError> {
    let format = formats::of(project.kind);
    for both in same {
        if !does_the_same(format, &both.ours, &both.theirs) {
            let reason = format!("both sides have revision {}, and it does not do the same", both.ours.id);
            return Err(conflict(operation, &both.path, reason).into());
        }
    }
    let proven = |pick: fn(&Both) -> &Version| -> Result<Option<Vec<Change>>, AppError> {
        let changes: Vec<Change> = same.iter().map(|both| rewrite(both, pick(both))).collect();
        let mut overlay = Overlay::new(&WorkTree);
        for change in settled.changes.iter().chain(&changes) {
            overlay.write(change.path(), change.text().as_bytes());
        }
        let answer = prove_source(workspace, (&overlay, project), &Question::default())?;
        Ok((answer.report.verdict() == Verdict::Safe).then_some(changes))
    };
    let their_name = operation.theirs.first().map_or("theirs", |side| &side.name);
    let (chosen, name) = match (proven(|both| &both.ours)?, proven(|both| &both.theirs)?) {
        (Some(ours), None) => (ours, operation.ours.name.as_str()),
        (None, Some(theirs)) => (theirs, their_name),
        (ours, _) => {
            let both = &same[0];
            let how = if ours.is_some() {
                "any of them"
            } else {
                "neither of them"
            };
            let reason = format!(
                "both sides have revision {}, {} of {} and {} of {their_name}; databases can live with {how}",
                both.ours.id,
                follows(&both.ours),
                operation.ours.name,
                follows(&both.theirs),
            );
            return Err(conflict(operation, &both.path, reason).into());
        }
    };
    for both in same {
        settled.because.push(format!(
            "of {} the version of {name} is taken: with the other one a database on a published ref would come to harm",
            both.ours.id
        ));
    }
    settled.changes.extend(chosen);
    Ok(())
}

fn does_the_same(format: &dyn Format, ours: &Version, theirs: &Version) -> bool {
    let meanings = (format.meaning(&ours.text), format.meaning(&theirs.text));
    let is_same = matches!(meanings, (Ok(ours), Ok(theirs)) if ours == theirs);
    let labels = |version: &Version| {
        let labels = version.header.labels.known();
        labels.map(|labels| labels.iter().map(|label| label.value.clone()).collect::<Vec<_>>())
    };
    is_same && labels(ours).is_some() && labels(ours) == labels(theirs)
}

fn follows(version: &Version) -> String {
    let parents = version.header.parents.known().map(|parents| {
        let parents: Vec<&str> = parents.iter().map(|parent| parent.value.as_str()).collect();
        parents.join(", ")
    });
    match parents.as_deref() {
        None => "after something unknown in the version".to_owned(),
        Some("") => "as a base in the version".to_owned(),
        Some(parents) => format!("after {parents} in the version"),
    }
}

fn conflict(operation: &Operation, path: &Path, reason: String) -> MiddleError {
    let their_name = operation.theirs.first().map_or("theirs", |side| &side.name);
    let quoted = path.display().to_string().replace('\'', r"'\''");
    let way = |side: &str, name: &str| format!("`git checkout --{side} -- '{quoted}'` takes the version of {name}");
    MiddleError::Conflict {
        path: path.to_path_buf(),
        reason,
        ways: vec![
            way("ours", &operation.ours.name),
            way("theirs", their_name),
            "then `git add` it, and run this again".to_owned(),
        ],
    }
}
