//! Headers by what the file holds: the same file in two states, or on two hundred branches, is read once.

use std::cell::RefCell;
use std::collections::{BTreeMap, HashMap};
use std::ffi::{OsStr, OsString};
use std::hash::{Hash, Hasher};
use std::sync::Arc;

use super::load::read_header;
use crate::formats::{self, Format, Kind};
use crate::project::Project;
use crate::revision::Header;
use crate::sources::{ContentId, Entry, EntryKind, Source};

/// The headers that were read before, shared by all histories that hold the same file. What lies in the working tree has
/// no name but its place, and is read each time.
///
/// A header depends on the settings of a project too (`labels`): they are part of the key.
#[derive(Debug, Default)]
pub struct HeaderCache {
    read: RefCell<HashMap<Key, Arc<Header>>>,
    /// The settings that were met.
    labels: RefCell<Vec<BTreeMap<String, String>>>,
}

/// What a header depends on.
#[derive(Debug, PartialEq, Eq)]
struct Key {
    content: ContentId,
    /// The name of the file: old scripts have their id there.
    name: Option<OsString>,
    format: Kind,
    settings: usize,
}

impl Hash for Key {
    /// The content tells nearly all keys apart; hashing the rest too would cost more than it saves.
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.content.hash(state);
    }
}

impl HeaderCache {
    /// Reads the header of one revision file of a project; none where a link leads to no file at all.
    ///
    /// # Errors
    /// The reason why it cannot be read: a lowercase fragment.
    pub fn header(&self, source: &dyn Source, project: &Project, entry: &Entry) -> Result<Option<Arc<Header>>, String> {
        let format = formats::of(project.kind);
        match self.read(source, (format, &project.settings.labels), entry) {
            Ok(header) => Ok(Some(header)),
            Err(None) => Ok(None),
            Err(Some(reason)) => Err(reason),
        }
    }

    pub(super) fn read(
        &self,
        source: &dyn Source,
        (format, labels): (&dyn Format, &BTreeMap<String, String>),
        entry: &Entry,
    ) -> Result<Arc<Header>, Option<String>> {
        let read = || read_header(source, (format, labels), entry).map(Arc::new);
        // The content of a link is where it leads, not what is there.
        if entry.kind != EntryKind::File || entry.content == ContentId::Unread {
            return read();
        }
        let name = entry.path.file_name().map(OsStr::to_os_string);
        let key = Key {
            content: entry.content.clone(),
            name,
            format: format.kind(),
            settings: self.settings(labels),
        };
        if let Some(known) = self.read.borrow().get(&key) {
            return Ok(Arc::clone(known));
        }
        let header = read()?;
        self.read.borrow_mut().insert(key, Arc::clone(&header));
        Ok(header)
    }

    fn settings(&self, labels: &BTreeMap<String, String>) -> usize {
        let mut known = self.labels.borrow_mut();
        known.iter().position(|known| known == labels).unwrap_or_else(|| {
            known.push(labels.clone());
            known.len() - 1
        })
    }
}
