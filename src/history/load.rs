//! Reading a project's revisions from a source. Never fails on a bad file: it becomes data.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::{History, Revision, Unreadable};
use crate::formats::{self, Format};
use crate::graph::{Graph, Node};
use crate::project::Project;
use crate::revision::Header;
use crate::sources::{ContentId, Entry, EntryKind, Source, SourceError};
use crate::text::SourceText;

impl History {
    /// Reads every revision file of a project.
    ///
    /// # Errors
    /// [`SourceError`] when a folder of revisions cannot be listed. A single bad file is [`Unreadable`] instead.
    pub fn load(source: &dyn Source, project: &Arc<Project>) -> Result<Self, SourceError> {
        Self::load_beside(source, project, &[])
    }

    /// Reads every revision file of a project, except those that other histories have read: the same object of git at
    /// the same path says the same.
    ///
    /// # Errors
    /// [`SourceError`] when a folder of revisions cannot be listed. A single bad file is [`Unreadable`] instead.
    pub fn load_beside(source: &dyn Source, project: &Arc<Project>, read: &[&Self]) -> Result<Self, SourceError> {
        let format = formats::of(project.kind);
        let known = headers(project, read);
        let mut revisions = Vec::new();
        let mut unreadable = Vec::new();
        for entry in revision_files(source, project)? {
            let header = match known.get(&(entry.path.as_path(), &entry.content)) {
                Some(&header) if entry.kind == EntryKind::File => Ok(header.clone()),
                _ => read_header(source, (format, &project.settings.labels), &entry),
            };
            match header {
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

/// Finds the headers that need not be read again. Only git names what a file holds without reading it, and only of a
/// file, not of where a link leads.
fn headers<'h>(project: &Project, read: &[&'h History]) -> HashMap<(&'h Path, &'h ContentId), &'h Header> {
    let says_the_same =
        |other: &Project| other.kind == project.kind && other.settings.labels == project.settings.labels;
    let alike = read.iter().filter(|history| says_the_same(&history.project));
    let revisions = alike.flat_map(|history| &history.revisions);
    let of_git = revisions.filter(|revision| matches!(revision.content, ContentId::Git(_)));
    of_git
        .map(|revision| ((revision.path.as_path(), &revision.content), &revision.header))
        .collect()
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
) -> Result<crate::revision::Header, Option<String>> {
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
    Ok(header)
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
