//! What only git knows, as plain values.

use std::collections::{BTreeSet, HashMap, HashSet};
use std::path::PathBuf;

use crate::graph::Fault;
use crate::history::History;
use crate::revision::RevisionId;

use super::Past;
use super::crowd::{crowds, is_plain_word, list};

/// Who brought a file.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Provenance {
    /// The commit that added it, abbreviated as git would; none where it is not committed yet.
    pub commit: Option<String>,
    /// The author's name.
    pub author: Option<String>,
    /// The day, `2026-01-31`.
    pub date: Option<String>,
    /// Branches that hold the commit, as git names them.
    pub branches: Vec<String>,
}

impl Provenance {
    /// Says it in words: `added by Ann on 2026-01-31 in 1a2b3c4 (main)`.
    #[must_use]
    pub fn words(&self) -> String {
        let Some(commit) = &self.commit else {
            return "not committed yet".to_owned();
        };
        let author = self.author.iter().map(|author| format!(" by {author}"));
        let date = self.date.iter().map(|date| format!(" on {date}"));
        let details: String = author.chain(date).collect();
        let branches = if self.branches.is_empty() {
            String::new()
        } else {
            format!(" ({})", list(&self.branches))
        };
        format!("added{details} in {commit}{branches}")
    }
}

/// Where a revision was last.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LastSeen {
    /// The commit that still holds it, abbreviated.
    pub commit: String,
    /// Its file there, relative to the repository's root.
    pub path: PathBuf,
    /// The branches that hold the commit; empty where none does any more.
    pub branches: Vec<String>,
}

/// What git is in the middle of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Operation {
    /// `git rebase` (also `git am`).
    Rebase,
    /// `git cherry-pick`.
    CherryPick,
    /// `git revert`.
    Revert,
    /// `git merge`.
    Merge,
}

impl Operation {
    /// Answers the git command that is under way.
    #[must_use]
    pub const fn command(self) -> &'static str {
        match self {
            Self::Rebase => "git rebase",
            Self::CherryPick => "git cherry-pick",
            Self::Revert => "git revert",
            Self::Merge => "git merge",
        }
    }

    /// Answers whether commits are replayed one by one, so that several heads may stand for a moment.
    #[must_use]
    pub const fn replays(self) -> bool {
        !matches!(self, Self::Merge)
    }
}

/// What only git knows. Everything may be absent: without git the rules say less, never something else.
#[derive(Debug, Clone, Default)]
pub struct Facts {
    /// Who brought a file, by absolute path.
    pub added: HashMap<PathBuf, Provenance>,
    /// Where a missing revision last was.
    pub last_seen: HashMap<RevisionId, LastSeen>,
    /// What git is in the middle of.
    pub in_progress: Option<Operation>,
    /// Files that are on the base branch already, by absolute path: never changed by a fix.
    pub published: HashSet<PathBuf>,
    /// How people call BASE: `origin/main`.
    pub base_name: Option<String>,
    /// What `--project` needs, where there is more than one project.
    pub project: Option<String>,
    /// What became of published revisions; none where nothing is compared with BASE.
    pub past: Option<Past>,
}

impl Facts {
    /// Answers what a command needs behind it to mean this project: nothing where there is no other, or its name cannot
    /// be typed without quotes.
    #[must_use]
    pub fn project_flag(&self) -> String {
        let is_plain = |name: &&String| {
            name.split(['/', ':', '-'])
                .all(|part| part.is_empty() || is_plain_word(part))
        };
        let name = self.project.as_ref().filter(is_plain);
        name.map_or_else(String::new, |name| format!(" --project {name}"))
    }

    /// Answers how BASE is called in messages.
    #[must_use]
    pub fn base_name(&self) -> &str {
        self.base_name.as_deref().unwrap_or("the base branch")
    }
}

/// The facts that the rules would use, so that git is asked for nothing else.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Wanted {
    /// Files whose [`Provenance`] would be shown.
    pub added: Vec<PathBuf>,
    /// Missing revisions whose [`LastSeen`] would be shown.
    pub last_seen: Vec<RevisionId>,
}

impl Wanted {
    /// Finds out what would be asked about some histories (the one judged, and what merging would make).
    #[must_use]
    pub fn of(histories: &[&History]) -> Self {
        let mut added = BTreeSet::new();
        let mut last_seen = BTreeSet::new();
        for history in histories {
            for crowd in crowds(history) {
                added.extend(crowd.shown().iter().map(|head| history.revision(*head).path.clone()));
            }
            for fault in history.graph.faults() {
                if let Fault::MissingParent { parent, .. } = fault {
                    last_seen.insert(parent.clone());
                }
            }
        }
        Self {
            added: added.into_iter().collect(),
            last_seen: last_seen.into_iter().collect(),
        }
    }
}
