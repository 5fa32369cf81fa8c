//! `onehead hooks`.

use std::collections::BTreeSet;
use std::path::PathBuf;

use clap::{Args, Subcommand};

use super::check::show;
use crate::app::hooks::{
    HookName, HookState, HooksPlace, HooksStatus, InstallOptions, Told, Word, hooks_place, install, run_hook, status,
    uninstall,
};
use crate::cli::context::Context;
use crate::cli::globals::{ConfigFlag, Globals};
use crate::cli::{Exit, Failure};
use crate::project::current_program;
use crate::text::escape_line;

/// Install, remove, or look at the git hooks that guard the history.
#[derive(Debug, Args)]
pub struct Hooks {
    #[command(subcommand)]
    task: Task,
    #[command(flatten)]
    pub(super) config: ConfigFlag,
    #[command(flatten)]
    pub(super) globals: Globals,
}

#[derive(Debug, Subcommand)]
enum Task {
    /// Install the hooks; a hook that is there already is kept and run first
    Install {
        /// Only these hooks
        #[arg(long, value_name = "HOOK")]
        only: Vec<HookName>,
        /// Write into a hooks folder of the working tree, where it can be committed for everyone
        #[arg(long)]
        into_work_tree: bool,
    },
    /// Remove the hooks and bring back what stood there before
    Uninstall {
        /// Only these hooks
        #[arg(long, value_name = "HOOK")]
        only: Vec<HookName>,
    },
    /// Show what is installed
    Status,
    /// Do what a hook does; called by the hooks
    #[command(hide = true)]
    Run {
        /// The hook
        hook: HookName,
        /// What git gave it
        #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
        arguments: Vec<String>,
    },
}

impl Hooks {
    pub(super) fn run(&self, context: &mut Context) -> Result<Exit, Failure> {
        match &self.task {
            Task::Install { only, into_work_tree } => {
                let options = InstallOptions {
                    hooks: chosen(only),
                    program: program(),
                    into_work_tree: *into_work_tree,
                };
                let place = place(context)?;
                for change in install(&place, &options)? {
                    context.terminal.line(&escape_line(&change.to_string()));
                }
            }
            Task::Uninstall { only } => {
                let place = place(context)?;
                for change in uninstall(&place, &chosen(only))? {
                    context.terminal.line(&escape_line(&change.to_string()));
                }
            }
            Task::Status => {
                let place = place(context)?;
                for line in status_lines(&status(&place)?) {
                    context.terminal.line(&escape_line(&line));
                }
            }
            Task::Run { hook, arguments } => return answer(context, *hook, arguments),
        }
        Ok(Exit::Ok)
    }
}

fn chosen(only: &[HookName]) -> BTreeSet<HookName> {
    if only.is_empty() {
        HookName::ALL.into()
    } else {
        only.iter().copied().collect()
    }
}

/// This very program, for hooks that run where PATH has no onehead.
fn program() -> Option<PathBuf> {
    current_program().ok()
}

fn place(context: &Context) -> Result<HooksPlace, Failure> {
    Ok(hooks_place(&context.workspace)?)
}

fn status_lines(status: &HooksStatus) -> Vec<String> {
    let mut lines = vec![format!("hooks in {}", status.place.directory.display())];
    lines.extend(
        status
            .refused
            .iter()
            .map(|reason| format!("  would not be installed: {reason}")),
    );
    for hook in &status.hooks {
        let state = match hook.state {
            HookState::NotInstalled => "not installed",
            HookState::Installed => "installed",
            HookState::Outdated => "outdated: run `onehead hooks install`",
            HookState::Newer => "of a newer onehead",
            HookState::Edited => "edited since it was installed",
            HookState::Foreign => "another hook",
            HookState::CallsOnehead => "another hook, which runs onehead",
            HookState::NotAFile => "no file",
        };
        let silent = !hook.runs && !matches!(hook.state, HookState::NotInstalled | HookState::NotAFile);
        let silent = if silent { ", but git does not run it" } else { "" };
        let through = hook
            .through
            .as_ref()
            .map(|path| format!(", run by {}", path.display()))
            .unwrap_or_default();
        let chained = hook.chained.as_ref().map(|chained| {
            let runs = if chained.runs {
                "first runs"
            } else {
                "keeps, without running it,"
            };
            format!(", {runs} {}", chained.path.display())
        });
        lines.push(format!(
            "  {:<17} {state}{silent}{through}{}",
            hook.hook.as_str(),
            chained.unwrap_or_default()
        ));
        lines.extend(
            hook.idle
                .iter()
                .map(|path| format!("    nothing runs {}", path.display())),
        );
    }
    lines
}

fn answer(context: &mut Context, hook: HookName, arguments: &[String]) -> Result<Exit, Failure> {
    let told = Told {
        arguments: arguments.to_vec(),
        input: if reads_input(hook) {
            context.terminal.input()
        } else {
            String::new()
        },
    };
    let (answer, exit) = match run_hook(&context.workspace, hook, &told)? {
        Word::Nothing => return Ok(Exit::Ok),
        Word::Warns(answer) => (answer, Exit::Ok),
        Word::Refuses(answer) => (answer, Exit::Findings),
    };
    if hook.may_refuse() {
        show(context, &answer, "text")?;
    } else {
        for finding in &answer.findings {
            context
                .terminal
                .say(&format!("onehead: {}", escape_line(&finding.message)));
            for help in &finding.help {
                context.terminal.say(&format!("  {}", escape_line(help)));
            }
        }
    }
    if exit == Exit::Ok && hook == HookName::PreMergeCommit {
        context
            .terminal
            .say("onehead: the merge goes on all the same (merge_hook = \"refuse\" in the settings would stop it)");
    }
    Ok(exit)
}

/// Only these are given something to read; waiting for the others' terminal would hang.
const fn reads_input(hook: HookName) -> bool {
    matches!(hook, HookName::PrePush | HookName::PostRewrite)
}
