//! argv in, bytes and an exit code out.

mod commands;
mod context;
mod exit;
mod failure;
mod globals;
mod terminal;

pub use exit::Exit;
pub use failure::Failure;

use std::ffi::OsString;
use std::process::ExitCode;

use clap::Parser;

use crate::app::Workspace;
use crate::project::{Environment, Request, current_directory};
use context::Context;
use globals::{Choice, ConfigFlag, Globals};
use terminal::Terminal;

/// One head for every database: finds, forecasts, resolves and guards against multiple migration heads.
///
/// Reads Alembic's revision scripts without running them, and its own `.sql` revisions.
#[derive(Debug, Parser)]
#[command(
    name = "onehead",
    version,
    arg_required_else_help = true,
    infer_long_args = true,
    max_term_width = 100
)]
struct Cli {
    #[command(flatten)]
    config: ConfigFlag,
    #[command(flatten)]
    globals: Globals,
    #[command(subcommand)]
    command: commands::Command,
}

/// Runs one command line; the answer is the exit code of the process (`docs/exit-codes.md`).
#[must_use]
pub fn run(args: impl IntoIterator<Item = OsString>) -> ExitCode {
    let cli = match Cli::try_parse_from(args) {
        Ok(cli) => cli,
        Err(error) => {
            // Help goes to stdout and is no failure; whether anybody reads it is not ours to judge.
            let _ = error.print();
            return if error.use_stderr() {
                Exit::Usage.into()
            } else {
                Exit::Ok.into()
            };
        }
    };
    let (globals, configs) = cli.command.globals();
    let choice = Choice::join((&cli.globals, &cli.config.configs), (globals, configs));
    let mut terminal = Terminal::new(choice.quiet);
    let directory = match current_directory() {
        Ok(directory) => directory,
        Err(error) => {
            let failure = Failure::new(
                Exit::Unreadable,
                format!("the current directory cannot be read: {error}"),
            );
            terminal.fail(&failure);
            return Exit::Unreadable.into();
        }
    };
    let mut context = Context {
        workspace: workspace(choice, directory),
        terminal,
    };
    let exit = cli.command.run(&mut context).unwrap_or_else(|failure| {
        context.terminal.fail(&failure);
        failure.exit
    });
    context.terminal.finish(exit).into()
}

fn workspace(choice: Choice, directory: std::path::PathBuf) -> Workspace {
    let request = Request {
        root: None,
        directory,
        configs: choice.configs,
        section: choice.name,
        project: choice.project,
    };
    Workspace::new(request, Environment::from_process())
}
