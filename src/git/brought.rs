//! What a branch brought into some folders, by object id, before anything is read.

use std::collections::{BTreeSet, HashMap};
use std::path::PathBuf;

use git2::Oid;

use super::objects::{NodeKind, RepoPath};
use super::tracked::repo_path;
use super::{GitError, Repo};

/// What one commit has at some paths: object ids, none where it has nothing there.
pub type PathState = Vec<Option<[u8; 20]>>;

/// Some paths of the repository, asked about in many commits; each commit is looked at once.
pub struct Watch<'r> {
    repo: &'r Repo,
    paths: Vec<RepoPath>,
    /// Whether the ids of the paths say everything: no link leads to other places.
    whole: bool,
    states: HashMap<Oid, PathState>,
}

impl Repo {
    /// Prepares to watch files and folders; what lies outside of the repository is the same everywhere.
    #[must_use]
    pub fn watch(&self, paths: &[PathBuf]) -> Watch<'_> {
        let paths = paths.iter().filter_map(|path| self.inside(path));
        Watch {
            repo: self,
            paths: paths.filter_map(|path| repo_path(&path)).collect(),
            whole: true,
            states: HashMap::new(),
        }
    }

    /// Lists the best common ancestors of two commits; empty where there are none.
    ///
    /// # Errors
    /// [`GitError`] where a commit is missing.
    pub fn common_ancestors(&self, one: &str, other: &str) -> Result<Vec<String>, GitError> {
        match self.merge_bases(one, &[other.to_owned()]) {
            Err(GitError::NoMergeBase { .. }) => Ok(Vec::new()),
            answer => answer,
        }
    }
}

impl Watch<'_> {
    /// Answers what a commit has at the paths; none where a link makes that no full answer.
    ///
    /// # Errors
    /// [`GitError`] where an object is missing.
    pub fn state(&mut self, commit: &str) -> Result<Option<PathState>, GitError> {
        let id = self.repo.commit(commit)?.id();
        let state = self.state_of(id)?;
        Ok(self.whole.then_some(state))
    }

    /// Lists the commits of a branch that BASE does not have and that change something at the paths.
    ///
    /// # Errors
    /// [`GitError`] where the history cannot be walked.
    pub fn own_changes(&mut self, tip: &str, base: &str) -> Result<BTreeSet<[u8; 20]>, GitError> {
        let mut walk = self.repo.git.revwalk()?;
        walk.push(self.repo.commit(tip)?.id())?;
        walk.hide(self.repo.commit(base)?.id())?;
        let mut own = BTreeSet::new();
        for id in walk {
            let id = id?;
            let state = self.state_of(id)?;
            let mut changes = !self.whole;
            for parent in self.repo.git.find_commit(id)?.parent_ids() {
                changes |= self.state_of(parent)? != state;
            }
            if changes {
                own.extend(bytes(id));
            }
        }
        Ok(own)
    }

    fn state_of(&mut self, commit: Oid) -> Result<PathState, GitError> {
        if let Some(known) = self.states.get(&commit) {
            return Ok(known.clone());
        }
        let tree = self.repo.git.find_commit(commit)?.tree()?;
        let mut state = Vec::with_capacity(self.paths.len());
        for path in &self.paths {
            state.push(self.at(&tree, path)?);
        }
        // A link on the way, or at the end of it, leads elsewhere.
        self.whole &= state.iter().all(|found| !matches!(found, Some((NodeKind::Symlink, _))));
        let state: PathState = state
            .into_iter()
            .map(|found| found.and_then(|(_, id)| bytes(id)))
            .collect();
        self.states.insert(commit, state.clone());
        Ok(state)
    }

    /// Looks a path up part by part, as far as it leads: to its end, or to a link.
    fn at(&self, tree: &git2::Tree<'_>, path: &[u8]) -> Result<Option<(NodeKind, Oid)>, GitError> {
        let mut at = (NodeKind::Directory, tree.id());
        for name in path.split(|&byte| byte == b'/').filter(|name| !name.is_empty()) {
            if at.0 != NodeKind::Directory {
                return Ok((at.0 == NodeKind::Symlink).then_some(at));
            }
            let tree = self.repo.git.find_tree(at.1)?;
            let Some(entry) = tree.get_name_bytes(name) else {
                return Ok(None);
            };
            let mode = u32::try_from(entry.filemode()).unwrap_or_default();
            at = (super::objects::Node::new(mode, entry.id()).kind, entry.id());
        }
        Ok(Some(at))
    }
}

fn bytes(id: Oid) -> Option<[u8; 20]> {
    id.as_bytes().try_into().ok()
}
