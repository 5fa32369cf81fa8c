//! What two branches have in common, as far as a database is concerned.

use std::collections::{BTreeSet, HashMap};
use std::path::PathBuf;

use super::SwitchError;
use crate::app::AppError;
use crate::app::workspace::{Place, Standing, Workspace};
use crate::graph::{Edges, Rev, RevSet, TargetError};
use crate::history::revision_files;
use crate::merge::stamp_path::{Deed, Sameness};
use crate::revision::RevisionId;
use crate::sources::{Source, relative_to};
use crate::text::SourceText;

/// Refuses where a revision of the working tree is not the one that is committed: git would carry it along to the other
/// branch, and the plan would not be made from what is there then.
pub(super) fn refuse_uncommitted(workspace: &Workspace, place: &Place<'_>) -> Result<(), AppError> {
    let head = workspace.source(&Standing::Commit("HEAD".to_owned()))?;
    let here = bytes(place.source.as_ref(), place)?;
    let mut there = bytes(head.as_ref(), place)?;
    let mut differing: Vec<PathBuf> = Vec::new();
    for (path, bytes) in here {
        if there
            .remove(&path)
            .is_none_or(|committed| plain(&committed) != plain(&bytes))
        {
            differing.push(path);
        }
    }
    differing.extend(there.into_keys());
    if differing.is_empty() {
        return Ok(());
    }
    differing.sort_unstable();
    let name = |path: &PathBuf| relative_to(&place.directory, path).to_string_lossy().into_owned();
    Err(SwitchError::Uncommitted(differing.iter().map(name).collect()).into())
}

fn bytes(source: &dyn Source, place: &Place<'_>) -> Result<HashMap<PathBuf, Vec<u8>>, AppError> {
    let mut all = HashMap::new();
    for entry in revision_files(source, &place.project)? {
        all.insert(entry.path.clone(), source.read(&entry)?);
    }
    Ok(all)
}

/// git may have given a file of the working tree other line ends.
fn plain(bytes: &[u8]) -> Vec<u8> {
    bytes.iter().copied().filter(|&byte| byte != b'\r').collect()
}

/// Answers what a database with these rows has to take back: whatever the branch that is entered does not have in the
/// same way, with the same upgrade, on top of the same revisions.
pub(super) fn going(left: &Place<'_>, entered: &Place<'_>, rows: &[RevisionId]) -> Result<RevSet, AppError> {
    let graph = &left.history.graph;
    let row = |row: &RevisionId| {
        let found = graph.find(row.as_str());
        found.ok_or_else(|| TargetError::UnknownRow(row.to_string()))
    };
    let rows: Vec<Rev> = rows.iter().map(row).collect::<Result<_, _>>()?;
    let applied = graph.ancestors(&rows, Edges::All);
    let mut going = RevSet::new(graph.len());
    // Oldest first: what stands on something that goes goes, too.
    for rev in graph.history().into_iter().rev().filter(|&rev| applied.contains(rev)) {
        let mut below = graph.parents(rev).iter().chain(graph.dependencies(rev));
        if below.any(|&below| going.contains(below)) || !stays(left, entered, rev)? {
            going.insert(rev);
        }
    }
    Ok(going)
}

fn stays(left: &Place<'_>, entered: &Place<'_>, rev: Rev) -> Result<bool, AppError> {
    let Some(there) = entered.history.graph.find(left.history.graph.id(rev).as_str()) else {
        return Ok(false);
    };
    if below(left, rev) != below(entered, there) {
        return Ok(false);
    }
    let (Some(here), Some(there)) = (deed(left, rev)?, deed(entered, there)?) else {
        return Ok(false);
    };
    Ok(here.compare(&there) == Sameness::Same)
}

/// Lists what a revision stands on.
fn below(place: &Place<'_>, rev: Rev) -> BTreeSet<String> {
    let graph = &place.history.graph;
    let below = graph.parents(rev).iter().chain(graph.dependencies(rev));
    below.map(|&below| graph.id(below).to_string()).collect()
}

fn deed(place: &Place<'_>, rev: Rev) -> Result<Option<Deed>, AppError> {
    let path = &place.history.revision(rev).path;
    let bytes = place.source.read_path(path)?;
    let text = bytes.and_then(|bytes| SourceText::decode(path.as_path(), &bytes).ok());
    Ok(text.map(|text| Deed::new(place.project.kind, text)))
}
