//! The few ways in which hook files change: each whole or not at all, none over a file of somebody else.

use std::fs::{self, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use tempfile::NamedTempFile;

use super::HooksError;

/// A hook written in full beside its place, not yet in it; gone again when dropped.
#[derive(Debug)]
pub(super) struct Written(NamedTempFile);

/// Writes a hook beside its place, for git to run: mode 0755 as far as the umask lets.
pub(super) fn write_beside(directory: &Path, bytes: &[u8]) -> Result<Written, HooksError> {
    let write = || -> io::Result<NamedTempFile> {
        let mut builder = tempfile::Builder::new();
        builder.prefix(".onehead-hook-");
        #[cfg(unix)]
        builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o755));
        let mut file = builder.tempfile_in(directory)?;
        file.write_all(bytes)?;
        file.as_file().sync_all()?;
        Ok(file)
    };
    write()
        .map(Written)
        .map_err(|error| HooksError::io("write a hook into", directory, error))
}

impl Written {
    /// Puts the hook at a place where nothing stands.
    pub(super) fn place_new(self, path: &Path) -> Result<(), HooksError> {
        reserve(path)?;
        self.place_over(path).inspect_err(|_| give_up(path))
    }

    /// Puts the hook in the place of another one.
    pub(super) fn place_over(self, path: &Path) -> Result<(), HooksError> {
        let placed = self.0.persist(path);
        placed
            .map(drop)
            .map_err(|failed| HooksError::io("write", path, failed.error))
    }
}

/// Renames a file, link or not, to a name that nothing has.
pub(super) fn move_aside(from: &Path, to: &Path) -> Result<(), HooksError> {
    reserve(to)?;
    fs::rename(from, to).map_err(|error| {
        give_up(to);
        HooksError::io("rename", from, error)
    })
}

/// Puts a hook back that was put aside, over ours, in one step.
pub(super) fn put_back(aside: &Path, path: &Path) -> Result<(), HooksError> {
    fs::rename(aside, path).map_err(|error| HooksError::io("put back", aside, error))
}

/// Removes a hook of ours.
pub(super) fn remove(path: &Path) -> Result<(), HooksError> {
    fs::remove_file(path).map_err(|error| HooksError::io("remove", path, error))
}

/// Lists the folders that making the hooks folder would make, innermost first.
pub(super) fn missing_folders(directory: &Path) -> Vec<PathBuf> {
    let missing = directory.ancestors().take_while(|folder| !folder.is_dir());
    missing.map(Path::to_path_buf).collect()
}

/// Makes the hooks folder where it is missing.
pub(super) fn make_folder(directory: &Path) -> Result<(), HooksError> {
    fs::create_dir_all(directory).map_err(|error| HooksError::Io {
        action: "make the folder",
        path: directory.to_path_buf(),
        error,
    })
}

/// Takes a free name, so that the rename that follows overwrites nothing but this.
///
/// A plain rename would replace a file that came between a look and the rename; creating is exclusive everywhere.
fn reserve(path: &Path) -> Result<(), HooksError> {
    let taken = OpenOptions::new().write(true).create_new(true).open(path);
    taken.map(drop).map_err(|error| HooksError::io("write", path, error))
}

/// Frees a name that was taken; failing here leaves an empty file, which the error that led here outweighs.
fn give_up(path: &Path) {
    let _ = fs::remove_file(path);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_is_ever_overwritten() {
        let folder = tempfile::tempdir().expect("temp dir");
        let (old, new) = (folder.path().join("old"), folder.path().join("new"));
        fs::write(&old, "old").expect("written");
        fs::write(&new, "new").expect("written");
        assert!(matches!(move_aside(&old, &new), Err(HooksError::Appeared { .. })));
        let written = write_beside(folder.path(), b"ours").expect("written");
        assert!(matches!(written.place_new(&new), Err(HooksError::Appeared { .. })));
        assert_eq!(fs::read(&new).expect("read"), b"new");
        assert_eq!(
            fs::read_dir(folder.path()).expect("read").count(),
            2,
            "no temporary file is left"
        );
    }

    #[test]
    fn a_failed_rename_frees_the_name_again() {
        let folder = tempfile::tempdir().expect("temp dir");
        let to = folder.path().join("to");
        assert!(move_aside(&folder.path().join("absent"), &to).is_err());
        assert!(!to.exists());
    }
}
