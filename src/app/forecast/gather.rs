//! What git says of branches, as plain values.

use std::collections::{BTreeSet, HashMap, HashSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::{Foreseeing, reason};
use crate::app::AppError;
use crate::git::{Branch, MergedSource, PathState, Watch};
use crate::history::{HEADS_FILE, History, node, revision_files};
use crate::merge::forecast::{Brought, Piece, Unread};
use crate::project::Project;
use crate::sources::{ContentId, Entry, Source};

/// A branch that changes revisions.
pub(super) struct Entrant<'a> {
    pub(super) branch: &'a Branch,
    pub(super) commit: &'a str,
    pub(super) brought: Brought,
    /// Its commits that BASE does not have and that change scripts.
    pub(super) own: BTreeSet<[u8; 20]>,
    /// Whether it moves the folders of the revisions.
    pub(super) moves: bool,
}

/// Asks what branches bring into one project.
pub(super) struct Gathering<'a> {
    asked: &'a Foreseeing<'a>,
    project: &'a Arc<Project>,
    /// BASE's revision files.
    files: HashMap<PathBuf, ContentId>,
    /// The files and folders that say everything about the revisions.
    paths: Vec<PathBuf>,
}

impl<'a> Gathering<'a> {
    pub(super) fn new(
        asked: &'a Foreseeing<'a>,
        project: &'a Arc<Project>,
        history: &History,
    ) -> Result<Self, AppError> {
        let mut files: HashMap<PathBuf, ContentId> = HashMap::new();
        for entry in revision_files(asked.source, project)? {
            files.insert(entry.path, entry.content);
        }
        debug_assert!(history.revisions.len() <= files.len(), "every revision is a file");
        let config = project.config.iter().chain(&project.settings_file).cloned();
        Ok(Self {
            asked,
            project,
            files,
            paths: project.version_locations.iter().cloned().chain(config).collect(),
        })
    }

    /// Lists the branches that bring something. One that cannot be read brings what is not known.
    pub(super) fn entrants(&self, branches: &'a [Branch]) -> Result<Vec<Entrant<'a>>, AppError> {
        let mut watch = self.asked.repo.watch(&self.paths);
        let base = watch.state(&self.asked.base.commit)?;
        let mut entrants = Vec::new();
        for branch in branches {
            let Ok(commit) = &branch.commit else { continue };
            let entrant = self.entrant(&mut watch, base.as_ref(), (branch, commit));
            entrants.extend(entrant.unwrap_or_else(|error| {
                Some(Entrant {
                    branch,
                    commit,
                    brought: unreadable(&error),
                    own: BTreeSet::new(),
                    moves: false,
                })
            }));
        }
        Ok(entrants)
    }

    fn entrant(
        &self,
        watch: &mut Watch<'_>,
        base: Option<&PathState>,
        (branch, commit): (&'a Branch, &'a str),
    ) -> Result<Option<Entrant<'a>>, AppError> {
        if *commit == self.asked.base.commit {
            return Ok(None);
        }
        let theirs = watch.state(commit)?;
        // The same scripts as BASE stay as they are.
        if base.is_some() && theirs.as_ref() == base {
            return Ok(None);
        }
        let ancestors = self.asked.repo.common_ancestors(commit, &self.asked.base.commit)?;
        match ancestors.as_slice() {
            // A history of its own without scripts (`gh-pages`) brings none.
            [] if theirs.as_ref().is_some_and(|state| state.iter().all(Option::is_none)) => return Ok(None),
            [ancestor] if ancestor == commit => return Ok(None),
            [ancestor] if theirs.is_some() && watch.state(ancestor)? == theirs => return Ok(None),
            _ => {}
        }
        let merged = self.merged(commit)?;
        let (brought, moves) = self.brought(&merged)?;
        if brought.is_empty() {
            return Ok(None);
        }
        Ok(Some(Entrant {
            branch,
            commit,
            brought,
            own: watch.own_changes(commit, &self.asked.base.commit)?,
            moves,
        }))
    }

    fn merged(&self, commit: &str) -> Result<MergedSource<'a>, AppError> {
        let asked = self.asked;
        Ok(asked.repo.merged_source(asked.source, commit)?)
    }

    /// Compares the revision files of a merge with those of BASE; answers also whether their folders move.
    fn brought(&self, merged: &MergedSource<'_>) -> Result<(Brought, bool), AppError> {
        let asked = self.asked;
        let project = asked.workspace.same_project(merged, asked.source, self.project)?;
        let mut brought = Brought::default();
        let mut left: HashSet<&PathBuf> = self.files.keys().collect();
        for entry in revision_files(merged, &project)? {
            left.remove(&entry.path);
            let before = self.files.get(&entry.path);
            if before == Some(&entry.content) {
                continue;
            }
            if before.is_some() {
                brought.removed.push(entry.path.clone());
            }
            self.read(&mut brought, merged, (&project, entry));
        }
        brought.removed.extend(left.into_iter().cloned());
        brought.removed.sort_unstable();
        let conflicts = merged.conflicts().into_iter();
        brought.conflicts = conflicts.filter(|path| self.is_ours(path)).collect();
        Ok((brought, project.version_locations != self.project.version_locations))
    }

    fn read(&self, brought: &mut Brought, merged: &MergedSource<'_>, (project, entry): (&Project, Entry)) {
        let mut unread = |reason: String| {
            brought.unread.push(Unread {
                path: Some(entry.path.clone()),
                reason,
            });
        };
        let header = match self.asked.cache.header(merged, project, &entry) {
            Ok(Some(header)) => header,
            Ok(None) => return,
            Err(reason) => return unread(reason),
        };
        for (field, why) in header.unknown() {
            unread(format!("{field} is not known: {}", why.text));
        }
        if header.parents.unknown().is_some() {
            return;
        }
        if let Some(node) = node(&header) {
            brought.added.push(Piece {
                path: entry.path,
                content: entry.content,
                node,
            });
        }
    }

    /// Answers whether a conflict is about the scripts: others do not matter here. One in `heads.lock` only repeats that
    /// both move the head, and the command that joins them ends it.
    fn is_ours(&self, path: &Path) -> bool {
        if path.file_name().is_some_and(|name| name == HEADS_FILE) {
            return false;
        }
        self.paths.iter().any(|ours| {
            let is_file =
                Some(ours) == self.project.config.as_ref() || Some(ours) == self.project.settings_file.as_ref();
            if is_file { path == ours } else { path.starts_with(ours) }
        })
    }

    pub(super) fn joining(&'a self) -> Joining<'a> {
        Joining {
            gathering: self,
            last: None,
        }
    }
}

/// Joins two branches. Pairs come sorted by the first: its merge is kept.
pub(super) struct Joining<'a> {
    gathering: &'a Gathering<'a>,
    last: Option<(String, MergedSource<'a>)>,
}

impl Joining<'_> {
    /// Answers what merging both changes: the sum, unless they share changes or touch the same file; then they are
    /// merged one after the other, as git would.
    pub(super) fn both(&mut self, one: &Entrant<'_>, other: &Entrant<'_>) -> Brought {
        if one.moves || other.moves {
            let mut both = one.brought.and(&other.brought);
            both.unread.push(Unread {
                path: None,
                reason: "one of them moves the folder of the revisions".to_owned(),
            });
            return both;
        }
        let is_apart = one.own.is_disjoint(&other.own) && !one.brought.is_entangled(&other.brought);
        if is_apart || one.commit == other.commit {
            return one.brought.and(&other.brought);
        }
        self.in_turn(one.commit, other.commit)
            .unwrap_or_else(|error| unreadable(&error))
    }

    fn in_turn(&mut self, one: &str, other: &str) -> Result<Brought, AppError> {
        if self.last.as_ref().is_none_or(|(commit, _)| commit != one) {
            self.last = Some((one.to_owned(), self.gathering.merged(one)?));
        }
        let Some((_, first)) = &self.last else {
            return Ok(Brought::default());
        };
        let both = self.gathering.asked.repo.merged_source(first as &dyn Source, other)?;
        let (mut brought, _) = self.gathering.brought(&both)?;
        let before = first
            .conflicts()
            .into_iter()
            .filter(|path| self.gathering.is_ours(path));
        for path in before {
            if !brought.conflicts.contains(&path) {
                brought.conflicts.push(path);
            }
        }
        Ok(brought)
    }
}

fn unreadable(error: &AppError) -> Brought {
    Brought {
        unread: vec![Unread {
            path: None,
            reason: reason(error),
        }],
        ..Brought::default()
    }
}
