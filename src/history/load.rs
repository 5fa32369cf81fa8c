//! Reading a project's revisions from a source. Never fails on a bad file: it becomes data.

use std::collections::{BTreeMap, HashSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::{History, Revision, Unreadable};
use crate::formats::{self, Format};
use crate::graph::{Graph, Node};
use crate::project::Project;
use crate::revision::{Header, Reading, Reason};
use crate::sources::{Entry, EntryKind, Source, SourceError};
use crate::text::SourceText;

impl History {
    /// Reads every revision file of a project.
    ///
    /// # Errors
    /// [`SourceError`] when a folder of revisions cannot be listed. A single bad file is [`Unreadable`] instead.
    pub fn load(source: &dyn Source, project: &Arc<Project>) -> Result<Self, SourceError> {
        let format = formats::of(project.kind);
        let mut revisions = Vec::new();
        let mut unreadable = Vec::new();
        for entry in revision_files(source, project)? {
            match read_header(source, (format, &project.settings.labels), &entry) {
                Ok(header) => revisions.push(Revision {
                    path: entry.path,
                    content: entry.content,
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
            revisions,
            unreadable,
            files,
        })
    }
}

/// Lists the files with the name of a revision, in load order (spec section 3.1).
///
/// # Errors
/// [`SourceError`] when a folder cannot be listed.
pub fn revision_files(source: &dyn Source, project: &Project) -> Result<Vec<Entry>, SourceError> {
    let format = formats::of(project.kind);
    let mut files = Vec::new();
    let mut seen: HashSet<PathBuf> = HashSet::new();
    for location in &project.version_locations {
        let mut waiting = vec![location.clone()];
        while let Some(directory) = waiting.pop() {
            let mut below = Vec::new();
            for entry in source.list(&directory)? {
                match entry.kind {
                    EntryKind::Directory if project.recursive && !is_cache(&entry.path) => below.push(entry.path),
                    EntryKind::File | EntryKind::Symlink
                        if has_revision_name(format, &entry.path) && seen.insert(entry.path.clone()) =>
                    {
                        files.push(entry);
                    }
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

/// Reads one header; `Err(None)` where a link leads to no file at all.
fn read_header(
    source: &dyn Source,
    (format, labels): (&dyn Format, &BTreeMap<String, String>),
    entry: &Entry,
) -> Result<Header, Option<String>> {
    let bytes = match source.read(entry) {
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
    let mut header = format.header(&text);
    if !labels.is_empty() && header.labels.unknown().is_some() {
        header.labels = format.header_naming(&text, labels).labels;
    }
    if std::str::from_utf8(&bytes).is_err() {
        doubt_replaced(&mut header);
    }
    Ok(header)
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
        let header = &revision.header;
        let Some(id) = header.id.known() else { continue };
        files.push(file);
        nodes.push(Node {
            id: id.clone(),
            parents: header
                .parents
                .known()
                .map_or_else(Vec::new, |ids| ids.iter().map(|id| id.value.clone()).collect()),
            depends_on: header
                .depends_on
                .known()
                .map_or_else(Vec::new, |ids| ids.iter().map(|id| id.value.to_string()).collect()),
            labels: header
                .labels
                .known()
                .map_or_else(Vec::new, |ids| ids.iter().map(|id| id.value.clone()).collect()),
        });
    }
    (nodes, files)
}
