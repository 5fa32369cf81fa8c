//! `onehead init`.

use std::path::{Path, PathBuf};

use crate::app::{Change, InitOrder, NewProject, init};
use crate::cli::context::Context;
use crate::cli::globals::{ConfigFlag, Globals};
use crate::cli::terminal::Terminal;
use crate::cli::{Exit, Failure};
use crate::text::escape_line;

/// Make a new project: a script directory and its configuration.
#[derive(Debug, clap::Args)]
pub struct Init {
    /// The script directory; new or empty
    directory: PathBuf,
    /// What kind of project (`onehead list_templates`)
    #[arg(short, long, value_name = "NAME", default_value = "generic")]
    template: String,
    /// Make the script directory and its versions folder Python packages
    #[arg(long)]
    package: bool,
    #[command(flatten)]
    pub(super) config: ConfigFlag,
    #[command(flatten)]
    pub(super) globals: Globals,
}

impl Init {
    pub(super) fn run(&self, context: &mut Context) -> Result<Exit, Failure> {
        let order = InitOrder {
            directory: self.directory.clone(),
            template: self.template.clone(),
            package: self.package,
        };
        let new = init(&context.workspace, &order)?;
        say(&mut context.terminal, &new);
        Ok(Exit::Ok)
    }
}

fn say(terminal: &mut Terminal, new: &NewProject) {
    let show = |path: &Path| escape_line(&path.to_string_lossy()).into_owned();
    for change in &new.changes {
        let path = show(change.path());
        terminal.say(&match change {
            Change::Directory { .. } => format!("Creating directory {path} ...  done"),
            Change::Rewrite { .. } => format!("Appending to existing {path} ...  done"),
            Change::Create { path: file, .. } if file.ends_with("__init__.py") => format!("Adding {path} ...  done"),
            Change::Create { .. } => format!("Generating {path} ...  done"),
            Change::Remove { .. } => format!("Removing {path} ...  done"),
        });
    }
    for (path, has_table) in &new.kept {
        let path = show(path);
        terminal.say(&if *has_table {
            format!("File {path} already exists and already has a [tool.alembic] section, skipping")
        } else {
            format!("File {path} already exists, skipping")
        });
    }
    let paths: Vec<String> = new.edit_next.iter().map(|path| show(path)).collect();
    terminal.say(&match paths.as_slice() {
        [toml, ini] => format!(
            "Please edit configuration settings in {toml} and configuration/connection/logging settings in {ini} before \
             proceeding."
        ),
        [path] if path.ends_with("onehead.toml") => format!("Please edit the settings in {path} before proceeding."),
        paths => format!(
            "Please edit configuration/connection/logging settings in {} before proceeding.",
            paths.join(" and ")
        ),
    });
}
