//! Where a repository begins, seen from the files alone.

use std::path::{Path, PathBuf};

/// Finds the folder with a `.git` at or above a directory, without opening anything: discovery of projects stops there
/// whether or not git can be read.
#[must_use]
pub fn root_above(directory: &Path) -> Option<PathBuf> {
    directory
        .ancestors()
        .find(|ancestor| ancestor.join(".git").exists())
        .map(Path::to_path_buf)
}
