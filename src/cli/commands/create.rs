//! What `revision` and `merge` have in common.

use std::path::Path;
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

/// Writes the file and says so as Alembic does, on stderr.
pub(super) fn write(terminal: &mut Terminal, project: &Arc<Project>, change: &Change) -> Result<(), Failure> {
    write_revisions(project, std::slice::from_ref(change))?;
    say_written(terminal, project, change);
    Ok(())
}

/// Says that the file of a revision was written.
pub(super) fn say_written(terminal: &mut Terminal, project: &Project, change: &Change) {
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
}

/// Quotes a text for a POSIX shell.
pub(super) fn quote(text: &str) -> String {
    format!("'{}'", text.replace('\'', r"'\''"))
}
