//! How several heads become one: a merge revision, or the unpublished side put on the published one.

use clap::ValueEnum;

use super::middle::Course;
use super::rebase::list;
use crate::app::{RebaseTask, Ruling, plan_rebase, problems};
use crate::cli::Failure;
use crate::cli::context::Context;
use crate::text::escape_line;

/// What `merge --strategy` takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Strategy {
    /// Ask, where a re-parent is proven safe; else a merge revision. The default at a terminal.
    Ask,
    /// Re-parent where one side is wholly unpublished and that is proven safe; else a merge revision.
    Auto,
    /// Always a merge revision. The default without a terminal.
    Merge,
    /// Always a re-parent, as `onehead rebase`.
    Rebase,
}

impl Strategy {
    /// Decides whether to re-parent, and says why.
    ///
    /// # Errors
    /// [`Failure`] when the question was not answered.
    pub(super) fn is_rebase(self, context: &mut Context, course: &Course) -> Result<bool, Failure> {
        let Context { workspace, terminal } = context;
        match self {
            Self::Merge => return Ok(false),
            Self::Rebase => return Ok(true),
            Self::Ask | Self::Auto => {}
        }
        let place = course.place(workspace)?;
        if problems(&place.history).iter().any(|problem| problem.is_fatal) {
            // The merge refuses it in its own words.
            return Ok(false);
        }
        let why_not = match plan_rebase(workspace, &place, &course.wish()) {
            Ok(RebaseTask::Nothing) => return Ok(false),
            Ok(RebaseTask::Move(planned)) => match &planned.ruling {
                Ruling::Safe(because) => {
                    let (moved, onto) = (list(&planned.moved), planned.onto.as_str());
                    terminal.say(&escape_line(&format!("{moved} can be put on {onto}: {because}")));
                    let question = format!("Re-parent {moved} instead of writing a merge revision?");
                    return Ok(self == Self::Auto || terminal.ask_yes(&escape_line(&question))?);
                }
                Ruling::Forbidden(reasons) => reasons.first().cloned().unwrap_or_default(),
            },
            Err(error) => error.to_string(),
        };
        terminal.say(&escape_line(&format!("a merge revision, no re-parent: {why_not}")));
        Ok(false)
    }
}
