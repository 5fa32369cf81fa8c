//! A tree of git as a source: absolute paths in, bytes out, links followed within the tree.

use std::ffi::OsStr;
use std::path::{Component, Path, PathBuf};

use git2::Oid;

use super::blobs::Blobs;
use super::objects::{Node, NodeKind, Objects, RepoPath, join};
use super::refs::inside;
use crate::sources::{ContentId, Entry, EntryKind, Source, SourceError, SourceName, WorkTree};

/// The most links that are followed on the way to one file, as Linux does.
const LINKS: usize = 40;

/// A tree of git under the root of its working tree.
///
/// A path outside of the repository has one version only, the one on disk, so it is read from there.
pub(super) struct Tracked<'r, O> {
    pub(super) objects: O,
    blobs: Blobs<'r>,
    root: PathBuf,
    name: SourceName,
}

/// Where a path leads when its links are followed.
enum Landing {
    Node(RepoPath, Node),
    Nothing,
    /// Into a submodule, whose files the repository does not have.
    Submodule,
    /// Out of the repository.
    Outside,
    /// In circles.
    Circle,
}

impl<'r, O: Objects> Tracked<'r, O> {
    pub(super) const fn new(objects: O, blobs: Blobs<'r>, root: PathBuf, name: SourceName) -> Self {
        Self {
            objects,
            blobs,
            root,
            name,
        }
    }

    /// Answers where a path lies in the repository; none for a path outside.
    pub(super) fn inside(&self, path: &Path) -> Option<RepoPath> {
        repo_path(&inside(&self.root, path)?)
    }

    pub(super) fn root(&self) -> &Path {
        &self.root
    }

    fn node(&self, path: &[u8], shown: &Path) -> Result<Option<Node>, SourceError> {
        self.objects.node(path).map_err(|error| failed(&error, shown))
    }

    /// Follows every link of a path, the last one too.
    fn follow(&self, path: &[u8], shown: &Path) -> Result<Landing, SourceError> {
        let mut waiting: Vec<Vec<u8>> = parts(path);
        let mut at: RepoPath = Vec::new();
        let mut node = self.node(&at, shown)?;
        let mut links = 0;
        while let Some(part) = waiting.pop() {
            if part == b".." {
                if at.is_empty() {
                    return Ok(Landing::Outside);
                }
                at.truncate(super::objects::split(&at).0.len());
                continue;
            }
            let next = join(&at, &part);
            node = self.node(&next, shown)?;
            match node.map(|node| node.kind) {
                None => return Ok(Landing::Nothing),
                Some(NodeKind::Submodule) => return Ok(Landing::Submodule),
                Some(NodeKind::File) if !waiting.is_empty() => return Ok(Landing::Nothing),
                Some(NodeKind::File | NodeKind::Directory) => at = next,
                Some(NodeKind::Symlink) => {
                    links += 1;
                    if links > LINKS {
                        return Ok(Landing::Circle);
                    }
                    let id = node.map_or(Oid::ZERO_SHA1, |node| node.id);
                    let target = self.blobs.read(id, shown)?;
                    match self.target(&target) {
                        Some(Target::Relative(target)) => waiting.extend(parts(&target)),
                        Some(Target::FromRoot(target)) => {
                            at.clear();
                            waiting.extend(parts(&target));
                        }
                        None => return Ok(Landing::Outside),
                    }
                }
            }
        }
        // A way that ended on `..` left the node of the place before.
        let node = self.node(&at, shown)?.or(node);
        Ok(node.map_or(Landing::Nothing, |node| Landing::Node(at, node)))
    }

    fn target(&self, target: &[u8]) -> Option<Target> {
        let path = os_path(target)?;
        if path.is_absolute() {
            return self.inside(&path).map(Target::FromRoot);
        }
        Some(Target::Relative(target.to_vec()))
    }

    fn entry(path: PathBuf, node: Node) -> Entry {
        let kind = node.entry_kind();
        let content = match (kind, <[u8; 20]>::try_from(node.id.as_bytes())) {
            (EntryKind::File | EntryKind::Symlink, Ok(id)) => ContentId::Git(id),
            _ => ContentId::Unread,
        };
        Entry { path, kind, content }
    }
}

enum Target {
    Relative(RepoPath),
    FromRoot(RepoPath),
}

impl<O: Objects> Source for Tracked<'_, O> {
    fn name(&self) -> SourceName {
        self.name.clone()
    }

    fn list(&self, directory: &Path) -> Result<Vec<Entry>, SourceError> {
        let Some(inside) = self.inside(directory) else {
            return WorkTree.list(directory);
        };
        let at = match self.node(&inside, directory)? {
            Some(node) if node.kind == NodeKind::Directory => inside,
            Some(node) if node.kind == NodeKind::File => return Ok(Vec::new()),
            _ => match self.follow(&inside, directory)? {
                Landing::Node(at, node) if node.kind == NodeKind::Directory => at,
                Landing::Node(..) | Landing::Nothing => return Ok(Vec::new()),
                Landing::Submodule => return Err(unknown(directory, "it lies in a submodule")),
                Landing::Outside => return Err(unknown(directory, "its link leads out of the repository")),
                Landing::Circle => return Err(unknown(directory, "its links lead in circles")),
            },
        };
        let children = self.objects.children(&at).map_err(|error| failed(&error, directory))?;
        let mut entries: Vec<Entry> = children
            .into_iter()
            .filter_map(|(name, node)| Some(Self::entry(directory.join(os_path(&name)?), node)))
            .collect();
        entries.sort_unstable_by(|a, b| a.path.as_os_str().cmp(b.path.as_os_str()));
        Ok(entries)
    }

    fn find(&self, path: &Path) -> Result<Option<Entry>, SourceError> {
        let Some(inside) = self.inside(path) else {
            return WorkTree.find(path);
        };
        if let Some(node) = self.node(&inside, path)? {
            return Ok(Some(Self::entry(path.to_path_buf(), node)));
        }
        // A folder above may be a link.
        Ok(match self.follow(&inside, path)? {
            Landing::Node(_, node) => Some(Self::entry(path.to_path_buf(), node)),
            Landing::Submodule => return Err(unknown(path, "it lies in a submodule")),
            Landing::Nothing | Landing::Outside | Landing::Circle => None,
        })
    }

    fn read(&self, entry: &Entry) -> Result<Vec<u8>, SourceError> {
        let path = &entry.path;
        if entry.kind == EntryKind::File
            && let ContentId::Git(id) = &entry.content
        {
            let id = Oid::from_bytes(id).map_err(|error| failed(&error, path))?;
            return self.blobs.read(id, path);
        }
        let Some(inside) = self.inside(path) else {
            return WorkTree.read(entry);
        };
        let not_regular = |reason| {
            let path = path.clone();
            Err(SourceError::NotRegular { path, reason })
        };
        match self.follow(&inside, path)? {
            Landing::Node(_, node) if node.kind == NodeKind::File => self.blobs.read(node.id, path),
            Landing::Node(..) => not_regular("not a regular file"),
            Landing::Nothing => not_regular("the link leads nowhere"),
            Landing::Circle => not_regular("the links lead in circles"),
            Landing::Submodule => Err(unknown(path, "it lies in a submodule")),
            Landing::Outside => Err(unknown(path, "the link leads out of the repository")),
        }
    }
}

pub(super) fn failed(error: &git2::Error, path: &Path) -> SourceError {
    unknown(path, error.message())
}

pub(super) fn unknown(path: &Path, reason: &str) -> SourceError {
    SourceError::Git {
        path: path.to_path_buf(),
        reason: reason.to_owned(),
    }
}

/// Splits a path into its parts, the first one last, without `.`.
fn parts(path: &[u8]) -> Vec<Vec<u8>> {
    path.split(|&byte| byte == b'/')
        .rev()
        .filter(|part| !part.is_empty() && *part != b".")
        .map(<[u8]>::to_vec)
        .collect()
}

/// Spells a relative path as git does; none where git can have no such path.
pub(super) fn repo_path(inside: &Path) -> Option<RepoPath> {
    let mut path = Vec::new();
    for component in inside.components() {
        let Component::Normal(name) = component else {
            return None;
        };
        let name = os_bytes(name)?;
        if name.contains(&0) {
            return None;
        }
        path = join(&path, name);
    }
    Some(path)
}

#[cfg(unix)]
#[expect(clippy::unnecessary_wraps, reason = "other systems have names that are no text")]
fn os_bytes(name: &OsStr) -> Option<&[u8]> {
    use std::os::unix::ffi::OsStrExt;
    Some(name.as_bytes())
}

#[cfg(not(unix))]
fn os_bytes(name: &OsStr) -> Option<&[u8]> {
    name.to_str().map(str::as_bytes)
}

/// Answers the path that git's bytes spell on this system.
#[cfg(unix)]
#[expect(clippy::unnecessary_wraps, reason = "other systems have bytes that are no name")]
pub(super) fn os_path(bytes: &[u8]) -> Option<PathBuf> {
    use std::os::unix::ffi::OsStrExt;
    Some(PathBuf::from(OsStr::from_bytes(bytes)))
}

/// Answers the path that git's bytes spell on this system.
#[cfg(not(unix))]
pub(super) fn os_path(bytes: &[u8]) -> Option<PathBuf> {
    std::str::from_utf8(bytes).ok().map(PathBuf::from)
}
