//! The first-parent line of a branch as stretches of commits in which some paths stay as they are.
//!
//! Every commit is read once, a tree only where it is another one than in the commit before.

use std::cmp::Ordering;
use std::path::{Path, PathBuf};

use git2::{Commit, Oid, Tree, TreeEntry};

use super::objects::{Node, NodeKind};
use super::tracked::{os_path, repo_path};
use super::{GitError, Repo};

/// Neighbouring commits that have the same at the paths of a [`Line`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stretch {
    newest: Oid,
    oldest: Oid,
    /// How many there are.
    pub commits: usize,
    /// When the oldest was committed, in seconds since 1970.
    pub since: i64,
    /// What comes before it is not there: the clone is shallow.
    pub cut_off: bool,
    /// What is at each path.
    objects: Vec<Found>,
}

/// What a commit has at a path.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Found {
    Nothing,
    Object(NodeKind, Oid),
    /// The way leads through a link: only the same whole tree is the same.
    Link(Oid),
}

impl Stretch {
    /// Answers the newest of the commits, a full hexadecimal id.
    #[must_use]
    pub fn newest(&self) -> String {
        self.newest.to_string()
    }

    /// Answers the oldest of them: the one that brought what is there.
    #[must_use]
    pub fn oldest(&self) -> String {
        self.oldest.to_string()
    }

    /// Answers whether another stretch has the same at the paths behind the first few.
    #[must_use]
    pub fn is_same_behind(&self, first: usize, other: &Self) -> bool {
        self.objects.get(first..) == other.objects.get(first..)
    }

    /// Answers whether there is nothing at the first few paths.
    #[must_use]
    pub fn lacks(&self, first: usize) -> bool {
        self.objects.iter().take(first).all(|found| *found == Found::Nothing)
    }

    /// Answers whether one of the first few paths leads through a link.
    #[must_use]
    pub fn has_link(&self, first: usize) -> bool {
        self.objects
            .iter()
            .take(first)
            .any(|found| matches!(found, Found::Link(_)))
    }

    fn tree(&self, at: usize) -> Option<Oid> {
        match self.objects.get(at) {
            Some(Found::Object(NodeKind::Directory, id)) => Some(*id),
            _ => None,
        }
    }
}

/// The first-parent line of a branch, newest stretch first.
pub struct Line<'r> {
    repo: &'r Repo,
    /// The parts of each path; none for one outside of the repository, which is never there.
    paths: Vec<Option<Vec<Vec<u8>>>>,
    next: Option<Commit<'r>>,
    /// The last whole tree, and what it has.
    last: Option<(Oid, Vec<Found>)>,
    /// For each path, the last trees on the way to it and what each has there.
    ways: Vec<Vec<(Oid, Found)>>,
}

impl Repo {
    /// Walks the first-parent line of a commit, watching absolute paths.
    ///
    /// # Errors
    /// [`GitError`] where the commit is not there.
    pub fn line(&self, tip: &str, paths: &[PathBuf]) -> Result<Line<'_>, GitError> {
        let parts = |path: &PathBuf| {
            let path = repo_path(&self.inside(path)?)?;
            let parts = path.split(|&byte| byte == b'/').filter(|part| !part.is_empty());
            Some(parts.map(<[u8]>::to_vec).collect())
        };
        Ok(Line {
            repo: self,
            paths: paths.iter().map(parts).collect(),
            next: Some(self.commit(tip)?),
            last: None,
            ways: vec![Vec::new(); paths.len()],
        })
    }
}

impl Line<'_> {
    fn look(&mut self, root: Oid) -> Result<Vec<Found>, GitError> {
        if let Some((known, objects)) = &self.last
            && *known == root
        {
            return Ok(objects.clone());
        }
        let mut objects = Vec::with_capacity(self.paths.len());
        for (path, way) in self.paths.iter().zip(&mut self.ways) {
            objects.push(match path {
                Some(path) => walk(self.repo, root, (path, way))?,
                None => Found::Nothing,
            });
        }
        self.last = Some((root, objects.clone()));
        Ok(objects)
    }

    fn advance(&mut self) -> Result<Option<Stretch>, GitError> {
        let mut stretch: Option<Stretch> = None;
        while let Some(commit) = self.next.take() {
            let objects = self.look(commit.tree_id())?;
            if let Some(open) = &stretch
                && open.objects != objects
            {
                self.next = Some(commit);
                break;
            }
            let open = stretch.get_or_insert_with(|| Stretch {
                newest: commit.id(),
                oldest: commit.id(),
                commits: 0,
                since: 0,
                cut_off: false,
                objects,
            });
            open.oldest = commit.id();
            open.commits += 1;
            open.since = commit.time().seconds();
            open.cut_off = self.step(&commit)?;
        }
        Ok(stretch)
    }

    /// Goes to the first parent; answers whether there is one that the clone does not have.
    fn step(&mut self, commit: &Commit<'_>) -> Result<bool, GitError> {
        let Ok(parent) = commit.parent_id(0) else {
            return Ok(self.repo.is_shallow() && self.repo.shallow_edge().contains(&commit.id()));
        };
        match self.repo.git.find_commit(parent) {
            Ok(parent) => self.next = Some(parent),
            Err(_) if self.repo.is_shallow() => return Ok(true),
            Err(error) => return Err(error.into()),
        }
        Ok(false)
    }
}

impl Iterator for Line<'_> {
    type Item = Result<Stretch, GitError>;

    fn next(&mut self) -> Option<Self::Item> {
        self.advance().transpose()
    }
}

/// Follows a path through trees. Where a tree on the way is the one of the commit before, so is everything behind it.
fn walk(repo: &Repo, root: Oid, (path, way): (&[Vec<u8>], &mut Vec<(Oid, Found)>)) -> Result<Found, GitError> {
    let mut at = root;
    for (depth, part) in path.iter().enumerate() {
        let found = match way.get(depth) {
            Some((tree, found)) if *tree == at => *found,
            _ => {
                let found = entry(repo, at, part)?;
                way.truncate(depth);
                way.push((at, found));
                found
            }
        };
        let is_last = depth + 1 == path.len();
        match found {
            Found::Object(NodeKind::Symlink, _) => return Ok(Found::Link(root)),
            Found::Object(..) if is_last => return Ok(found),
            Found::Object(NodeKind::Directory, id) => at = id,
            _ => return Ok(Found::Nothing),
        }
    }
    Ok(Found::Object(NodeKind::Directory, at))
}

fn entry(repo: &Repo, tree: Oid, name: &[u8]) -> Result<Found, GitError> {
    let tree = repo.git.find_tree(tree)?;
    Ok(match tree.get_name_bytes(name) {
        Some(entry) => {
            let node = node(&entry);
            Found::Object(node.kind, node.id)
        }
        None => Found::Nothing,
    })
}

fn node(entry: &TreeEntry<'_>) -> Node {
    Node::new(u32::try_from(entry.filemode()).unwrap_or_default(), entry.id())
}

/// One file that two stretches have differently.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Difference {
    /// The file, absolute.
    pub path: PathBuf,
    /// The object that the older one has there, 20 bytes.
    pub before: Option<[u8; 20]>,
    /// The object that the newer one has.
    pub after: Option<[u8; 20]>,
}

/// Compares folders of stretches from one to the next: the tree that was read last is kept.
pub struct Comparison<'r> {
    repo: &'r Repo,
    kept: Vec<Option<Tree<'r>>>,
}

impl Repo {
    /// Prepares to compare.
    #[must_use]
    pub fn comparison(&self) -> Comparison<'_> {
        Comparison {
            repo: self,
            kept: Vec::new(),
        }
    }
}

impl<'r> Comparison<'r> {
    /// Lists the files in the first few folders that differ between a stretch and the one before it; all of its files
    /// where there is none. Links and submodules are left out.
    ///
    /// # Errors
    /// [`GitError`] where an object cannot be read.
    pub fn differences(
        &mut self,
        (before, after): (Option<&Stretch>, Option<&Stretch>),
        folders: &[PathBuf],
        is_recursive: bool,
    ) -> Result<Vec<Difference>, GitError> {
        let mut all = Vec::new();
        self.kept.resize_with(folders.len(), || None);
        for (at, folder) in folders.iter().enumerate() {
            let [before, after] = [before, after].map(|stretch| stretch.and_then(|stretch| stretch.tree(at)));
            if before == after {
                continue;
            }
            let newer = self.read(at, after)?;
            let older = self.read(at, before)?;
            let mut waiting = vec![(folder.clone(), older.clone(), newer)];
            self.kept[at] = older;
            while let Some((folder, older, newer)) = waiting.pop() {
                let below = compare(&folder, (older.as_ref(), newer.as_ref()), &mut all);
                if !is_recursive {
                    continue;
                }
                for (path, older, newer) in below {
                    let [older, newer] = [older, newer].map(|id| id.map(|id| self.repo.git.find_tree(id)).transpose());
                    waiting.push((path, older?, newer?));
                }
            }
        }
        Ok(all)
    }

    fn read(&self, at: usize, tree: Option<Oid>) -> Result<Option<Tree<'r>>, GitError> {
        let Some(id) = tree else { return Ok(None) };
        if let Some(kept) = self.kept[at].as_ref().filter(|kept| kept.id() == id) {
            return Ok(Some(kept.clone()));
        }
        Ok(Some(self.repo.git.find_tree(id)?))
    }
}

/// A folder that differs, with its trees.
type Below = (PathBuf, Option<Oid>, Option<Oid>);

/// Goes through two trees side by side, in git's order.
fn compare(
    folder: &Path,
    (older, newer): (Option<&Tree<'_>>, Option<&Tree<'_>>),
    files: &mut Vec<Difference>,
) -> Vec<Below> {
    let mut below = Vec::new();
    let mut olds = older.into_iter().flat_map(Tree::iter).peekable();
    let mut news = newer.into_iter().flat_map(Tree::iter).peekable();
    loop {
        let which = match (olds.peek(), news.peek()) {
            (None, None) => return below,
            (Some(_), None) => Ordering::Less,
            (None, Some(_)) => Ordering::Greater,
            (Some(old), Some(new)) => in_git_order(old, new),
        };
        let old = if which.is_le() { olds.next() } else { None };
        let new = if which.is_ge() { news.next() } else { None };
        if let (Some(old), Some(new)) = (&old, &new)
            && old.id() == new.id()
        {
            continue;
        }
        let Some(either) = old.as_ref().or(new.as_ref()) else {
            continue;
        };
        let Some(name) = os_path(either.name_bytes()) else {
            continue;
        };
        let id = |entry: &Option<TreeEntry<'_>>| entry.as_ref().map(TreeEntry::id);
        if node(either).kind == NodeKind::Directory {
            below.push((folder.join(name), id(&old), id(&new)));
            continue;
        }
        let [before, after] = [&old, &new].map(|entry| entry.as_ref().and_then(file));
        if before.is_some() || after.is_some() {
            files.push(Difference {
                path: folder.join(name),
                before,
                after,
            });
        }
    }
}

fn file(entry: &TreeEntry<'_>) -> Option<[u8; 20]> {
    let node = node(entry);
    (node.kind == NodeKind::File)
        .then(|| node.id.as_bytes().try_into().ok())
        .flatten()
}

/// Git sorts folders as if a slash stood behind their names.
fn in_git_order(one: &TreeEntry<'_>, other: &TreeEntry<'_>) -> Ordering {
    fn key<'e>(entry: &'e TreeEntry<'_>) -> impl Iterator<Item = &'e u8> {
        let slash = matches!(node(entry).kind, NodeKind::Directory).then_some(&b'/');
        entry.name_bytes().iter().chain(slash)
    }
    key(one).cmp(key(other))
}
