//! `onehead doctor`: what is wrong between files, git and database, and the command that mends it. It only reads.

mod examinations;
mod locate;
mod log_text;
mod way_back;
mod words;

use std::path::PathBuf;

use serde::Serialize;

use super::AppError;
use super::database::{Database, locate as locate_database};
use super::workspace::{Place, Standing, Workspace};
use crate::dialect::{self, Access, DialectError, VersionRow};
use crate::history::History;
use crate::project::ProjectError;
use crate::revision::RevisionId;
use crate::sources::WorkTree;

pub use locate::{Held, Whereabouts};
pub use way_back::{Back, BackStep};

/// What is asked.
#[derive(Debug, Clone, Default)]
pub struct Question {
    /// A revision that is to be found; none for a look at everything.
    pub revision: Option<String>,
    /// A database that is asked, as a `SQLAlchemy` URL; else the one that is configured, if any.
    pub database: Option<String>,
    /// The text of a log that tells of a revision that could not be found.
    pub log: Option<String>,
}

/// Something that is wrong.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Ailment {
    /// What sort of thing it is, `unknown-revision`; it does not change.
    pub kind: &'static str,
    /// What is wrong, in one line.
    pub message: String,
    /// What else is to be known, a line each.
    pub details: Vec<String>,
    /// Ways out, the best first.
    pub ways: Vec<Way>,
    /// Where a revision is that these files do not have.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub whereabouts: Option<Whereabouts>,
}

/// A way out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Way {
    /// What it does, in a few words.
    pub what: String,
    /// The commands, as they would be typed, one after the other.
    pub commands: Vec<String>,
}

/// What came out.
#[derive(Debug, Default)]
pub struct Report {
    /// What is wrong.
    pub ailments: Vec<Ailment>,
    /// What could not be looked at, and what is well although it was asked about.
    pub notes: Vec<String>,
}

impl Ailment {
    fn new(kind: &'static str, message: impl Into<String>) -> Self {
        Self {
            kind,
            message: message.into(),
            details: Vec::new(),
            ways: Vec::new(),
            whereabouts: None,
        }
    }

    fn detail(mut self, detail: impl Into<String>) -> Self {
        self.details.push(detail.into());
        self
    }

    fn way<T: Into<String>>(mut self, what: &str, commands: impl IntoIterator<Item = T>) -> Self {
        self.ways.push(Way {
            what: what.to_owned(),
            commands: commands.into_iter().map(Into::into).collect(),
        });
        self
    }
}

/// Everything that is looked at.
struct Patient<'a> {
    workspace: &'a Workspace,
    /// The projects, each with its history in the working tree.
    places: Vec<Place<'a>>,
    database: Option<Standings>,
    /// What looked like a project and could not be read.
    problems: Vec<ProjectError>,
}

impl Patient<'_> {
    /// Lists the rows that a database which stands on a revision holds: those of the database, where it has that one.
    fn rows_with(&self, id: &RevisionId) -> Vec<RevisionId> {
        let rows = self.database.iter().flat_map(|database| &database.rows).flatten();
        let rows: Vec<RevisionId> = rows.filter_map(|row| row.clone().revision().ok()).collect();
        if rows.contains(id) { rows } else { vec![id.clone()] }
    }
}

/// What a database says of itself.
struct Standings {
    /// The name of its version table.
    table: String,
    /// Its rows as they are; none where there is no version table.
    rows: Option<Vec<VersionRow>>,
    /// Whether it holds other tables.
    is_filled: bool,
    /// Why what bears the name of the version table is none.
    shape: Option<String>,
}

/// Answers a question.
///
/// # Errors
/// [`AppError`] where there is no project, or the database that was named cannot be asked.
pub fn doctor(workspace: &Workspace, question: &Question) -> Result<Report, AppError> {
    let mut report = Report::default();
    let mut patient = patient(workspace, &mut report)?;
    let mut wanted: Vec<String> = question.revision.iter().cloned().collect();
    if let Some(text) = &question.log {
        let found = log_text::unknown_revisions(text);
        if found.is_empty() {
            report
                .notes
                .push("the log tells of no revision that could not be found".to_owned());
        }
        wanted.extend(found);
    }
    let mut notes = Vec::new();
    patient.database = ask(workspace, &patient.places, question, &mut notes)?;
    if question.log.is_some() || !wanted.is_empty() {
        // Where the database stands only tells how it gets back.
        locate::examine(&patient, &wanted, &mut report)?;
        return Ok(report);
    }
    report.notes.append(&mut notes);
    for examine in examinations::ALL {
        examine(&patient, &mut report)?;
    }
    Ok(report)
}

fn patient<'a>(workspace: &'a Workspace, report: &mut Report) -> Result<Patient<'a>, AppError> {
    let found = workspace.projects(&WorkTree)?;
    let mut places = Vec::new();
    for project in found.projects {
        let project = std::sync::Arc::new(project);
        let source = workspace.source(&Standing::WorkTree)?;
        let history = History::load(source.as_ref(), &project)?;
        places.push(Place {
            directory: workspace.directory.clone(),
            source,
            project,
            history,
        });
    }
    if let Err(AppError::NoGit(error)) = workspace.repo() {
        report.notes.push(format!("git was not looked at: {error}"));
    }
    Ok(Patient {
        workspace,
        places,
        database: None,
        problems: found.problems,
    })
}

/// Asks the database where it stands. One that is only configured may be absent, or of a kind that cannot be asked.
fn ask(
    workspace: &Workspace,
    places: &[Place<'_>],
    question: &Question,
    notes: &mut Vec<String>,
) -> Result<Option<Standings>, AppError> {
    let [place] = places else {
        notes.push("no database was looked at: there are several projects; choose one with --project".to_owned());
        return Ok(None);
    };
    let is_named = question.database.is_some();
    let answer = locate_database(&place.project, &workspace.environment, question.database.as_deref())
        .and_then(|database| standings(&database, &workspace.directory));
    match answer {
        Ok(Some(standings)) => Ok(Some(standings)),
        Ok(None) if is_named => Err(AppError::NoSuchDatabase),
        Ok(None) => {
            notes.push("no database was looked at: there is none yet".to_owned());
            Ok(None)
        }
        Err(error) if is_named => Err(error),
        Err(error) => {
            notes.push(format!("no database was looked at: {error}"));
            Ok(None)
        }
    }
}

fn standings(database: &Database, directory: &std::path::Path) -> Result<Option<Standings>, AppError> {
    let Some(mut session) = dialect::open(&database.url, directory, &database.table, Access::Look)? else {
        return Ok(None);
    };
    let (rows, shape) = match session.version_rows() {
        Ok(rows) => (rows, None),
        Err(error @ DialectError::Shape { .. }) => (None, Some(error.to_string())),
        Err(error) => return Err(error.into()),
    };
    Ok(Some(Standings {
        table: database.table.name.clone(),
        rows,
        is_filled: session.has_user_tables()?,
        shape,
    }))
}

/// Writes a path as a person in the current directory would type it.
fn typed(workspace: &Workspace, path: &std::path::Path) -> String {
    let path: PathBuf = crate::sources::relative_to(&workspace.directory, path);
    words::quoted(&path.to_string_lossy())
}
