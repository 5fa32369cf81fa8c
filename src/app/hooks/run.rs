//! What each hook asks, and what its answer means to git.

use super::HookName;
use crate::app::check::{Answer, Question, check};
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
        HookName::PostMerge => vec![arrived(workspace, Some("ORIG_HEAD"))],
        HookName::PostRewrite => vec![arrived(workspace, Some(rewritten_from(told)))],
        HookName::PostCheckout => match told.arguments.as_slice() {
            [before, _, branch] if branch == "1" => vec![arrived(workspace, Some(before))],
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
    let answer = check(
        workspace,
        &Question {
            standing: Standing::Index,
            ..Question::default()
        },
    )?;
    let refuses = answer
        .projects
        .iter()
        .any(|project| project.settings.merge_hook == MergeHook::Refuse);
    Ok(match answer.worst() {
        None => Word::Nothing,
        Some(Severity::Error) if !is_merge || refuses => Word::Refuses(Box::new(answer)),
        Some(_) => Word::Warns(Box::new(answer)),
    })
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
        let before = known_before(repo, remote)?;
        words.push(heads(workspace, Standing::Commit(local.to_owned()), before).map(refusal));
    }
    Ok(words)
}

/// What the remote side has already: its branch, or where that is new or not fetched, the base that all branches share.
fn known_before(repo: &Repo, remote: &str) -> Result<Vec<String>, AppError> {
    if !is_nothing(remote) && repo.resolve(remote).is_ok() {
        return Ok(vec![remote.to_owned()]);
    }
    Ok(repo.default_base(None)?.map(|base| base.commit).into_iter().collect())
}

/// Says whether heads arrived in the working tree that were not there before.
fn arrived(workspace: &Workspace, before: Option<&str>) -> Result<Word, AppError> {
    let repo = workspace.repo()?;
    let before = before.filter(|before| repo.resolve(before).is_ok()).map(str::to_owned);
    let answer = heads(workspace, Standing::WorkTree, before.into_iter().collect())?;
    Ok(match answer.worst() {
        Some(Severity::Error) => Word::Warns(Box::new(answer)),
        _ => Word::Nothing,
    })
}

fn heads(workspace: &Workspace, standing: Standing, before: Vec<String>) -> Result<Answer, AppError> {
    let question = Question {
        standing,
        before: Some(before),
        select: vec!["OH101".to_owned()],
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

/// After a rebase git keeps the old tip in `ORIG_HEAD`; after an amend it only says it on standard input.
fn rewritten_from(told: &Told) -> &str {
    let is_amend = told.arguments.first().is_some_and(|kind| kind == "amend");
    let old = told.input.lines().next().and_then(|line| line.split(' ').next());
    match old {
        Some(old) if is_amend => old,
        _ => "ORIG_HEAD",
    }
}

/// Git's way to say that there is no commit.
fn is_nothing(id: &str) -> bool {
    id.bytes().all(|digit| digit == b'0')
}
