//! Who brought which revision, and which of them are published.

use std::collections::HashMap;
use std::sync::Arc;

use super::AppError;
use super::origin::{Origin, origins};
use super::published::{Answer, Published};
use super::workspace::{Place, Workspace};
use crate::git::Repo;
use crate::graph::Rev;
use crate::merge::Survey;
use crate::revision::RevisionId;

/// How many branches or refs are named.
const NAMES: usize = 3;

/// How many digits of a commit's id are shown.
const SHORT: usize = 9;

/// For each revision of a survey what git knows of it.
#[derive(Debug, Clone, Default)]
pub struct Provenance {
    lines: HashMap<Rev, String>,
    /// Which refs were looked at, and what hinders looking.
    pub notes: Vec<String>,
}

impl Provenance {
    /// Answers `author, date, commit on branch; published in ref`, as far as that is known.
    #[must_use]
    pub fn of(&self, rev: Rev) -> Option<&str> {
        self.lines.get(&rev).map(String::as_str)
    }
}

/// Asks git who brought the revisions of both sides, whatever their files were called since, and whether they are published.
/// Without git nothing is known, which is no error: the merge is the same.
#[must_use]
pub fn provenance(workspace: &Workspace, place: &Place<'_>, survey: &Survey) -> Provenance {
    let Ok(repo) = workspace.repo() else {
        return Provenance::default();
    };
    let revs = survey.sides.iter().flat_map(|side| side.revisions.iter().copied());
    let ids: Vec<(Rev, RevisionId)> = revs.map(|rev| (rev, place.history.graph.id(rev).clone())).collect();
    let found = brought(workspace, place, (repo, &ids));
    let published = Published::read(workspace, place.source.as_ref(), &place.project);
    let mut provenance = Provenance::default();
    if repo.is_shallow() {
        provenance
            .notes
            .push("the clone is shallow: who brought a revision before its edge is not known".to_owned());
    }
    for (rev, id) in ids {
        let parts: Vec<String> = [
            found.get(&id).map(describe),
            published.as_ref().ok().map(|published| standing(published, &id)),
        ]
        .into_iter()
        .flatten()
        .collect();
        if !parts.is_empty() {
            provenance.lines.insert(rev, parts.join("; "));
        }
    }
    provenance.notes.extend(looked_at(published));
    provenance
}

/// Finds who brought each, as seen from `HEAD`, then from the other sides of what git is in the middle of.
fn brought(
    workspace: &Workspace,
    place: &Place<'_>,
    (repo, ids): (&Repo, &[(Rev, RevisionId)]),
) -> HashMap<RevisionId, Origin> {
    let mut found: HashMap<RevisionId, Origin> = HashMap::new();
    for start in starts(repo) {
        let missing: Vec<RevisionId> = ids
            .iter()
            .map(|(_, id)| id)
            .filter(|id| !found.contains_key(*id))
            .cloned()
            .collect();
        let project = Arc::clone(&place.project);
        found.extend(origins(workspace, (place.source.as_ref(), &project), (&start, &missing)).unwrap_or_default());
    }
    found
}

/// The commits to look back from: `HEAD`, and in the middle of a merge or a rebase the other sides.
fn starts(repo: &Repo) -> Vec<String> {
    let operation = repo.operation().unwrap_or_default();
    let theirs = operation.into_iter().flat_map(|operation| operation.theirs);
    std::iter::once("HEAD".to_owned())
        .chain(theirs.filter_map(|side| side.commit))
        .collect()
}

fn describe(origin: &Origin) -> String {
    let added = &origin.added;
    let commit = added.commit.get(..SHORT).unwrap_or(&added.commit);
    let day = added.date.split(' ').next().unwrap_or_default();
    let on = match some(origin.branches.iter().map(String::as_str)).as_str() {
        "" => String::new(),
        branches => format!(" on {branches}"),
    };
    format!("{}, {day}, {commit}{on}", added.author)
}

fn standing(published: &Published, id: &RevisionId) -> String {
    match published.find(id.as_str(), None) {
        Answer::Yes(holdings) => {
            let refs = holdings.iter().map(|holding| holding.known.name.as_str());
            format!("published in {}", some(refs))
        }
        Answer::No => "not published".to_owned(),
        Answer::Unknown(known, reason) => {
            format!("whether it is published is not known, {} has {reason}", known.name)
        }
    }
}

fn looked_at(published: Result<Published, AppError>) -> Vec<String> {
    match published {
        Ok(published) => {
            let refs = some(published.refs.iter().map(|known| known.name.as_str()));
            let looked = if refs.is_empty() {
                "no ref counts as published".to_owned()
            } else {
                format!("published is what stands in {refs}")
            };
            std::iter::once(looked).chain(published.notes).collect()
        }
        Err(error) => vec![format!("what is published is not known: {error}")],
    }
}

/// Names the first of many.
fn some<'n>(names: impl Iterator<Item = &'n str>) -> String {
    let names: Vec<&str> = names.collect();
    let shown = names.iter().take(NAMES).copied().collect::<Vec<_>>().join(", ");
    match names.len().saturating_sub(NAMES) {
        0 => shown,
        more => format!("{shown} and {more} more"),
    }
}
