//! `onehead check`: reads what is asked about, gathers the facts, and lets the rules judge.

mod earlier;
mod facts;
mod fix;
mod past;

use std::cell::RefCell;
use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

pub use fix::{apply_fixes, write_baseline};
pub use past::harms;

use super::AppError;
use super::workspace::{Standing, Workspace};
use crate::diagnostic::{Diagnostic, Severity};
use crate::history::{HeaderCache, History};
use crate::lint::{self, Baseline, BaselineError, SelectError, Selection, Subject};
use crate::project::{Project, ProjectError};
use crate::report::Read;
use crate::sources::Source;
use crate::text::SourceText;
use earlier::Earlier;

/// What is to be judged, and by which rules.
#[derive(Debug, Clone, Default)]
pub struct Question {
    /// The state of the files.
    pub standing: Standing,
    /// `--against BASE`.
    pub against: Option<String>,
    /// The commits that went before, by any name; none for what the standing itself says.
    pub before: Option<Vec<String>>,
    /// `--all`: every revision counts as new.
    pub all: bool,
    /// Whether git is done with what it is in the middle of, so that it excuses nothing any more.
    pub settled: bool,
    /// `--select`.
    pub select: Vec<String>,
    /// `--ignore`.
    pub ignore: Vec<String>,
    /// `--allow`: what this run accepts, with the reason.
    pub allow: Vec<String>,
}

/// Why the rules could not be asked.
#[derive(Debug, thiserror::Error)]
pub enum CheckError {
    /// A selector names no rule.
    #[error(transparent)]
    Select(#[from] SelectError),
    /// What the run is to accept is not said well.
    #[error("--allow: {0}")]
    Allow(String),
    /// The baseline cannot be read.
    #[error("{}: {error}", path.display())]
    Baseline {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        error: BaselineError,
    },
}

/// A project that was judged.
#[derive(Debug)]
pub struct Judged {
    /// The project.
    pub project: Arc<Project>,
    /// The worst severity of what was found in it.
    pub worst: Option<Severity>,
}

/// What came out, of all projects together.
#[derive(Debug, Default)]
pub struct Answer {
    /// What was read.
    pub read: Option<Read>,
    /// The projects that were judged.
    pub projects: Vec<Judged>,
    /// The findings, project by project.
    pub findings: Vec<Diagnostic>,
    /// The texts that findings point into.
    pub texts: HashMap<PathBuf, Arc<SourceText>>,
    /// How many more findings comments allowed.
    pub allowed: usize,
    /// How many more the baselines accepted.
    pub accepted: usize,
    /// The files of the projects where merging into BASE would stop with a conflict; judged as they stand here.
    pub conflicts: Vec<PathBuf>,
    /// What looks like a project and cannot be read.
    pub problems: Vec<ProjectError>,
    /// For each project with a baseline file, the one that would accept everything found.
    pub baselines: Vec<(PathBuf, Baseline)>,
}

impl Answer {
    /// Answers the worst severity of all findings.
    #[must_use]
    pub fn worst(&self) -> Option<Severity> {
        self.findings.iter().map(|finding| finding.severity).max()
    }
}

/// Answers a question about every project that is meant.
///
/// # Errors
/// [`AppError`] when the question itself cannot be answered: no git where git is the question, no project, no such rule.
pub fn check(workspace: &Workspace, question: &Question) -> Result<Answer, AppError> {
    let source = workspace.source(&question.standing)?;
    let found = workspace.projects(source.as_ref())?;
    let mut answer = Answer {
        problems: found.problems,
        ..Answer::default()
    };
    let against = match &question.against {
        Some(base) => Some(workspace.repo()?.merged_source(source.as_ref(), base)?),
        None => None,
    };
    let against_name = match &question.against {
        Some(base) => Some(workspace.source(&Standing::Commit(base.clone()))?.name()),
        None => None,
    };
    answer.read = Some(Read {
        source: source.name(),
        against: against_name,
    });
    let headers = HeaderCache::default();
    let is_one_of_many = found.projects.len() > 1;
    for project in found.projects {
        let project = Arc::new(project);
        let judging = Judging {
            workspace,
            question,
            source: source.as_ref(),
            merged: against.as_ref().map(|merged| merged as &dyn Source),
            project: &project,
            headers: &headers,
            is_one_of_many,
        };
        let worst = judging.judge(&mut answer)?;
        answer.projects.push(Judged { project, worst });
    }
    if let Some(merged) = &against {
        let concerns = |path: &PathBuf| answer.projects.iter().any(|judged| concerns(&judged.project, path));
        answer.conflicts = merged.conflicts().into_iter().filter(concerns).collect();
    }
    Ok(answer)
}

/// Answers whether a file is read to judge a project.
fn concerns(project: &Project, path: &Path) -> bool {
    let configures = [&project.config, &project.settings_file]
        .into_iter()
        .any(|file| file.as_deref() == Some(path));
    configures || project.version_locations.iter().any(|folder| path.starts_with(folder))
}

/// One project under judgement.
struct Judging<'a> {
    workspace: &'a Workspace,
    question: &'a Question,
    source: &'a dyn Source,
    merged: Option<&'a dyn Source>,
    project: &'a Arc<Project>,
    /// What was read of any state: they differ in few files.
    headers: &'a HeaderCache,
    is_one_of_many: bool,
}

impl Judging<'_> {
    fn judge(&self, answer: &mut Answer) -> Result<Option<Severity>, AppError> {
        let settings = &self.project.settings;
        let selection =
            Selection::new(settings, &self.question.select, &self.question.ignore).map_err(CheckError::from)?;
        let history = History::load_with(self.source, self.project, self.headers)?;
        let merged = self.merged_history()?;
        let earlier = Earlier::read(self, &history)?;
        let mut facts = facts::gather(self, (&history, merged.as_ref()), &earlier);
        if selection.has_any(&["OH301", "OH302", "OH303", "OH304"]) {
            facts.past = past::gather(self, merged.as_ref(), &earlier)?;
        }
        let texts = Texts::new(self.source, self.merged);
        let before: Vec<&History> = earlier.before.iter().collect();
        let subject = Subject {
            history: &history,
            merged: merged.as_ref(),
            base: earlier.base.as_ref(),
            before: &before,
            new: &earlier.new,
            texts: &|path| texts.get(path),
            facts: &facts,
        };
        let baseline = self.baseline()?;
        let root = self.root();
        let options = lint::Options {
            selection: &selection,
            baseline: baseline.as_ref().map(|(_, baseline)| baseline),
            root: &root,
        };
        let mut verdict = lint::run(&subject, options);
        let allowed = self.allowed()?;
        let before = verdict.findings.len();
        verdict.findings.retain(|finding| !allowed.contains(&finding.code));
        verdict.allowed += before - verdict.findings.len();
        for finding in &verdict.findings {
            let labels = finding.labels.iter().map(|label| &label.location);
            for location in finding.location.iter().chain(labels) {
                if let Some(text) = texts.get(&location.path) {
                    answer.texts.insert(location.path.clone(), text);
                }
            }
        }
        let worst = verdict.worst();
        answer.findings.extend(verdict.findings);
        answer.allowed += verdict.allowed;
        answer.accepted += verdict.accepted;
        let path = baseline.map_or_else(|| root.join("onehead-baseline.json"), |(path, _)| path);
        answer.baselines.push((path, verdict.baseline));
        Ok(worst)
    }

    /// Lists the rules whose findings this run accepts.
    fn allowed(&self) -> Result<Vec<&'static str>, CheckError> {
        let mut codes = Vec::new();
        for text in &self.question.allow {
            codes.extend(lint::allowed_by(text).map_err(CheckError::Allow)?);
        }
        Ok(codes)
    }

    fn merged_history(&self) -> Result<Option<History>, AppError> {
        let Some(merged) = self.merged else { return Ok(None) };
        let project = self.workspace.same_project(merged, self.source, self.project)?;
        Ok(Some(History::load_with(merged, &project, self.headers)?))
    }

    /// Answers the folder of the settings, else of the project: where a baseline lies and what its paths start from.
    fn root(&self) -> PathBuf {
        let file = self.project.settings_file.as_deref().or(self.project.config.as_deref());
        file.and_then(Path::parent)
            .unwrap_or(&self.project.directory)
            .to_path_buf()
    }

    fn baseline(&self) -> Result<Option<(PathBuf, Baseline)>, AppError> {
        let Some(name) = &self.project.settings.baseline else {
            return Ok(None);
        };
        let path = self.root().join(name);
        let Some(bytes) = self.source.read_path(&path)? else {
            return Ok(Some((path, Baseline::default())));
        };
        match Baseline::parse(&String::from_utf8_lossy(&bytes)) {
            Ok(baseline) => Ok(Some((path, baseline))),
            Err(error) => Err(CheckError::Baseline { path, error }.into()),
        }
    }
}

/// Texts of files, each read at most once, from the source judged or else from the merge.
struct Texts<'a> {
    sources: Vec<&'a dyn Source>,
    read: RefCell<HashMap<PathBuf, Option<Arc<SourceText>>>>,
}

impl<'a> Texts<'a> {
    fn new(source: &'a dyn Source, merged: Option<&'a dyn Source>) -> Self {
        Self {
            sources: std::iter::once(source).chain(merged).collect(),
            read: RefCell::default(),
        }
    }

    fn get(&self, path: &Path) -> Option<Arc<SourceText>> {
        if let Some(text) = self.read.borrow().get(path) {
            return text.clone();
        }
        let text = self.sources.iter().find_map(|source| {
            let bytes = source.read_path(path).ok()??;
            SourceText::decode(path, &bytes).ok().map(Arc::new)
        });
        self.read.borrow_mut().insert(path.to_path_buf(), text.clone());
        text
    }
}
