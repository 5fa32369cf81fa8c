//! Looking for files by what they hold, in any commit: each tree and each object is read once.

use std::collections::{HashMap, HashSet};
use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::rc::Rc;

use git2::{Oid, Sort};

use super::objects::{Node, NodeKind, RepoPath, join};
use super::tracked::os_path;
use super::{GitError, Repo};
use crate::text::SourceText;

/// The most commits that are looked at.
const COMMITS: usize = 50_000;

/// What a search asks of files.
pub struct Wanted<'a> {
    /// The names of folders in which, or below which, every file is asked.
    pub folders: HashSet<Vec<u8>>,
    /// Answers whether a file of this name may be one, wherever it lies.
    pub is_named: &'a dyn Fn(&OsStr) -> bool,
    /// Answers which of the wanted things a file holds.
    pub identify: &'a dyn Fn(&Path, &[u8]) -> Option<String>,
}

/// A file that holds something wanted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Holding {
    /// What it holds.
    pub what: String,
    /// The file, absolute, as it would stand in the working tree.
    pub path: PathBuf,
}

/// A search through trees.
pub struct Search<'a> {
    repo: &'a Repo,
    wanted: Wanted<'a>,
    /// What each tree holds, below it; asked apart for trees inside of a wanted folder.
    trees: HashMap<(Oid, bool), Rc<Vec<Hit>>>,
    blobs: HashMap<Oid, Option<String>>,
}

/// A wanted thing and the path of its file from the tree on.
type Hit = (String, RepoPath);

impl Repo {
    /// Prepares a search.
    #[must_use]
    pub fn search<'a>(&'a self, wanted: Wanted<'a>) -> Search<'a> {
        Search {
            repo: self,
            wanted,
            trees: HashMap::new(),
            blobs: HashMap::new(),
        }
    }
}

impl Search<'_> {
    /// Lists what a commit holds.
    ///
    /// # Errors
    /// [`GitError`] where an object cannot be read.
    pub fn in_commit(&mut self, commit: &str) -> Result<Vec<Holding>, GitError> {
        let root = self.repo.commit(commit)?.tree_id();
        self.in_root(root)
    }

    /// Finds, for each wanted thing, the newest commit that holds it, looking back from some commits; answers also
    /// whether all of their history was looked at.
    ///
    /// # Errors
    /// [`GitError`] where the history cannot be walked.
    pub fn in_history(
        &mut self,
        starts: &[String],
        missing: &HashSet<String>,
    ) -> Result<(Vec<(String, Holding)>, bool), GitError> {
        let mut missing = missing.clone();
        let mut found = Vec::new();
        let mut walk = self.repo.git.revwalk()?;
        walk.set_sorting(Sort::TIME)?;
        for start in starts {
            walk.push(Oid::from_str(start)?)?;
        }
        let mut looked = 0;
        for id in walk {
            if missing.is_empty() {
                break;
            }
            looked += 1;
            if looked > COMMITS {
                return Ok((found, false));
            }
            let commit = self.repo.git.find_commit(id?)?;
            for holding in self.in_root(commit.tree_id())? {
                if missing.remove(&holding.what) {
                    found.push((commit.id().to_string(), holding));
                }
            }
        }
        Ok((found, true))
    }

    fn in_root(&mut self, root: Oid) -> Result<Vec<Holding>, GitError> {
        let hits = self.hits(root, false)?;
        let holding = |(what, path): &Hit| {
            Some(Holding {
                what: what.clone(),
                path: self.repo.root().join(os_path(path)?),
            })
        };
        Ok(hits.iter().filter_map(holding).collect())
    }

    /// Searches a tree and all below it. The trees whose answer waits for those below stand on a stack of their own.
    fn hits(&mut self, root: Oid, is_inside: bool) -> Result<Rc<Vec<Hit>>, GitError> {
        let mut waiting = vec![(root, is_inside)];
        while let Some(&(id, inside)) = waiting.last() {
            if self.trees.contains_key(&(id, inside)) {
                waiting.pop();
                continue;
            }
            let missing = self.missing_below(id, inside)?;
            if missing.is_empty() {
                let hits = self.collect(id, inside)?;
                self.trees.insert((id, inside), Rc::new(hits));
                waiting.pop();
            } else {
                waiting.extend(missing);
            }
        }
        Ok(self.trees.get(&(root, is_inside)).cloned().unwrap_or_default())
    }

    fn missing_below(&self, id: Oid, inside: bool) -> Result<Vec<(Oid, bool)>, GitError> {
        let tree = self.repo.git.find_tree(id)?;
        let below = tree.iter().filter_map(|entry| {
            let is_tree =
                Node::new(u32::try_from(entry.filemode()).unwrap_or_default(), entry.id()).kind == NodeKind::Directory;
            let key = (entry.id(), inside || self.wanted.folders.contains(entry.name_bytes()));
            (is_tree && !self.trees.contains_key(&key)).then_some(key)
        });
        Ok(below.collect())
    }

    fn collect(&mut self, id: Oid, inside: bool) -> Result<Vec<Hit>, GitError> {
        let tree = self.repo.git.find_tree(id)?;
        let mut hits = Vec::new();
        for entry in &tree {
            let name = entry.name_bytes();
            match Node::new(u32::try_from(entry.filemode()).unwrap_or_default(), entry.id()).kind {
                NodeKind::Directory => {
                    let key = (entry.id(), inside || self.wanted.folders.contains(name));
                    let below = self.trees.get(&key).cloned().unwrap_or_default();
                    hits.extend(below.iter().map(|(what, path)| (what.clone(), join(name, path))));
                }
                NodeKind::File => {
                    let Some(path) = os_path(name) else { continue };
                    if (inside || (self.wanted.is_named)(path.as_os_str()))
                        && let Some(what) = self.identity(entry.id(), &path)
                    {
                        hits.push((what, name.to_vec()));
                    }
                }
                NodeKind::Symlink | NodeKind::Submodule => {}
            }
        }
        Ok(hits)
    }

    fn identity(&mut self, blob: Oid, name: &Path) -> Option<String> {
        if let Some(known) = self.blobs.get(&blob) {
            return known.clone();
        }
        let odb = self.repo.git.odb().ok()?;
        let is_small = odb.read_header(blob).is_ok_and(|(size, _)| size <= SourceText::LIMIT);
        let object = is_small.then(|| odb.read(blob).ok()).flatten();
        let what = object.and_then(|object| (self.wanted.identify)(name, object.data()));
        self.blobs.insert(blob, what.clone());
        what
    }
}
