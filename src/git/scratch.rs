//! A repository made from nothing, for `onehead demo`.

use std::fs;
use std::path::Path;

use git2::{Oid, Repository, RepositoryInitOptions, Signature, build::CheckoutBuilder};

use super::GitError;

/// A new repository that nobody else knows of.
pub struct Scratch {
    git: Repository,
}

impl Scratch {
    /// Makes a repository in an empty folder, its first branch called `main`. The user's configuration is not asked.
    ///
    /// # Errors
    /// [`GitError`] when the folder cannot be written.
    pub fn init(directory: &Path) -> Result<Self, GitError> {
        let mut options = RepositoryInitOptions::new();
        options.initial_head("main").no_reinit(true).external_template(false);
        let git = Repository::init_opts(directory, &options)?;
        Ok(Self { git })
    }

    /// Writes files and commits them on the branch that is checked out; answers the commit.
    ///
    /// # Errors
    /// [`GitError`] when something cannot be written.
    pub fn commit(&self, author: &str, message: &str, files: &[(&str, &str)]) -> Result<String, GitError> {
        let root = self.git.workdir().ok_or(GitError::Unborn)?;
        let mut index = self.git.index()?;
        for (name, text) in files {
            let path = root.join(name);
            let written = path
                .parent()
                .map_or(Ok(()), fs::create_dir_all)
                .and_then(|()| fs::write(&path, text));
            written.map_err(|error| GitError::Other(format!("cannot write {}: {error}", path.display())))?;
            index.add_path(Path::new(name))?;
        }
        index.write()?;
        let parents: Vec<Oid> = self
            .git
            .head()
            .ok()
            .and_then(|head| head.target())
            .into_iter()
            .collect();
        self.record(author, message, &parents)
    }

    /// Starts a branch at a commit and checks it out.
    ///
    /// # Errors
    /// [`GitError`] when something cannot be written.
    pub fn branch(&self, name: &str, at: &str) -> Result<(), GitError> {
        let commit = self.git.find_commit(Oid::from_str(at)?)?;
        self.git.branch(name, &commit, false)?;
        self.switch(name)
    }

    /// Checks a branch out.
    ///
    /// # Errors
    /// [`GitError`] when something cannot be written.
    pub fn switch(&self, name: &str) -> Result<(), GitError> {
        self.git.set_head(&format!("refs/heads/{name}"))?;
        self.git.checkout_head(Some(CheckoutBuilder::new().force()))?;
        Ok(())
    }

    /// Merges a branch into the one that is checked out, as `git merge --no-ff` does where nothing conflicts.
    ///
    /// # Errors
    /// [`GitError`] when the branches conflict or something cannot be written.
    pub fn merge(&self, author: &str, name: &str) -> Result<String, GitError> {
        let ours = self.git.head()?.peel_to_commit()?;
        let theirs = self
            .git
            .find_reference(&format!("refs/heads/{name}"))?
            .peel_to_commit()?;
        let mut merged = self.git.merge_commits(&ours, &theirs, None)?;
        let tree = merged.write_tree_to(&self.git)?;
        self.git.checkout_tree(
            self.git.find_tree(tree)?.as_object(),
            Some(CheckoutBuilder::new().force()),
        )?;
        self.record(author, &format!("Merge branch '{name}'"), &[ours.id(), theirs.id()])
    }

    fn record(&self, author: &str, message: &str, parents: &[Oid]) -> Result<String, GitError> {
        let mut index = self.git.index()?;
        let tree = self.git.find_tree(index.write_tree()?)?;
        let author = Signature::now(author, "demo@example.org")?;
        let parents = parents
            .iter()
            .map(|&id| self.git.find_commit(id))
            .collect::<Result<Vec<_>, _>>()?;
        let parents: Vec<_> = parents.iter().collect();
        let commit = self
            .git
            .commit(Some("HEAD"), &author, &author, message, &tree, &parents)?;
        Ok(commit.to_string())
    }
}
