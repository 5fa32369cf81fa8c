//! `onehead revision`.

use std::path::PathBuf;

use super::create;
use crate::app::{Standing, Wish, hold, plan};
use crate::cli::context::Context;
use crate::cli::globals::{ConfigFlag, Globals};
use crate::cli::{Exit, Failure};
use crate::sources::WorkTree;

/// Make a new revision file.
#[derive(Debug, clap::Args)]
pub struct Revision {
    /// What the revision does
    #[arg(short, long)]
    message: Option<String>,
    /// Needs the project's Python: names the Alembic command and exits 2
    #[arg(long)]
    autogenerate: bool,
    /// Needs the project's Python: names the Alembic command and exits 2
    #[arg(long)]
    sql: bool,
    /// The revision to build on: an id, `label@head`, `base`, ...
    #[arg(long, default_value = "head", allow_negative_numbers = true, overrides_with = "head")]
    head: String,
    /// Allow a parent that is not a head
    #[arg(long)]
    splice: bool,
    /// A branch label for the new revision
    #[arg(long, value_name = "LABEL")]
    branch_label: Option<String>,
    /// The folder of the new file, one of `version_locations`
    #[arg(long, value_name = "DIR")]
    version_path: Option<PathBuf>,
    /// The id of the new revision [default: twelve random hexadecimal digits]
    #[arg(long, value_name = "ID")]
    rev_id: Option<String>,
    /// A revision that must run before; may be repeated
    #[arg(long, value_name = "REV")]
    depends_on: Vec<String>,
    #[command(flatten)]
    pub(super) config: ConfigFlag,
    #[command(flatten)]
    pub(super) globals: Globals,
}

impl Revision {
    pub(super) fn run(&self, context: &mut Context) -> Result<Exit, Failure> {
        let project = context.workspace.project(&WorkTree)?;
        let _hold = hold(&project.directory)?;
        let place = context.workspace.place(&Standing::WorkTree)?;
        if self.autogenerate || self.sql || place.project.revision_environment {
            return Err(self.needs_python());
        }
        create::refuse_broken(&context.workspace.directory, &place.history)?;
        let parents = place.history.graph.resolve(&self.head).map_err(|error| {
            let failure = Failure::from(error);
            if self.head == "head" {
                failure.hint("run `onehead merge`, or name the parent with --head")
            } else {
                failure
            }
        })?;
        let wish = Wish {
            message: self.message.clone(),
            rev_id: self.rev_id.clone(),
            branch_label: self.branch_label.clone(),
            splice: self.splice,
            version_path: self.version_path.clone(),
            depends_on: self.depends_on.clone(),
        };
        let planned = plan(&place, &wish, &parents)?;
        create::write(&mut context.terminal, &place.project, &planned.change)?;
        Ok(Exit::Ok)
    }

    fn needs_python(&self) -> Failure {
        let message = self
            .message
            .as_ref()
            .map(|message| format!(" -m {}", create::quote(message)))
            .unwrap_or_default();
        let (what, option) = match (self.autogenerate, self.sql) {
            (true, _) => (
                "--autogenerate compares the project's models, which are Python",
                " --autogenerate",
            ),
            (_, true) => ("--sql renders through env.py, which is Python", " --sql"),
            _ => ("revision_environment runs env.py, which is Python", ""),
        };
        Failure::usage(format!("{what}; onehead runs no code of the project"))
            .hint(format!("run `alembic revision{option}{message}`"))
    }
}
