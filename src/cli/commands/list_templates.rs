//! `onehead list_templates`.

use crate::app::TEMPLATES;
use crate::cli::context::Context;
use crate::cli::globals::{ConfigFlag, Globals};
use crate::cli::{Exit, Failure};

/// List the kinds of project that `init` can make.
#[derive(Debug, clap::Args)]
pub struct ListTemplates {
    #[command(flatten)]
    pub(super) config: ConfigFlag,
    #[command(flatten)]
    pub(super) globals: Globals,
}

impl ListTemplates {
    #[expect(
        clippy::unnecessary_wraps,
        clippy::unused_self,
        reason = "every verb answers the same way"
    )]
    pub(super) fn run(&self, context: &mut Context) -> Result<Exit, Failure> {
        let terminal = &mut context.terminal;
        terminal.line("Available templates:\n");
        for template in TEMPLATES {
            terminal.line(&format!("{} - {}", template.name, template.synopsis()));
        }
        terminal.line("\nTemplates are used via the 'init' command, e.g.:");
        terminal.line("\n  onehead init --template generic ./scripts");
        Ok(Exit::Ok)
    }
}
