//! `onehead doctor`.

use std::path::PathBuf;

use clap::{Args, ValueEnum};
use serde_json::json;

use super::database::DatabaseFlag;
use crate::app::doctor::{Ailment, Question, Report, doctor};
use crate::cli::context::Context;
use crate::cli::globals::{ConfigFlag, Globals};
use crate::cli::terminal::Terminal;
use crate::cli::{Exit, Failure};
use crate::sources::{Source, WorkTree, absolute};
use crate::text::escape_line;

/// Find a revision that these files do not have, in any branch, tag, reflog or stash, and the way back; or look at
/// everything between files, git and database.
///
/// It writes nothing. Each finding comes with the command that mends it.
#[derive(Debug, Args)]
pub struct Doctor {
    /// The revision that cannot be located [default: look at everything]
    #[arg(value_name = "REV")]
    revision: Option<String>,
    /// A log that says "Can't locate revision identified by ..."; `-` for standard input
    #[arg(long, value_name = "FILE")]
    log: Option<PathBuf>,
    #[command(flatten)]
    database: DatabaseFlag,
    /// Form of the answer
    #[arg(long, value_enum, default_value_t, value_name = "FORM")]
    format: Form,
    #[command(flatten)]
    pub(super) config: ConfigFlag,
    #[command(flatten)]
    pub(super) globals: Globals,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
enum Form {
    /// For people.
    #[default]
    Text,
    /// For programs (docs/json.md).
    Json,
}

impl Doctor {
    pub(super) fn run(&self, context: &mut Context) -> Result<Exit, Failure> {
        let question = Question {
            revision: self.revision.clone(),
            database: self.database.database.clone(),
            log: self.log(context)?,
        };
        let report = doctor(&context.workspace, &question)?;
        let terminal = &mut context.terminal;
        match self.format {
            Form::Json => {
                let value = json!({"schema": 1, "findings": report.ailments, "notes": report.notes});
                terminal.text(&format!("{value:#}\n"));
            }
            Form::Text => show(terminal, &report),
        }
        Ok(if report.ailments.is_empty() {
            Exit::Ok
        } else {
            Exit::Findings
        })
    }

    fn log(&self, context: &Context) -> Result<Option<String>, Failure> {
        let Some(path) = &self.log else { return Ok(None) };
        if path.as_os_str() == "-" {
            return Ok(Some(context.terminal.input()));
        }
        let path = absolute(&context.workspace.directory, path);
        match WorkTree.read_path(&path)? {
            Some(bytes) => Ok(Some(String::from_utf8_lossy(&bytes).into_owned())),
            None => Err(Failure::usage(format!("there is no file {}", path.display()))),
        }
    }
}

fn show(terminal: &mut Terminal, report: &Report) {
    for ailment in &report.ailments {
        for line in lines(ailment) {
            terminal.line(&escape_line(&line));
        }
    }
    if report.ailments.is_empty() {
        terminal.line("nothing is wrong");
    }
    for note in &report.notes {
        terminal.say(&format!("note: {}", escape_line(note)));
    }
}

fn lines(ailment: &Ailment) -> Vec<String> {
    let mut lines = vec![format!("{}: {}", ailment.kind, ailment.message)];
    lines.extend(ailment.details.iter().map(|detail| format!("  {detail}")));
    for way in &ailment.ways {
        lines.push(format!("  {}:", way.what));
        lines.extend(way.commands.iter().map(|command| format!("    {command}")));
    }
    lines
}
