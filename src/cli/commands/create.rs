//! What `revision` and `merge` have in common.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::app::{Change, problems, write_revisions};
use crate::cli::terminal::Terminal;
use crate::cli::{Exit, Failure};
use crate::history::History;
use crate::project::Project;
use crate::text::escape_line;

/// Refuses to build on a history that cannot be read for certain.
pub(super) fn refuse_broken(directory: &Path, history: &History) -> Result<(), Failure> {
    match problems(history).into_iter().find(|problem| problem.is_fatal) {
        None => Ok(()),
        Some(problem) => {
            let failure = Failure::new(Exit::Unreadable, problem.line(directory));
            Err(failure.hint("run `onehead check` for everything that is wrong; nothing was written"))
        }
    }
}

/// Writes the file and says so as Alembic does, on stderr. Answers all files that were written: `heads.lock` may be one.
pub(super) fn write(terminal: &mut Terminal, project: &Arc<Project>, change: &Change) -> Result<Vec<PathBuf>, Failure> {
    let written = write_revisions(project, std::slice::from_ref(change))?;
    terminal.say(&format!(
        "Generating {} ...  done",
        escape_line(&change.path().to_string_lossy())
    ));
    if !project.post_write_hooks.is_empty() {
        let names = project.post_write_hooks.join(", ");
        terminal.warn(&format!(
            "post-write hooks were not run, they are programs of the project: {}",
            escape_line(&names)
        ));
    }
    Ok(written)
}

/// Quotes a text for a POSIX shell.
pub(super) fn quote(text: &str) -> String {
    format!("'{}'", text.replace('\'', r"'\''"))
}
