//! Who brought which revision.

use std::collections::HashMap;
use std::path::PathBuf;

use super::workspace::{Place, Workspace};
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
    let added = repo.who_added("HEAD", &paths).unwrap_or_default();
    let mut lines = HashMap::new();
    for (rev, path) in revs.into_iter().zip(&paths) {
        if let Some(added) = added.get(path) {
            let commit = added.commit.get(..9).unwrap_or(&added.commit);
            lines.insert(rev, format!("{}, {}, {commit}", added.author, added.date));
        }
    }
    Provenance { lines }
}
