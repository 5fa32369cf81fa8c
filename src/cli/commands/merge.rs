//! `onehead merge`.

use super::create;
use super::middle::Course;
use super::rebase::Rebase;
use super::strategy::Strategy;
use crate::app::{Middle, Place, Provenance, Task, Wish, hold, join, provenance, refuse_wish, same_history, task};
use crate::cli::context::Context;
use crate::cli::globals::{ConfigFlag, Globals};
use crate::cli::terminal::Terminal;
use crate::cli::{Exit, Failure};
use crate::graph::Rev;
use crate::merge::Survey;
use crate::sources::{WorkTree, relative_to};
use crate::text::escape_line;

/// Why a merge revision is written where nobody said how.
const NOBODY_ASKED: &str =
    "a merge revision, no re-parent: no --strategy was named, and there is no terminal to ask at";

/// Join several heads with a merge revision.
#[derive(Debug, clap::Args)]
pub struct Merge {
    /// The revisions to join [default: every head]
    #[arg(value_name = "REV", allow_negative_numbers = true)]
    revisions: Vec<String>,
    /// What the merge revision is called [default: names the heads]
    #[arg(short, long)]
    message: Option<String>,
    /// A branch label for the merge revision
    #[arg(long, value_name = "LABEL")]
    branch_label: Option<String>,
    /// The id of the merge revision [default: twelve random hexadecimal digits]
    #[arg(long, value_name = "ID")]
    rev_id: Option<String>,
    /// Allow parents that are not heads
    #[arg(long)]
    splice: bool,
    /// How the heads become one [default: ask at a terminal, else merge]
    #[arg(long, value_enum, value_name = "HOW")]
    strategy: Option<Strategy>,
    /// Show what would be written, and write nothing
    #[arg(long)]
    pub(super) dry_run: bool,
    /// Put the new file into git's index
    #[arg(long)]
    pub(super) stage: bool,
    /// In the middle of a git merge, rebase, cherry-pick or revert: stage what is written, and let git go on
    #[arg(long = "continue", conflicts_with = "dry_run")]
    pub(super) goes_on: bool,
    /// Ask nothing
    #[arg(short, long)]
    pub(super) yes: bool,
    #[command(flatten)]
    pub(super) config: ConfigFlag,
    #[command(flatten)]
    pub(super) globals: Globals,
}

impl Merge {
    pub(super) fn run(&self, context: &mut Context) -> Result<Exit, Failure> {
        let asks = context.terminal.is_interactive() && !self.yes && !self.dry_run;
        let strategy = self.strategy(asks)?;
        let course = Course::begin(context, (self.stage, self.goes_on))?;
        if strategy.is_rebase(context, &course)? {
            return Rebase::instead_of(self).carry_out(context, &course);
        }
        self.join(context, &course, asks)
    }

    /// Writes the merge revision.
    fn join(&self, context: &mut Context, course: &Course, asks: bool) -> Result<Exit, Failure> {
        let Context { workspace, terminal } = context;
        let directory = workspace.project(&WorkTree)?.directory.clone();
        // Nobody waits for a person to answer: who asks reads the history once more afterwards.
        let mut held = if asks { None } else { Some(hold(&directory)?) };
        let place = course.place(workspace)?;
        create::refuse_broken(&workspace.directory, &place.history)?;
        let (parents, survey) = match task(&place, &self.revisions)? {
            Task::Nothing => {
                terminal.say("there is one head; nothing to merge");
                return if self.dry_run {
                    Ok(Exit::Ok)
                } else {
                    course.only_settled(workspace, terminal)
                };
            }
            Task::Join { parents, survey } => (parents, survey),
        };
        if place.project.revision_environment {
            let failure = Failure::usage(
                "revision_environment runs env.py, which is Python; onehead runs no code of the project",
            );
            return Err(failure.hint("run `alembic merge heads`"));
        }
        // Nothing is shown or asked about what is refused anyway.
        refuse_wish(&place, &self.wish(String::new()), &parents)?;
        let brought = provenance(workspace, &place, &survey);
        for line in sides(&place, &survey, (&brought, course.middle.as_deref())) {
            terminal.say(&line);
        }
        if self.strategy.is_none() && !asks && !self.is_described() {
            terminal.say(NOBODY_ASKED);
        }
        let message = self.message(terminal, asks, &default_message(&place, &parents))?;
        let planned = join(&place, &self.wish(message), &parents)?;
        let change = &planned.change;
        let changes = course.with(std::slice::from_ref(change));
        course.check(workspace, &changes)?;
        if self.dry_run {
            terminal.say(&format!(
                "would write {}",
                escape_line(&change.path().to_string_lossy())
            ));
            terminal.text(change.text());
            return Ok(Exit::Ok);
        }
        let path = relative_to(&workspace.directory, change.path());
        if asks && !terminal.ask_yes(&format!("Write {}?", escape_line(&path.to_string_lossy())))? {
            terminal.say("nothing was written");
            return Ok(Exit::Ok);
        }
        if held.is_none() {
            held = Some(hold(&directory)?);
            if self.is_overtaken(&course.place(workspace)?, &place)? {
                terminal.say("there is one head meanwhile; nothing to merge");
                return Ok(Exit::Ok);
            }
        }
        course.write(workspace, &place.project, &changes)?;
        create::say_written(terminal, &place.project, change);
        drop(held);
        course.finish(workspace, terminal)
    }

    /// Answers whether the command line says something about the merge revision.
    fn is_described(&self) -> bool {
        let names_heads = !self.revisions.is_empty() && self.revisions != ["heads"];
        names_heads || self.message.is_some() || self.rev_id.is_some() || self.branch_label.is_some() || self.splice
    }

    /// Answers the strategy. Who describes the merge revision wants one.
    fn strategy(&self, asks: bool) -> Result<Strategy, Failure> {
        match self.strategy {
            Some(Strategy::Rebase) if self.is_described() => Err(Failure::usage(
                "--strategy rebase writes no merge revision, so nothing can be said about it",
            )
            .hint("run `onehead rebase REV --onto REV` to name the side that moves")),
            _ if self.is_described() => Ok(Strategy::Merge),
            Some(Strategy::Ask) if !asks => {
                Err(Failure::usage("--strategy ask needs a terminal")
                    .hint("name another strategy: auto, merge, rebase"))
            }
            Some(strategy) => Ok(strategy),
            None if asks => Ok(Strategy::Ask),
            None => Ok(Strategy::Merge),
        }
    }

    fn message(&self, terminal: &mut Terminal, asks: bool, default: &str) -> Result<String, Failure> {
        match &self.message {
            Some(message) => Ok(message.clone()),
            None if asks => terminal.ask_text("Message of the merge revision", default),
            None => Ok(default.to_owned()),
        }
    }

    fn wish(&self, message: String) -> Wish {
        Wish {
            message: Some(message),
            rev_id: self.rev_id.clone(),
            branch_label: self.branch_label.clone(),
            splice: self.splice,
            ..Wish::default()
        }
    }

    /// Reads the history again, now that nobody else writes: whether somebody has merged since the plan was made.
    fn is_overtaken(&self, now: &Place<'_>, planned_on: &Place<'_>) -> Result<bool, Failure> {
        if same_history(&now.history, &planned_on.history) {
            return Ok(false);
        }
        match task(now, &self.revisions)? {
            Task::Nothing => Ok(true),
            Task::Join { .. } => {
                let what = "the history has changed meanwhile; nothing was written";
                Err(Failure::new(Exit::TryAgain, what).hint("run the command again"))
            }
        }
    }
}

fn default_message(place: &Place<'_>, parents: &[Rev]) -> String {
    let ids: Vec<&str> = parents
        .iter()
        .map(|&parent| place.history.graph.id(parent).as_str())
        .collect();
    format!("merge {}", ids.join(" and "))
}

/// Describes each side: its head, its revisions since the fork, and who brought them.
pub(super) fn sides(
    place: &Place<'_>,
    survey: &Survey,
    (brought, middle): (&Provenance, Option<&Middle>),
) -> Vec<String> {
    let graph = &place.history.graph;
    let name = |rev: Rev| {
        let message = place
            .history
            .revision(rev)
            .header
            .message()
            .lines()
            .next()
            .unwrap_or_default();
        format!("{} {}", escape_line(graph.id(rev).as_str()), escape_line(message))
    };
    let mut lines = Vec::new();
    for point in &survey.fork_points {
        lines.push(format!("fork at {}", name(*point)));
    }
    for side in &survey.sides {
        let head = graph.id(side.head);
        let whose = middle.and_then(|middle| middle.whose(head));
        let whose = whose.map(|whose| format!(", of {whose}")).unwrap_or_default();
        lines.push(format!("  head {}", escape_line(&format!("{head}{whose}"))));
        for &rev in &side.revisions {
            let by = brought
                .of(rev)
                .map(|by| format!("  ({})", escape_line(by)))
                .unwrap_or_default();
            lines.push(format!("    {}{by}", name(rev)));
        }
    }
    lines.extend(brought.notes.iter().map(|note| format!("  {}", escape_line(note))));
    lines
}
