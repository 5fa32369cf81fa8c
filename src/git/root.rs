//! Where a repository begins, seen from the files alone.

use std::path::{Path, PathBuf};

/// Finds the folder with a `.git` at or above a directory, or the bare repository that holds it, without opening anything:
/// discovery of projects stops there whether or not git can be read.
#[must_use]
pub fn root_above(directory: &Path) -> Option<PathBuf> {
    directory
        .ancestors()
        .find(|ancestor| ancestor.join(".git").exists() || is_bare(ancestor))
        .map(Path::to_path_buf)
}

/// Answers whether a folder is a git directory by its looks (`is_git_directory` in git's `setup.c`) and belongs to no
/// working tree around it.
fn is_bare(folder: &Path) -> bool {
    let is_inside = folder.components().any(|part| part.as_os_str() == ".git");
    !is_inside
        && folder.join("HEAD").symlink_metadata().is_ok()
        && folder.join("objects").is_dir()
        && folder.join("refs").is_dir()
}
