//! `onehead switch`.

use std::time::Duration;

use super::database::DatabaseFlag;
use crate::app::switch::{Crossing, SwitchPlan, SwitchStep, crossing};
use crate::app::{AppError, Workspace, locate};
use crate::cli::context::Context;
use crate::cli::globals::{ConfigFlag, Globals};
use crate::cli::terminal::Terminal;
use crate::cli::{Exit, Failure};
use crate::dialect::{self, Access};
use crate::text::escape_line;

/// Go to another branch with the database: take back what that branch does not have, `git switch`, apply what it has.
///
/// What is taken back loses its data. If git refuses, the database is brought back to where it was.
#[derive(Debug, clap::Args)]
pub struct Switch {
    /// The branch to go to, local or remote
    #[arg(value_name = "BRANCH")]
    branch: String,
    #[command(flatten)]
    database: DatabaseFlag,
    /// How long to wait for another run, in seconds
    #[arg(long, value_name = "SECONDS", default_value_t = 60)]
    lock_timeout: u64,
    /// Show the plan, and touch nothing
    #[arg(long)]
    dry_run: bool,
    /// Ask nothing
    #[arg(short, long)]
    yes: bool,
    #[command(flatten)]
    pub(super) config: ConfigFlag,
    #[command(flatten)]
    pub(super) globals: Globals,
}

impl Switch {
    pub(super) fn run(&self, context: &mut Context) -> Result<Exit, Failure> {
        let Context { workspace, terminal } = context;
        let crossing = crossing(workspace, &self.branch)?;
        let project = &crossing.left().project;
        let database = match locate(project, &workspace.environment, self.database.database.as_deref()) {
            Ok(database) => database,
            Err(AppError::NoDatabase { .. }) => return self.without_database(workspace, terminal, &crossing),
            Err(error) => return Err(error.into()),
        };
        let opened = dialect::open(&database.url, &workspace.directory, &database.table, Access::Look)?;
        let Some(mut session) = opened else {
            return self.without_database(workspace, terminal, &crossing);
        };
        let rows = session.versions()?.rows;
        drop(session);
        let plan = crossing.plan(rows, &database)?;
        show(terminal, &plan, &self.branch);
        if self.dry_run {
            return Ok(Exit::Ok);
        }
        if !self.is_agreed(terminal, &plan)? {
            terminal.say("nothing was touched");
            return Ok(Exit::Ok);
        }
        let patience = Duration::from_secs(self.lock_timeout);
        let said = plan.carry_out(workspace, (&database, patience), &mut |step| terminal.say(step))?;
        for line in said.lines() {
            terminal.say(&escape_line(line));
        }
        Ok(Exit::Ok)
    }

    /// Lets git go alone: a database that is not there has nothing to take back.
    fn without_database(
        &self,
        workspace: &Workspace,
        terminal: &mut Terminal,
        crossing: &Crossing<'_>,
    ) -> Result<Exit, Failure> {
        terminal.say("there is no database to take along");
        if self.dry_run {
            return Ok(Exit::Ok);
        }
        for line in crossing.go(workspace)?.lines() {
            terminal.say(&escape_line(line));
        }
        Ok(Exit::Ok)
    }

    fn is_agreed(&self, terminal: &mut Terminal, plan: &SwitchPlan<'_, '_>) -> Result<bool, Failure> {
        if self.yes || (plan.down().is_empty() && plan.up().is_empty()) {
            return Ok(true);
        }
        if !terminal.is_interactive() {
            let failure = Failure::usage("the database would be changed, and nobody can be asked; nothing was touched");
            return Err(failure.hint("say --yes, or look first with --dry-run"));
        }
        terminal.ask_yes("Go?")
    }
}

fn show(terminal: &mut Terminal, plan: &SwitchPlan<'_, '_>, branch: &str) {
    let named = |step: &SwitchStep| {
        let line = format!("{} {}", step.id, step.message);
        escape_line(line.trim_end()).into_owned()
    };
    for step in plan.down() {
        terminal.say(&format!("take back {}", named(&step)));
        for loss in &step.losses {
            terminal.warn(&format!("data is lost: {}", escape_line(loss)));
        }
    }
    terminal.say(&format!("git switch {}", escape_line(branch)));
    for step in plan.up() {
        terminal.say(&format!("apply {}", named(&step)));
    }
}
