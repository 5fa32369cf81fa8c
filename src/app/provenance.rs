//! Who brought which revision.

use std::collections::HashMap;
use std::path::PathBuf;

use super::workspace::{Place, Workspace};
use crate::git::Repo;
use crate::graph::Rev;
use crate::merge::Survey;

/// For each revision of a survey, who added its file, where git knows.
#[derive(Debug, Clone, Default)]
pub struct Provenance {
    lines: HashMap<Rev, String>,
}

impl Provenance {
    /// Answers `author, date, commit` of the commit that added a revision's file.
    #[must_use]
    pub fn of(&self, rev: Rev) -> Option<&str> {
        self.lines.get(&rev).map(String::as_str)
    }
}

/// The commits to look back from: `HEAD`, and in the middle of a merge or a rebase the other sides.
fn starts(repo: &Repo) -> Vec<String> {
    let operation = repo.operation().unwrap_or_default();
    let theirs = operation.into_iter().flat_map(|operation| operation.theirs);
    std::iter::once("HEAD".to_owned())
        .chain(theirs.filter_map(|side| side.commit))
        .collect()
}

/// Asks git who added the files of both sides. Without git nothing is known, which is no error: the merge is the same.
#[must_use]
pub fn provenance(workspace: &Workspace, place: &Place<'_>, survey: &Survey) -> Provenance {
    let Ok(repo) = workspace.repo() else {
        return Provenance::default();
    };
    let revs: Vec<Rev> = survey
        .sides
        .iter()
        .flat_map(|side| side.revisions.iter().copied())
        .collect();
    let paths: Vec<PathBuf> = revs
        .iter()
        .map(|&rev| place.history.revision(rev).path.clone())
        .collect();
    let mut added = HashMap::new();
    for start in starts(repo) {
        for (path, known) in repo.who_added(&start, &paths).unwrap_or_default() {
            added.entry(path).or_insert(known);
        }
    }
    let mut lines = HashMap::new();
    for (rev, path) in revs.into_iter().zip(&paths) {
        if let Some(added) = added.get(path) {
            let commit = added.commit.get(..9).unwrap_or(&added.commit);
            lines.insert(rev, format!("{}, {}, {commit}", added.author, added.date));
        }
    }
    Provenance { lines }
}
