//! The branches there are, local and remote-tracking.

use std::collections::HashMap;

use git2::{ErrorCode, Oid, Reference, ReferenceType};

use super::refs::Base;
use super::{GitError, Repo};

const LOCAL: &str = "refs/heads/";
const REMOTE: &str = "refs/remotes/";

/// A branch as one ref has it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Branch {
    /// Its name as one would type it: `topic`, `origin/topic`.
    pub name: String,
    /// The same branch under other names: its upstream, and branches at the same commit.
    pub also: Vec<String>,
    /// Its commit, a full hexadecimal id; the error where the ref leads to none.
    pub commit: Result<String, GitError>,
    /// When that commit was made, in seconds since 1970; 0 where that is not known.
    pub moved: i64,
}

impl Repo {
    /// Lists the branches, local ones and remote-tracking ones. A local branch and its upstream are one branch where one
    /// of them is built on the other, or the local one was made later; so are branches at the same commit.
    ///
    /// # Errors
    /// [`GitError::Other`] where the refs cannot be listed. A ref that leads nowhere is a branch with an error.
    pub fn branches(&self) -> Result<Vec<Branch>, GitError> {
        let mut all = Vec::new();
        for prefix in [LOCAL, REMOTE] {
            for reference in self.git.references_glob(&format!("{prefix}*"))? {
                let reference = reference?;
                // `origin/HEAD` is another name of a branch that is listed itself.
                if prefix == REMOTE && reference.kind() == Some(ReferenceType::Symbolic) {
                    continue;
                }
                all.push((full_name(&reference), self.branch_of(&reference, prefix)));
            }
        }
        let upstreams = self.upstreams(&all);
        Ok(self.one_each(all, &upstreams))
    }

    /// Answers the commit that a name stands for: a local branch, else a remote-tracking one, else anything git
    /// understands.
    ///
    /// # Errors
    /// [`GitError::UnknownRevision`].
    pub fn named_branch(&self, name: &str) -> Result<Branch, GitError> {
        for prefix in [LOCAL, REMOTE] {
            if let Ok(reference) = self.git.find_reference(&format!("{prefix}{name}")) {
                let branch = self.branch_of(&reference, prefix);
                branch.commit.clone()?;
                return Ok(branch);
            }
        }
        let commit = self.commit(name)?;
        Ok(Branch {
            name: name.to_owned(),
            also: Vec::new(),
            moved: commit.time().seconds(),
            commit: Ok(commit.id().to_string()),
        })
    }

    /// Finds the branch that a continuous integration wants to merge into: as a remote has it, else the local one.
    ///
    /// # Errors
    /// [`GitError::UnknownRevision`] where it was not fetched.
    pub fn target_branch(&self, name: &str) -> Result<Base, GitError> {
        let mut places = vec![(format!("{REMOTE}origin/{name}"), format!("origin/{name}"))];
        for remote in self.git.remotes()?.iter().flatten().flatten() {
            places.push((format!("{REMOTE}{remote}/{name}"), format!("{remote}/{name}")));
        }
        places.push((format!("{LOCAL}{name}"), name.to_owned()));
        let found = places.into_iter().find_map(|(full, shown)| {
            let commit = self.git.find_reference(&full).ok()?.peel_to_commit().ok()?;
            Some(Base {
                name: shown,
                commit: commit.id().to_string(),
            })
        });
        found.ok_or_else(|| GitError::UnknownRevision(format!("origin/{name}")))
    }

    fn branch_of(&self, reference: &Reference<'_>, prefix: &str) -> Branch {
        let full = full_name(reference);
        let name = full.strip_prefix(prefix).unwrap_or(&full).to_owned();
        let commit = match reference.peel_to_commit() {
            Ok(commit) => Ok(commit),
            Err(error) if error.code() == ErrorCode::NotFound => Err(GitError::UnknownRevision(name.clone())),
            Err(error) => Err(error.into()),
        };
        Branch {
            also: Vec::new(),
            moved: commit.as_ref().map_or(0, |commit| commit.time().seconds()),
            commit: commit.map(|commit| commit.id().to_string()),
            name,
        }
    }

    /// Lists for local branches the full name of their upstream.
    fn upstreams(&self, all: &[(String, Branch)]) -> HashMap<String, String> {
        let Ok(config) = self.git.config().and_then(|mut config| config.snapshot()) else {
            return HashMap::new();
        };
        let local = all.iter().filter_map(|(full, _)| full.strip_prefix(LOCAL));
        let upstream = |name: &str| {
            let remote = config.get_string(&format!("branch.{name}.remote")).ok()?;
            let merge = config.get_string(&format!("branch.{name}.merge")).ok()?;
            let branch = merge.strip_prefix(LOCAL)?;
            (remote != ".").then(|| format!("{REMOTE}{remote}/{branch}"))
        };
        local
            .filter_map(|name| Some((format!("{LOCAL}{name}"), upstream(name)?)))
            .collect()
    }

    fn one_each(&self, all: Vec<(String, Branch)>, upstreams: &HashMap<String, String>) -> Vec<Branch> {
        let by_name: HashMap<&str, usize> = all
            .iter()
            .enumerate()
            .map(|(at, (full, _))| (full.as_str(), at))
            .collect();
        let mut stands_for: Vec<usize> = (0..all.len()).collect();
        for (local, upstream) in upstreams {
            let (Some(&local), Some(&upstream)) = (by_name.get(local.as_str()), by_name.get(upstream.as_str())) else {
                continue;
            };
            if let Some(hidden) = self.superseded(&all, local, upstream) {
                stands_for[hidden] = if hidden == local { upstream } else { local };
            }
        }
        let mut at_commit: HashMap<String, usize> = HashMap::new();
        for (at, (_, branch)) in all.iter().enumerate() {
            if stands_for[at] == at
                && let Ok(commit) = &branch.commit
            {
                stands_for[at] = *at_commit.entry(commit.clone()).or_insert(at);
            }
        }
        let mut also: HashMap<usize, Vec<String>> = HashMap::new();
        for (at, (_, branch)) in all.iter().enumerate() {
            let mut shown = stands_for[at];
            shown = stands_for[shown];
            if shown != at {
                also.entry(shown).or_default().push(branch.name.clone());
            }
        }
        let shown = all.into_iter().enumerate().filter(|(at, _)| stands_for[*at] == *at);
        shown
            .map(|(at, (_, branch))| Branch {
                also: also.remove(&at).unwrap_or_default(),
                ..branch
            })
            .collect()
    }

    /// Answers which of a local branch and its upstream the other one has replaced.
    fn superseded(&self, all: &[(String, Branch)], local: usize, upstream: usize) -> Option<usize> {
        let id = |at: usize| all[at].1.commit.as_ref().ok().and_then(|id| Oid::from_str(id).ok());
        let (ours, theirs) = (id(local)?, id(upstream)?);
        let base = self.git.merge_base(ours, theirs).ok();
        if base == Some(ours) && ours != theirs {
            return Some(local);
        }
        // Rewritten: what its owner has is what will be pushed, unless somebody pushed later.
        let pushed_later = base != Some(theirs) && all[upstream].1.moved > all[local].1.moved;
        Some(if pushed_later { local } else { upstream })
    }
}

fn full_name(reference: &Reference<'_>) -> String {
    String::from_utf8_lossy(reference.name_bytes()).into_owned()
}
