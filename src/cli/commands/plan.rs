//! `onehead plan`.

use super::database::{self, DatabaseFlag};
use super::read::Form;
use crate::app::Standing;
use crate::app::apply::{Action, Outlook, outlook};
use crate::cli::context::Context;
use crate::cli::globals::{ConfigFlag, Globals};
use crate::cli::terminal::Terminal;
use crate::cli::{Exit, Failure};

/// Show what an upgrade, or a downgrade, would do to the database as it stands.
#[derive(Debug, clap::Args)]
pub struct Plan {
    /// The target, as for `upgrade`
    #[arg(default_value = "head", allow_negative_numbers = true)]
    revision: String,
    /// Show a downgrade to the target
    #[arg(long)]
    down: bool,
    /// Form of the answer
    #[arg(long, value_enum, default_value_t, value_name = "FORM")]
    format: Form,
    #[command(flatten)]
    database: DatabaseFlag,
    #[command(flatten)]
    pub(super) config: ConfigFlag,
    #[command(flatten)]
    pub(super) globals: Globals,
}

impl Plan {
    pub(super) fn run(&self, context: &mut Context) -> Result<Exit, Failure> {
        let place = context.workspace.place(&Standing::WorkTree)?;
        let database = database::url(context, &place, &self.database)?;
        let target = self.revision.clone();
        let action = if self.down {
            Action::Downgrade(target)
        } else {
            Action::Upgrade(target)
        };
        let outlook = outlook(&context.workspace, &database, &action)?;
        match self.format {
            Form::Json => {
                let text = serde_json::to_string(&outlook).expect("views hold nothing that JSON cannot say");
                context.terminal.text(&format!("{{\"schema\":1,\"plan\":{text}}}\n"));
            }
            Form::Text => show(&mut context.terminal, &outlook),
        }
        Ok(Exit::Ok)
    }
}

fn show(terminal: &mut Terminal, outlook: &Outlook) {
    let rows = if outlook.rows.is_empty() {
        "nothing".to_owned()
    } else {
        outlook.rows.join(", ")
    };
    terminal.line(&format!("{} stands on {rows}", outlook.database));
    if let Some(revision) = &outlook.in_flight {
        terminal.line(&format!(
            "{revision} is in flight: the first step goes on where a run before stopped"
        ));
    }
    if outlook.steps.is_empty() {
        terminal.line("nothing to do");
    }
    for step in &outlook.steps {
        terminal.line("");
        terminal.line(&step.title);
        let how = if step.transaction {
            "one transaction"
        } else {
            "not one transaction"
        };
        terminal.line(&format!("  {}, {how}", step.path));
        for statement in &step.statements {
            terminal.line("");
            for line in statement.sql.lines() {
                terminal.line(&format!("    {}", crate::text::escape_line(line)));
            }
            if let Some(destroys) = &statement.destroys {
                terminal.line(&format!("    warning: line {} {destroys}", statement.line));
            }
        }
    }
}
