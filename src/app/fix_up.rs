//! After a rebase that went through with two heads: which commits brought what was re-parented, so that a person can fix
//! them up. History itself is never rewritten here.

use std::collections::BTreeMap;
use std::path::PathBuf;

use super::rebase::Rebase;
use super::workspace::Workspace;
use crate::sources::relative_to;

/// How many digits of a commit's id are shown.
const SHORT: usize = 9;

/// A commit of the branch that is checked out, which nobody else has, and the rewritten files that it brought.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FixUp {
    /// The commit, a full hexadecimal id.
    pub commit: String,
    /// Its first line.
    pub summary: String,
    /// The files, as a person in the current directory would type them.
    pub paths: Vec<PathBuf>,
}

impl FixUp {
    /// Says how the commit is fixed up.
    #[must_use]
    pub fn line(&self) -> String {
        let short = self.commit.get(..SHORT).unwrap_or(&self.commit);
        let paths: Vec<String> = self
            .paths
            .iter()
            .map(|path| format!("'{}'", path.display().to_string().replace('\'', r"'\''")))
            .collect();
        format!(
            "{short} {} brought it: `git commit --fixup={short} -- {}`, then `git rebase -i --autosquash {short}~1`",
            self.summary,
            paths.join(" ")
        )
    }
}

/// Finds the commits to fix up, before the files are written. None in the middle of something, for files that have
/// changes already, for commits that a remote-tracking branch has, and where a merge stands on top of the commit.
#[must_use]
pub fn fix_ups(workspace: &Workspace, planned: &Rebase) -> Vec<FixUp> {
    let Ok(repo) = workspace.repo() else {
        return Vec::new();
    };
    if !matches!(repo.operation(), Ok(None)) {
        return Vec::new();
    }
    let paths: Vec<PathBuf> = planned
        .files
        .iter()
        .map(|file| file.change.path().to_path_buf())
        .filter(|path| repo.is_as_committed(path).unwrap_or(false))
        .collect();
    let mut found: BTreeMap<String, FixUp> = BTreeMap::new();
    for (path, added) in repo.who_added("HEAD", &paths).unwrap_or_default() {
        if !repo.is_own_line(&added.commit).unwrap_or(false) {
            continue;
        }
        let fix_up = found.entry(added.commit.clone()).or_insert_with(|| FixUp {
            commit: added.commit,
            summary: added.summary,
            paths: Vec::new(),
        });
        fix_up.paths.push(relative_to(&workspace.directory, &path));
    }
    let mut found: Vec<FixUp> = found.into_values().collect();
    for fix_up in &mut found {
        fix_up.paths.sort();
    }
    found
}
