//! One version of a file in a merge: comparing and joining versions by their content.

use std::collections::HashMap;
use std::sync::Arc;

use git2::{MergeFileInput, ObjectType, Oid};

use super::Repo;
use crate::sources::{ContentId, Entry, EntryKind, Source, SourceError};
use crate::text::SourceText;

/// A file as one side has it.
#[derive(Debug, Clone)]
pub(super) struct Version {
    kind: EntryKind,
    /// The ids of the objects it may be: two where line ends could be converted, none where it is not read.
    ids: Vec<Oid>,
    /// What it holds; none for an object that was not read yet, and for what is too large.
    bytes: Option<Arc<[u8]>>,
}

impl Version {
    /// Takes a version. What a file of the working tree would be as an object is computed, not written.
    pub(super) fn of(source: &dyn Source, entry: &Entry) -> Result<Self, SourceError> {
        if let ContentId::Git(id) = &entry.content {
            return Ok(Self::object(entry.kind, Oid::from_bytes(id).unwrap_or(Oid::ZERO_SHA1)));
        }
        if entry.kind == EntryKind::Symlink {
            return Ok(Self::link(entry));
        }
        let bytes: Option<Arc<[u8]>> = match source.read(entry) {
            Ok(bytes) => Some(bytes.into()),
            Err(SourceError::TooLarge { .. } | SourceError::NotRegular { .. }) => None,
            Err(error) => return Err(error),
        };
        Ok(Self {
            kind: entry.kind,
            ids: bytes.as_deref().map(ids).unwrap_or_default(),
            bytes,
        })
    }

    /// Takes an object that is read when it must be.
    pub(super) fn object(kind: EntryKind, id: Oid) -> Self {
        Self {
            kind,
            ids: vec![id],
            bytes: None,
        }
    }

    /// Makes a version of bytes.
    pub(super) fn of_bytes(bytes: Vec<u8>) -> Self {
        Self {
            kind: EntryKind::File,
            ids: ids(&bytes),
            bytes: Some(bytes.into()),
        }
    }

    /// Answers whether two versions are the same file.
    pub(super) fn same(&self, other: &Self) -> bool {
        self.kind == other.kind && self.ids.iter().any(|id| other.ids.contains(id))
    }

    /// Answers the text of a regular file; none for what cannot be merged line by line.
    fn text(&self, repo: &Repo) -> Option<Arc<[u8]>> {
        if self.kind != EntryKind::File {
            return None;
        }
        let bytes = if let Some(bytes) = &self.bytes {
            Arc::clone(bytes)
        } else {
            let odb = repo.git.odb().ok()?;
            let id = *self.ids.first()?;
            let (size, _) = odb.read_header(id).ok()?;
            (size <= SourceText::LIMIT).then_some(())?;
            odb.read(id).ok()?.data().into()
        };
        (!bytes.contains(&0)).then_some(bytes)
    }

    fn link(entry: &Entry) -> Self {
        let target = std::fs::read_link(&entry.path).ok();
        let target = target.as_ref().map(|target| target.as_os_str().as_encoded_bytes());
        Self {
            kind: entry.kind,
            ids: target.map(hash).unwrap_or_default(),
            bytes: None,
        }
    }
}

/// Merges two versions line by line; none where they clash.
pub(super) fn merge_contents(repo: &Repo, base: Option<&Version>, ours: &Version, theirs: &Version) -> Option<Vec<u8>> {
    let theirs = theirs.text(repo)?;
    let ours = with_line_ends_of(ours.text(repo)?, &theirs);
    let base = match base {
        Some(base) => base.text(repo)?,
        None => Arc::from([]),
    };
    let mut inputs = [MergeFileInput::new(), MergeFileInput::new(), MergeFileInput::new()];
    for (input, bytes) in inputs.iter_mut().zip([&base, &ours, &theirs]) {
        input.content(bytes);
    }
    let merged = git2::merge_file(&inputs[0], &inputs[1], &inputs[2], None).ok()?;
    merged.is_automergeable().then(|| merged.content().to_vec())
}

/// Answers how much of a file is found again in another, in hundredths of the larger one (git's rename detection).
pub(super) fn similar(repo: &Repo, before: &Version, after: &Version) -> u64 {
    if before.same(after) {
        return 100;
    }
    let (Some(before), Some(after)) = (before.text(repo), after.text(repo)) else {
        return 0;
    };
    let mut lines: HashMap<&[u8], u64> = HashMap::new();
    for line in before.split_inclusive(|&byte| byte == b'\n') {
        *lines.entry(line).or_default() += 1;
    }
    let mut kept = 0;
    for line in after.split_inclusive(|&byte| byte == b'\n') {
        if let Some(left) = lines.get_mut(line).filter(|left| **left > 0) {
            *left -= 1;
            kept += line.len() as u64;
        }
    }
    kept * 100 / (before.len().max(after.len()).max(1) as u64)
}

/// A working tree may hold CRLF where the repository holds LF (`core.autocrlf`).
fn with_line_ends_of(bytes: Arc<[u8]>, other: &[u8]) -> Arc<[u8]> {
    if has_crlf(&bytes) && !has_crlf(other) {
        return without_crlf(&bytes).into();
    }
    bytes
}

fn ids(bytes: &[u8]) -> Vec<Oid> {
    let mut ids = hash(bytes);
    if has_crlf(bytes) {
        ids.extend(hash(&without_crlf(bytes)));
    }
    ids
}

fn hash(bytes: &[u8]) -> Vec<Oid> {
    Oid::hash_object(ObjectType::Blob, bytes).into_iter().collect()
}

fn has_crlf(bytes: &[u8]) -> bool {
    bytes.windows(2).any(|pair| pair == b"\r\n")
}

fn without_crlf(bytes: &[u8]) -> Vec<u8> {
    let followed = bytes.iter().skip(1).map(Some).chain([None]);
    let kept = bytes
        .iter()
        .zip(followed)
        .filter(|(byte, next)| **byte != b'\r' || *next != Some(&b'\n'));
    kept.map(|(byte, _)| *byte).collect()
}
