//! Putting a file into the index: the one thing that is written, and only where it was asked for.

use std::path::Path;

use super::{GitError, Repo};

impl Repo {
    /// Adds a file of the working tree to the index, as `git add` does.
    ///
    /// # Errors
    /// [`GitError`] when the file lies elsewhere or the index cannot be written.
    pub fn stage(&self, path: &Path) -> Result<(), GitError> {
        let inside = self
            .inside(path)
            .ok_or_else(|| GitError::Other(format!("{} does not lie in the working tree", path.display())))?;
        let mut index = self.git.index()?;
        index.add_path(&inside)?;
        index.write()?;
        Ok(())
    }
}
