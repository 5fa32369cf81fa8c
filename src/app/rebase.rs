//! Re-parenting: the unpublished side of a fork is put on the published head. Planned, proven, then written.

use std::fmt;
use std::fs;
use std::path::PathBuf;
use std::rc::Rc;

use super::AppError;
use super::create::{CreateError, check_inside};
use super::merge::{Task, task};
use super::middle::Middle;
use super::problems::problems;
use super::prove::{self, Question, prove_source};
use super::published::{Answer, Published};
use super::workspace::{Place, Workspace};
use super::write::Change;
use crate::formats::{self, ReparentError};
use crate::graph::{Graph, Rev, RevSet};
use crate::history::History;
use crate::merge::stamp_path::{Report, Verdict, sentences};
use crate::merge::{Choice, Move, Named, Survey, Undecided, choose, reparent};
use crate::revision::RevisionId;
use crate::sources::Overlay;
use crate::text::{Edit, SourceText, apply_edits};

/// How many refs are named where one revision is published.
const REFS: usize = 4;

/// What `rebase` is told.
#[derive(Debug, Clone, Default)]
pub struct RebaseWish {
    /// A revision of the side that is to move.
    pub revision: Option<String>,
    /// The head that stays.
    pub onto: Option<String>,
    /// What git is in the middle of: it may say who stays where nothing is published.
    pub middle: Option<Rc<Middle>>,
}

/// What is to be done.
#[derive(Debug)]
pub enum RebaseTask {
    /// There is one head, or every head is a deliberate one.
    Nothing,
    /// These files are rewritten.
    Move(Box<Rebase>),
}

/// A re-parent that is planned and not written yet.
#[derive(Debug)]
pub struct Rebase {
    /// The sides as they are now.
    pub survey: Survey,
    /// The head that stays.
    pub onto: RevisionId,
    /// The heads that move.
    pub moved: Vec<RevisionId>,
    /// Every revision that comes to stand on something else.
    pub moves: Vec<RevisionId>,
    /// The files that are rewritten.
    pub files: Vec<Rewritten>,
    /// The history with them.
    pub after: History,
    /// Whether databases come to harm.
    pub ruling: Ruling,
}

/// A file with other parents.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rewritten {
    /// Its revision.
    pub id: RevisionId,
    /// What its parents become.
    pub parents: Vec<RevisionId>,
    /// The text before.
    pub text: String,
    /// What changes in it.
    pub edits: Vec<Edit>,
    /// What is to be written.
    pub change: Change,
}

/// Whether a re-parent does harm.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Ruling {
    /// No database that stands on what was looked at skips a revision or runs one twice; and why that is so.
    Safe(String),
    /// Some would, or it cannot be told: which refs forbid it, and what would happen.
    Forbidden(Vec<String>),
}

/// Why nothing is re-parented.
#[derive(Debug, thiserror::Error)]
pub enum RebaseError {
    /// Nobody can tell which side is to move.
    #[error("{}", .0)]
    Undecided(Doubt),
    /// A file cannot be edited.
    #[error("{}: {error}", path.display())]
    Edit {
        /// The file.
        path: PathBuf,
        /// Why not.
        error: ReparentError,
    },
    /// The bytes of a file are not its text, so that they could not be kept.
    #[error("{} is not UTF-8; its bytes could not be kept", .0.display())]
    NotText(PathBuf),
    /// The file stands elsewhere.
    #[error("{} is a link; the file behind it is not rewritten", .0.display())]
    Link(PathBuf),
    /// A file cannot be read.
    #[error("{}: {reason}", path.display())]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// Why not.
        reason: String,
    },
    /// The history afterwards would not be what it is to be.
    #[error("the re-parent would break the history: {0}")]
    Proof(String),
    /// The file may not be written.
    #[error(transparent)]
    Outside(#[from] CreateError),
}

/// Why it is not decided which side moves, with the ids.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Doubt {
    /// These heads each brought what is published.
    SeveralPublished(Vec<RevisionId>),
    /// None of these did.
    NonePublished(Vec<RevisionId>),
    /// This revision leads to none of the heads alone.
    NoSide(RevisionId),
    /// This revision is no head.
    NotHead(RevisionId),
    /// This one was to be put on itself.
    OnItself(RevisionId),
}

impl Doubt {
    fn of(graph: &Graph, undecided: &Undecided) -> Self {
        let id = |rev: &Rev| graph.id(*rev).clone();
        match undecided {
            Undecided::SeveralPublished(heads) => Self::SeveralPublished(heads.iter().map(id).collect()),
            Undecided::NonePublished(heads) => Self::NonePublished(heads.iter().map(id).collect()),
            Undecided::NoSide(rev) => Self::NoSide(id(rev)),
            Undecided::NotHead(rev) => Self::NotHead(id(rev)),
            Undecided::OnItself(rev) => Self::OnItself(id(rev)),
        }
    }
}

impl fmt::Display for Doubt {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let list = |ids: &[RevisionId]| ids.iter().map(RevisionId::as_str).collect::<Vec<_>>().join(", ");
        match self {
            Self::SeveralPublished(heads) => {
                write!(f, "several sides are published, none of them can move: {}", list(heads))
            }
            Self::NonePublished(heads) => {
                write!(f, "no side is published, so any of these could stay: {}", list(heads))
            }
            Self::NoSide(rev) => write!(f, "{rev} leads to none of the heads alone"),
            Self::NotHead(rev) => write!(f, "{rev} is no head; a side is put on a head"),
            Self::OnItself(rev) => write!(f, "{rev} cannot be put on itself"),
        }
    }
}

/// Which revisions of a history are published, and in which refs.
struct Publication {
    set: RevSet,
    /// For each, what forbids that it moves without a proof.
    reasons: Vec<(Rev, String)>,
}

/// Plans a re-parent and proves it: one head, no new fault, no database that comes to harm.
///
/// Without git the ruling is [`Ruling::Forbidden`]: nothing is known of what is published.
///
/// # Errors
/// [`AppError`] when the sides cannot be told apart, a file cannot be edited, or the result would not have one head.
/// Nothing is written in any case.
pub fn plan_rebase(workspace: &Workspace, place: &Place<'_>, wish: &RebaseWish) -> Result<RebaseTask, AppError> {
    let graph = &place.history.graph;
    let (heads, survey) = match task(place, &[])? {
        Task::Nothing => return Ok(RebaseTask::Nothing),
        Task::Join { parents, survey } => (parents, survey),
    };
    let publication = publication(workspace, place)?;
    let none = RevSet::new(graph.len());
    let set = publication.as_ref().map_or(&none, |publication| &publication.set);
    let named = Named {
        moved: resolve(graph, wish.revision.as_deref())?,
        onto: resolve(graph, wish.onto.as_deref())?,
    };
    let choice = choose(graph, &heads, set, named)
        .or_else(|undecided| by_middle(graph, &heads, (wish, undecided)))
        .map_err(|undecided| RebaseError::Undecided(Doubt::of(graph, &undecided)))?;
    let plan = reparent(graph, &choice);
    let mut files = Vec::with_capacity(plan.moves.len());
    for one in &plan.moves {
        files.push(rewrite(place, one)?);
    }
    let mut overlay = Overlay::new(place.source.as_ref());
    for file in &files {
        overlay.write(file.change.path(), file.change.text().as_bytes());
    }
    let after = check(place, &overlay, &choice)?;
    let ruling = match &publication {
        Some(publication) => rule(workspace, place, &overlay, (publication, &plan.moved))?,
        None => Ruling::Forbidden(vec![
            "there is no git here to tell what is published: nothing can be proven".to_owned(),
        ]),
    };
    Ok(RebaseTask::Move(Box::new(Rebase {
        survey,
        onto: graph.id(choice.onto).clone(),
        moves: plan.moved.iter().map(|&rev| graph.id(rev).clone()).collect(),
        moved: choice.moved.iter().map(|&head| graph.id(head).clone()).collect(),
        files,
        after,
        ruling,
    })))
}

/// Where nothing is published, asks what git is in the middle of which head stays.
fn by_middle(graph: &Graph, heads: &[Rev], (wish, undecided): (&RebaseWish, Undecided)) -> Result<Choice, Undecided> {
    let (Undecided::NonePublished(carriers), Some(middle), None) = (&undecided, &wish.middle, &wish.revision) else {
        return Err(undecided);
    };
    let ids: Vec<RevisionId> = carriers.iter().map(|&head| graph.id(head).clone()).collect();
    match middle.stays(&ids).and_then(|stays| graph.find(stays.as_str())) {
        Some(onto) => Ok(Choice {
            onto,
            moved: heads.iter().copied().filter(|&head| head != onto).collect(),
        }),
        None => Err(undecided),
    }
}

fn resolve(graph: &Graph, name: Option<&str>) -> Result<Option<Rev>, AppError> {
    Ok(match name {
        Some(name) => graph.resolve_one(name)?,
        None => None,
    })
}

/// Asks git which revisions are published; none where there is no git.
fn publication(workspace: &Workspace, place: &Place<'_>) -> Result<Option<Publication>, AppError> {
    let published = match Published::read(workspace, place.source.as_ref(), &place.project) {
        Ok(published) => published,
        Err(AppError::NoGit(_)) => return Ok(None),
        Err(error) => return Err(error),
    };
    let graph = &place.history.graph;
    let mut result = Publication {
        set: RevSet::new(graph.len()),
        reasons: Vec::new(),
    };
    for rev in graph.revs() {
        let id = graph.id(rev);
        let reason = match published.find(id.as_str(), None) {
            Answer::No => continue,
            Answer::Yes(holdings) => {
                let names: Vec<&str> = holdings.iter().take(REFS).map(|one| one.known.name.as_str()).collect();
                let more = match holdings.len().saturating_sub(REFS) {
                    0 => String::new(),
                    more => format!(" and {more} more"),
                };
                format!("revision {id} is published in {}{more}", names.join(", "))
            }
            Answer::Unknown(known, reason) => {
                format!(
                    "whether revision {id} is published is not known: {} has {reason}",
                    known.name
                )
            }
        };
        result.set.insert(rev);
        result.reasons.push((rev, reason));
    }
    Ok(Some(result))
}

/// Reads a file that is going to be rewritten: its bytes, its byte order mark, and the text behind it.
///
/// # Errors
/// [`RebaseError`] where it is a link, lies elsewhere, or its bytes could not be kept.
pub(super) fn read_text(place: &Place<'_>, path: &PathBuf) -> Result<(Vec<u8>, &'static str, SourceText), AppError> {
    const MARK: &[u8] = b"\xef\xbb\xbf";
    if fs::symlink_metadata(path).is_ok_and(|metadata| metadata.is_symlink()) {
        return Err(RebaseError::Link(path.clone()).into());
    }
    check_inside(place, path).map_err(RebaseError::from)?;
    let unreadable = |reason: &str| RebaseError::Unreadable {
        path: path.clone(),
        reason: reason.to_owned(),
    };
    let bytes = place.source.read_path(path)?.ok_or_else(|| unreadable("is gone"))?;
    let text = SourceText::decode(path.as_path(), &bytes).map_err(|error| unreadable(&error.to_string()))?;
    let mark = if bytes.starts_with(MARK) { "\u{feff}" } else { "" };
    if bytes.get(mark.len()..) != Some(text.text().as_bytes()) {
        return Err(RebaseError::NotText(path.clone()).into());
    }
    Ok((bytes, mark, text))
}

/// Edits one file.
fn rewrite(place: &Place<'_>, one: &Move) -> Result<Rewritten, AppError> {
    let path = &place.history.revision(one.rev).path;
    let (bytes, mark, text) = read_text(place, path)?;
    let edits = formats::of(place.project.kind)
        .reparent(&text, &one.parents)
        .map_err(|error| RebaseError::Edit {
            path: path.clone(),
            error,
        })?;
    Ok(Rewritten {
        id: place.history.graph.id(one.rev).clone(),
        parents: one.parents.clone(),
        text: text.text().to_owned(),
        change: Change::Rewrite {
            path: path.clone(),
            before: bytes,
            text: format!("{mark}{}", apply_edits(text.text(), &edits)),
        },
        edits,
    })
}

/// Reads the history as it would be: as many heads fewer as sides moved, and no new fault.
fn check(place: &Place<'_>, overlay: &Overlay<'_>, choice: &Choice) -> Result<History, AppError> {
    let after = History::load(overlay, &place.project)?;
    let before = problems(&place.history);
    if let Some(new) = problems(&after).into_iter().find(|problem| !before.contains(problem)) {
        return Err(RebaseError::Proof(new.line(&place.directory)).into());
    }
    let expected = place.history.graph.real_heads().len() - choice.moved.len();
    let found = after.graph.real_heads().len();
    if found != expected {
        let reason = format!("{found} heads would remain instead of {expected}");
        return Err(RebaseError::Proof(reason).into());
    }
    Ok(after)
}

/// Judges every standing that is published against the plan. What the history as it is does already is no reason; and
/// where nothing that moves is published, what is not known of a standing does not matter either, as long as no
/// revision could hide there.
fn rule(
    workspace: &Workspace,
    place: &Place<'_>,
    overlay: &Overlay<'_>,
    (publication, moved): (&Publication, &[Rev]),
) -> Result<Ruling, AppError> {
    let question = Question::default();
    let before = prove_source(workspace, (place.source.as_ref(), &place.project), &question)?;
    let after = prove_source(workspace, (overlay, &place.project), &question)?;
    if after.report.judgements.is_empty() {
        let reason = "no ref counts as published: nothing can be proven".to_owned();
        return Ok(Ruling::Forbidden(vec![reason]));
    }
    let published: Vec<&String> = publication
        .reasons
        .iter()
        .filter(|(rev, _)| moved.contains(rev))
        .map(|(_, reason)| reason)
        .collect();
    let refs = match after.examined.as_slice() {
        few if few.len() <= REFS => few.iter().map(|one| one.name.as_str()).collect::<Vec<_>>().join(", "),
        many => format!("any of {} published refs", many.len()),
    };
    let report = beyond(after.report, &before.report, !published.is_empty());
    let mut reasons: Vec<String> = match report.verdict() {
        Verdict::Safe => Vec::new(),
        Verdict::Unsafe | Verdict::Unknown => harms(&report),
    };
    if published.is_empty() {
        reasons.extend(
            after
                .blind
                .iter()
                .map(|blind| format!("a revision that moves may be published where nobody can read it: {blind}")),
        );
    }
    if !reasons.is_empty() {
        reasons.splice(0..0, published.into_iter().cloned());
        return Ok(Ruling::Forbidden(reasons));
    }
    Ok(Ruling::Safe(if published.is_empty() {
        format!("what moves is not in {refs}: no database can have it")
    } else {
        format!("no database on {refs} would skip a revision or run one twice")
    }))
}

/// Takes out what the history as it is does already. `strict` keeps every doubt but that of refs without a project.
pub(super) fn beyond(after: Report, before: &Report, strict: bool) -> Report {
    let doubts: Vec<Vec<String>> = after
        .judgements
        .iter()
        .map(|judgement| judgement.doubts.clone())
        .collect();
    let mut report = if after.judgements.len() == before.judgements.len() {
        after.beyond(before)
    } else {
        after
    };
    if strict {
        for (judgement, doubts) in report.judgements.iter_mut().zip(doubts) {
            judgement.doubts = doubts;
            judgement.doubts.retain(|doubt| doubt != prove::NO_PROJECT);
        }
    }
    report
}

/// Says what would happen, each revision on a line of its own.
pub(super) fn harms(report: &Report) -> Vec<String> {
    let mut lines = Vec::new();
    for judgement in &report.judgements {
        for sentence in sentences(judgement) {
            let ids: Vec<String> = sentence
                .revisions
                .iter()
                .map(|one| format!("{} {}", one.revision, one.message).trim_end().to_owned())
                .collect();
            lines.push(if ids.is_empty() {
                sentence.text
            } else {
                format!("{}: {}", sentence.text, ids.join("; "))
            });
        }
    }
    lines
}

impl Rebase {
    /// Answers what is to be written.
    #[must_use]
    pub fn changes(&self) -> Vec<Change> {
        self.files.iter().map(|file| file.change.clone()).collect()
    }
}
