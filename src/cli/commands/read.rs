//! What all commands that only read have in common.

use clap::{Args, ValueEnum};
use serde::Serialize;

use crate::app::{Place, Standing, problems};
use crate::cli::Exit;
use crate::cli::terminal::Terminal;

/// The form of an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
pub enum Form {
    /// What Alembic prints.
    #[default]
    Text,
    /// The documented machine form.
    Json,
}

/// Options of every reading command.
#[derive(Debug, Clone, Default, Args)]
pub struct ReadFlags {
    /// Read the files of a commit instead of the working tree
    #[arg(long, value_name = "REV")]
    at: Option<String>,
    /// Form of the answer
    #[arg(long, value_enum, default_value_t, value_name = "FORM")]
    format: Form,
}

impl ReadFlags {
    pub(super) fn standing(&self) -> Standing {
        self.at.clone().map_or(Standing::WorkTree, Standing::Commit)
    }

    pub(super) fn is_json(&self) -> bool {
        self.format == Form::Json
    }
}

/// Answers `{"schema":1,"NAME":[...]}`.
pub(super) fn json<T: Serialize>(terminal: &mut Terminal, name: &str, values: &[T]) {
    let values = serde_json::to_string(values).expect("views hold nothing that JSON cannot say");
    terminal.text(&format!("{{\"schema\":1,\"{name}\":{values}}}\n"));
}

/// Says what could not be read, and whether the answer is therefore not to be relied on. It is a command's last word.
pub(super) fn verdict(terminal: &mut Terminal, place: Place<'_>) -> Exit {
    let problems = problems(&place.history);
    for problem in &problems {
        let line = problem.line(&place.directory);
        if problem.is_fatal {
            terminal.complain(&line);
        } else {
            terminal.warn(&line);
        }
    }
    // The process is about to end; taking a large history apart first would cost a twentieth of the whole run.
    std::mem::forget(place);
    if problems.iter().any(|problem| problem.is_fatal) {
        Exit::Unreadable
    } else {
        Exit::Ok
    }
}
