//! Headers by what the file holds: the same file on two hundred branches is parsed once.

use std::cell::RefCell;
use std::collections::{BTreeMap, HashMap};
use std::ffi::{OsStr, OsString};

use super::load::read_header;
use crate::formats::{self, Format, Kind};
use crate::project::Project;
use crate::revision::Header;
use crate::sources::{ContentId, Entry, EntryKind, Source};

/// The headers of contents of git that were read before.
///
/// A header depends on the settings of a project too (`labels`): they are part of the key.
#[derive(Debug, Default)]
pub struct HeaderCache {
    read: RefCell<HashMap<Key, Header>>,
    /// The settings that were met.
    labels: RefCell<Vec<BTreeMap<String, String>>>,
}

/// What a header depends on: the content, the name of the file (old scripts have their id there), the format, the settings.
type Key = ([u8; 20], Option<OsString>, Kind, usize);

impl HeaderCache {
    /// Reads the header of one revision file of a project; none where a link leads to no file at all.
    ///
    /// # Errors
    /// The reason why it cannot be read: a lowercase fragment.
    pub fn header(&self, source: &dyn Source, project: &Project, entry: &Entry) -> Result<Option<Header>, String> {
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
    ) -> Result<Header, Option<String>> {
        let ContentId::Git(id) = &entry.content else {
            return read_header(source, (format, labels), entry);
        };
        // The content of a link is where it leads, not what is there.
        if entry.kind != EntryKind::File {
            return read_header(source, (format, labels), entry);
        }
        let name = entry.path.file_name().map(OsStr::to_os_string);
        let key = (*id, name, format.kind(), self.settings(labels));
        if let Some(known) = self.read.borrow().get(&key) {
            return Ok(known.clone());
        }
        let header = read_header(source, (format, labels), entry)?;
        self.read.borrow_mut().insert(key, header.clone());
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
