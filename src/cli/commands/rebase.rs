//! `onehead rebase`.

use super::middle::Course;
use super::{create, merge};
use crate::app::{
    Along, Place, Rebase as Planned, RebaseTask, RebaseWish, Ruling, Workspace, fix_ups, hold, plan_rebase, provenance,
    same_history,
};
use crate::cli::context::Context;
use crate::cli::globals::{ConfigFlag, Globals};
use crate::cli::terminal::Terminal;
use crate::cli::{Exit, Failure};
use crate::revision::RevisionId;
use crate::sources::{WorkTree, relative_to};
use crate::text::{diff, escape_line};

/// Put the unpublished side of a fork on the published head, instead of a merge revision.
///
/// Rewrites `down_revision` and the `Revises:` line of the side's root, and nothing else. Refuses where a database that
/// stands on anything published would skip a revision for ever or run one twice.
#[derive(Debug, clap::Args)]
pub struct Rebase {
    /// A revision of the side that moves [default: every side but the published one]
    #[arg(value_name = "REV", allow_negative_numbers = true)]
    revision: Option<String>,
    /// The head that stays [default: the one that carries everything published]
    #[arg(long, value_name = "REV")]
    onto: Option<String>,
    /// Rewrite although it is not proven safe: databases may skip revisions for ever, run them twice, or be refused
    #[arg(long)]
    force: bool,
    /// Show what would be rewritten, and write nothing
    #[arg(long)]
    dry_run: bool,
    /// Put the rewritten files into git's index
    #[arg(long)]
    stage: bool,
    /// In the middle of a git merge, rebase, cherry-pick or revert: stage what is rewritten, and let git go on
    #[arg(long = "continue", conflicts_with = "dry_run")]
    goes_on: bool,
    /// Take this development database along, as a SQLAlchemy URL: back on the old history, then forward on the new one
    #[arg(long, value_name = "URL", hide_env_values = true, conflicts_with = "goes_on")]
    database: Option<String>,
    /// Ask nothing
    #[arg(short, long)]
    yes: bool,
    #[command(flatten)]
    pub(super) config: ConfigFlag,
    #[command(flatten)]
    pub(super) globals: Globals,
}

impl Rebase {
    /// Makes the command that `merge` hands over to.
    pub(super) fn instead_of(merge: &merge::Merge) -> Self {
        Self {
            revision: None,
            onto: None,
            force: false,
            dry_run: merge.dry_run,
            stage: merge.stage,
            goes_on: merge.goes_on,
            database: None,
            yes: merge.yes,
            config: merge.config.clone(),
            globals: merge.globals.clone(),
        }
    }

    pub(super) fn run(&self, context: &mut Context) -> Result<Exit, Failure> {
        let course = Course::begin(context, (self.stage, self.goes_on))?;
        self.carry_out(context, &course)
    }

    /// Re-parents in what git is in the middle of.
    pub(super) fn carry_out(&self, context: &mut Context, course: &Course) -> Result<Exit, Failure> {
        let Context { workspace, terminal } = context;
        let asks = terminal.is_interactive() && !self.yes && !self.dry_run;
        let directory = workspace.project(&WorkTree)?.directory.clone();
        // Nobody waits for a person to answer: who asks reads the history once more afterwards.
        let mut held = if asks { None } else { Some(hold(&directory)?) };
        let place = course.place(workspace)?;
        create::refuse_broken(&workspace.directory, &place.history)?;
        let wish = RebaseWish {
            revision: self.revision.clone(),
            onto: self.onto.clone(),
            ..course.wish()
        };
        let planned = match plan_rebase(workspace, &place, &wish)? {
            RebaseTask::Nothing => {
                terminal.say("there is one head; nothing to re-parent");
                return if self.dry_run {
                    Ok(Exit::Ok)
                } else {
                    course.only_settled(workspace, terminal)
                };
            }
            RebaseTask::Move(planned) => planned,
        };
        show(workspace, terminal, &place, (&planned, course));
        self.judge(terminal, &planned)?;
        let changes = course.with(&planned.changes());
        course.check(workspace, &changes)?;
        let along = self.along(workspace, (&place, course), &planned)?;
        if let Some(along) = &along {
            say_along(terminal, along);
        }
        if self.dry_run {
            terminal.text(&diffs(workspace, &planned));
            return Ok(Exit::Ok);
        }
        if along.as_ref().is_some_and(|along| !along.is_idle()) && !asks && !self.yes {
            return Err(
                Failure::usage("data that is dropped does not come back, and there is no terminal to ask at")
                    .hint("say --yes to step the database back and forward"),
            );
        }
        for line in diffs(workspace, &planned).lines() {
            terminal.say(line);
        }
        if asks && !terminal.ask_yes(&question(&planned, along.as_ref()))? {
            terminal.say("nothing was written");
            return Ok(Exit::Ok);
        }
        if held.is_none() {
            held = Some(hold(&directory)?);
            if !same_history(&course.place(workspace)?.history, &place.history) {
                let what = "the history has changed meanwhile; nothing was written";
                return Err(Failure::new(Exit::TryAgain, what).hint("run the command again"));
            }
        }
        let fix_ups = fix_ups(workspace, &planned);
        match &along {
            None => course.write(workspace, &place.project, &changes)?,
            Some(along) => {
                let written = along.carry_out(workspace, (&place, &changes), &mut |step| terminal.say(step))?;
                course.stage(workspace, &written)?;
            }
        }
        say_done(terminal, &planned);
        for fix_up in fix_ups {
            terminal.say(&escape_line(&fix_up.line()));
        }
        drop(held);
        course.finish(workspace, terminal)
    }

    /// Plans how a database is taken along, where one is named.
    fn along(
        &self,
        workspace: &Workspace,
        (place, course): (&Place<'_>, &Course),
        planned: &Planned,
    ) -> Result<Option<Along>, Failure> {
        let Some(url) = &self.database else {
            return Ok(None);
        };
        if let Some(middle) = &course.middle {
            let what = format!("no database is taken along in the middle of `git {}`", middle.verb());
            return Err(Failure::usage(what).hint("end it first"));
        }
        let after = workspace.place_with(&planned.changes())?;
        Ok(Some(Along::plan(workspace, url, (place, &after), planned)?))
    }

    /// Lets a plan pass that is proven, or that is forced; says what will happen.
    fn judge(&self, terminal: &mut Terminal, planned: &Planned) -> Result<(), Failure> {
        match &planned.ruling {
            Ruling::Safe(because) => {
                terminal.say(&format!("safe: {}", escape_line(because)));
                Ok(())
            }
            Ruling::Forbidden(reasons) if self.force => {
                for reason in reasons {
                    terminal.warn(&escape_line(reason));
                }
                Ok(())
            }
            Ruling::Forbidden(reasons) => {
                for reason in reasons {
                    terminal.complain(&escape_line(reason));
                }
                Err(forbidden(planned))
            }
        }
    }
}

/// Says what a database that is taken along is to go through.
fn say_along(terminal: &mut Terminal, along: &Along) {
    let lines = if along.is_idle() {
        vec!["the database has nothing of what moves, and stays where it is".to_owned()]
    } else {
        vec![
            format!("the database goes back on the old history: {}", list(&along.back)),
            format!("and forward on the new one: {}", list(&along.forward)),
            "data that is dropped on the way does not come back".to_owned(),
        ]
    };
    for line in lines {
        terminal.say(&escape_line(&line));
    }
}

fn question(planned: &Planned, along: Option<&Along>) -> String {
    match along.filter(|along| !along.is_idle()) {
        Some(_) => format!(
            "Step the database back, rewrite {}, and step it forward? Dropped data does not come back.",
            files(planned)
        ),
        None => format!("Rewrite {}?", files(planned)),
    }
}

/// Refuses, and says what to do instead.
fn forbidden(planned: &Planned) -> Failure {
    let what = format!(
        "{} is not put on {}: it is not proven safe; nothing was written",
        list(&planned.moved),
        planned.onto
    );
    Failure::new(Exit::Findings, what).hint(
        "`onehead merge --strategy merge` writes a merge revision, which is always safe; --force rewrites all the same",
    )
}

/// Says what was written.
fn say_done(terminal: &mut Terminal, planned: &Planned) {
    terminal.say(&format!(
        "{} {} {} now",
        list(&planned.moved),
        if planned.moved.len() == 1 { "follows" } else { "follow" },
        escape_line(planned.onto.as_str())
    ));
    let graph = &planned.after.graph;
    if let [head] = graph.real_heads() {
        terminal.say(&format!("one head: {}", escape_line(graph.id(*head).as_str())));
    }
}

/// Describes the sides and which of them moves.
fn show(workspace: &Workspace, terminal: &mut Terminal, place: &Place<'_>, (planned, course): (&Planned, &Course)) {
    let survey = &planned.survey;
    let brought = provenance(workspace, place, survey);
    for line in merge::sides(place, survey, (&brought, course.middle.as_deref())) {
        terminal.say(&line);
    }
    for file in &planned.files {
        let line = format!("{} will follow {}", file.id, list(&file.parents));
        terminal.say(&escape_line(&line));
    }
}

/// Writes the diff of every file.
pub(super) fn diffs(workspace: &Workspace, planned: &Planned) -> String {
    let one = |file: &crate::app::Rewritten| {
        let path = relative_to(&workspace.directory, file.change.path());
        diff(&escape_line(&path.to_string_lossy()), &file.text, &file.edits)
    };
    planned.files.iter().map(one).collect()
}

pub(super) fn files(planned: &Planned) -> String {
    match planned.files.len() {
        1 => "1 file".to_owned(),
        more => format!("{more} files"),
    }
}

pub(super) fn list(ids: &[RevisionId]) -> String {
    let ids: Vec<&str> = ids.iter().map(RevisionId::as_str).collect();
    ids.join(", ")
}
