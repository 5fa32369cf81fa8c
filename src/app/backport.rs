//! The twin of a revision for a release branch, and the original that accounts for it.
//!
//! A release line stands behind; it needs what a later revision does, without what stands between. The twin does the same
//! under an id of its own, after the head of the release line. A database that ran the twin must not run the original when
//! it comes back to the main line, and one that ran the original must not run the twin. The one graph in which both hold:
//! the original keeps its id and its place, also comes after the twin, and does nothing any more.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::AppError;
use super::create::{CreateError, check_inside, render};
use super::file_name::file_name;
use super::problems::problems;
use super::prove::{Question, judge_coming, prove_source};
use super::published::{Answer, Published};
use super::rebase::{Ruling, beyond, harms, read_text};
use super::workspace::{Place, Standing, Workspace};
use super::write::Change;
use super::{clock, id};
use crate::formats::{self, Draft, Kind};
use crate::git::Ref;
use crate::graph::{Edges, Rev};
use crate::history::History;
use crate::merge::stamp_path::{Report, Verdict};
use crate::project::Project;
use crate::revision::{Header, RevisionId};
use crate::sources::{Overlay, Source};
use crate::text::{SourceText, apply_edits};

/// What `backport` is told.
#[derive(Debug, Clone, Default)]
pub struct BackportWish {
    /// The revision.
    pub revision: String,
    /// The release line, by any name git understands.
    pub onto: String,
    /// The id of the twin.
    pub rev_id: Option<String>,
}

/// What is to be done.
#[derive(Debug)]
pub enum BackportTask {
    /// The release line has the revision.
    There,
    /// It comes directly after the release line's head, so that the file itself can go there; its path.
    AsItIs(PathBuf),
    /// It needs a twin.
    Twin(Box<Backport>),
}

/// A twin that is planned and not written yet.
#[derive(Debug)]
pub struct Backport {
    /// The revision.
    pub original: RevisionId,
    /// Its twin.
    pub twin: RevisionId,
    /// The head of the release line, which the twin comes after.
    pub head: RevisionId,
    /// What the original comes after now.
    pub parents: Vec<RevisionId>,
    /// The twin's file here.
    pub file: Change,
    /// The same file's place on the release line, absolute.
    pub there: PathBuf,
    /// The original, rewritten.
    pub rewritten: Change,
    /// Its text before.
    pub before: String,
    /// What a database of the release line runs after the twin and the original ran before it.
    pub between: Vec<RevisionId>,
    /// Whether databases come to harm.
    pub ruling: Ruling,
}

/// Why there is no twin.
#[derive(Debug, thiserror::Error)]
pub enum BackportError {
    /// Nobody can be put after several heads, or after none.
    #[error("{onto} has {count} heads; a twin comes after one")]
    Heads {
        /// The release line.
        onto: String,
        /// How many.
        count: usize,
    },
    /// The release line has what this history has not.
    #[error("{head}, the head of {onto}, is not in this history: here nothing can account for what {onto} ran")]
    Stranger {
        /// The head.
        head: RevisionId,
        /// The release line.
        onto: String,
    },
    /// The project is not there, or cannot be read.
    #[error("the project at {onto} cannot be read: {reason}")]
    Unreadable {
        /// The release line.
        onto: String,
        /// Why.
        reason: String,
    },
    /// The revision is none that a twin can be made of.
    #[error("no twin can be made of {revision}: {reason}")]
    Unfit {
        /// The revision.
        revision: RevisionId,
        /// Why not.
        reason: String,
    },
    /// The target names none.
    #[error("`{0}` names no revision")]
    NoRevision(String),
}

/// What a release line is called, and its files.
type LineFiles<'a> = (Ref, Box<dyn Source + 'a>, Arc<Project>);

/// The release line.
struct Line<'a> {
    known: Ref,
    source: Box<dyn Source + 'a>,
    project: Arc<Project>,
    history: History,
    head: RevisionId,
}

/// Plans a twin and proves the way forward from both lines.
///
/// # Errors
/// [`BackportError`] where there is none, [`AppError`] where something cannot be read; nothing is written in any case.
pub fn plan_backport(workspace: &Workspace, place: &Place<'_>, wish: &BackportWish) -> Result<BackportTask, AppError> {
    let graph = &place.history.graph;
    let rev = graph.resolve_one(&wish.revision)?;
    let rev = rev.ok_or_else(|| BackportError::NoRevision(wish.revision.clone()))?;
    let original = graph.id(rev).clone();
    let (known, source, project) = line_of(workspace, place, &wish.onto)?;
    let history = History::load(source.as_ref(), &project)?;
    if let Some(problem) = problems(&history).first() {
        return Err(BackportError::Unreadable {
            onto: wish.onto.clone(),
            reason: problem.line(&place.directory),
        }
        .into());
    }
    if history.graph.find(original.as_str()).is_some() {
        return Ok(BackportTask::There);
    }
    let &[head] = history.graph.real_heads() else {
        let count = history.graph.real_heads().len();
        let onto = wish.onto.clone();
        return Err(BackportError::Heads { onto, count }.into());
    };
    let head = history.graph.id(head).clone();
    if graph.raw_parents(rev) == [head.clone()] {
        return Ok(BackportTask::AsItIs(place.history.revision(rev).path.clone()));
    }
    if graph.find(head.as_str()).is_none() {
        let onto = wish.onto.clone();
        return Err(BackportError::Stranger { head, onto }.into());
    }
    let line = Line {
        known,
        source,
        project,
        history,
        head,
    };
    twin(workspace, place, (rev, wish), &line).map(|backport| BackportTask::Twin(Box::new(backport)))
}

/// Finds the release line and the project there.
fn line_of<'w>(workspace: &'w Workspace, place: &Place<'_>, onto: &str) -> Result<LineFiles<'w>, AppError> {
    let refs = workspace.repo()?.refs_named(onto)?;
    let [known] = refs.as_slice() else {
        return Err(BackportError::Unreadable {
            onto: onto.to_owned(),
            reason: format!("it stands for {} refs", refs.len()),
        }
        .into());
    };
    let source = workspace.source(&Standing::Commit(known.commit.clone()))?;
    let project = workspace.same_project(source.as_ref(), place.source.as_ref(), &place.project)?;
    Ok((known.clone(), source, project))
}

fn twin(
    workspace: &Workspace,
    place: &Place<'_>,
    (rev, wish): (Rev, &BackportWish),
    line: &Line<'_>,
) -> Result<Backport, AppError> {
    let graph = &place.history.graph;
    let original = graph.id(rev).clone();
    let revision = place.history.revision(rev);
    let path = revision.path.clone();
    let (bytes, mark, text) = read_text(place, &path)?;
    fit(place, rev, &text)?;
    let twin = free_id(place, line, wish)?;
    let twin_text = format!(
        "{mark}{}",
        as_twin(place.project.kind, &text, (&twin, &line.head), &original)?
    );
    let name = name_of(place, &twin, revision.header.message())?;
    let file = Change::Create {
        path: folder(place, &path).join(&name),
        text: twin_text,
    };
    check_inside(place, file.path())?;
    let parents = joined(place, rev, (&twin, &line.head));
    let published = Published::read(workspace, place.source.as_ref(), &place.project)?;
    let is_published = published.find(original.as_str(), None) != Answer::No;
    let rewritten = Change::Rewrite {
        text: as_join(
            place,
            (&original, &revision.header),
            &parents,
            is_published.then_some(&twin),
        )?,
        before: bytes,
        path: path.clone(),
    };
    let there = place_there(place, line, &path).join(&name);
    let mut here = Overlay::new(place.source.as_ref());
    for change in [&file, &rewritten] {
        here.write(change.path(), change.text().as_bytes());
    }
    check_here(place, &here)?;
    let mut release = Overlay::new(line.source.as_ref());
    release.write(there.clone(), file.text().as_bytes());
    check_there(place, line, &release)?;
    let ruling = rule(workspace, place, (&here, &release), line)?;
    Ok(Backport {
        between: between(place, rev, line),
        before: text.text().to_owned(),
        head: line.head.clone(),
        original,
        twin,
        parents,
        file,
        there,
        rewritten,
        ruling,
    })
}

/// Refuses what a twin would not stand for.
fn fit(place: &Place<'_>, rev: Rev, text: &SourceText) -> Result<(), BackportError> {
    let graph = &place.history.graph;
    let unfit = |reason: &str| {
        Err(BackportError::Unfit {
            revision: graph.id(rev).clone(),
            reason: reason.to_owned(),
        })
    };
    if !graph.declared_labels(rev).is_empty() {
        return unfit("it declares branch labels, which only one revision can have");
    }
    if matches!(
        formats::of(place.project.kind).bodies(text).upgrade,
        formats::Body::Empty(_) | formats::Body::Missing
    ) {
        return unfit("its upgrade does nothing");
    }
    Ok(())
}

/// Chooses an id that neither line has.
fn free_id(place: &Place<'_>, line: &Line<'_>, wish: &BackportWish) -> Result<RevisionId, CreateError> {
    let chosen = id::choose(&place.history.graph, wish.rev_id.as_deref())?;
    // A wished id is refused where the release line has it; a random one is not met again.
    id::choose(&line.history.graph, Some(chosen.as_str()))
}

/// Writes the same revision with another id and another parent.
fn as_twin(
    kind: Kind,
    text: &SourceText,
    (twin, head): (&RevisionId, &RevisionId),
    original: &RevisionId,
) -> Result<String, BackportError> {
    let unfit = |error: formats::ReparentError| BackportError::Unfit {
        revision: original.clone(),
        reason: error.to_string(),
    };
    let edits = formats::of(kind)
        .reparent(text, std::slice::from_ref(head))
        .map_err(unfit)?;
    let moved = SourceText::new(text.path(), apply_edits(text.text(), &edits));
    let edits = formats::rename(kind, &moved, twin).map_err(unfit)?;
    Ok(apply_edits(moved.text(), &edits))
}

/// Writes the original as a revision that joins what it came after with the twin, and does nothing; where it is published,
/// with the marker that `check` asks for.
fn as_join(
    place: &Place<'_>,
    (original, header): (&RevisionId, &Header),
    parents: &[RevisionId],
    marks: Option<&RevisionId>,
) -> Result<String, AppError> {
    let created = header.created.as_deref().unwrap_or_default();
    let draft = Draft {
        id: original.clone(),
        message: header.message().to_owned(),
        parents: parents.to_vec(),
        labels: Vec::new(),
        depends_on: header
            .depends_on
            .known()
            .into_iter()
            .flatten()
            .map(|on| on.value.to_string())
            .collect(),
        created: created.to_owned(),
    };
    let text = render(place, &draft)?;
    let Some(twin) = marks else { return Ok(text) };
    let kind = place.project.kind;
    let read = formats::of(kind).header(&SourceText::new("original", text.clone()));
    let line = read.id.place().map_or(1, |place| place.line);
    let comment = match kind {
        Kind::Alembic => "#",
        Kind::Sql => "--",
    };
    let marker = format!("{comment} onehead: allow OH301, OH303 - what it did is done by its twin {twin}\n");
    let at: usize = text
        .split_inclusive('\n')
        .take(usize::try_from(line).unwrap_or(1).saturating_sub(1))
        .map(str::len)
        .sum();
    Ok(format!("{}{marker}{}", &text[..at], &text[at..]))
}

/// Answers what the original comes after: what it did, but for what stands below the twin, and the twin.
fn joined(place: &Place<'_>, rev: Rev, (twin, head): (&RevisionId, &RevisionId)) -> Vec<RevisionId> {
    let graph = &place.history.graph;
    let below = graph
        .find(head.as_str())
        .map(|head| graph.ancestors(&[head], Edges::All));
    let is_below = |id: &RevisionId| {
        let known = graph.find(id.as_str());
        known.is_some_and(|known| below.as_ref().is_some_and(|below| below.contains(known)))
    };
    let kept = graph.raw_parents(rev).iter().filter(|id| !is_below(id)).cloned();
    kept.chain(std::iter::once(twin.clone())).collect()
}

fn name_of(place: &Place<'_>, twin: &RevisionId, message: &str) -> Result<String, CreateError> {
    let naming = &place.project.naming;
    let timezone = naming.timezone.as_deref();
    let now = clock::now(timezone).ok_or_else(|| CreateError::Timezone(timezone.unwrap_or_default().to_owned()))?;
    let extension = formats::of(place.project.kind).extension();
    Ok(file_name(naming, twin, message, (&now, extension))?)
}

/// Answers the version location that a file lies in.
fn folder(place: &Place<'_>, path: &Path) -> PathBuf {
    let locations = &place.project.version_locations;
    let found = locations.iter().find(|folder| path.starts_with(folder));
    found
        .cloned()
        .unwrap_or_else(|| path.parent().unwrap_or(path).to_path_buf())
}

/// Answers the same version location as the release line is configured.
fn place_there(place: &Place<'_>, line: &Line<'_>, path: &Path) -> PathBuf {
    let own = folder(place, path);
    let at = place.project.version_locations.iter().position(|folder| *folder == own);
    let there = &line.project.version_locations;
    let found = at.and_then(|at| there.get(at)).or_else(|| there.first());
    found.cloned().unwrap_or(own)
}

/// Reads this history as it would be: the same heads, and no new fault.
fn check_here(place: &Place<'_>, here: &Overlay<'_>) -> Result<(), AppError> {
    let after = History::load(here, &place.project)?;
    let before = problems(&place.history);
    if let Some(new) = problems(&after).into_iter().find(|problem| !before.contains(problem)) {
        return Err(CreateError::Proof(new.line(&place.directory)).into());
    }
    let heads = |history: &History| -> Vec<RevisionId> {
        let graph = &history.graph;
        graph.real_heads().iter().map(|&head| graph.id(head).clone()).collect()
    };
    if heads(&after) != heads(&place.history) {
        return Err(CreateError::Proof("the heads would be others".to_owned()).into());
    }
    Ok(())
}

/// Reads the release line as it would be: the twin is its only head, and nothing is wrong.
fn check_there(place: &Place<'_>, line: &Line<'_>, release: &Overlay<'_>) -> Result<(), AppError> {
    let after = History::load(release, &line.project)?;
    let fault = problems(&after).first().map(|problem| problem.line(&place.directory));
    let fault =
        fault.or_else(|| (after.graph.real_heads().len() != 1).then(|| "it would have several heads".to_owned()));
    match fault {
        Some(fault) => {
            let fault = format!("on {}: {fault}", line.known.name);
            Err(CreateError::Proof(fault).into())
        }
        None => Ok(()),
    }
}

/// Lists what stands below the original and is not on the release line, in the order of an upgrade.
fn between(place: &Place<'_>, rev: Rev, line: &Line<'_>) -> Vec<RevisionId> {
    let graph = &place.history.graph;
    let below = graph.ancestors(&[rev], Edges::All);
    let mut between: Vec<RevisionId> = graph
        .history()
        .into_iter()
        .filter(|&known| known != rev && below.contains(known))
        .map(|known| graph.id(known).clone())
        .filter(|id| line.history.graph.find(id.as_str()).is_none())
        .collect();
    between.reverse();
    between
}

/// Judges four ways: from all published refs and from the release line to this history, from the release line with the
/// twin to this history, and from the release line to itself with the twin.
fn rule(
    workspace: &Workspace,
    place: &Place<'_>,
    (here, release): (&Overlay<'_>, &Overlay<'_>),
    line: &Line<'_>,
) -> Result<Ruling, AppError> {
    let published = Question::default();
    let own = Question {
        from: vec![line.known.full.clone()],
        ..Question::default()
    };
    let now = (place.source.as_ref(), &place.project);
    let mut reports: Vec<Report> = Vec::new();
    let mut refs = Vec::new();
    for question in [&published, &own] {
        let before = prove_source(workspace, now, question)?;
        let after = prove_source(workspace, (here, &place.project), question)?;
        refs.extend(after.examined.iter().map(|one| one.name.clone()));
        reports.push(beyond(after.report, &before.report, false));
    }
    let before = prove_source(workspace, (line.source.as_ref(), &line.project), &own)?;
    let after = prove_source(workspace, (release, &line.project), &own)?;
    reports.push(beyond(after.report, &before.report, false));
    let name = format!("{} with the twin", line.known.name);
    reports.push(judge_coming((here, &place.project), (release, &line.project), &name)?);
    // A ref list that is empty proves nothing; the release line itself never is.
    let unsafe_reports = reports[1..]
        .iter()
        .chain(reports.first().filter(|first| !first.judgements.is_empty()));
    let reasons: Vec<String> = unsafe_reports
        .filter(|report| report.verdict() != Verdict::Safe)
        .flat_map(harms)
        .collect();
    refs.dedup();
    Ok(if reasons.is_empty() {
        Ruling::Safe(format!(
            "no database on {} would skip a revision or run one twice, nor one that ran the twin",
            refs.join(", ")
        ))
    } else {
        Ruling::Forbidden(reasons)
    })
}
