//! `onehead lock`.

use super::create;
use crate::app::{Locked, Place, Standing, hold, lock, unlock};
use crate::cli::context::Context;
use crate::cli::globals::{ConfigFlag, Globals};
use crate::cli::terminal::Terminal;
use crate::cli::{Exit, Failure};
use crate::history::{HEADS_FILE, HeadsState};
use crate::sources::{WorkTree, relative_to};
use crate::text::escape_line;

/// Keep the heads in a file, so that two branches that both move one conflict in git itself.
///
/// Writes `heads.lock` into the folder of the revisions; from then on `revision`, `merge` and `rebase` keep it.
#[derive(Debug, clap::Args)]
pub struct Lock {
    /// Write nothing; fail unless the file is there and names the heads
    #[arg(long, conflicts_with = "remove")]
    check: bool,
    /// Take the file away
    #[arg(long)]
    remove: bool,
    #[command(flatten)]
    pub(super) config: ConfigFlag,
    #[command(flatten)]
    pub(super) globals: Globals,
}

impl Lock {
    pub(super) fn run(&self, context: &mut Context) -> Result<Exit, Failure> {
        let Context { workspace, terminal } = context;
        let project = workspace.project(&WorkTree)?;
        if self.check {
            return Ok(check(terminal, &workspace.place(&Standing::WorkTree)?));
        }
        let _hold = hold(&project.directory)?;
        let place = workspace.place(&Standing::WorkTree)?;
        if self.remove {
            match unlock(&place.project)? {
                Some(path) => terminal.say(&format!("removed {}", named(&place, &path))),
                None => terminal.say(&format!("there is no {HEADS_FILE}")),
            }
            return Ok(Exit::Ok);
        }
        create::refuse_broken(&workspace.directory, &place.history)?;
        let (done, path) = match lock(&place)? {
            Locked::Made(path) => ("wrote", path),
            Locked::Renewed(path) => ("brought up to date:", path),
            Locked::Unchanged(path) => ("up to date:", path),
        };
        let heads = place.history.graph.heads().len();
        terminal.say(&format!("{done} {} ({})", named(&place, &path), counted(heads)));
        Ok(Exit::Ok)
    }
}

fn check(terminal: &mut Terminal, place: &Place<'_>) -> Exit {
    let wrong = match place.history.heads_state() {
        Some(HeadsState::Current) => return Exit::Ok,
        None => format!("there is no {HEADS_FILE}; `onehead lock` makes it"),
        Some(HeadsState::Conflict) => {
            format!("{HEADS_FILE} is in conflict; `onehead merge --continue` joins the heads and writes it again")
        }
        Some(HeadsState::Stale) => format!("{HEADS_FILE} does not name the heads; `onehead lock` writes it again"),
    };
    terminal.complain(&wrong);
    Exit::Findings
}

fn named(place: &Place<'_>, path: &std::path::Path) -> String {
    escape_line(&relative_to(&place.directory, path).to_string_lossy()).into_owned()
}

fn counted(heads: usize) -> String {
    match heads {
        1 => "1 head".to_owned(),
        more => format!("{more} heads"),
    }
}
