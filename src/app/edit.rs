//! Opening revision files with the user's editor: the only place that starts a program which is not git.

use std::path::{Path, PathBuf};
use std::process::{Command, ExitStatus};

use super::workspace::Place;
use crate::graph::Rev;
use crate::project::Environment;

/// Programs that are tried where the environment names none, or none that is there (spec section 1.4, `edit`).
const KNOWN: [&str; 5] = ["sensible-editor", "editor", "nano", "vim", "code"];

/// Why no editor could be used.
#[derive(Debug, thiserror::Error)]
pub enum EditError {
    /// The target stands for no revision.
    #[error("no revision files indicated by symbol '{0}'")]
    NoRevision(String),
    /// There is no editor.
    #[error("no editor was found{}", asked(.0))]
    NoEditor(Vec<String>),
    /// The editor could not be started.
    #[error("cannot start the editor {}: {error}", program.display())]
    Start {
        /// The program.
        program: PathBuf,
        /// What the system said.
        error: std::io::Error,
    },
    /// The editor ended badly.
    #[error("the editor {} ended with {status}", program.display())]
    Ended {
        /// The program.
        program: PathBuf,
        /// How it ended.
        status: ExitStatus,
    },
}

fn asked(names: &[String]) -> String {
    match names {
        [] => String::new(),
        names => format!("; there is no {}", names.join(" and no ")),
    }
}

/// Answers the files of revisions.
#[must_use]
pub fn files(place: &Place<'_>, revisions: &[Rev]) -> Vec<PathBuf> {
    let path = |&rev: &Rev| place.history.revision(rev).path.clone();
    revisions.iter().map(path).collect()
}

/// Opens one file after the other, each time waiting for the editor to end.
///
/// # Errors
/// [`EditError`] when there is no editor, or it fails on a file; the files behind that one are not opened.
pub fn edit(environment: &Environment, directory: &Path, files: &[PathBuf]) -> Result<(), EditError> {
    let (program, arguments) =
        editor(environment, directory).ok_or_else(|| EditError::NoEditor(environment.editors()))?;
    for file in files {
        let status = Command::new(&program).args(&arguments).arg(file).status();
        let status = status.map_err(|error| EditError::Start {
            program: program.clone(),
            error,
        })?;
        if !status.success() {
            return Err(EditError::Ended { program, status });
        }
    }
    Ok(())
}

/// Finds the editor: what the environment names, as a whole or with arguments behind a space, else a known one.
fn editor(environment: &Environment, directory: &Path) -> Option<(PathBuf, Vec<String>)> {
    let folders = environment.program_folders();
    let find = |name: &str| {
        if name.contains(std::path::MAIN_SEPARATOR) {
            return Some(directory.join(name)).filter(|path| path.is_file());
        }
        folders
            .iter()
            .map(|folder| folder.join(name))
            .find(|path| is_program(path))
    };
    for named in environment.editors() {
        if let Some(program) = find(&named) {
            return Some((program, Vec::new()));
        }
        let mut words = named.split_whitespace().map(str::to_owned);
        if let Some(program) = words.next().and_then(|first| find(&first)) {
            return Some((program, words.collect()));
        }
    }
    KNOWN
        .iter()
        .find_map(|name| find(name))
        .map(|program| (program, Vec::new()))
}

#[cfg(unix)]
fn is_program(path: &Path) -> bool {
    use std::os::unix::fs::PermissionsExt as _;
    path.metadata()
        .is_ok_and(|metadata| metadata.is_file() && metadata.permissions().mode() & 0o111 != 0)
}

#[cfg(not(unix))]
fn is_program(path: &Path) -> bool {
    path.is_file()
}
