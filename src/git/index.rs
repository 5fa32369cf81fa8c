//! The files of the index: what the next commit will hold.

use std::path::{Path, PathBuf};

use git2::{Index, IndexEntry, Oid};

use super::blobs::Blobs;
use super::objects::{Node, NodeKind, Objects, join};
use super::tracked::{Tracked, os_path};
use super::{GitError, Repo};
use crate::sources::{Entry, Source, SourceError, SourceName};

/// Set where `git add --intent-to-add` only announced a file: the next commit will not hold it.
const INTENT_TO_ADD: u16 = 1 << 13;

/// The files of the index, at their places in the working tree.
pub struct IndexSource<'r>(Tracked<'r, Staged>);

/// The entries of an index, which git keeps sorted by path and stage.
struct Staged {
    index: Index,
}

impl Staged {
    /// Answers the position of the first entry whose path starts with a prefix.
    fn first(&self, prefix: &[u8]) -> Result<Option<usize>, git2::Error> {
        if prefix.is_empty() {
            return Ok((!self.index.is_empty()).then_some(0));
        }
        match self.index.find_prefix(prefix) {
            Ok(position) => Ok(Some(position)),
            Err(error) if error.code() == git2::ErrorCode::NotFound => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// Answers the position behind all entries whose path starts with a prefix, `from` being one of them.
    ///
    /// Doubles its steps, then halves them: a folder with many files below costs the logarithm of their number.
    fn behind(&self, prefix: &[u8], from: usize) -> usize {
        let inside = |at: usize| self.index.get(at).is_some_and(|entry| entry.path.starts_with(prefix));
        let mut low = from;
        let mut step = 1;
        while inside(low + step) {
            low += step;
            step *= 2;
        }
        let mut high = low + step;
        while low + 1 < high {
            let middle = low + (high - low) / 2;
            if inside(middle) {
                low = middle;
            } else {
                high = middle;
            }
        }
        high
    }
}

impl Objects for Staged {
    fn node(&self, path: &[u8]) -> Result<Option<Node>, git2::Error> {
        let directory = Node {
            kind: NodeKind::Directory,
            id: Oid::ZERO_SHA1,
        };
        if path.is_empty() {
            return Ok(Some(directory));
        }
        // The file itself comes before every other path that begins with its letters.
        let mut best = None;
        if let Some(first) = self.first(path)? {
            let entries = (first..)
                .map_while(|at| self.index.get(at))
                .take_while(|entry| entry.path == path);
            for entry in entries {
                choose(&mut best, &entry);
            }
        }
        if let Some((_, node)) = best {
            return Ok(Some(node));
        }
        Ok(self.first(&join(path, b""))?.map(|_| directory))
    }

    fn children(&self, path: &[u8]) -> Result<Vec<(Vec<u8>, Node)>, git2::Error> {
        let prefix = if path.is_empty() { Vec::new() } else { join(path, b"") };
        let mut children: Vec<(Vec<u8>, Node)> = Vec::new();
        let mut best: Option<(u8, Node)> = None;
        let Some(mut at) = self.first(&prefix)? else {
            return Ok(children);
        };
        while let Some(entry) = self.index.get(at).filter(|entry| entry.path.starts_with(&prefix)) {
            let inside = &entry.path[prefix.len()..];
            if let Some(end) = inside.iter().position(|&byte| byte == b'/') {
                let node = Node {
                    kind: NodeKind::Directory,
                    id: Oid::ZERO_SHA1,
                };
                children.push((inside[..end].to_vec(), node));
                at = self.behind(&entry.path[..=prefix.len() + end], at);
                continue;
            }
            choose(&mut best, &entry);
            at += 1;
            let more = self.index.get(at).is_some_and(|next| next.path == entry.path);
            if !more && let Some((_, node)) = best.take() {
                children.push((inside.to_vec(), node));
            }
        }
        Ok(children)
    }
}

/// Keeps the entry that stands for a path: the resolved one, else our side of a conflict, else theirs.
fn choose(best: &mut Option<(u8, Node)>, entry: &IndexEntry) {
    if entry.flags_extended & INTENT_TO_ADD != 0 {
        return;
    }
    let rank = match stage(entry) {
        0 => 0,
        2 => 1,
        3 => 2,
        // Only the base is left where both sides deleted or moved the file.
        _ => return,
    };
    if best.is_none_or(|(before, _)| rank < before) {
        *best = Some((rank, Node::new(entry.mode, entry.id)));
    }
}

const fn stage(entry: &IndexEntry) -> u16 {
    (entry.flags >> 12) & 3
}

impl Repo {
    /// Opens the index: in a hook the one that the commit is made from (`GIT_INDEX_FILE`).
    ///
    /// # Errors
    /// [`GitError::Index`] where there is none, or it is damaged or of a kind that libgit2 does not read.
    pub fn index_source(&self) -> Result<IndexSource<'_>, GitError> {
        if self.is_bare() {
            return Err(GitError::Index("a bare repository has none".to_owned()));
        }
        let index = self
            .git
            .index()
            .map_err(|error| GitError::Index(error.message().to_owned()))?;
        let name = SourceName {
            kind: "index",
            commits: self.head_id().map(|id| id.to_string()).into_iter().collect(),
        };
        let blobs = Blobs::new(self.git.odb()?);
        Ok(IndexSource(Tracked::new(
            Staged { index },
            blobs,
            self.root.clone(),
            name,
        )))
    }

    pub(super) fn head_id(&self) -> Option<Oid> {
        self.git.head().ok()?.peel_to_commit().ok().map(|commit| commit.id())
    }
}

impl IndexSource<'_> {
    /// Lists the paths with an unresolved conflict, each once; reading such a path gives our side.
    #[must_use]
    pub fn unmerged(&self) -> Vec<PathBuf> {
        let index = &self.0.objects.index;
        if !index.has_conflicts() {
            return Vec::new();
        }
        let mut paths: Vec<PathBuf> = index
            .iter()
            .filter(|entry| stage(entry) != 0)
            .filter_map(|entry| Some(self.0.root().join(os_path(&entry.path)?)))
            .collect();
        paths.dedup();
        paths
    }
}

impl Source for IndexSource<'_> {
    fn name(&self) -> SourceName {
        self.0.name()
    }

    fn list(&self, directory: &Path) -> Result<Vec<Entry>, SourceError> {
        self.0.list(directory)
    }

    fn find(&self, path: &Path) -> Result<Option<Entry>, SourceError> {
        self.0.find(path)
    }

    fn read(&self, entry: &Entry) -> Result<Vec<u8>, SourceError> {
        self.0.read(entry)
    }
}
