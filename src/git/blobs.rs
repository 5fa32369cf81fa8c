//! The contents of files, by their object ids.

use std::cell::Cell;
use std::fs::{self, File};
use std::io::Read as _;
use std::path::Path;

use git2::{ObjectType, Odb, Oid};

use super::tracked::{failed, unknown};
use crate::sources::SourceError;
use crate::text::SourceText;

/// How many files of the working tree may turn out to be others before none is looked at any more.
const TRIES: u32 = 16;

/// Reads blobs, as cheaply as the repository lets.
///
/// An object that is a file of its own costs libgit2 six system calls and an inflation. Where the working tree has a file
/// at the same path whose bytes hash to the very id, those bytes are the object, whatever filters there are, and cost half.
pub(super) struct Blobs<'r> {
    odb: Odb<'r>,
    /// Whether every object so far was a file of its own, not in a pack.
    loose: Cell<bool>,
    /// How many more files of the working tree may be looked at in vain; none before the first object turned out loose.
    tries: Cell<Option<u32>>,
}

impl<'r> Blobs<'r> {
    pub(super) const fn new(odb: Odb<'r>) -> Self {
        Self {
            odb,
            loose: Cell::new(true),
            tries: Cell::new(None),
        }
    }

    /// Reads a blob, unless it is larger than what is read. `path` is where its file would lie.
    pub(super) fn read(&self, id: Oid, path: &Path) -> Result<Vec<u8>, SourceError> {
        // An object of its own can be opened once for its size and its bytes; one in a pack cannot, and looking for a
        // file in vain costs more than that saves.
        if self.loose.get() {
            if let Some(bytes) = self.checked_out(id, path) {
                return Ok(bytes);
            }
            if let Some(answer) = self.read_loose(id, path) {
                return answer;
            }
            self.loose.set(false);
        }
        let (size, _) = self.odb.read_header(id).map_err(|error| failed(&error, path))?;
        bounded(size, path)?;
        let object = self.odb.read(id).map_err(|error| failed(&error, path))?;
        Ok(object.data().to_vec())
    }

    /// Answers the bytes of the file that is checked out, where they are the object's.
    fn checked_out(&self, id: Oid, path: &Path) -> Option<Vec<u8>> {
        let tries = self.tries.get()?.checked_sub(1)?;
        let found = regular_file(path).filter(|bytes| hashes_to(bytes, id));
        self.tries.set(Some(if found.is_some() { TRIES } else { tries }));
        found
    }

    /// Reads an object that is a file of its own; none where it is not.
    fn read_loose(&self, id: Oid, path: &Path) -> Option<Result<Vec<u8>, SourceError>> {
        let (reader, size, _) = self.odb.reader(id).ok()?;
        if self.tries.get().is_none() {
            self.tries.set(Some(TRIES));
        }
        if let Err(error) = bounded(size, path) {
            return Some(Err(error));
        }
        let mut bytes = Vec::with_capacity(size + 1);
        // One more than it says it has: what follows would be damage.
        let read = reader.take(size as u64 + 1).read_to_end(&mut bytes);
        Some(match read {
            Ok(read) if read == size => Ok(bytes),
            Ok(_) => Err(unknown(path, "the object is damaged")),
            Err(error) => Err(unknown(path, &error.to_string())),
        })
    }
}

fn bounded(size: usize, path: &Path) -> Result<(), SourceError> {
    if size <= SourceText::LIMIT {
        return Ok(());
    }
    Err(SourceError::TooLarge {
        path: path.to_path_buf(),
        limit: SourceText::LIMIT,
    })
}

/// Reads a file of the working tree. A pipe or a device is not even opened: that could block.
fn regular_file(path: &Path) -> Option<Vec<u8>> {
    let metadata = fs::symlink_metadata(path).ok().filter(fs::Metadata::is_file)?;
    let size = usize::try_from(metadata.len())
        .ok()
        .filter(|size| *size <= SourceText::LIMIT)?;
    let mut bytes = Vec::with_capacity(size + 1);
    let file = File::open(path).ok()?;
    file.take(metadata.len() + 1).read_to_end(&mut bytes).ok()?;
    Some(bytes)
}

fn hashes_to(bytes: &[u8], id: Oid) -> bool {
    Oid::hash_object(ObjectType::Blob, bytes).is_ok_and(|found| found == id)
}
