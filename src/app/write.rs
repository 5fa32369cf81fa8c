//! The only place that writes files of the project: a set of changes, all or nothing.

use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};

use tempfile::NamedTempFile;

/// One change of the working tree.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Change {
    /// A folder that must hold nothing yet, where it is there at all.
    Directory {
        /// Absolute path.
        path: PathBuf,
    },
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
    /// A file that must still hold what the plan was made from, and goes.
    Remove {
        /// Absolute path.
        path: PathBuf,
        /// What it must hold now.
        before: Vec<u8>,
    },
}

impl Change {
    /// Answers the file.
    #[must_use]
    pub fn path(&self) -> &Path {
        match self {
            Self::Directory { path }
            | Self::Create { path, .. }
            | Self::Rewrite { path, .. }
            | Self::Remove { path, .. } => path,
        }
    }

    /// Answers what the file will hold; nothing for a folder, and for a file that goes.
    #[must_use]
    pub fn text(&self) -> &str {
        match self {
            Self::Directory { .. } | Self::Remove { .. } => "",
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
    /// The folder has something in it.
    #[error("directory {} already exists and is not empty; nothing was written", path.display())]
    NotEmpty {
        /// The folder.
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

/// What took place already, each with what undoes it.
enum Done {
    Folder(PathBuf),
    Created(PathBuf),
    Rewritten(PathBuf, Vec<u8>),
    /// The new name of what was put aside, and its old name.
    Removed(PathBuf, PathBuf),
}

/// Writes a set of changes: all of them, or none.
///
/// Every byte is on disk under a temporary name before the first file appears under its own. A file never appears half
/// written, and never in place of another one. A crash leaves at most a `.onehead-*.tmp`, which nothing reads, and empty
/// folders.
///
/// # Errors
/// [`WriteError`], after which the working tree is as it was.
pub fn write(changes: &[Change]) -> Result<(), WriteError> {
    let mut done = Vec::new();
    let result = carry_out(changes, &mut done);
    if result.is_err() {
        undo(done);
    }
    result
}

fn carry_out(changes: &[Change], done: &mut Vec<Done>) -> Result<(), WriteError> {
    // Dropped on the way out by an error: what was not settled is removed, before its folders are.
    let mut staged = Vec::new();
    for change in changes {
        staged.extend(stage(change, done)?);
    }
    for one in staged {
        done.push(settle(one)?);
    }
    for aside in done.iter().filter_map(Done::aside) {
        // All is done; what stays behind is a file that nothing reads.
        let _ = fs::remove_file(aside);
    }
    Ok(())
}

impl Done {
    /// Answers the file that was put aside to go at the end.
    fn aside(&self) -> Option<&Path> {
        match self {
            Self::Removed(aside, _) => Some(aside),
            Self::Folder(_) | Self::Created(_) | Self::Rewritten(..) => None,
        }
    }
}

fn stage<'a>(change: &'a Change, done: &mut Vec<Done>) -> Result<Option<Staged<'a>>, WriteError> {
    let path = change.path();
    let io = |error| io(path, error);
    let directory = path.parent().unwrap_or_else(|| Path::new("/"));
    match change {
        Change::Directory { path } => {
            make_folders(path, done).map_err(io)?;
            if fs::read_dir(path).map_err(io)?.next().is_some() {
                return Err(WriteError::NotEmpty { path: path.clone() });
            }
            return Ok(None);
        }
        Change::Create { .. } => {
            if fs::symlink_metadata(path).is_ok() {
                return Err(WriteError::Exists { path: path.into() });
            }
            make_folders(directory, done).map_err(io)?;
        }
        Change::Rewrite { before, .. } | Change::Remove { before, .. } => {
            if fs::read(path).map_err(io)? != *before {
                return Err(WriteError::Changed { path: path.into() });
            }
        }
    }
    let mut file = temporary(directory).map_err(io)?;
    file.write_all(change.text().as_bytes()).map_err(io)?;
    set_mode(&file, change).map_err(io)?;
    file.as_file().sync_all().map_err(io)?;
    Ok(Some(Staged { change, file }))
}

/// Makes a folder and those above it, as far as they are not there.
fn make_folders(path: &Path, done: &mut Vec<Done>) -> std::io::Result<()> {
    let missing: Vec<&Path> = path.ancestors().take_while(|folder| !folder.exists()).collect();
    for folder in missing.into_iter().rev() {
        match fs::create_dir(folder) {
            Ok(()) => done.push(Done::Folder(folder.to_path_buf())),
            // Somebody else made it in this moment, which is as good; it is not ours to remove.
            Err(error) if error.kind() == std::io::ErrorKind::AlreadyExists && folder.is_dir() => {}
            Err(error) => return Err(error),
        }
    }
    Ok(())
}

fn temporary(directory: &Path) -> std::io::Result<NamedTempFile> {
    tempfile::Builder::new()
        .prefix(".onehead-")
        .suffix(".tmp")
        .tempfile_in(directory)
}

/// Gives the temporary file the mode that the file has, or that a new one would get.
#[cfg(unix)]
fn set_mode(file: &NamedTempFile, change: &Change) -> std::io::Result<()> {
    let permissions = match change {
        Change::Rewrite { path, .. } | Change::Remove { path, .. } => fs::metadata(path)?.permissions(),
        Change::Create { path, .. } | Change::Directory { path } => {
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

fn settle(staged: Staged<'_>) -> Result<Done, WriteError> {
    let path = staged.change.path();
    match staged.change {
        Change::Rewrite { before, .. } => match staged.file.persist(path) {
            Ok(_) => Ok(Done::Rewritten(path.into(), before.clone())),
            Err(error) => Err(io(path, error.error)),
        },
        Change::Remove { .. } => {
            // Its bytes stay beside it under a name that nothing reads until all is done.
            let (_, aside) = staged.file.keep().map_err(|error| io(path, error.error))?;
            fs::rename(path, &aside).map_err(|error| io(path, error))?;
            Ok(Done::Removed(aside, path.into()))
        }
        // `persist_noclobber` links the name exclusively: of two processes one loses, and says so.
        Change::Create { .. } | Change::Directory { .. } => match staged.file.persist_noclobber(path) {
            Ok(_) => Ok(Done::Created(path.into())),
            Err(error) if error.error.kind() == std::io::ErrorKind::AlreadyExists => {
                Err(WriteError::Exists { path: path.into() })
            }
            Err(error) => Err(io(path, error.error)),
        },
    }
}

fn undo(done: Vec<Done>) {
    for step in done.into_iter().rev() {
        // Undoing is the best that can be done: a second failure here has nobody left to act on it.
        let _ = match step {
            Done::Folder(path) => fs::remove_dir(path),
            Done::Created(path) => fs::remove_file(path),
            Done::Rewritten(path, before) => restore(&path, &before),
            Done::Removed(aside, path) => fs::rename(aside, path),
        };
    }
}

/// Puts the old bytes back as they came: whole, under a temporary name first.
fn restore(path: &Path, before: &[u8]) -> std::io::Result<()> {
    let mut file = temporary(path.parent().unwrap_or_else(|| Path::new("/")))?;
    file.write_all(before)?;
    file.as_file().set_permissions(fs::metadata(path)?.permissions())?;
    file.persist(path)?;
    Ok(())
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
    fn a_failing_change_takes_its_folders_along() {
        let directory = tempfile::tempdir().expect("tempdir");
        let root = directory.path().join("a/b");
        let taken = directory.path().join("taken");
        fs::write(&taken, "mine").expect("write");
        let changes = [
            Change::Directory { path: root.clone() },
            create(root.join("c/d.py"), "1"),
            create(taken, "2"),
        ];
        assert!(matches!(write(&changes), Err(WriteError::Exists { .. })));
        assert_eq!(names(directory.path()), ["taken"]);
    }

    #[test]
    fn a_folder_with_something_in_it_is_refused() {
        let directory = tempfile::tempdir().expect("tempdir");
        fs::write(directory.path().join(".hidden"), "").expect("write");
        let path = directory.path().to_path_buf();
        let changes = [Change::Directory { path: path.clone() }, create(path.join("a.py"), "1")];
        assert!(matches!(write(&changes), Err(WriteError::NotEmpty { .. })));
        assert_eq!(names(&path), [".hidden"]);
    }

    #[test]
    fn what_goes_comes_back_where_another_change_fails() {
        let directory = tempfile::tempdir().expect("tempdir");
        let gone = directory.path().join("gone.lock");
        fs::write(&gone, "before").expect("write");
        let remove = Change::Remove {
            path: gone.clone(),
            before: b"before".to_vec(),
        };
        let taken = directory.path().join("twice.py");
        let changes = [remove.clone(), create(taken.clone(), "1"), create(taken, "2")];
        assert!(matches!(write(&changes), Err(WriteError::Exists { .. })));
        assert_eq!(fs::read_to_string(&gone).expect("read"), "before");
        assert_eq!(names(directory.path()), ["gone.lock"]);
        write(&[remove]).expect("written");
        assert!(names(directory.path()).is_empty());
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
