//! Why no project could be had.

use std::path::{Path, PathBuf};

use crate::sources::SourceError;
use crate::text::DecodeError;

/// Why a project could not be found or read. One line each, with path and line where a file is to blame.
#[derive(Debug, thiserror::Error)]
pub enum ProjectError {
    /// A file or folder could not be read.
    #[error(transparent)]
    Source(#[from] SourceError),
    /// A configuration file is no text.
    #[error("{}: {error}", path.display())]
    Text {
        /// The file.
        path: PathBuf,
        /// What it is.
        error: DecodeError,
    },
    /// A configuration file breaks the rules of its language, or a value is none of those that its key can have.
    #[error("{}: {what}", place(path, *line))]
    Invalid {
        /// The file.
        path: PathBuf,
        /// The line, from 1; none where the file as a whole is meant.
        line: Option<u32>,
        /// What is wrong.
        what: String,
    },
    /// The files named by `-c` cannot stand together.
    #[error("{0}")]
    Configs(&'static str),
    /// A configuration file that was named is not there.
    #[error("no such configuration file: {}", .0.display())]
    NoConfig(PathBuf),
    /// The configuration does not say where the scripts are.
    #[error("{}: no 'script_location' key found in configuration{}", path.display(), sections(section, known))]
    NoScriptLocation {
        /// The file.
        path: PathBuf,
        /// The section that was asked.
        section: String,
        /// The sections that have the key.
        known: Vec<String>,
    },
    /// There is no such section (`-n`).
    #[error("{}: no section [{section}]{}", path.display(), choices("; sections with a script_location", known))]
    UnknownSection {
        /// The file.
        path: PathBuf,
        /// The section that was asked for.
        section: String,
        /// The sections that have a `script_location`.
        known: Vec<String>,
    },
    /// A configured directory is not there.
    #[error("{}: path doesn't exist: {} (script_location)", place(path, *line), directory.display())]
    MissingDirectory {
        /// The configuration file.
        path: PathBuf,
        /// The line of the key.
        line: Option<u32>,
        /// The directory.
        directory: PathBuf,
    },
    /// A location inside a Python package, and the package is not in the tree.
    #[error(
        "{}: the package of `{location}` was not found (looked in {}); onehead imports nothing, name the folder instead",
        place(path, *line),
        looked.iter().map(|at| at.display().to_string()).collect::<Vec<_>>().join(", ")
    )]
    Package {
        /// The configuration file.
        path: PathBuf,
        /// The line of the key.
        line: Option<u32>,
        /// The location as written.
        location: String,
        /// Where it was looked for.
        looked: Vec<PathBuf>,
    },
    /// Several script directories, and nothing says which.
    #[error("several script directories: {}; choose one with --project, -c or -n", names.join(", "))]
    Several {
        /// Their names.
        names: Vec<String>,
    },
    /// No script directory has that name.
    #[error("no script directory is named `{name}`{}", choices("; there are", known))]
    UnknownProject {
        /// The name asked for.
        name: String,
        /// The names that there are.
        known: Vec<String>,
    },
    /// There is nothing that looks like a project.
    #[error(
        "no migrations found in {}: no alembic.ini, no [tool.alembic] in pyproject.toml, no onehead.toml, \
         no `versions` folder in migrations/ or alembic/",
        .0.display()
    )]
    NotFound(PathBuf),
}

impl ProjectError {
    /// Answers whether the command line is to blame, not the project.
    #[must_use]
    pub const fn is_usage(&self) -> bool {
        matches!(
            self,
            Self::Configs(_) | Self::UnknownSection { .. } | Self::UnknownProject { .. } | Self::Several { .. }
        )
    }

    /// Answers whether there simply is no such project at that place, as in a commit from before it began.
    #[must_use]
    pub const fn is_absent(&self) -> bool {
        matches!(
            self,
            Self::NotFound(_) | Self::NoConfig(_) | Self::MissingDirectory { .. } | Self::UnknownProject { .. }
        )
    }

    pub(super) fn invalid(path: &Path, line: Option<u32>, what: impl Into<String>) -> Self {
        Self::Invalid {
            path: path.to_path_buf(),
            line,
            what: what.into(),
        }
    }
}

fn place(path: &Path, line: Option<u32>) -> String {
    match line {
        Some(line) => format!("{}:{line}", path.display()),
        None => path.display().to_string(),
    }
}

fn sections(section: &str, known: &[String]) -> String {
    if known.is_empty() {
        String::new()
    } else {
        format!(" section [{section}]; choose one with -n: {}", known.join(", "))
    }
}

fn choices(lead: &str, known: &[String]) -> String {
    if known.is_empty() {
        String::new()
    } else {
        format!("{lead}: {}", known.join(", "))
    }
}
