//! `onehead prove`: would any database skip a revision, run one twice, or be refused?

mod stamps;
mod standings;

pub use stamps::{StampsError, parse as parse_stamps};

use std::path::PathBuf;
use std::sync::Arc;

use serde::Serialize;

use super::AppError;
use super::database::{locate, version_table};
use super::states::{Files, Found, Snapshot, States};
use super::workspace::{Standing, Workspace};
use crate::dialect::{self, Access};
use crate::git::Ref;
use crate::merge::stamp_path::{self, Report};
use crate::project::Project;
use crate::revision::RevisionId;
use crate::sources::{Source, SourceName, WorkTree, absolute};
use crate::text::SourceText;
use standings::Gathering;

pub use standings::NO_PROJECT;

/// What is to be proved.
#[derive(Debug, Clone, Default)]
pub struct Question {
    /// The history that is to come.
    pub standing: Standing,
    /// The refs that databases were released from; empty for those that count as published.
    pub from: Vec<String>,
    /// A database may stand on any single revision.
    pub anywhere: bool,
    /// A database that is asked where it stands, as a SQLAlchemy URL.
    pub database: Option<String>,
    /// A file of version rows.
    pub stamps: Option<PathBuf>,
    /// Only what this commit's history does not do already.
    pub against: Option<String>,
}

/// A ref that was looked at.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Examined {
    /// As people write it.
    pub name: String,
    /// The whole name.
    #[serde(rename = "ref")]
    pub full: String,
    /// Its commit.
    pub commit: String,
    /// How many different states of the project it went through.
    pub states: usize,
}

/// What came out.
#[derive(Debug)]
pub struct Answer {
    /// The project.
    pub project: Arc<Project>,
    /// The history that is to come.
    pub new: SourceName,
    /// The refs that were looked at.
    pub examined: Vec<Examined>,
    /// What is to be known about how it was looked.
    pub notes: Vec<String>,
    /// Where a revision may stand that nobody can read: what it is of, and why.
    pub blind: Vec<String>,
    /// The judgements.
    pub report: Report,
}

/// Version rows of a real database.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Live {
    /// How the database is called.
    pub name: String,
    /// Its rows.
    pub rows: Vec<RevisionId>,
    /// Why the rows do not tell where it stands, where that is so.
    pub doubt: Option<String>,
}

/// Answers a question about the one project that is meant.
///
/// # Errors
/// [`AppError`] when it cannot be asked: no git, no project, no such ref, no such database.
pub fn prove(workspace: &Workspace, question: &Question) -> Result<Answer, AppError> {
    let source = workspace.source(&question.standing)?;
    let project = workspace.project(source.as_ref())?;
    prove_source(workspace, (source.as_ref(), &project), question)
}

/// Answers the same for a history that is not written yet: a plan as a source.
///
/// # Errors
/// As [`prove`].
pub fn prove_source(
    workspace: &Workspace,
    (source, project): (&dyn Source, &Arc<Project>),
    question: &Question,
) -> Result<Answer, AppError> {
    let mut files = Files::default();
    let new = files.snapshot(source, project)?;
    let live = live(workspace, project, question)?;
    let states = States::new(workspace, source, project, files)?;
    let mut gathering = Gathering::new(&states);
    let refs = refs(&states, project, question, &mut gathering)?;
    for known in &refs {
        gathering.look_at(known)?;
    }
    if !live.is_empty() {
        gathering.look_at_head(workspace)?;
    }
    if question.anywhere {
        gathering.add_single_revisions();
    }
    for live in live {
        gathering.add_live(live);
    }
    gathering.note_refused();
    let standings = gathering.standings();
    let mut report = stamp_path::prove(&standings, &new.state);
    if let Some(base) = &question.against {
        let base = snapshot_at(&states, base)?;
        report = report.beyond(&stamp_path::prove(&standings, &base.state));
    }
    Ok(Answer {
        project: Arc::clone(project),
        new: source.name(),
        report,
        blind: gathering.blind(),
        examined: gathering.examined,
        notes: gathering.notes,
    })
}

/// Judges databases that a state will have made which is not written yet, against another one.
///
/// # Errors
/// [`AppError`] where a folder cannot be listed.
pub(super) fn judge_coming(
    (source, project): (&dyn Source, &Project),
    (coming, its_project): (&dyn Source, &Project),
    name: &str,
) -> Result<Report, AppError> {
    let mut files = Files::default();
    let new = files.snapshot(source, project)?;
    let state = files.snapshot(coming, its_project)?.state;
    let standing = stamp_path::Standing {
        name: name.to_owned(),
        rows: state.rows(),
        applied: stamp_path::Applied::In(vec![&state]),
    };
    Ok(stamp_path::prove(&[standing], &new.state))
}

/// Finds the refs to look at. A database that is named instead of refs still needs them: they tell how it came there.
fn refs(
    states: &States<'_>,
    project: &Project,
    question: &Question,
    gathering: &mut Gathering<'_, '_>,
) -> Result<Vec<Ref>, AppError> {
    if !question.from.is_empty() {
        let mut refs = Vec::new();
        for name in &question.from {
            refs.extend(states.repo().refs_named(name)?);
        }
        return Ok(refs);
    }
    let settings = &project.settings;
    let published = states
        .repo()
        .published_refs(&settings.published, settings.base.as_deref())?;
    for pattern in &published.unmet {
        gathering
            .notes
            .push(format!("no ref fits `{pattern}` of the setting `published`"));
    }
    if published.refs.is_empty() {
        gathering
            .notes
            .push("no ref counts as published: there is no main branch and no tag".to_owned());
    }
    Ok(published.refs)
}

fn snapshot_at(states: &States<'_>, base: &str) -> Result<Arc<Snapshot>, AppError> {
    let commit = states.repo().resolve(base)?;
    match states.walk().at(&commit)? {
        Found::Here(snapshot) => Ok(snapshot),
        Found::Absent => Ok(Arc::default()),
        Found::Unreadable(reason) => Err(AppError::Base {
            base: base.to_owned(),
            reason,
        }),
    }
}

/// Reads where databases stand: the one that is asked, and those of the file.
fn live(workspace: &Workspace, project: &Project, question: &Question) -> Result<Vec<Live>, AppError> {
    let mut live = Vec::new();
    if let Some(url) = &question.database {
        let database = locate(project, &workspace.environment, Some(url))?;
        let table = version_table(project);
        let session = dialect::open(&database.url, &workspace.directory, &table, Access::Look)?;
        let Some(mut session) = session else {
            return Err(AppError::NoSuchDatabase);
        };
        let rows = session.versions()?.rows;
        let filled = rows.is_empty() && session.has_user_tables()?;
        live.push(Live {
            name: "the database".to_owned(),
            doubt: filled.then(|| "its version table is empty, and there are other tables beside it".to_owned()),
            rows,
        });
    }
    if let Some(path) = &question.stamps {
        let path = absolute(&workspace.directory, path);
        let Some(bytes) = WorkTree.read_path(&path)? else {
            return Err(StampsError::Absent(path).into());
        };
        let text = SourceText::decode(path.as_path(), &bytes)
            .map_err(|error| StampsError::Invalid(path.clone(), error.to_string()))?;
        live.extend(parse_stamps(text.text()).map_err(|reason| StampsError::Invalid(path, reason))?);
    }
    Ok(live)
}
