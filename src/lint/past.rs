//! What happened to published history, as plain values: the rules OH301 to OH304 ask for nothing else.

use std::collections::{BTreeMap, HashSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::formats;
use crate::history::{History, Revision};
use crate::revision::RevisionId;
use crate::sources::ContentId;
use crate::text::SourceText;

/// A part of a revision that was changed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Changed {
    /// What `upgrade` does.
    Upgrade,
    /// What `downgrade` does.
    Downgrade,
    /// Code that neither of them uses.
    Module,
    /// `branch_labels`.
    Labels,
    /// It cannot be told, and why.
    Unknown(String),
}

impl Changed {
    /// Says it in words.
    #[must_use]
    pub fn words(&self) -> String {
        match self {
            Self::Upgrade => "`upgrade`".to_owned(),
            Self::Downgrade => "`downgrade`".to_owned(),
            Self::Module => "code beside `upgrade` and `downgrade`".to_owned(),
            Self::Labels => "`branch_labels`".to_owned(),
            Self::Unknown(reason) => format!("something that cannot be compared ({reason})"),
        }
    }
}

/// What would go wrong for databases.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum HarmKind {
    /// A revision never runs.
    Skipped,
    /// The body of a revision never runs: the database ran another one under its id.
    Rewritten,
    /// A revision runs a second time.
    Twice,
    /// A row is no revision any more.
    Missing,
    /// A row becomes an ancestor of another row.
    Overlap,
    /// What a database has is gone from the history.
    Forgotten,
    /// It is not known.
    Unknown,
}

/// Harm to the databases of one standing that BASE would not do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Harm {
    /// What goes wrong.
    pub kind: HarmKind,
    /// The sentence: `a database on v2.0.1 would never run this revision`.
    pub text: String,
    /// The revisions it is about.
    pub revisions: Vec<(RevisionId, String)>,
}

/// What became of history that others rely on.
#[derive(Debug, Clone, Default)]
pub struct Past {
    /// The published revisions of BASE, and the refs that hold them.
    pub published: BTreeMap<RevisionId, Vec<String>>,
    /// What was changed in revisions that BASE has too, by id.
    pub edited: BTreeMap<RevisionId, Vec<Changed>>,
    /// What would happen to databases.
    pub harms: Vec<Harm>,
}

/// A history with the texts of its files.
#[derive(Clone, Copy)]
pub struct View<'a> {
    /// The history.
    pub history: &'a History,
    /// The text of one of its files.
    pub texts: &'a dyn Fn(&Path) -> Option<Arc<SourceText>>,
}

impl View<'_> {
    fn by_id(&self) -> BTreeMap<&RevisionId, &Revision> {
        let revisions = self.history.revisions.iter();
        revisions
            .filter_map(|revision| Some((revision.header.id.known()?, revision)))
            .collect()
    }
}

/// Finds what was changed in the revisions that both histories have. Only files whose bytes differ are read.
#[must_use]
pub fn edited(base: View<'_>, after: View<'_>) -> BTreeMap<RevisionId, Vec<Changed>> {
    let mut found = BTreeMap::new();
    let before = base.by_id();
    for (id, revision) in after.by_id() {
        let Some(old) = before.get(id) else { continue };
        if matches!(old.content, ContentId::Git(_)) && old.content == revision.content {
            continue;
        }
        let changed = changed((base, old), (after, revision));
        if !changed.is_empty() {
            found.insert(id.clone(), changed);
        }
    }
    found
}

fn changed((base, old): (View<'_>, &Revision), (after, new): (View<'_>, &Revision)) -> Vec<Changed> {
    let (Some(old_text), Some(new_text)) = ((base.texts)(&old.path), (after.texts)(&new.path)) else {
        return vec![Changed::Unknown("its file cannot be read".to_owned())];
    };
    if old_text.text() == new_text.text() {
        return Vec::new();
    }
    let mut changed = Vec::new();
    let format = formats::of(after.history.project.kind);
    match (format.meaning(&old_text), format.meaning(&new_text)) {
        (Ok(old), Ok(new)) => {
            for (differs, part) in [
                (old.upgrade != new.upgrade, Changed::Upgrade),
                (old.downgrade != new.downgrade, Changed::Downgrade),
                (old.rest != new.rest, Changed::Module),
            ] {
                if differs {
                    changed.push(part);
                }
            }
        }
        (Err(reason), _) | (_, Err(reason)) => changed.push(Changed::Unknown(reason.text)),
    }
    if labels(old) != labels(new) {
        changed.push(Changed::Labels);
    }
    changed
}

fn labels(revision: &Revision) -> HashSet<String> {
    let labels = revision.header.labels.known().into_iter().flatten();
    labels.map(|label| label.value.to_string()).collect()
}

/// What a change did to published revisions, found in the histories alone.
pub(super) struct Broken<'a> {
    pub(super) removed: Vec<&'a RevisionId>,
    pub(super) reparented: Vec<Reparented<'a>>,
}

/// A published revision that comes after others than before.
pub(super) struct Reparented<'a> {
    pub(super) id: &'a RevisionId,
    pub(super) path: &'a PathBuf,
    pub(super) before: Ties,
    pub(super) after: Ties,
}

/// What a revision comes after.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Ties {
    pub(super) parents: Vec<String>,
    pub(super) depends_on: Vec<String>,
}

impl Ties {
    fn of(revision: &Revision) -> Option<Self> {
        let header = &revision.header;
        let mut ties = Self {
            parents: header
                .parents
                .known()?
                .iter()
                .map(|parent| parent.value.to_string())
                .collect(),
            depends_on: header
                .depends_on
                .known()?
                .iter()
                .map(|on| on.value.to_string())
                .collect(),
        };
        ties.parents.sort_unstable();
        ties.depends_on.sort_unstable();
        Some(ties)
    }
}

/// Compares BASE with what comes after it.
pub(super) fn broken<'a>(past: &'a Past, base: &'a History, after: &'a History) -> Broken<'a> {
    let mut broken = Broken {
        removed: Vec::new(),
        reparented: Vec::new(),
    };
    let new: BTreeMap<&RevisionId, &Revision> = after
        .revisions
        .iter()
        .filter_map(|revision| Some((revision.header.id.known()?, revision)))
        .collect();
    for old in &base.revisions {
        let Some(id) = old.header.id.known().filter(|id| past.published.contains_key(*id)) else {
            continue;
        };
        match new.get(id) {
            // A file that cannot be read may be the one: that is said elsewhere.
            None if !after.unreadable.is_empty() => {}
            None => broken.removed.push(id),
            Some(revision) => {
                if let (Some(before), Some(after)) = (Ties::of(old), Ties::of(revision))
                    && before != after
                {
                    broken.reparented.push(Reparented {
                        id,
                        path: &revision.path,
                        before,
                        after,
                    });
                }
            }
        }
    }
    broken
}

/// Says which refs hold a published revision: `v1, origin/main and 3 more`.
pub(super) fn holders(past: &Past, id: &RevisionId) -> String {
    const SHOWN: usize = 3;
    let refs = past.published.get(id).map_or(&[][..], Vec::as_slice);
    let shown = refs.iter().take(SHOWN).cloned().collect::<Vec<_>>().join(", ");
    match refs.len().saturating_sub(SHOWN) {
        0 => shown,
        more => format!("{shown} and {more} more"),
    }
}
