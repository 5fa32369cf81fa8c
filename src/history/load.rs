//! Reading a project's revisions from a source. Never fails on a bad file: it becomes data.

use std::collections::{BTreeMap, HashSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::{HeaderCache, History, Revision, Unreadable, heads_file};
use crate::formats::{self, Format};
use crate::graph::{Graph, Node};
use crate::project::Project;
use crate::revision::{Header, Reading, Reason};
use crate::sources::{ContentId, Entry, EntryKind, Source, SourceError};
use crate::text::SourceText;

impl History {
    /// Reads every revision file of a project.
    ///
    /// # Errors
    /// [`SourceError`] when a folder of revisions cannot be listed. A single bad file is [`Unreadable`] instead.
    pub fn load(source: &dyn Source, project: &Arc<Project>) -> Result<Self, SourceError> {
        Self::read(source, project, &|reader, entry| reader.header(entry).map(Arc::new))
    }

    /// Reads every revision file of a project like [`Self::load`], but each content only once for all histories that are
    /// read with one cache: two states of one project differ in few files.
    ///
    /// # Errors
    /// [`SourceError`] when a folder of revisions cannot be listed.
    pub fn load_with(source: &dyn Source, project: &Arc<Project>, cache: &HeaderCache) -> Result<Self, SourceError> {
        Self::read(source, project, &|reader, entry| {
            cache.read(reader.source, (reader.format, reader.labels), entry)
        })
    }

    fn read(source: &dyn Source, project: &Arc<Project>, read: ReadHeader<'_>) -> Result<Self, SourceError> {
        let reader = Reader {
            source,
            format: formats::of(project.kind),
            labels: &project.settings.labels,
        };
        let entries = revision_files(source, project)?;
        let mut revisions = Vec::with_capacity(entries.len());
        let mut unreadable = Vec::new();
        for entry in entries {
            match read(&reader, &entry) {
                Ok(header) => revisions.push(Revision {
                    path: entry.path,
                    content: if entry.kind == EntryKind::File {
                        entry.content
                    } else {
                        ContentId::Unread
                    },
                    header,
                }),
                // Alembic skips what is no file behind a link; so do we, or a dangling link would block every answer.
                Err(None) => {}
                Err(Some(reason)) => unreadable.push(Unreadable {
                    path: entry.path,
                    reason,
                }),
            }
        }
        let (nodes, files) = nodes(&revisions);
        Ok(Self {
            source: source.name(),
            project: Arc::clone(project),
            graph: Graph::build(nodes),
            heads_file: heads_file::read(source, project),
            revisions,
            unreadable,
            files,
        })
    }
}

/// One way to come by the header of a file; `Err(None)` where a link leads to no file at all.
type ReadHeader<'a> = &'a dyn Fn(&Reader<'_>, &Entry) -> Result<Arc<Header>, Option<String>>;

/// Lists the files with the name of a revision, in load order (spec section 3.1).
///
/// # Errors
/// [`SourceError`] when a folder cannot be listed.
pub fn revision_files(source: &dyn Source, project: &Project) -> Result<Vec<Entry>, SourceError> {
    let format = formats::of(project.kind);
    let mut files = Vec::new();
    // No file can come twice but with its folder.
    let mut seen: HashSet<PathBuf> = HashSet::new();
    for location in &project.version_locations {
        let mut waiting = vec![location.clone()];
        while let Some(directory) = waiting.pop() {
            if !seen.insert(directory.clone()) {
                continue;
            }
            let mut below = Vec::new();
            let entries = source.list(&directory)?;
            files.reserve(entries.len());
            for entry in entries {
                match entry.kind {
                    EntryKind::Directory if project.recursive && !is_cache(&entry.path) => below.push(entry.path),
                    EntryKind::File | EntryKind::Symlink if has_revision_name(format, &entry.path) => files.push(entry),
                    _ => {}
                }
            }
            waiting.extend(below.into_iter().rev());
        }
    }
    Ok(files)
}

fn has_revision_name(format: &dyn Format, path: &Path) -> bool {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    format.is_revision_file(&name)
}

fn is_cache(path: &Path) -> bool {
    path.file_name()
        .is_some_and(|name| name.to_string_lossy().ends_with("__pycache__"))
}

/// How the headers of one place are read.
struct Reader<'a> {
    source: &'a dyn Source,
    format: &'a dyn Format,
    labels: &'a BTreeMap<String, String>,
}

impl Reader<'_> {
    /// Reads one header; `Err(None)` where a link leads to no file at all.
    fn header(&self, entry: &Entry) -> Result<Header, Option<String>> {
        let bytes = match self.source.read(entry) {
            Ok(bytes) => bytes,
            Err(SourceError::NotRegular { .. }) if entry.kind == EntryKind::Symlink => return Err(None),
            Err(SourceError::Io { error, .. })
                if entry.kind == EntryKind::Symlink && error.kind() == std::io::ErrorKind::NotFound =>
            {
                return Err(None);
            }
            Err(error) => return Err(Some(error.to_string())),
        };
        let text = SourceText::decode(entry.path.as_path(), &bytes).map_err(|error| Some(error.to_string()))?;
        let mut header = self.format.header(&text);
        if !self.labels.is_empty() && header.labels.unknown().is_some() {
            header.labels = self.format.header_naming(&text, self.labels).labels;
        }
        if std::str::from_utf8(&bytes).is_err() {
            doubt_replaced(&mut header);
        }
        Ok(header)
    }
}

/// Takes names back that hold a stand-in for bytes that are no text: two files could seem to have the same name.
fn doubt_replaced(header: &mut Header) {
    fn doubt<T>(reading: &mut Reading<T>, is_replaced: impl Fn(&T) -> bool) {
        if let Reading::Known(value, Some(place)) = reading
            && is_replaced(value)
        {
            let text = "it holds bytes that are not UTF-8".to_owned();
            *reading = Reading::Unknown(Reason { place: *place, text });
        }
    }
    let replaced = |name: &str| name.contains(char::REPLACEMENT_CHARACTER);
    doubt(&mut header.id, |id| replaced(id.as_str()));
    doubt(&mut header.parents, |ids| {
        ids.iter().any(|id| replaced(id.value.as_str()))
    });
    doubt(&mut header.labels, |ids| {
        ids.iter().any(|id| replaced(id.value.as_str()))
    });
    doubt(&mut header.depends_on, |ids| ids.iter().any(|id| replaced(&id.value)));
}

fn nodes(revisions: &[Revision]) -> (Vec<Node>, Vec<usize>) {
    let mut nodes = Vec::with_capacity(revisions.len());
    let mut files = Vec::with_capacity(revisions.len());
    for (file, revision) in revisions.iter().enumerate() {
        let Some(node) = node(&revision.header) else { continue };
        files.push(file);
        nodes.push(node);
    }
    (nodes, files)
}

/// Reads one header; `Err(None)` where a link leads to no file at all.
pub(super) fn read_header(
    source: &dyn Source,
    (format, labels): (&dyn Format, &BTreeMap<String, String>),
    entry: &Entry,
) -> Result<Header, Option<String>> {
    let reader = Reader { source, format, labels };
    reader.header(entry)
}

/// Answers the node that a header stands for in a graph, as far as it is known; none without a known id.
#[must_use]
pub fn node(header: &Header) -> Option<Node> {
    let (parents, depends_on, labels) = (&header.parents, &header.depends_on, &header.labels);
    Some(Node {
        id: header.id.known()?.clone(),
        parents: parents
            .known()
            .map_or_else(Vec::new, |ids| ids.iter().map(|id| id.value.clone()).collect()),
        depends_on: depends_on
            .known()
            .map_or_else(Vec::new, |ids| ids.iter().map(|id| id.value.to_string()).collect()),
        labels: labels
            .known()
            .map_or_else(Vec::new, |ids| ids.iter().map(|id| id.value.clone()).collect()),
    })
}
