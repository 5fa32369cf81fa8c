//! Who brought a revision, whatever its file was called since.

use std::collections::{BTreeMap, HashMap};
use std::path::PathBuf;
use std::sync::Arc;

use super::AppError;
use super::states::{Files, Found, States};
use super::workspace::Workspace;
use crate::git::Added;
use crate::project::Project;
use crate::revision::RevisionId;
use crate::sources::Source;

/// How often a file is followed to another name.
const RENAMES: usize = 64;

/// Who brought a revision.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Origin {
    /// The commit that brought the id, with its author and time.
    pub added: Added,
    /// The file at that commit, absolute, as it would stand in the working tree.
    pub path: PathBuf,
    /// The branches that hold the commit.
    pub branches: Vec<String>,
}

/// A revision that is being followed: where its file was seen last, and at which commit.
struct Trail {
    id: RevisionId,
    path: PathBuf,
    from: String,
}

/// Finds who brought revisions, as seen from a commit. Where the commit that added a file comes after one that has the
/// same id in another file, the file was renamed or moved, and is followed there. A revision is missing from the
/// answer where git does not know it: not committed yet, or from before a shallow clone's edge.
///
/// # Errors
/// [`AppError`] where git cannot be read.
pub fn origins(
    workspace: &Workspace,
    (source, project): (&dyn Source, &Arc<Project>),
    (from, ids): (&str, &[RevisionId]),
) -> Result<HashMap<RevisionId, Origin>, AppError> {
    let mut files = Files::default();
    files.snapshot(source, project)?;
    let states = States::new(workspace, source, project, files)?;
    let repo = states.repo();
    let start = repo.resolve(from)?;
    let mut trails = Vec::new();
    if let Found::Here(snapshot) = states.walk().at(&start)? {
        for id in ids {
            let path = snapshot.path_of(id.as_str()).cloned();
            trails.extend(path.map(|path| Trail {
                id: id.clone(),
                path,
                from: start.clone(),
            }));
        }
    }
    let mut found = HashMap::new();
    for _ in 0..RENAMES {
        let mut next = Vec::new();
        for (trail, added) in added(&states, trails)? {
            let mut earlier = None;
            for parent in repo.parents(&added.commit)? {
                if let Found::Here(snapshot) = states.walk().before_nothing(&parent)?
                    && let Some(path) = snapshot.path_of(trail.id.as_str())
                {
                    earlier = Some((path.clone(), parent));
                    break;
                }
            }
            if let Some((path, from)) = earlier {
                next.push(Trail {
                    id: trail.id,
                    path,
                    from,
                });
            } else {
                let origin = Origin {
                    branches: repo.branches_containing(&added.commit)?,
                    path: trail.path,
                    added,
                };
                found.insert(trail.id, origin);
            }
        }
        if next.is_empty() {
            break;
        }
        trails = next;
    }
    Ok(found)
}

/// Finds the commits that added the files of trails; one walk for all that start at the same commit.
fn added(states: &States<'_>, trails: Vec<Trail>) -> Result<Vec<(Trail, Added)>, AppError> {
    let mut by_start: BTreeMap<String, Vec<Trail>> = BTreeMap::new();
    for trail in trails {
        by_start.entry(trail.from.clone()).or_default().push(trail);
    }
    let mut all = Vec::new();
    for (start, trails) in by_start {
        let paths: Vec<PathBuf> = trails.iter().map(|trail| trail.path.clone()).collect();
        let mut found = states.repo().who_added(&start, &paths)?;
        for trail in trails {
            if let Some(added) = found.remove(&trail.path) {
                all.push((trail, added));
            }
        }
    }
    Ok(all)
}
