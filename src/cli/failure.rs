//! What went wrong, which exit code says so, and what to do: decided here for every error of every room.

use super::exit::Exit;
use crate::app::apply::ApplyError;
use crate::app::check::CheckError;
use crate::app::switch::SwitchError;
use crate::app::{
    AppError, BackportError, CreateError, Doubt, EditError, InitError, MiddleError, RebaseError, WriteError,
};
use crate::dialect::ErrorKind;
use crate::graph::TargetError;

/// A command that could not answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Failure {
    /// The exit code.
    pub exit: Exit,
    /// One line: what and where.
    pub message: String,
    /// What to do, each one line.
    pub hints: Vec<String>,
}

impl Failure {
    /// Makes a failure without hints.
    #[must_use]
    pub fn new(exit: Exit, message: impl Into<String>) -> Self {
        Self {
            exit,
            message: message.into(),
            hints: Vec::new(),
        }
    }

    /// Makes a usage failure.
    #[must_use]
    pub fn usage(message: impl Into<String>) -> Self {
        Self::new(Exit::Usage, message)
    }

    /// Adds a hint.
    #[must_use]
    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hints.push(hint.into());
        self
    }
}

impl<E: Into<AppError>> From<E> for Failure {
    fn from(error: E) -> Self {
        let error = error.into();
        let failure = Self::new(exit_of(&error), error.to_string());
        hints_of(&error).into_iter().fold(failure, Self::hint)
    }
}

/// Decides the exit code of every error.
fn exit_of(error: &AppError) -> Exit {
    match error {
        AppError::Write(WriteError::NotEmpty { .. }) => Exit::Usage,
        AppError::NoGit(_) | AppError::Git(_) | AppError::Source(_) | AppError::Write(_) => Exit::Unreadable,
        AppError::Base { .. } | AppError::Stamps(_) | AppError::Lock(_) | AppError::GitCommand(_) => Exit::Unreadable,
        AppError::NoSuchDatabase => Exit::Database,
        AppError::Switch(SwitchError::Moved) => Exit::TryAgain,
        AppError::Switch(SwitchError::NoBranch(_) | SwitchError::NoProject(_)) => Exit::Usage,
        AppError::Switch(SwitchError::Stopped(error, _) | SwitchError::Entered(_, error, _)) => exit_of(error),
        AppError::Switch(_) => Exit::Findings,
        AppError::Project(error) if error.is_usage() => Exit::Usage,
        AppError::Project(_) => Exit::Unreadable,
        AppError::Target(TargetError::UnknownRow(_) | TargetError::Overlap { .. } | TargetError::RowMissing(_)) => {
            Exit::NeedsPerson
        }
        AppError::Busy(_) => Exit::TryAgain,
        AppError::Init(InitError::Pyproject { .. } | InitError::Proof(_)) => Exit::Unreadable,
        AppError::Init(_)
        | AppError::Edit(_)
        | AppError::Target(_)
        | AppError::NoDatabase { .. }
        | AppError::NoBase(_)
        | AppError::SeveralForks { .. } => Exit::Usage,
        AppError::Rebase(RebaseError::Undecided(_)) => Exit::Usage,
        AppError::Rebase(RebaseError::Outside(_)) => Exit::Usage,
        AppError::Rebase(_) => Exit::Unreadable,
        AppError::Backport(BackportError::Unreadable { .. }) => Exit::Unreadable,
        AppError::Backport(_) => Exit::Usage,
        AppError::Along(failed) => exit_of(&failed.error),
        AppError::Middle(MiddleError::Nothing) => Exit::Usage,
        AppError::Middle(_) => Exit::Findings,
        AppError::Create(CreateError::Source(_) | CreateError::Proof(_)) => Exit::Unreadable,
        AppError::Create(_) => Exit::Usage,
        AppError::Dialect(error) => match error.kind() {
            ErrorKind::Usage => Exit::Usage,
            ErrorKind::Failed => Exit::Database,
            ErrorKind::NeedsPerson => Exit::NeedsPerson,
            ErrorKind::TryAgain => Exit::TryAgain,
        },
        AppError::Apply(error) => match error {
            ApplyError::Gate { .. } | ApplyError::Script(_) => Exit::Findings,
            ApplyError::NeedsPython { .. } | ApplyError::Unconfigured { .. } | ApplyError::Gone(_) => Exit::Unreadable,
            ApplyError::Range | ApplyError::DowngradeRange | ApplyError::StampRange => Exit::Usage,
        },
        AppError::Check(CheckError::Select(_) | CheckError::Allow(_)) => Exit::Usage,
        AppError::Check(CheckError::Baseline { .. }) | AppError::Hooks(_) => Exit::Unreadable,
    }
}

/// Decides what is said about the way out.
fn hints_of(error: &AppError) -> Vec<String> {
    match error {
        AppError::NoGit(error) | AppError::Git(error) => error.hint().into_iter().collect(),
        AppError::Dialect(error) => error.help().into_iter().collect(),
        AppError::Target(error) => target_hint(error).into_iter().collect(),
        AppError::Create(CreateError::Target(error)) => target_hint(error).into_iter().collect(),
        AppError::Create(CreateError::Template { .. }) => {
            vec!["run the Alembic command instead, or simplify the template".to_owned()]
        }
        AppError::SeveralForks { commands } => commands.iter().map(|command| format!("run `{command}`")).collect(),
        AppError::Switch(error) => error.hint().map(str::to_owned).into_iter().collect(),
        AppError::Rebase(RebaseError::Undecided(doubt)) => rebase_hints(doubt),
        AppError::Rebase(RebaseError::Edit { .. } | RebaseError::NotText(_) | RebaseError::Link(_)) => {
            vec!["nothing was written; `onehead merge` writes a merge revision instead".to_owned()]
        }
        AppError::Backport(BackportError::Stranger { onto, .. }) => vec![format!(
            "bring the revisions of {onto} here first: merge it, and join the heads with `onehead merge`"
        )],
        AppError::Along(failed) => hints_of(&failed.error),
        AppError::Middle(error) => middle_hints(error),
        AppError::Apply(ApplyError::Gate { .. }) => vec!["run `onehead check` for the details".to_owned()],
        AppError::Apply(ApplyError::Unconfigured { name, .. }) => {
            vec![format!("say it in onehead's settings: `{name}`")]
        }
        AppError::Apply(ApplyError::NeedsPython { .. }) => {
            vec!["apply it with `alembic upgrade`; onehead applies `.sql` revisions".to_owned()]
        }
        AppError::Init(InitError::NoTemplate(_)) => vec!["run `onehead list_templates` for those there are".to_owned()],
        AppError::Edit(EditError::NoEditor(_)) => vec!["name one with EDITOR or VISUAL".to_owned()],
        AppError::NoBase(_) => vec!["name the branch that others are merged into, with --onto or --against".to_owned()],
        AppError::NoDatabase { .. } => vec!["name it with --database, as a SQLAlchemy URL".to_owned()],
        _ => Vec::new(),
    }
}

fn rebase_hints(doubt: &Doubt) -> Vec<String> {
    match doubt {
        Doubt::NonePublished(heads) => heads
            .iter()
            .map(|head| format!("run `onehead rebase --onto {head}`"))
            .collect(),
        Doubt::SeveralPublished(_) => vec!["join them with `onehead merge`".to_owned()],
        _ => Vec::new(),
    }
}

fn middle_hints(error: &MiddleError) -> Vec<String> {
    match error {
        MiddleError::Nothing => vec!["without --continue it works all the same".to_owned()],
        MiddleError::Unmerged(_) => vec!["merge them, `git add` them, and run this again".to_owned()],
        MiddleError::Conflict { ways, .. } => ways.clone(),
        MiddleError::Unstaged(_) => vec!["`git add` it, or undo its changes, and run this again".to_owned()],
        MiddleError::Staged { .. } | MiddleError::Fault(_) => vec!["`git status` shows what is not staged".to_owned()],
        MiddleError::Stopped(_) => {
            vec!["what was written is staged; see what git says, and run `onehead merge --continue` again".to_owned()]
        }
    }
}

fn target_hint(error: &TargetError) -> Option<String> {
    match error {
        TargetError::MultipleHeads { .. } => {
            Some("join them with `onehead merge`; or name one, `label@head` for one branch, `heads` for all".to_owned())
        }
        TargetError::AmbiguousWalk(_) => Some("name the revision itself; `onehead history` shows them".to_owned()),
        TargetError::UnknownRow(_) => {
            Some("check out the files that have it; or, if it is gone for good, `onehead stamp --purge`".to_owned())
        }
        _ => None,
    }
}
