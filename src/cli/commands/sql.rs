//! `onehead sql`.

use clap::{ArgGroup, Args, ValueEnum};

use super::database::{DatabaseFlag, dialect};
use super::read;
use crate::app::Standing;
use crate::app::compile::{Frame, Wanted, statements, wanted};
use crate::cli::context::Context;
use crate::cli::globals::{ConfigFlag, Globals};
use crate::cli::{Exit, Failure};
use crate::graph;
use crate::report::sql::ALL;

/// Show the SQL that revisions run, each by itself, without running anything.
#[derive(Debug, Args)]
#[command(group = ArgGroup::new("which").required(true).multiple(false))]
pub struct Sql {
    /// The revisions: ids or their beginnings, `head`, `heads`, `label@head`, ...
    #[arg(value_name = "REV", group = "which", allow_negative_numbers = true)]
    revisions: Vec<String>,
    /// Every revision, parents first
    #[arg(long, group = "which")]
    all: bool,
    /// What is here and not in BASE; `auto`: what GitHub or GitLab says
    #[arg(long, value_name = "BASE", group = "which")]
    against: Option<String>,
    /// Read the files of a commit instead of the working tree
    #[arg(long, value_name = "REV")]
    at: Option<String>,
    /// Which way
    #[arg(long, value_enum, default_value_t, value_name = "DIRECTION")]
    direction: Direction,
    /// Whose SQL [default: the database URL's]
    #[arg(long, value_name = "DIALECT")]
    dialect: Option<String>,
    /// Form of the answer: text, markdown or json
    #[arg(long, default_value = "text", value_name = "FORM")]
    format: String,
    #[command(flatten)]
    database: DatabaseFlag,
    #[command(flatten)]
    pub(super) config: ConfigFlag,
    #[command(flatten)]
    pub(super) globals: Globals,
}

/// Which of the two bodies.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
enum Direction {
    /// `upgrade`.
    #[default]
    Upgrade,
    /// `downgrade`.
    Downgrade,
}

impl Sql {
    pub(super) fn run(&self, context: &mut Context) -> Result<Exit, Failure> {
        let format = ALL.iter().find(|format| format.name == self.format).ok_or_else(|| {
            let known: Vec<&str> = ALL.iter().map(|format| format.name).collect();
            Failure::usage(format!("there is no form `{}`", self.format)).hint(format!("one of {}", known.join(", ")))
        })?;
        let place = context
            .workspace
            .place(&self.at.clone().map_or(Standing::WorkTree, Standing::Commit))?;
        let dialect = dialect(context, &place, self.dialect.as_deref(), &self.database)?;
        let frame = Frame::of_bodies(&place, dialect)?;
        let revisions = wanted(&context.workspace, &place, &self.wanted(context)?)?;
        let direction = match self.direction {
            Direction::Upgrade => graph::Direction::Up,
            Direction::Downgrade => graph::Direction::Down,
        };
        let answer = statements(&place, &frame, &revisions, direction)?;
        context.terminal.text(&(format.render)(&answer));
        let mut is_whole = true;
        for opaque in answer.revisions.iter().flat_map(|revision| &revision.opaque) {
            is_whole = false;
            context.terminal.opaque(&opaque.sentence());
        }
        let exit = read::verdict(&mut context.terminal, place);
        Ok(if is_whole { exit } else { Exit::Unreadable })
    }

    fn wanted(&self, context: &Context) -> Result<Wanted, Failure> {
        if self.all {
            return Ok(Wanted::All);
        }
        match context.workspace.against(self.against.as_deref())? {
            Some(base) => Ok(Wanted::Against(base)),
            None => Ok(Wanted::Named(self.revisions.clone())),
        }
    }
}
