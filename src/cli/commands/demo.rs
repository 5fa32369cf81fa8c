//! `onehead demo`.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use crate::app::demo::{SCENES, Scene, set_the_stage};
use crate::cli::context::Context;
use crate::cli::globals::{ConfigFlag, Globals};
use crate::cli::{Exit, Failure};
use crate::project::{current_program, temporary_directory};

/// See it work: two branches, two heads, one merge, on a scratch repository.
#[derive(Debug, clap::Args)]
pub struct Demo {
    /// Keep the repository in this folder, which must not exist yet
    #[arg(long, value_name = "DIR")]
    keep: Option<PathBuf>,
    #[command(flatten)]
    pub(super) config: ConfigFlag,
    #[command(flatten)]
    pub(super) globals: Globals,
}

impl Demo {
    pub(super) fn run(&self, context: &mut Context) -> Result<Exit, Failure> {
        match &self.keep {
            Some(directory) => {
                let directory = crate::sources::absolute(&context.workspace.directory, directory);
                std::fs::create_dir(&directory).map_err(|error| cannot_make(&directory, &error))?;
                tell(context, &directory)
            }
            None => {
                let directory = tempfile::tempdir_in(temporary_directory())
                    .map_err(|error| cannot_make(&temporary_directory(), &error))?;
                tell(context, directory.path())
            }
        }
    }
}

fn tell(context: &mut Context, directory: &Path) -> Result<Exit, Failure> {
    set_the_stage(directory)?;
    for scene in SCENES {
        context.terminal.line(&format!("# {}", scene.says));
        context.terminal.line(&format!("$ onehead {}", shown(scene)));
        context.terminal.flush();
        let exit = play(scene, directory)?;
        context.terminal.line("");
        if exit != Some(scene.exit) {
            let message = format!(
                "`onehead {}` ended with {exit:?} instead of {}",
                shown(scene),
                scene.exit
            );
            return Err(Failure::new(Exit::Findings, message));
        }
    }
    Ok(Exit::Ok)
}

/// Runs one command of the story: this very program, and nothing of the user's environment that could lead it astray.
fn play(scene: &Scene, directory: &Path) -> Result<Option<i32>, Failure> {
    let failed = |error: std::io::Error| Failure::new(Exit::Unreadable, format!("cannot run onehead again: {error}"));
    let program = current_program().map_err(failed)?;
    let mut command = Command::new(program);
    command
        .args(scene.arguments)
        .current_dir(directory)
        .stdin(Stdio::null());
    for name in [
        "ALEMBIC_CONFIG",
        "ONEHEAD_DATABASE_URL",
        "ONEHEAD_PROJECT",
        "DATABASE_URL",
        "GIT_DIR",
        "GIT_INDEX_FILE",
    ] {
        command.env_remove(name);
    }
    Ok(command.status().map_err(failed)?.code())
}

fn shown(scene: &Scene) -> String {
    let quoted = scene.arguments.iter().map(|argument| {
        if argument.contains(' ') {
            format!("\"{argument}\"")
        } else {
            (*argument).to_owned()
        }
    });
    quoted.collect::<Vec<_>>().join(" ")
}

fn cannot_make(directory: &Path, error: &std::io::Error) -> Failure {
    Failure::new(
        Exit::Unreadable,
        format!("cannot make {}: {error}", directory.display()),
    )
}
