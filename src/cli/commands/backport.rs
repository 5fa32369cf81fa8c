//! `onehead backport`.

use std::path::PathBuf;

use super::create;
use super::rebase::list;
use crate::app::{
    Backport, BackportTask, BackportWish, Change, Place, Ruling, Standing, Workspace, hold, plan_backport,
    same_history, stage, write_revisions,
};
use crate::cli::context::Context;
use crate::cli::globals::{ConfigFlag, Globals};
use crate::cli::terminal::Terminal;
use crate::cli::{Exit, Failure};
use crate::sources::{WorkTree, absolute, relative_to};
use crate::text::{Edit, Span, diff, escape_line};

/// Make the twin of a revision for a release branch, and let the original account for it.
///
/// The twin does the same under an id of its own, after the head of the revisions at REF. The original keeps its id, comes
/// after the twin too, and does nothing any more, so that no database runs both. Refuses where that is not proven.
#[derive(Debug, clap::Args)]
pub struct BackportArgs {
    /// The revision
    #[arg(value_name = "REV", allow_negative_numbers = true)]
    revision: String,
    /// The release line: a branch, a tag, any commit
    #[arg(long, value_name = "REF")]
    onto: String,
    /// The id of the twin [default: twelve random hexadecimal digits]
    #[arg(long, value_name = "ID")]
    rev_id: Option<String>,
    /// Write the twin there, too: into another working tree, where REF is checked out
    #[arg(long, value_name = "FILE")]
    output: Option<PathBuf>,
    /// Show what would be written, and write nothing
    #[arg(long)]
    dry_run: bool,
    /// Put both files into git's index
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

impl BackportArgs {
    pub(super) fn run(&self, context: &mut Context) -> Result<Exit, Failure> {
        let Context { workspace, terminal } = context;
        let asks = terminal.is_interactive() && !self.yes && !self.dry_run;
        let directory = workspace.project(&WorkTree)?.directory.clone();
        let mut held = if asks { None } else { Some(hold(&directory)?) };
        let place = workspace.place(&Standing::WorkTree)?;
        create::refuse_broken(&workspace.directory, &place.history)?;
        let wish = BackportWish {
            revision: self.revision.clone(),
            onto: self.onto.clone(),
            rev_id: self.rev_id.clone(),
        };
        let planned = match plan_backport(workspace, &place, &wish)? {
            BackportTask::There => {
                terminal.say(&escape_line(&format!("{} has {} already", self.onto, self.revision)));
                return Ok(Exit::Ok);
            }
            BackportTask::AsItIs(path) => {
                let path = relative_to(&workspace.directory, &path);
                let line = format!(
                    "{} comes directly after the head of {}: take {} there as it is, and no database runs it twice",
                    self.revision,
                    self.onto,
                    path.display()
                );
                terminal.say(&escape_line(&line));
                return Ok(Exit::Ok);
            }
            BackportTask::Twin(planned) => planned,
        };
        self.judge(terminal, &planned)?;
        if self.dry_run {
            terminal.text(planned.file.text());
            terminal.text(&changed(workspace, &planned));
            return Ok(Exit::Ok);
        }
        for line in changed(workspace, &planned).lines() {
            terminal.say(line);
        }
        let question = format!("Write {} and rewrite {}?", planned.twin, planned.original);
        if asks && !terminal.ask_yes(&escape_line(&question))? {
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
        self.write((workspace, &place), terminal, &planned)?;
        drop(held);
        Ok(Exit::Ok)
    }

    /// Lets a plan pass that is proven, and says what follows from it.
    fn judge(&self, terminal: &mut Terminal, planned: &Backport) -> Result<(), Failure> {
        let mut lines = vec![
            format!(
                "{} does the same after {}, the head of {}",
                planned.twin, planned.head, self.onto
            ),
            format!(
                "{} comes after {} now, and does nothing",
                planned.original,
                list(&planned.parents)
            ),
        ];
        if !planned.between.is_empty() {
            lines.push(format!(
                "a database of {} runs these after it, where {} ran them before: {}",
                self.onto,
                planned.original,
                list(&planned.between)
            ));
        }
        for line in lines {
            terminal.say(&escape_line(&line));
        }
        match &planned.ruling {
            Ruling::Safe(because) => {
                terminal.say(&escape_line(&format!("safe: {because}")));
                Ok(())
            }
            Ruling::Forbidden(reasons) => {
                for reason in reasons {
                    terminal.complain(&escape_line(reason));
                }
                let what = format!(
                    "there is no safe way for {} to {}; nothing was written",
                    planned.original, self.onto
                );
                let hint =
                    "what only one line has stands in the way: merge that first, or write a new revision for each line";
                Err(Failure::new(Exit::Findings, what).hint(hint))
            }
        }
    }

    /// Writes both files, and the copy for the release line, all or nothing.
    fn write(
        &self,
        (workspace, place): (&Workspace, &Place<'_>),
        terminal: &mut Terminal,
        planned: &Backport,
    ) -> Result<(), Failure> {
        let mut changes = vec![planned.file.clone(), planned.rewritten.clone()];
        if self.stage {
            workspace.repo()?;
        }
        let copy = self
            .output
            .as_ref()
            .map(|output| absolute(&workspace.directory, output));
        if let Some(path) = &copy {
            changes.push(Change::Create {
                path: path.clone(),
                text: planned.file.text().to_owned(),
            });
        }
        let written = write_revisions(&place.project, &changes)?;
        if self.stage {
            let here = written.iter().filter(|path| Some(*path) != copy.as_ref());
            stage(workspace, here.map(PathBuf::as_path))?;
        }
        let path = relative_to(&workspace.directory, planned.file.path());
        let there = relative_to(&workspace.directory, &planned.there);
        terminal.say(&escape_line(&format!("wrote {}", path.display())));
        let line = if self.output.is_some() {
            format!("the copy belongs to {}, at {}", self.onto, there.display())
        } else {
            format!(
                "commit both here; {} gets the very same file, at {}: `git checkout {} -- {}` there",
                self.onto,
                there.display(),
                workspace.branch().unwrap_or_else(|| "COMMIT".to_owned()),
                create::quote(&path.to_string_lossy())
            )
        };
        terminal.say(&escape_line(&line));
        Ok(())
    }
}

/// Shows what becomes of the original.
fn changed(workspace: &Workspace, planned: &Backport) -> String {
    let path = relative_to(&workspace.directory, planned.rewritten.path());
    let whole = Edit {
        span: Span::new(0, u32::try_from(planned.before.len()).unwrap_or(u32::MAX)),
        replacement: planned.rewritten.text().to_owned(),
    };
    diff(&escape_line(&path.to_string_lossy()), &planned.before, &[whole])
}
