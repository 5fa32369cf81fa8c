//! One process at a time makes revisions in a project.

use std::fs::{File, TryLockError};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

/// How long another process may take to write its file.
const PATIENCE: Duration = Duration::from_secs(30);

/// How often it is asked whether it is done.
const PAUSE: Duration = Duration::from_millis(10);

/// The right to make revisions in a script directory, as long as it lives.
#[derive(Debug)]
pub struct Hold {
    _directory: Option<File>,
}

/// Another process does not let go.
#[derive(Debug, thiserror::Error)]
#[error("another onehead is writing to {}; nothing was written", .0.display())]
pub struct Busy(PathBuf);

/// Waits for the right to make revisions in a script directory: between reading the heads and writing what joins them
/// nobody else may do the same.
///
/// The lock is on the directory itself, so nothing is left behind and a process that dies lets go. Where a file system
/// has no locks, or a system cannot open a directory, nobody is held back.
///
/// # Errors
/// [`Busy`] when another process holds it for half a minute.
pub fn hold(directory: &Path) -> Result<Hold, Busy> {
    let Ok(file) = File::open(directory) else {
        return Ok(Hold { _directory: None });
    };
    let start = Instant::now();
    loop {
        match file.try_lock() {
            Ok(()) => return Ok(Hold { _directory: Some(file) }),
            Err(TryLockError::Error(_)) => return Ok(Hold { _directory: None }),
            Err(TryLockError::WouldBlock) if start.elapsed() > PATIENCE => return Err(Busy(directory.to_path_buf())),
            Err(TryLockError::WouldBlock) => std::thread::sleep(PAUSE),
        }
    }
}
