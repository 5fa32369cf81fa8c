//! The lock beside a `SQLite` database that spans a whole run.

use std::ffi::OsString;
use std::fs::{self, File, OpenOptions, TryLockError};
use std::io::{Read, Seek, Write};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use super::SqliteTarget;
use crate::dialect::DialectError;
use crate::text::escape_line;

/// An exclusive lock on `<database>-onehead.lock`, held until it is dropped or the process ends, however it ends.
///
/// The file stays. Removing it would race: a process that opened it before would lock a file that no longer has a
/// name, and the next one would lock a new file beside it.
#[derive(Debug)]
pub struct DatabaseLock {
    file: File,
}

impl DatabaseLock {
    /// Takes the lock; none for a database in memory, which nobody else can reach.
    ///
    /// # Errors
    /// [`DialectError::Held`] when another process holds it for longer than `patience`; [`DialectError::Lock`] when
    /// the file cannot be made or locked.
    pub fn acquire(target: &SqliteTarget, patience: Duration) -> Result<Option<Self>, DialectError> {
        const PAUSE: Duration = Duration::from_millis(20);
        let Some(database) = &target.path else {
            return Ok(None);
        };
        let path = lock_path(database);
        let failed = |error| DialectError::Lock {
            path: path.clone(),
            error,
        };
        let mut file = open(&path).map_err(failed)?;
        let start = Instant::now();
        loop {
            match file.try_lock() {
                Ok(()) => break,
                Err(TryLockError::Error(error)) => return Err(failed(error)),
                Err(TryLockError::WouldBlock) if start.elapsed() >= patience => {
                    return Err(DialectError::Held {
                        holder: holder(&mut file),
                        seconds: patience.as_secs(),
                    });
                }
                Err(TryLockError::WouldBlock) => std::thread::sleep(PAUSE),
            }
        }
        sign(&mut file).map_err(failed)?;
        Ok(Some(Self { file }))
    }
}

impl Drop for DatabaseLock {
    fn drop(&mut self) {
        // The signature is only for messages; the lock itself goes with the file handle.
        let _ = self.file.set_len(0);
        let _ = self.file.unlock();
    }
}

/// The lock stands beside the file itself, not beside a link to it, so that two names of one database share it.
fn lock_path(database: &Path) -> PathBuf {
    let real = fs::canonicalize(database).unwrap_or_else(|_| {
        let directory = database.parent().and_then(|parent| fs::canonicalize(parent).ok());
        match (directory, database.file_name()) {
            (Some(directory), Some(name)) => directory.join(name),
            _ => database.to_path_buf(),
        }
    });
    let mut name = OsString::from(real);
    name.push("-onehead.lock");
    PathBuf::from(name)
}

fn open(path: &Path) -> std::io::Result<File> {
    // The file is written to: what a link leads to could be anybody's.
    if fs::symlink_metadata(path).is_ok_and(|metadata| !metadata.is_file()) {
        return Err(std::io::Error::other("it is there, and is no regular file"));
    }
    OpenOptions::new()
        .read(true)
        .write(true)
        .create(true)
        .truncate(false)
        .open(path)
}

fn sign(file: &mut File) -> std::io::Result<()> {
    let signature = format!("process {}, since {}\n", std::process::id(), jiff::Timestamp::now());
    file.set_len(0)?;
    file.rewind()?;
    file.write_all(signature.as_bytes())?;
    file.flush()
}

fn holder(file: &mut File) -> String {
    const ENOUGH: u64 = 200;
    let mut text = String::new();
    let read = file.rewind().and_then(|()| file.take(ENOUGH).read_to_string(&mut text));
    match read {
        Ok(_) if !text.trim().is_empty() => escape_line(text.trim()).into_owned(),
        _ => "which did not say who it is".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dialect::ErrorKind;
    use crate::dialect::sqlite::Mode;

    fn target(path: PathBuf) -> SqliteTarget {
        SqliteTarget {
            path: Some(path),
            mode: Mode::Create,
            immutable: false,
            patience: Duration::ZERO,
        }
    }

    #[test]
    fn the_second_waits_and_is_told_who_holds_it() {
        let folder = tempfile::tempdir().expect("a folder");
        let target = target(folder.path().join("a.db"));
        let first = DatabaseLock::acquire(&target, Duration::ZERO)
            .expect("free")
            .expect("a file");
        let error = DatabaseLock::acquire(&target, Duration::from_millis(30)).expect_err("held");
        assert_eq!(error.kind(), ErrorKind::TryAgain);
        assert!(
            error
                .to_string()
                .contains(&format!("process {}, since 20", std::process::id())),
            "{error}"
        );
        drop(first);
        assert!(
            DatabaseLock::acquire(&target, Duration::ZERO)
                .expect("free again")
                .is_some()
        );
        assert!(folder.path().join("a.db-onehead.lock").exists(), "the file stays");
    }

    #[test]
    #[cfg(unix)]
    fn two_names_of_one_database_share_the_lock_and_links_are_not_written_through() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("a.db");
        fs::write(&path, b"").expect("a file");
        let link = folder.path().join("link.db");
        std::os::unix::fs::symlink(&path, &link).expect("a link");
        let _first = DatabaseLock::acquire(&target(path), Duration::ZERO).expect("free");
        assert!(DatabaseLock::acquire(&target(link), Duration::ZERO).is_err());

        let victim = folder.path().join("victim");
        fs::write(&victim, b"precious").expect("a file");
        std::os::unix::fs::symlink(&victim, folder.path().join("b.db-onehead.lock")).expect("a link");
        let error = DatabaseLock::acquire(&target(folder.path().join("b.db")), Duration::ZERO).expect_err("a link");
        assert_eq!(error.kind(), ErrorKind::Failed);
        assert_eq!(fs::read(&victim).expect("there"), b"precious");
    }

    #[test]
    fn a_folder_that_is_not_there_is_named() {
        let error = DatabaseLock::acquire(&target(PathBuf::from("/nowhere/at/all.db")), Duration::ZERO);
        let error = error.expect_err("no folder").to_string();
        assert!(error.contains("/nowhere/at/all.db-onehead.lock"), "{error}");
    }
}
