//! `onehead forecast`: what merging branches would make, without a checkout, the network, or a new object.

mod gather;
mod view;

use std::collections::BTreeMap;
use std::sync::Arc;

use jiff::Timestamp;

use super::problems::problems;
use super::{AppError, Workspace};
use crate::git::{Base, Branch, CommitSource, GitError, Repo};
use crate::history::{HeaderCache, History};
use crate::merge::forecast::{Ground, Judgement, Verdict, candidates, judge, judge_alone, plan};
use crate::project::{Found, Project};
use crate::report::forecast::{Forecast, Onto};
use crate::sources::{Source, WorkTree};
use gather::{Entrant, Gathering};
use view::Judged;

/// How long a branch counts as alive, in seconds.
const LATELY: i64 = 30 * 24 * 60 * 60;

/// Which branches are meant.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum Wanted {
    /// Those that moved in the last 30 days.
    #[default]
    Lately,
    /// Every one.
    All,
    /// These, by any name git understands.
    Named(Vec<String>),
}

/// What is to be foreseen.
#[derive(Debug, Clone, Default)]
pub struct Question {
    /// The branches.
    pub branches: Wanted,
    /// `--onto BASE`.
    pub onto: Option<String>,
}

/// Foresees the merges of branches into BASE and with each other.
///
/// # Errors
/// [`AppError`] where there is no git, no base, no such branch, or no project. A branch that cannot be read is not an
/// error: it is unknown.
pub fn forecast(workspace: &Workspace, question: &Question) -> Result<Forecast, AppError> {
    let repo = workspace.repo()?;
    let base = workspace.base(question.onto.as_deref())?;
    let (branches, left_out, mut refs) = branches(repo, question)?;
    let source = repo.commit_source(&base.commit)?;
    let found = projects(workspace, repo, &source)?;
    refs.extend(found.problems.iter().map(ToString::to_string));
    let mut answer = Forecast {
        schema: 1,
        onto: Onto {
            name: base.name.clone(),
            commit: base.commit.clone(),
        },
        looked_at: branches.len(),
        left_out,
        problems: refs,
        projects: Vec::new(),
    };
    let cache = HeaderCache::default();
    for project in found.projects {
        let foreseeing = Foreseeing {
            workspace,
            repo,
            base: &base,
            source: &source,
            branches: &branches,
            every_pair: matches!(question.branches, Wanted::Named(_)),
            cache: &cache,
        };
        answer.projects.push(foreseeing.project(&Arc::new(project))?);
    }
    Ok(answer)
}

/// Lists the branches that are meant, how many were left out, and what is wrong with the others.
fn branches(repo: &Repo, question: &Question) -> Result<(Vec<Branch>, usize, Vec<String>), AppError> {
    if let Wanted::Named(names) = &question.branches {
        let mut named: Vec<Branch> = Vec::new();
        for name in names {
            let branch = repo.named_branch(name)?;
            match named.iter_mut().find(|known| known.commit == branch.commit) {
                Some(known) if known.name == branch.name => {}
                Some(known) => known.also.push(branch.name),
                None => named.push(branch),
            }
        }
        return Ok((named, 0, Vec::new()));
    }
    let mut all = repo.branches()?;
    // A detached HEAD is nobody's branch, and still what a continuous integration asks about.
    if repo.branch().is_none()
        && let Some(head) = repo.head()
        && !all.iter().any(|branch| branch.commit.as_ref() == Ok(&head))
    {
        all.push(repo.named_branch("HEAD")?);
    }
    let count = all.len();
    let mut problems = Vec::new();
    let since = match question.branches {
        Wanted::Lately => Timestamp::now().as_second() - LATELY,
        _ => i64::MIN,
    };
    all.retain(|branch| match &branch.commit {
        Ok(_) => branch.moved >= since,
        Err(error) => {
            problems.push(format!("branch {}: {error}", branch.name));
            false
        }
    });
    let left_out = count - all.len() - problems.len();
    Ok((all, left_out, problems))
}

/// Finds the projects of BASE, and those here that BASE does not have yet.
fn projects(workspace: &Workspace, repo: &Repo, base: &CommitSource<'_>) -> Result<Found, AppError> {
    let there = workspace.projects(base);
    if repo.is_bare() {
        return there;
    }
    match (there, workspace.projects(&WorkTree)) {
        (Ok(mut there), Ok(here)) => {
            for project in here.projects {
                let is_known =
                    |known: &Project| known.directory == project.directory && known.section == project.section;
                if !there.projects.iter().any(is_known) {
                    there.projects.push(project);
                }
            }
            Ok(there)
        }
        (Ok(there), Err(_)) => Ok(there),
        (Err(_), here) => here,
    }
}

/// One question, of one project at a time.
struct Foreseeing<'a> {
    workspace: &'a Workspace,
    repo: &'a Repo,
    base: &'a Base,
    source: &'a dyn Source,
    branches: &'a [Branch],
    every_pair: bool,
    cache: &'a HeaderCache,
}

impl Foreseeing<'_> {
    fn project(&self, project: &Arc<Project>) -> Result<crate::report::forecast::Project, AppError> {
        let history = History::load(self.source, project)?;
        let ground = Ground {
            graph: &history.graph,
            files: files(&history),
            deliberate: &project.settings.heads,
        };
        let gathering = Gathering::new(self, project, &history)?;
        let entrants = gathering.entrants(self.branches)?;
        let alone: Vec<Verdict> = entrants
            .iter()
            .map(|entrant| judge_alone(&ground, &entrant.brought))
            .collect();
        let pairs = self.pairs(&ground, &gathering, &entrants);
        let parts: Vec<_> = entrants
            .iter()
            .zip(&alone)
            .map(|(entrant, verdict)| (&entrant.brought, verdict, entrant.branch.moved))
            .collect();
        let steps = plan(&ground, &parts, &pairs);
        let directory = &self.workspace.directory;
        let problems = problems(&history).into_iter().filter(|problem| problem.is_fatal);
        Ok(view::project(&Judged {
            directory,
            project,
            onto: &self.base.name,
            history: &history,
            problems: problems.map(|problem| problem.line(directory)).collect(),
            entrants: &entrants,
            alone: &alone,
            pairs: &pairs,
            every_pair: self.every_pair,
            steps: &steps,
        }))
    }

    fn pairs(
        &self,
        ground: &Ground<'_>,
        gathering: &Gathering<'_>,
        entrants: &[Entrant<'_>],
    ) -> BTreeMap<(usize, usize), Verdict> {
        let brought: Vec<_> = entrants.iter().map(|entrant| &entrant.brought).collect();
        let own: Vec<_> = entrants.iter().map(|entrant| entrant.own.clone()).collect();
        let mut wanted = candidates(ground, &brought, &own);
        if self.every_pair {
            wanted.extend((0..entrants.len()).flat_map(|one| (one + 1..entrants.len()).map(move |other| (one, other))));
        }
        let mut verdicts = BTreeMap::new();
        let mut joining = gathering.joining();
        for (one, other) in wanted {
            let both = joining.both(&entrants[one], &entrants[other]);
            let verdict = judge(
                ground,
                Judgement {
                    ours: brought[one],
                    theirs: brought[other],
                    both: &both,
                },
            );
            if self.every_pair || !verdict.is_fine() {
                verdicts.insert((one, other), verdict);
            }
        }
        verdicts
    }
}

/// Lists the files of a history with the revision in each.
fn files(history: &History) -> BTreeMap<std::path::PathBuf, crate::revision::RevisionId> {
    let known = history.revisions.iter();
    known
        .filter_map(|revision| Some((revision.path.clone(), revision.header.id.known()?.clone())))
        .collect()
}

/// Says why a branch could not be read, in one line.
fn reason(error: &AppError) -> String {
    match error {
        AppError::Git(error @ GitError::NoMergeBase { .. }) => match error.hint() {
            Some(hint) => format!("{error}; {hint}"),
            None => error.to_string(),
        },
        error => error.to_string(),
    }
}
