//! The only place that writes files of the project: a set of changes, all or nothing.

use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};

use tempfile::NamedTempFile;

/// One change of the working tree.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Change {
    /// A file that must not be there yet.
    Create {
        /// Absolute path.
        path: PathBuf,
        /// What it will hold.
        text: String,
    },
    /// A file that must still hold what the plan was made from.
    Rewrite {
        /// Absolute path.
        path: PathBuf,
        /// What it must hold now.
        before: Vec<u8>,
        /// What it will hold.
        text: String,
    },
}

impl Change {
    /// Answers the file.
    #[must_use]
    pub fn path(&self) -> &Path {
        match self {
            Self::Create { path, .. } | Self::Rewrite { path, .. } => path,
        }
    }

    /// Answers what the file will hold.
    #[must_use]
    pub fn text(&self) -> &str {
        match self {
            Self::Create { text, .. } | Self::Rewrite { text, .. } => text,
        }
    }
}

/// Why nothing was written.
#[derive(Debug, thiserror::Error)]
pub enum WriteError {
    /// The file is there already.
    #[error("{} exists already; nothing was written", path.display())]
    Exists {
        /// The file.
        path: PathBuf,
    },
    /// The file is not what the plan was made from.
    #[error("{} has changed meanwhile; nothing was written", path.display())]
    Changed {
        /// The file.
        path: PathBuf,
    },
    /// The system refused.
    #[error("cannot write {}: {error}; nothing was written", path.display())]
    Io {
        /// The file.
        path: PathBuf,
        /// What the system said.
        error: std::io::Error,
    },
}

/// A change whose bytes are on disk under another name.
struct Staged<'a> {
    change: &'a Change,
    file: NamedTempFile,
}

/// A change that took place, with what undoes it.
enum Done<'a> {
    Created(&'a Path),
    Rewritten(&'a Path, &'a [u8]),
}

/// Writes a set of changes: all of them, or none.
///
/// Every byte is on disk under a temporary name before the first file appears under its own. A file never appears half
/// written, and never in place of another one. A crash leaves at most a `.onehead-*.tmp`, which nothing reads.
///
/// # Errors
/// [`WriteError`], after which the working tree is as it was.
pub fn write(changes: &[Change]) -> Result<(), WriteError> {
    let staged: Vec<Staged<'_>> = changes.iter().map(stage).collect::<Result<_, _>>()?;
    let mut done = Vec::new();
    for stage in staged {
        match settle(stage) {
            Ok(step) => done.push(step),
            Err(error) => {
                undo(&done);
                return Err(error);
            }
        }
    }
    Ok(())
}

fn stage(change: &Change) -> Result<Staged<'_>, WriteError> {
    let path = change.path();
    let io = |error| io(path, error);
    let directory = path.parent().unwrap_or_else(|| Path::new("/"));
    match change {
        Change::Create { .. } => {
            if fs::symlink_metadata(path).is_ok() {
                return Err(WriteError::Exists { path: path.into() });
            }
            fs::create_dir_all(directory).map_err(io)?;
        }
        Change::Rewrite { before, .. } => {
            if fs::read(path).map_err(io)? != *before {
                return Err(WriteError::Changed { path: path.into() });
            }
        }
    }
    let mut file = tempfile::Builder::new()
        .prefix(".onehead-")
        .suffix(".tmp")
        .tempfile_in(directory)
        .map_err(io)?;
    file.write_all(change.text().as_bytes()).map_err(io)?;
    set_mode(&file, change).map_err(io)?;
    file.as_file().sync_all().map_err(io)?;
    Ok(Staged { change, file })
}

/// Gives the temporary file the mode that the file has, or that a new one would get.
#[cfg(unix)]
fn set_mode(file: &NamedTempFile, change: &Change) -> std::io::Result<()> {
    let permissions = match change {
        Change::Rewrite { path, .. } => fs::metadata(path)?.permissions(),
        Change::Create { path, .. } => {
            // Only the system knows the umask: make a file the plain way and look.
            let directory = path.parent().unwrap_or_else(|| Path::new("/"));
            let probe = tempfile::Builder::new()
                .prefix(".onehead-")
                .suffix(".tmp")
                .make_in(directory, |path| fs::File::create_new(path))?;
            probe.as_file().metadata()?.permissions()
        }
    };
    file.as_file().set_permissions(permissions)
}

#[cfg(not(unix))]
fn set_mode(_: &NamedTempFile, _: &Change) -> std::io::Result<()> {
    Ok(())
}

fn settle(staged: Staged<'_>) -> Result<Done<'_>, WriteError> {
    let path = staged.change.path();
    match staged.change {
        // `persist_noclobber` links the name exclusively: of two processes one loses, and says so.
        Change::Create { .. } => match staged.file.persist_noclobber(path) {
            Ok(_) => Ok(Done::Created(path)),
            Err(error) if error.error.kind() == std::io::ErrorKind::AlreadyExists => {
                Err(WriteError::Exists { path: path.into() })
            }
            Err(error) => Err(io(path, error.error)),
        },
        Change::Rewrite { before, .. } => match staged.file.persist(path) {
            Ok(_) => Ok(Done::Rewritten(path, before)),
            Err(error) => Err(io(path, error.error)),
        },
    }
}

fn undo(done: &[Done<'_>]) {
    for step in done.iter().rev() {
        // Undoing is the best that can be done: a second failure here has nobody left to act on it.
        let _ = match step {
            Done::Created(path) => fs::remove_file(path),
            Done::Rewritten(path, before) => fs::write(path, before),
        };
    }
}

fn io(path: &Path, error: std::io::Error) -> WriteError {
    WriteError::Io {
        path: path.into(),
        error,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn create(path: PathBuf, text: &str) -> Change {
        Change::Create {
            path,
            text: text.to_owned(),
        }
    }

    fn names(directory: &Path) -> Vec<String> {
        let mut names: Vec<String> = fs::read_dir(directory)
            .expect("is there")
            .map(|entry| entry.expect("readable").file_name().to_string_lossy().into_owned())
            .collect();
        names.sort();
        names
    }

    #[test]
    fn a_file_is_never_written_over() {
        let directory = tempfile::tempdir().expect("tempdir");
        let path = directory.path().join("a.py");
        fs::write(&path, "mine").expect("write");
        let error = write(&[create(path.clone(), "yours")]).expect_err("exists");
        assert!(matches!(error, WriteError::Exists { .. }));
        assert_eq!(fs::read_to_string(&path).expect("read"), "mine");
        assert_eq!(names(directory.path()), ["a.py"]);
    }

    #[test]
    fn a_failing_change_leaves_the_others_undone() {
        let directory = tempfile::tempdir().expect("tempdir");
        let kept = directory.path().join("kept.py");
        fs::write(&kept, "before").expect("write");
        // Both creations stage well; the second finds its name taken only when it is to appear.
        let twice = directory.path().join("twice.py");
        let changes = [
            Change::Rewrite {
                path: kept.clone(),
                before: b"before".to_vec(),
                text: "after".to_owned(),
            },
            create(twice.clone(), "1"),
            create(twice.clone(), "2"),
        ];
        assert!(matches!(write(&changes), Err(WriteError::Exists { .. })));
        assert_eq!(fs::read_to_string(&kept).expect("read"), "before");
        assert_eq!(names(directory.path()), ["kept.py"]);
    }

    #[test]
    fn a_rewrite_refuses_what_changed_meanwhile() {
        let directory = tempfile::tempdir().expect("tempdir");
        let path = directory.path().join("a.py");
        fs::write(&path, "changed").expect("write");
        let change = Change::Rewrite {
            path,
            before: b"read".to_vec(),
            text: "new".to_owned(),
        };
        assert!(matches!(write(&[change]), Err(WriteError::Changed { .. })));
    }
}
