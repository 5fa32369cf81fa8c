//! Who brought a file, and where a file that is gone last was.

use std::collections::{BTreeMap, BinaryHeap, HashMap, HashSet};
use std::fs;
use std::path::{Path, PathBuf};

use git2::{BranchType, Commit, ObjectType, Oid, Sort, Tree};
use jiff::Timestamp;
use jiff::tz::{Offset, TimeZone};

use super::objects::split;
use super::tracked::{os_path, repo_path};
use super::{GitError, Repo};
use crate::text::SourceText;

/// The most commits that one question looks at; what is older counts as not known.
const COMMITS: usize = 20_000;

/// The most branches that one question looks at.
const BRANCHES: usize = 500;

/// The commit that added a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Added {
    /// The commit, a full hexadecimal id.
    pub commit: String,
    /// The author's name: a stranger's text.
    pub author: String,
    /// The author's time, `2026-11-22 17:51:01 +0100`.
    pub date: String,
    /// The first line of the message: a stranger's text.
    pub summary: String,
}

/// Where a revision that is missing last was.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LastSeen {
    /// A commit that still has the file, a full hexadecimal id.
    pub commit: String,
    /// The file, absolute, as it would stand in the working tree.
    pub path: PathBuf,
    /// The commit that took it away; none where the file stands on another branch.
    pub removed_by: Option<String>,
    /// The branch that has it, where it was not removed but never came here.
    pub branch: Option<String>,
}

/// The paths that a commit is still asked about, by folder.
type Interest = BTreeMap<Vec<u8>, Vec<usize>>;

impl Repo {
    /// Finds the commits that added files, as seen from a commit: for each path the latest addition that led to the
    /// file as it stands there. A path is missing from the answer where it is not in that commit, older than the
    /// bound, or from before a shallow clone's edge.
    ///
    /// # Errors
    /// [`GitError`] where the commit is not there or an object cannot be read.
    pub fn who_added(&self, from: &str, paths: &[PathBuf]) -> Result<HashMap<PathBuf, Added>, GitError> {
        let start = self.commit(from)?;
        let edge = self.shallow_edge();
        let spelled: Vec<Option<Vec<u8>>> = paths
            .iter()
            .map(|path| self.inside(path).and_then(|inside| repo_path(&inside)))
            .collect();
        let mut interest = Interest::new();
        for (index, path) in spelled.iter().enumerate() {
            let Some(path) = path else { continue };
            interest.entry(split(path).0.to_vec()).or_default().push(index);
        }
        let name = |index: usize| split(spelled[index].as_deref().unwrap_or_default()).1;
        let mut found = HashMap::new();
        let mut queue = BinaryHeap::from([(start.time().seconds(), start.id())]);
        let present = keep_present((&start, None), &interest, &name, self)?;
        let mut waiting: HashMap<Oid, Interest> = HashMap::from([(start.id(), present)]);
        for _ in 0..COMMITS {
            let Some((_, id)) = queue.pop() else { break };
            let Some(interest) = waiting.remove(&id) else { continue };
            let commit = self.git.find_commit(id)?;
            let mut left = interest;
            for parent in commit.parents() {
                let here = keep_present((&parent, Some(&commit)), &left, &name, self)?;
                if here.is_empty() {
                    continue;
                }
                subtract(&mut left, &here);
                queue.push((parent.time().seconds(), parent.id()));
                let asked = waiting.entry(parent.id()).or_default();
                for (folder, indexes) in here {
                    asked.entry(folder).or_default().extend(indexes);
                }
            }
            if left.is_empty() || edge.contains(&id) {
                continue;
            }
            let added = describe(&commit);
            for index in left.into_values().flatten() {
                found.insert(paths[index].clone(), added.clone());
            }
        }
        Ok(found)
    }

    /// Tells of one commit what [`Self::who_added`] tells.
    ///
    /// # Errors
    /// [`GitError`] where the commit is not there.
    pub fn told_of(&self, commit: &str) -> Result<Added, GitError> {
        Ok(describe(&self.commit(commit)?))
    }

    /// Lists the branches that hold a commit, local before remote-tracking ones, by their short names.
    ///
    /// # Errors
    /// [`GitError`] where the commit is not there or the refs cannot be read.
    pub fn branches_containing(&self, commit: &str) -> Result<Vec<String>, GitError> {
        let commit = self.commit(commit)?;
        let tips = self.tips()?;
        let holding = self.after(&commit, tips.iter().map(|(_, tip)| *tip))?;
        let holds = tips.into_iter().filter(|(_, tip)| holding.contains(tip));
        Ok(holds.map(|(name, _)| name).collect())
    }

    /// Collects a commit and what comes after it, as seen from some tips: one walk for all of them.
    ///
    /// # Errors
    /// [`GitError`] where an object cannot be read.
    fn after(&self, commit: &Commit<'_>, tips: impl Iterator<Item = Oid>) -> Result<HashSet<Oid>, GitError> {
        // As git does: no clock was wrong by more than a day.
        let since = commit.time().seconds().saturating_sub(24 * 60 * 60);
        let mut children: HashMap<Oid, Vec<Oid>> = HashMap::new();
        let mut seen: HashSet<Oid> = HashSet::from([commit.id()]);
        let mut queue = BinaryHeap::new();
        let mut ahead: Vec<Oid> = tips.collect();
        for _ in 0..COMMITS {
            for id in ahead.drain(..).filter(|id| seen.insert(*id)) {
                // Behind the edge of a shallow clone nothing is there.
                queue.extend(self.git.find_commit(id).map(|commit| (commit.time().seconds(), id)));
            }
            let Some((_, id)) = queue.pop().filter(|(time, _)| *time >= since) else {
                break;
            };
            for parent in self.git.find_commit(id)?.parent_ids() {
                children.entry(parent).or_default().push(id);
                ahead.push(parent);
            }
        }
        let mut after = HashSet::from([commit.id()]);
        let mut waiting = vec![commit.id()];
        while let Some(id) = waiting.pop() {
            let above = children.get(&id).into_iter().flatten();
            waiting.extend(above.copied().filter(|id| after.insert(*id)));
        }
        Ok(after)
    }

    /// Finds where revisions last were that are not in a commit any more, or never came there.
    ///
    /// `identify` answers the id that a file's bytes declare; only files that vanished or changed in `folders` (with
    /// their sub-folders) are read. Looks back through the history of `from` first, then at the tips of all branches.
    ///
    /// # Errors
    /// [`GitError`] where the commit is not there or an object cannot be read.
    pub fn last_seen(
        &self,
        from: &str,
        folders: &[PathBuf],
        wanted: &[String],
        identify: &dyn Fn(&Path, &[u8]) -> Option<String>,
    ) -> Result<HashMap<String, LastSeen>, GitError> {
        let mut search = Search {
            repo: self,
            folders: folders.iter().filter_map(|folder| self.inside(folder)).collect(),
            missing: wanted.iter().map(String::as_str).collect(),
            identify,
            read: HashMap::new(),
        };
        let mut found = search.history(&self.commit(from)?)?;
        if !search.missing.is_empty() {
            search.branches(&mut found)?;
        }
        Ok(found)
    }

    /// Lists the branches and their commits, local ones first.
    fn tips(&self) -> Result<Vec<(String, Oid)>, GitError> {
        let mut tips = Vec::new();
        for kind in [BranchType::Local, BranchType::Remote] {
            for branch in self.git.branches(Some(kind))?.take(BRANCHES) {
                let (branch, _) = branch?;
                // origin/HEAD is another name of a branch that is listed anyway.
                if branch.get().symbolic_target().ok().flatten().is_some() {
                    continue;
                }
                let name = String::from_utf8_lossy(branch.name_bytes()?).into_owned();
                if let Ok(commit) = branch.get().peel_to_commit() {
                    tips.push((name, commit.id()));
                }
            }
        }
        Ok(tips)
    }

    /// Lists the commits whose parents a shallow clone does not have.
    pub(super) fn shallow_edge(&self) -> HashSet<Oid> {
        let text = fs::read_to_string(self.common_dir().join("shallow")).unwrap_or_default();
        text.lines()
            .filter_map(|line| Oid::from_str(line.trim()).ok())
            .collect()
    }
}

/// Answers the tree of a folder in a commit.
fn tree_of(commit: &Commit<'_>, folder: &Path) -> Result<Option<Oid>, GitError> {
    let tree = commit.tree()?;
    if folder.as_os_str().is_empty() {
        return Ok(Some(tree.id()));
    }
    let entry = tree.get_path(folder).ok();
    Ok(entry
        .filter(|entry| entry.kind() == Some(ObjectType::Tree))
        .map(|entry| entry.id()))
}

/// Answers the part of the paths that a commit has; all of them are known to be in the child.
fn keep_present<'a>(
    (commit, child): (&Commit<'_>, Option<&Commit<'_>>),
    interest: &Interest,
    name: &dyn Fn(usize) -> &'a [u8],
    repo: &Repo,
) -> Result<Interest, GitError> {
    let mut present = Interest::new();
    for (folder, indexes) in interest {
        let path = os_path(folder).unwrap_or_default();
        let Some(id) = tree_of(commit, &path)? else {
            continue;
        };
        // Most commits touch other folders: then everything is still there.
        if let Some(child) = child
            && tree_of(child, &path)? == Some(id)
        {
            present.insert(folder.clone(), indexes.clone());
            continue;
        }
        let tree = repo.git.find_tree(id)?;
        let here = indexes
            .iter()
            .copied()
            .filter(|&index| tree.get_name_bytes(name(index)).is_some());
        let here: Vec<usize> = here.collect();
        if !here.is_empty() {
            present.insert(folder.clone(), here);
        }
    }
    Ok(present)
}

fn subtract(interest: &mut Interest, taken: &Interest) {
    for (folder, indexes) in taken {
        let gone: HashSet<usize> = indexes.iter().copied().collect();
        if let Some(left) = interest.get_mut(folder) {
            left.retain(|index| !gone.contains(index));
        }
    }
    interest.retain(|_, left| !left.is_empty());
}

fn describe(commit: &Commit<'_>) -> Added {
    let author = commit.author();
    let when = author.when();
    let offset = Offset::from_seconds(when.offset_minutes().saturating_mul(60)).unwrap_or(Offset::UTC);
    let date = Timestamp::from_second(when.seconds()).map(|time| time.to_zoned(TimeZone::fixed(offset)));
    Added {
        commit: commit.id().to_string(),
        author: String::from_utf8_lossy(author.name_bytes()).into_owned(),
        date: date
            .map(|date| date.strftime("%Y-%m-%d %H:%M:%S %z").to_string())
            .unwrap_or_default(),
        summary: commit
            .summary_bytes()
            .map(String::from_utf8_lossy)
            .unwrap_or_default()
            .into_owned(),
    }
}

/// A search for revisions that are gone.
struct Search<'a> {
    repo: &'a Repo,
    folders: Vec<PathBuf>,
    missing: HashSet<&'a str>,
    identify: &'a dyn Fn(&Path, &[u8]) -> Option<String>,
    /// What each blob declares: the same blob stands in many trees.
    read: HashMap<Oid, Option<String>>,
}

/// A file that one tree has and another has not, or has otherwise.
struct Vanished {
    path: PathBuf,
    id: Oid,
}

impl Search<'_> {
    /// Looks back from a commit. A removal that only a merge shows counts where no other commit explains it.
    fn history(&mut self, start: &Commit<'_>) -> Result<HashMap<String, LastSeen>, GitError> {
        let mut found = HashMap::new();
        let mut by_merges: HashMap<String, LastSeen> = HashMap::new();
        let mut walk = self.repo.git.revwalk()?;
        walk.set_sorting(Sort::TIME)?;
        walk.push(start.id())?;
        for id in walk.take(COMMITS) {
            if self.missing.is_empty() {
                break;
            }
            let commit = self.repo.git.find_commit(id?)?;
            for parent in commit.parents() {
                for (id, path) in self.removed(&commit, &parent)? {
                    let seen = LastSeen {
                        commit: parent.id().to_string(),
                        path,
                        removed_by: Some(commit.id().to_string()),
                        branch: None,
                    };
                    if commit.parent_count() > 1 {
                        by_merges.entry(id).or_insert(seen);
                    } else {
                        self.missing.remove(id.as_str());
                        found.insert(id, seen);
                    }
                }
            }
        }
        for (id, seen) in by_merges {
            self.missing.remove(id.as_str());
            found.entry(id).or_insert(seen);
        }
        Ok(found)
    }

    fn branches(&mut self, found: &mut HashMap<String, LastSeen>) -> Result<(), GitError> {
        for (name, tip) in self.repo.tips()? {
            let commit = self.repo.git.find_commit(tip)?;
            for folder in self.folders.clone() {
                let now = tree_of(&commit, &folder)?;
                for (id, path) in self.identified(None, now, &folder)? {
                    self.missing.remove(id.as_str());
                    found.entry(id).or_insert(LastSeen {
                        commit: tip.to_string(),
                        path,
                        removed_by: None,
                        branch: Some(name.clone()),
                    });
                }
            }
            if self.missing.is_empty() {
                break;
            }
        }
        Ok(())
    }

    /// Answers the wanted ids that a parent has and its child has not.
    fn removed(&mut self, child: &Commit<'_>, parent: &Commit<'_>) -> Result<Vec<(String, PathBuf)>, GitError> {
        let mut all = Vec::new();
        for folder in self.folders.clone() {
            let now = tree_of(child, &folder)?;
            let before = tree_of(parent, &folder)?;
            if now != before {
                all.extend(self.identified(now, before, &folder)?);
            }
        }
        Ok(all)
    }

    /// Answers the wanted ids among the files that `before` has and `now` has not, or has otherwise.
    fn identified(
        &mut self,
        now: Option<Oid>,
        before: Option<Oid>,
        folder: &Path,
    ) -> Result<Vec<(String, PathBuf)>, GitError> {
        let mut wanted = Vec::new();
        for file in vanished(self.repo, now, before, folder)? {
            let path = self.repo.root().join(&file.path);
            if let Some(id) = self.identity(file.id, &path)
                && self.missing.contains(id.as_str())
            {
                wanted.push((id, path));
            }
        }
        Ok(wanted)
    }

    fn identity(&mut self, blob: Oid, path: &Path) -> Option<String> {
        if let Some(known) = self.read.get(&blob) {
            return known.clone();
        }
        let odb = self.repo.git.odb().ok()?;
        let small = odb.read_header(blob).is_ok_and(|(size, _)| size <= SourceText::LIMIT);
        let object = small.then(|| odb.read(blob).ok()).flatten();
        let id = object.and_then(|object| (self.identify)(path, object.data()));
        self.read.insert(blob, id.clone());
        id
    }
}

/// Lists the files below `before` that `now` does not have with the same content, sub-folders included.
fn vanished(repo: &Repo, now: Option<Oid>, before: Option<Oid>, folder: &Path) -> Result<Vec<Vanished>, GitError> {
    let mut files = Vec::new();
    let mut waiting = vec![(now, before, folder.to_path_buf())];
    while let Some((now, before, folder)) = waiting.pop() {
        let Some(before) = before else { continue };
        let before = repo.git.find_tree(before)?;
        let now: Option<Tree<'_>> = now.map(|id| repo.git.find_tree(id)).transpose()?;
        for entry in &before {
            let same = now.as_ref().and_then(|now| now.get_name_bytes(entry.name_bytes()));
            if same.as_ref().is_some_and(|same| same.id() == entry.id()) {
                continue;
            }
            let Some(name) = os_path(entry.name_bytes()) else {
                continue;
            };
            let path = folder.join(name);
            match entry.kind() {
                Some(ObjectType::Tree) => {
                    let same = same.filter(|same| same.kind() == Some(ObjectType::Tree));
                    waiting.push((same.map(|same| same.id()), Some(entry.id()), path));
                }
                Some(ObjectType::Blob) => files.push(Vanished { path, id: entry.id() }),
                _ => {}
            }
        }
    }
    Ok(files)
}
