//! The stages of the index: both sides of a conflict, and putting a file there, the one thing that is written, and only
//! where it was asked for.

use std::path::Path;

use git2::{Index, Status};

use super::{GitError, Repo};

/// The versions of a file that git could not merge; none where a side does not have it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Stages {
    /// What both sides come from.
    pub base: Option<Vec<u8>>,
    /// What git calls ours.
    pub ours: Option<Vec<u8>>,
    /// What git calls theirs.
    pub theirs: Option<Vec<u8>>,
}

impl Repo {
    /// Adds a file of the working tree to the index, as `git add` does.
    ///
    /// # Errors
    /// [`GitError`] when the file lies elsewhere or the index cannot be written.
    pub fn stage(&self, path: &Path) -> Result<(), GitError> {
        let inside = self.inside(path).ok_or_else(|| outside(path))?;
        let mut index = self.fresh_index()?;
        index.add_path(&inside)?;
        index.write()?;
        Ok(())
    }

    /// Reads the versions of a file that is not merged; none where it is.
    ///
    /// # Errors
    /// [`GitError`] when the file lies elsewhere or the index cannot be read.
    pub fn stages(&self, path: &Path) -> Result<Option<Stages>, GitError> {
        let inside = self.inside(path).ok_or_else(|| outside(path))?;
        let index = self.fresh_index()?;
        let read = |stage: i32| -> Result<Option<Vec<u8>>, GitError> {
            let entry = index.get_path(&inside, stage);
            entry
                .map(|entry| Ok(self.git.find_blob(entry.id)?.content().to_vec()))
                .transpose()
        };
        let stages = Stages {
            base: read(1)?,
            ours: read(2)?,
            theirs: read(3)?,
        };
        Ok((stages != Stages::default()).then_some(stages))
    }

    /// Answers whether a file of the working tree is tracked and as it is in the index, so that staging it stages nothing
    /// but what is changed from now on.
    ///
    /// # Errors
    /// [`GitError`] when the file lies elsewhere or git cannot tell.
    pub fn is_as_staged(&self, path: &Path) -> Result<bool, GitError> {
        let inside = self.inside(path).ok_or_else(|| outside(path))?;
        // What was read of the index before may be old.
        self.fresh_index()?;
        let status = self.git.status_file(&inside)?;
        let doubtful = Status::WT_NEW
            | Status::WT_MODIFIED
            | Status::WT_TYPECHANGE
            | Status::WT_RENAMED
            | Status::WT_DELETED
            | Status::IGNORED
            | Status::CONFLICTED;
        Ok(!status.intersects(doubtful))
    }

    /// Answers whether a file of the working tree is as in the commit that is checked out.
    ///
    /// # Errors
    /// [`GitError`] when the file lies elsewhere or git cannot tell.
    pub fn is_as_committed(&self, path: &Path) -> Result<bool, GitError> {
        let inside = self.inside(path).ok_or_else(|| outside(path))?;
        self.fresh_index()?;
        Ok(self.git.status_file(&inside)? == Status::CURRENT)
    }

    /// Opens the index as it is on disk now: another program may have written it since.
    fn fresh_index(&self) -> Result<Index, GitError> {
        let mut index = self.git.index()?;
        index.read(false)?;
        Ok(index)
    }
}

fn outside(path: &Path) -> GitError {
    GitError::Other(format!("{} does not lie in the working tree", path.display()))
}
