//! Revision files as pieces of a history: each is read once, however many states have it.

use std::collections::HashMap;
use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::formats;
use crate::git::Difference;
use crate::history::{HeaderCache, node};
use crate::merge::episodes::{Passage, Piece};
use crate::project::Project;
use crate::sources::{ContentId, Entry, EntryKind, Source};

/// How many files that nobody can read are named.
const NAMED: usize = 5;

/// The pieces that were read.
pub(super) struct Pieces<'a> {
    /// Any commit: objects are read by their ids.
    source: &'a dyn Source,
    headers: HeaderCache,
    read: HashMap<([u8; 20], PathBuf), Result<Arc<Piece>, String>>,
}

impl<'a> Pieces<'a> {
    pub(super) fn new(source: &'a dyn Source) -> Self {
        Self {
            source,
            headers: HeaderCache::default(),
            read: HashMap::new(),
        }
    }

    /// Reads what changed from one state to the next.
    pub(super) fn passage(&mut self, project: &Project, changes: &[Difference]) -> Passage {
        let format = formats::of(project.kind);
        let mut passage = Passage::default();
        for change in changes {
            let name = change.path.file_name().and_then(OsStr::to_str).unwrap_or_default();
            if !format.is_revision_file(name) {
                continue;
            }
            match change.before.map(|id| self.piece(project, &change.path, id)) {
                Some(Ok(piece)) => passage.gone.push(piece),
                Some(Err(())) => passage.cleared += 1,
                None => {}
            }
            match change.after.map(|id| self.piece(project, &change.path, id)) {
                Some(Ok(piece)) => passage.come.push(piece),
                Some(Err(())) => passage.raised += 1,
                None => {}
            }
        }
        passage
    }

    fn piece(&mut self, project: &Project, path: &Path, id: [u8; 20]) -> Result<Arc<Piece>, ()> {
        let key = (id, path.to_path_buf());
        if let Some(known) = self.read.get(&key) {
            return known.as_ref().map(Arc::clone).map_err(|_| ());
        }
        let entry = Entry {
            path: key.1.clone(),
            kind: EntryKind::File,
            content: ContentId::Git(id),
        };
        let piece = self.parse(project, &entry);
        let answer = piece.as_ref().map(Arc::clone).map_err(|_| ());
        self.read.insert(key, piece);
        answer
    }

    /// Reads a piece; an id or a parent that is not known may make or hide a head.
    fn parse(&self, project: &Project, entry: &Entry) -> Result<Arc<Piece>, String> {
        let header = self.headers.header(self.source, project, entry)?;
        let header = header.ok_or_else(|| "it is no file".to_owned())?;
        let unknown = header.id.unknown().or(header.parents.unknown());
        if let Some(reason) = unknown {
            return Err(reason.text.clone());
        }
        let node = node(&header).ok_or_else(|| "it has no id".to_owned())?;
        Ok(Arc::new(Piece {
            node,
            message: header.message().lines().next().unwrap_or_default().into(),
            path: entry.path.clone(),
        }))
    }

    /// Says which files could not be read.
    pub(super) fn notes(&self) -> Vec<String> {
        let unread = self.read.iter().filter_map(|((_, path), piece)| {
            let name = path.file_name().unwrap_or_default().to_string_lossy();
            piece
                .as_ref()
                .err()
                .map(|reason| format!("{name} cannot be read: {reason}"))
        });
        let mut notes: Vec<String> = unread.collect();
        notes.sort_unstable();
        notes.dedup();
        if let Some(more) = notes.len().checked_sub(NAMED).filter(|&more| more > 0) {
            notes.truncate(NAMED);
            notes.push(format!("and {more} more files cannot be read"));
        }
        notes
    }
}
