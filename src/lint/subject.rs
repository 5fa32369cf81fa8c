//! What is judged.

use std::cell::OnceCell;
use std::collections::HashSet;
use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::formats::{self, Bodies};
use crate::history::{History, Revision};
use crate::revision::RevisionId;
use crate::text::SourceText;

use super::facts::Facts;

/// Which revisions are new, and so judged by the rules about one revision.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NewSet {
    /// All of them.
    All,
    /// Those with one of these ids; files without a readable id by their path.
    Only {
        /// The new ids.
        ids: HashSet<RevisionId>,
        /// The new files, absolute.
        paths: HashSet<PathBuf>,
    },
}

impl NewSet {
    /// Finds what a history has and the older ones have not: published means the id is there, whatever its file is
    /// called (a squashed merge loses the commit, a renamed file the path).
    #[must_use]
    pub fn since(history: &History, older: &[&History]) -> Self {
        let mut old_ids = HashSet::new();
        let mut old_files = HashSet::new();
        for old in older {
            old_ids.extend(old.revisions.iter().filter_map(|revision| revision.header.id.known()));
            old_files.extend(files(old));
        }
        let ids = history
            .revisions
            .iter()
            .filter_map(|revision| revision.header.id.known());
        Self::Only {
            ids: ids.filter(|id| !old_ids.contains(id)).cloned().collect(),
            // A file that says another id than before, or can be read no more, is another file.
            paths: files(history)
                .filter(|file| !old_files.contains(file))
                .map(|(path, _)| PathBuf::from(path))
                .collect(),
        }
    }

    /// Answers whether a revision is new.
    #[must_use]
    pub fn contains(&self, revision: &Revision) -> bool {
        match self {
            Self::All => true,
            Self::Only { ids, paths } => revision
                .header
                .id
                .known()
                .map_or_else(|| paths.contains(&revision.path), |id| ids.contains(id)),
        }
    }

    /// Answers whether a file is new.
    #[must_use]
    pub fn contains_path(&self, path: &Path) -> bool {
        match self {
            Self::All => true,
            Self::Only { paths, .. } => paths.contains(path),
        }
    }
}

/// Lists the files of a history, each with the id that it says. As plain strings, paths are told apart ten times faster.
fn files(history: &History) -> impl Iterator<Item = (&OsStr, Option<&RevisionId>)> {
    let revisions = history.revisions.iter();
    let revisions = revisions.map(|revision| (revision.path.as_os_str(), revision.header.id.known()));
    revisions.chain(history.unreadable.iter().map(|file| (file.path.as_os_str(), None)))
}

/// Everything that one run judges, of one project.
#[derive(Clone, Copy)]
pub struct Subject<'a> {
    /// The history that is judged.
    pub history: &'a History,
    /// What merging it into BASE would make.
    pub merged: Option<&'a History>,
    /// BASE's own history.
    pub base: Option<&'a History>,
    /// The histories of the parents of the commit to be; empty where none is asked for or known.
    pub before: &'a [&'a History],
    /// Which revisions are new.
    pub new: &'a NewSet,
    /// The text of a file of `history`, else of `merged`.
    pub texts: &'a dyn Fn(&Path) -> Option<Arc<SourceText>>,
    /// What git knows.
    pub facts: &'a Facts,
}

impl<'a> Subject<'a> {
    /// Lists the histories that stood before the change: a fault that stands there too is not its doing.
    pub fn earlier(&self) -> impl Iterator<Item = &'a History> + use<'a> {
        self.before.iter().copied().chain(self.base)
    }

    /// Lists the new revisions, in load order.
    pub fn new_revisions(&self) -> impl Iterator<Item = &'a Revision> + use<'a> {
        let new = self.new;
        self.history
            .revisions
            .iter()
            .filter(move |revision| new.contains(revision))
    }
}

/// One graph that is judged as a whole.
#[derive(Clone, Copy)]
pub struct GraphView<'a> {
    /// The history.
    pub history: &'a History,
    /// Which of its revisions are new.
    pub new: &'a NewSet,
    /// Whether earlier histories are known, so that what stood before is told by comparing.
    pub compared: bool,
    /// What git knows.
    pub facts: &'a Facts,
}

/// One new revision that is judged, with its text read at most once.
pub struct Judged<'a> {
    /// The history it is part of.
    pub history: &'a History,
    /// The revision.
    pub revision: &'a Revision,
    texts: &'a dyn Fn(&Path) -> Option<Arc<SourceText>>,
    text: OnceCell<Option<Arc<SourceText>>>,
    bodies: OnceCell<Option<Bodies>>,
}

impl<'a> Judged<'a> {
    /// Takes a revision of a subject.
    #[must_use]
    pub fn new(subject: &Subject<'a>, revision: &'a Revision) -> Self {
        Self {
            history: subject.history,
            revision,
            texts: subject.texts,
            text: OnceCell::new(),
            bodies: OnceCell::new(),
        }
    }

    /// Answers the text of its file; none where it cannot be read any more.
    #[must_use]
    pub fn text(&self) -> Option<&SourceText> {
        self.text.get_or_init(|| (self.texts)(&self.revision.path)).as_deref()
    }

    /// Answers what its two directions hold.
    #[must_use]
    pub fn bodies(&self) -> Option<&Bodies> {
        self.bodies
            .get_or_init(|| Some(formats::of(self.history.project.kind).bodies(self.text()?)))
            .as_ref()
    }

    /// Answers the id as it is written; the file's name where it cannot be read.
    #[must_use]
    pub fn name(&self) -> String {
        name(self.revision)
    }
}

/// Answers the id of a revision as it is written; the file's name where it cannot be read.
#[must_use]
pub(super) fn name(revision: &Revision) -> String {
    revision.header.id.known().map_or_else(
        || {
            revision
                .path
                .file_name()
                .unwrap_or_default()
                .to_string_lossy()
                .into_owned()
        },
        ToString::to_string,
    )
}
