//! What each hook asks, and what its answer means to git.

use std::collections::HashSet;

use super::{HookName, HookState, hooks_place, status};
use crate::app::check::{Answer, Judged, Question, check};
use crate::app::{AppError, Standing, Workspace};
use crate::diagnostic::Severity;
use crate::git::Repo;
use crate::project::MergeHook;

/// What git told the hook.
#[derive(Debug, Clone, Default)]
pub struct Told {
    /// The arguments.
    pub arguments: Vec<String>,
    /// Standard input, for the hooks that are given one.
    pub input: String,
}

/// What a hook has to say.
#[derive(Debug)]
pub enum Word {
    /// Nothing is wrong, or nothing that this hook is about.
    Nothing,
    /// Something is wrong; git goes on.
    Warns(Box<Answer>),
    /// Something is wrong; git is stopped.
    Refuses(Box<Answer>),
}

/// Runs a hook.
///
/// # Errors
/// [`AppError`] when the question cannot be answered; a repository without migrations has nothing to answer for.
pub fn run_hook(workspace: &Workspace, hook: HookName, told: &Told) -> Result<Word, AppError> {
    let words = match hook {
        HookName::PreCommit => vec![staged(workspace, false)],
        HookName::PreMergeCommit => vec![staged(workspace, true)],
        HookName::PrePush => pushed(workspace, &told.input)?,
        HookName::PostMerge if was_told(workspace)? => Vec::new(),
        HookName::PostMerge => vec![arrived(workspace, vec!["ORIG_HEAD".to_owned()])],
        HookName::PostRewrite => vec![arrived(workspace, rewritten_from(workspace.repo()?, told))],
        HookName::PostCheckout => match told.arguments.as_slice() {
            [before, _, branch] if branch == "1" => vec![arrived(workspace, vec![before.clone()])],
            _ => Vec::new(),
        },
    };
    let mut worst = Word::Nothing;
    for word in words {
        match (word, &worst) {
            (Err(AppError::Project(error)), _) if error.is_absent() => {}
            (Err(error), _) => return Err(error),
            (Ok(word @ Word::Refuses(_)), _) | (Ok(word @ Word::Warns(_)), Word::Nothing) => worst = word,
            _ => {}
        }
    }
    Ok(worst)
}

/// Judges the commit that is about to be made; a merge commit is let through unless the settings say otherwise.
fn staged(workspace: &Workspace, is_merge: bool) -> Result<Word, AppError> {
    let question = Question {
        standing: Standing::Index,
        ..Question::default()
    };
    let answer = check(workspace, &question)?;
    let refuses = |judged: &Judged| {
        let is_asked = !is_merge || judged.project.settings.merge_hook == MergeHook::Refuse;
        is_asked && judged.worst == Some(Severity::Error)
    };
    let breaks = breaks_a_project(workspace, &answer)?;
    Ok(if breaks || answer.projects.iter().any(refuses) {
        Word::Refuses(Box::new(answer))
    } else if answer.findings.is_empty() && answer.problems.is_empty() {
        Word::Nothing
    } else {
        Word::Warns(Box::new(answer))
    })
}

/// Answers whether a project cannot be read any more that could be read in one of the parents: what nobody can judge is
/// no reason to let it through, and what stood before is none to stop whoever comes after.
fn breaks_a_project(workspace: &Workspace, answer: &Answer) -> Result<bool, AppError> {
    let mut broken: HashSet<String> = answer.problems.iter().map(ToString::to_string).collect();
    if broken.is_empty() {
        return Ok(false);
    }
    for parent in workspace.repo()?.next_parents() {
        let source = workspace.source(&Standing::Commit(parent))?;
        let before = match workspace.projects(source.as_ref()) {
            Ok(found) => found.problems,
            Err(AppError::Project(problem)) => vec![problem],
            Err(error) => return Err(error),
        };
        for problem in before {
            broken.remove(&problem.to_string());
        }
    }
    Ok(!broken.is_empty())
}

/// Judges every branch that is pushed: heads that the remote side does not have yet are refused.
fn pushed(workspace: &Workspace, input: &str) -> Result<Vec<Result<Word, AppError>>, AppError> {
    let repo = workspace.repo()?;
    let mut words = Vec::new();
    for line in input.lines() {
        let [_, local, remote_ref, remote] = line.split(' ').collect::<Vec<_>>()[..] else {
            continue;
        };
        if is_nothing(local) || !remote_ref.starts_with("refs/heads/") {
            continue;
        }
        let before = known_before(repo, local, remote)?;
        words.push(heads(workspace, Standing::Commit(local.to_owned()), before).map(refusal));
    }
    Ok(words)
}

/// What the remote side has already: its branch; where that is new or was not fetched, what the pushed commit shares
/// with the branches that were; else the base that all branches share.
fn known_before(repo: &Repo, local: &str, remote: &str) -> Result<Vec<String>, AppError> {
    if !is_nothing(remote) && repo.resolve(remote).is_ok() {
        return Ok(vec![remote.to_owned()]);
    }
    let known = repo.known_to_remotes(local)?;
    if !known.is_empty() {
        return Ok(known);
    }
    Ok(repo.default_base(None)?.map(|base| base.commit).into_iter().collect())
}

/// Answers whether `pre-merge-commit` has seen the merge that was just made, and so said what there is to say. A
/// fast-forward it does not see.
fn was_told(workspace: &Workspace) -> Result<bool, AppError> {
    let repo = workspace.repo()?;
    let is_merge = match (
        repo.resolve("HEAD^2"),
        repo.resolve("HEAD^1"),
        repo.resolve("ORIG_HEAD"),
    ) {
        (Ok(_), Ok(first), Ok(before)) => first == before,
        _ => false,
    };
    if !is_merge {
        return Ok(false);
    }
    let status = status(&hooks_place(workspace)?)?;
    let mut hooks = status.hooks.iter();
    let hook = hooks.find(|status| status.hook == HookName::PreMergeCommit);
    Ok(hook.is_some_and(|hook| hook.runs && !matches!(hook.state, HookState::Foreign)))
}

/// Says whether heads arrived in the working tree that were not there before.
fn arrived(workspace: &Workspace, before: Vec<String>) -> Result<Word, AppError> {
    let repo = workspace.repo()?;
    let before = before
        .into_iter()
        .filter(|before| repo.resolve(before).is_ok())
        .collect();
    let answer = heads(workspace, Standing::WorkTree, before)?;
    Ok(match answer.worst() {
        Some(Severity::Error) => Word::Warns(Box::new(answer)),
        _ => Word::Nothing,
    })
}

fn heads(workspace: &Workspace, standing: Standing, before: Vec<String>) -> Result<Answer, AppError> {
    let question = Question {
        standing,
        before: Some(before),
        select: vec!["OH101".to_owned(), "OH113".to_owned()],
        settled: true,
        ..Question::default()
    };
    check(workspace, &question)
}

fn refusal(answer: Answer) -> Word {
    match answer.worst() {
        Some(Severity::Error) => Word::Refuses(Box::new(answer)),
        _ => Word::Nothing,
    }
}

/// What the rewritten commits are compared with. An amended one git names on standard input; a rebase began at the old
/// tip and at the commit it goes onto, of which `post-checkout` has spoken.
fn rewritten_from(repo: &Repo, told: &Told) -> Vec<String> {
    let is_amend = told.arguments.first().is_some_and(|kind| kind == "amend");
    let old = told.input.lines().next().and_then(|line| line.split(' ').next());
    match old {
        Some(old) if is_amend => vec![old.to_owned()],
        _ => {
            let began = repo.rebase_began();
            if began.is_empty() {
                vec!["ORIG_HEAD".to_owned()]
            } else {
                began
            }
        }
    }
}

/// Git's way to say that there is no commit.
fn is_nothing(id: &str) -> bool {
    id.bytes().all(|digit| digit == b'0')
}
