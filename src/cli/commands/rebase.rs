//! `onehead rebase`.

use super::{create, merge};
use crate::app::{
    Place, Rebase as Planned, RebaseTask, RebaseWish, Ruling, Standing, Workspace, hold, plan_rebase, provenance,
    same_history, write_revisions,
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
            yes: merge.yes,
            config: merge.config.clone(),
            globals: merge.globals.clone(),
        }
    }

    pub(super) fn run(&self, context: &mut Context) -> Result<Exit, Failure> {
        let Context { workspace, terminal } = context;
        let asks = terminal.is_interactive() && !self.yes && !self.dry_run;
        let directory = workspace.project(&WorkTree)?.directory.clone();
        // Nobody waits for a person to answer: who asks reads the history once more afterwards.
        let mut held = if asks { None } else { Some(hold(&directory)?) };
        let place = workspace.place(&Standing::WorkTree)?;
        create::refuse_broken(&workspace.directory, &place.history)?;
        let wish = RebaseWish {
            revision: self.revision.clone(),
            onto: self.onto.clone(),
        };
        let planned = match plan_rebase(workspace, &place, &wish)? {
            RebaseTask::Nothing => {
                terminal.say("there is one head; nothing to re-parent");
                return Ok(Exit::Ok);
            }
            RebaseTask::Move(planned) => planned,
        };
        show(workspace, terminal, &place, &planned);
        self.judge(terminal, &planned)?;
        if self.dry_run {
            terminal.text(&diffs(workspace, &planned));
            return Ok(Exit::Ok);
        }
        for line in diffs(workspace, &planned).lines() {
            terminal.say(line);
        }
        if asks && !terminal.ask_yes(&format!("Rewrite {}?", files(&planned)))? {
            terminal.say("nothing was written");
            return Ok(Exit::Ok);
        }
        if held.is_none() {
            held = Some(hold(&directory)?);
            if !same_history(&workspace.place(&Standing::WorkTree)?.history, &place.history) {
                let what = "the history has changed meanwhile; nothing was written";
                return Err(Failure::new(Exit::TryAgain, what).hint("run the command again"));
            }
        }
        carry_out(workspace, terminal, &planned, self.stage)?;
        drop(held);
        Ok(Exit::Ok)
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

/// Writes the files, puts them into the index if asked, and says so.
pub(super) fn carry_out(
    workspace: &Workspace,
    terminal: &mut Terminal,
    planned: &Planned,
    stage: bool,
) -> Result<(), Failure> {
    for path in write_revisions(&planned.after.project, &planned.changes())? {
        if stage {
            workspace.repo()?.stage(&path)?;
        }
    }
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
    Ok(())
}

/// Describes the sides and which of them moves.
pub(super) fn show(workspace: &Workspace, terminal: &mut Terminal, place: &Place<'_>, planned: &Planned) {
    let survey = &planned.survey;
    for line in merge::sides(place, survey, &provenance(workspace, place, survey)) {
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
