//! Making a new revision file: planned, proven on an overlay, then written.

use std::path::{Path, PathBuf};

use super::file_name::{NameError, file_name};
use super::problems::problems;
use super::workspace::Place;
use super::write::Change;
use super::{clock, id};
use crate::formats::{self, Draft, TemplateError};
use crate::git;
use crate::graph::{Rev, TargetError};
use crate::history::History;
use crate::revision::{BranchLabel, RevisionId};
use crate::sources::{Overlay, SourceError, absolute};

/// What a new revision is to be.
#[derive(Debug, Clone, Default)]
pub struct Wish {
    /// `-m`; none makes Alembic's `empty message`.
    pub message: Option<String>,
    /// `--rev-id`.
    pub rev_id: Option<String>,
    /// `--branch-label`.
    pub branch_label: Option<String>,
    /// `--splice`: the parents need not be heads.
    pub splice: bool,
    /// `--version-path`, as typed.
    pub version_path: Option<PathBuf>,
    /// `--depends-on`, as typed.
    pub depends_on: Vec<String>,
}

/// A new revision that is proven and not written yet.
#[derive(Debug, Clone)]
pub struct Planned {
    /// Its id.
    pub id: RevisionId,
    /// The file to be written.
    pub change: Change,
    /// The history with that file.
    pub after: History,
}

/// Why no revision can be made.
#[derive(Debug, thiserror::Error)]
pub enum CreateError {
    /// The id cannot be used.
    #[error("revision id `{id}` cannot be used: {reason}")]
    BadId {
        /// The id.
        id: String,
        /// Why not.
        reason: String,
    },
    /// The label cannot be used.
    #[error("branch label `{label}` cannot be used: {reason}")]
    BadLabel {
        /// The label.
        label: String,
        /// Why not.
        reason: String,
    },
    /// A parent has children already.
    #[error("revision {0} is not a head revision; --splice creates a new branch from it")]
    NotHead(RevisionId),
    /// What was named to be joined is no revision.
    #[error("`{0}` is no revision that could be joined")]
    NoRevision(String),
    /// A parent was named twice.
    #[error("revision {0} is named twice")]
    Twice(RevisionId),
    /// There are several folders and none was named.
    #[error("several version locations are configured; name one with --version-path")]
    SeveralLocations,
    /// The named folder is not configured.
    #[error("{} is not among the configured version locations", .0.display())]
    UnknownLocation(PathBuf),
    /// The folder leads out of the repository.
    #[error("{} leads out of {}; nothing is written there", path.display(), root.display())]
    Outside {
        /// The folder.
        path: PathBuf,
        /// The repository.
        root: PathBuf,
    },
    /// There is no such time zone.
    #[error("there is no time zone `{0}`")]
    Timezone(String),
    /// A dependency cannot be resolved.
    #[error(transparent)]
    Target(#[from] TargetError),
    /// No file name can be made.
    #[error(transparent)]
    Name(#[from] NameError),
    /// The template cannot be rendered.
    #[error("{}: {error}", path.display())]
    Template {
        /// The template.
        path: PathBuf,
        /// Why not.
        error: TemplateError,
    },
    /// The project's files cannot be read.
    #[error(transparent)]
    Source(#[from] SourceError),
    /// The history with the new file would be worse than before.
    #[error("the new revision would break the history: {0}")]
    Proof(String),
}

/// Refuses what no revision can be made of, before anything is shown or asked: the parents, the id, the label.
///
/// # Errors
/// [`CreateError`].
pub fn refuse_wish(place: &Place<'_>, wish: &Wish, parents: &[Rev]) -> Result<(), CreateError> {
    let graph = &place.history.graph;
    check_parents(place, wish, parents)?;
    if let Some(wished) = &wish.rev_id {
        id::choose(graph, Some(wished))?;
    }
    if let Some(label) = &wish.branch_label {
        id::label(graph, label)?;
    }
    Ok(())
}

/// Plans a revision with the given parents, and proves that it adds no fault.
///
/// # Errors
/// [`CreateError`]; nothing has been written in any case.
pub fn plan(place: &Place<'_>, wish: &Wish, parents: &[Rev]) -> Result<Planned, CreateError> {
    let graph = &place.history.graph;
    check_parents(place, wish, parents)?;
    let id = id::choose(graph, wish.rev_id.as_deref())?;
    let labels = wish
        .branch_label
        .as_deref()
        .map(|label| id::label(graph, label))
        .transpose()?;
    let timezone = place.project.naming.timezone.as_deref();
    let now = clock::now(timezone).ok_or_else(|| CreateError::Timezone(timezone.unwrap_or_default().to_owned()))?;
    let message = wish.message.clone().unwrap_or_default();
    let draft = Draft {
        id: id.clone(),
        message: if message.is_empty() {
            "empty message".to_owned()
        } else {
            message.clone()
        },
        parents: parents.iter().map(|&parent| graph.id(parent).clone()).collect(),
        labels: labels.into_iter().collect(),
        depends_on: dependencies(place, &wish.depends_on)?,
        created: clock::create_date(&now, timezone),
    };
    let format = formats::of(place.project.kind);
    let name = file_name(&place.project.naming, &id, &message, (&now, format.extension()))?;
    let path = location(place, wish, parents)?.join(name);
    check_inside(place, &path)?;
    let change = Change::Create {
        text: render(place, &draft)?,
        path,
    };
    let after = prove(place, &change)?;
    Ok(Planned { id, change, after })
}

fn check_parents(place: &Place<'_>, wish: &Wish, parents: &[Rev]) -> Result<(), CreateError> {
    let graph = &place.history.graph;
    for (i, &parent) in parents.iter().enumerate() {
        if parents[..i].contains(&parent) {
            return Err(CreateError::Twice(graph.id(parent).clone()));
        }
        if !wish.splice && !graph.is_head(parent) {
            return Err(CreateError::NotHead(graph.id(parent).clone()));
        }
    }
    Ok(())
}

/// Resolves `--depends-on`: a full id, or the label kept as it was typed (spec section 4.3).
fn dependencies(place: &Place<'_>, typed: &[String]) -> Result<Vec<String>, CreateError> {
    let graph = &place.history.graph;
    let mut resolved = Vec::new();
    for target in typed {
        let Some(rev) = graph.resolve_one(target)? else {
            continue;
        };
        let is_label = graph.labels(rev).contains(&&BranchLabel::from(target.as_str()));
        resolved.push(if is_label {
            target.clone()
        } else {
            graph.id(rev).to_string()
        });
    }
    Ok(resolved)
}

/// Chooses the folder: the only one, the one that was named, or the one of the first parent (spec section 4.3).
fn location(place: &Place<'_>, wish: &Wish, parents: &[Rev]) -> Result<PathBuf, CreateError> {
    let locations = &place.project.version_locations;
    if let Some(typed) = &wish.version_path {
        let path = absolute(&place.directory, typed);
        return if locations.contains(&path) {
            Ok(path)
        } else {
            Err(CreateError::UnknownLocation(path))
        };
    }
    if let [only] = locations.as_slice() {
        return Ok(only.clone());
    }
    let first = parents.first().map(|&parent| &place.history.revision(parent).path);
    first
        .and_then(|path| path.parent())
        .map(Path::to_path_buf)
        .ok_or(CreateError::SeveralLocations)
}

/// Refuses a file that would lie neither in the repository of the configuration nor in that of the current directory,
/// links resolved; without a repository the folder itself counts. A stranger's configuration names folders, too.
pub(super) fn check_inside(place: &Place<'_>, path: &Path) -> Result<(), CreateError> {
    let folder = path.parent().unwrap_or(path);
    // What is not there yet is made, and so is no link.
    let there = folder.ancestors().find_map(|folder| folder.canonicalize().ok());
    let home = place.project.config.as_ref().or(place.project.settings_file.as_ref());
    let home = home.and_then(|file| file.parent()).unwrap_or(&place.project.directory);
    let root = |folder: &Path| {
        let root = git::root_above(folder).unwrap_or_else(|| folder.to_path_buf());
        root.canonicalize().unwrap_or(root)
    };
    let roots = [root(home), root(&place.directory)];
    if there.is_some_and(|there| roots.iter().any(|root| there.starts_with(root))) {
        return Ok(());
    }
    let [root, _] = roots;
    let path = folder.to_path_buf();
    Err(CreateError::Outside { path, root })
}

pub(super) fn render(place: &Place<'_>, draft: &Draft) -> Result<String, CreateError> {
    let format = formats::of(place.project.kind);
    let path = place.project.directory.join(formats::template_name(place.project.kind));
    let template = place.source.read_path(&path)?;
    let template = template.as_deref().map(String::from_utf8_lossy);
    format
        .render(draft, template.as_deref())
        .map_err(|error| CreateError::Template { path, error })
}

/// Reads the history as it would be with the change, and compares.
fn prove(place: &Place<'_>, change: &Change) -> Result<History, CreateError> {
    let mut overlay = Overlay::new(place.source.as_ref());
    overlay.write(change.path(), change.text().as_bytes());
    let after = History::load(&overlay, &place.project)?;
    let before = problems(&place.history);
    if let Some(new) = problems(&after).into_iter().find(|problem| !before.contains(problem)) {
        return Err(CreateError::Proof(new.line(&place.directory)));
    }
    if after.revisions.len() != place.history.revisions.len() + 1 {
        let name = change.path().to_string_lossy().into_owned();
        return Err(CreateError::Proof(format!("{name} would not be read as a revision")));
    }
    Ok(after)
}
