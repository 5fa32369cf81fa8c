//! What only git knows, asked only as far as a finding would show it.

use std::collections::{HashMap, HashSet};
use std::path::{Path, PathBuf};

use super::Judging;
use super::earlier::Earlier;
use crate::app::workspace::Standing;
use crate::formats::{self, Format};
use crate::git::{Added, Repo, State};
use crate::history::{History, Revision};
use crate::lint::{Facts, LastSeen, Operation, Provenance, Wanted};
use crate::revision::RevisionId;
use crate::text::SourceText;

/// How many digits of a commit are shown.
const SHORT: usize = 9;

/// Gathers the facts about the histories that are judged. What git cannot tell stays unsaid: the rules then say less.
pub(super) fn gather(
    judging: &Judging<'_>,
    (history, merged): (&History, Option<&History>),
    earlier: &Earlier,
) -> Facts {
    let mut facts = Facts {
        base_name: earlier.base_name.clone(),
        project: judging.is_one_of_many.then(|| judging.project.name.clone()),
        ..Facts::default()
    };
    let Ok(repo) = judging.workspace.repo() else {
        return facts;
    };
    // A commit is what it is, whatever git is in the middle of.
    if !judging.question.settled && !matches!(judging.question.standing, Standing::Commit(_)) {
        facts.in_progress = operation(repo.state());
    }
    if let Some(published) = &earlier.published {
        facts.published = published_files(history, published);
    }
    let histories: Vec<&History> = std::iter::once(history).chain(merged).collect();
    let wanted = Wanted::of(&histories);
    let starts = starts(judging);
    if !wanted.added.is_empty() {
        facts.added = added(repo, &starts, &wanted.added);
    }
    if !wanted.last_seen.is_empty() {
        facts.last_seen = last_seen(repo, &starts, judging, &wanted.last_seen);
    }
    facts
}

/// Lists the files of published revisions, under the names that they have there and here.
fn published_files(history: &History, published: &History) -> HashSet<PathBuf> {
    let ids: HashSet<&RevisionId> = published
        .revisions
        .iter()
        .filter_map(|revision| revision.header.id.known())
        .collect();
    let is_published = |revision: &&Revision| revision.header.id.known().is_some_and(|id| ids.contains(id));
    let here = history.revisions.iter().filter(is_published);
    let files = published.revisions.iter().chain(here);
    files.map(|revision| revision.path.clone()).collect()
}

/// The commits to look back from: the one that is judged, and BASE.
fn starts(judging: &Judging<'_>) -> Vec<String> {
    let own = match &judging.question.standing {
        Standing::Commit(spec) => spec.clone(),
        _ => "HEAD".to_owned(),
    };
    std::iter::once(own).chain(judging.question.against.clone()).collect()
}

const fn operation(state: State) -> Option<Operation> {
    match state {
        State::Merge => Some(Operation::Merge),
        State::Rebase => Some(Operation::Rebase),
        State::CherryPick => Some(Operation::CherryPick),
        State::Revert => Some(Operation::Revert),
        State::None | State::Bisect => None,
    }
}

fn added(repo: &Repo, starts: &[String], paths: &[PathBuf]) -> HashMap<PathBuf, Provenance> {
    let mut found: HashMap<PathBuf, Added> = HashMap::new();
    for start in starts.iter().rev() {
        found.extend(repo.who_added(start, paths).unwrap_or_default());
    }
    let mut all: HashMap<PathBuf, Provenance> =
        paths.iter().map(|path| (path.clone(), Provenance::default())).collect();
    for (path, added) in found {
        let provenance = Provenance {
            branches: repo.branches_containing(&added.commit).unwrap_or_default(),
            commit: Some(short(&added.commit)),
            author: Some(added.author),
            date: added.date.split(' ').next().map(str::to_owned),
        };
        all.insert(path, provenance);
    }
    all
}

fn last_seen(
    repo: &Repo,
    starts: &[String],
    judging: &Judging<'_>,
    wanted: &[RevisionId],
) -> HashMap<RevisionId, LastSeen> {
    let format = formats::of(judging.project.kind);
    let wanted: Vec<String> = wanted.iter().map(ToString::to_string).collect();
    let identify = |path: &Path, bytes: &[u8]| id_of(format, path, bytes);
    let mut found = HashMap::new();
    for start in starts {
        let seen = repo.last_seen(start, &judging.project.version_locations, &wanted, &identify);
        for (id, seen) in seen.unwrap_or_default() {
            let branches = repo.branches_containing(&seen.commit).unwrap_or_default();
            found.entry(RevisionId::from(id.as_str())).or_insert(LastSeen {
                commit: short(&seen.commit),
                path: seen.path.strip_prefix(repo.root()).unwrap_or(&seen.path).to_path_buf(),
                branches,
            });
        }
    }
    found
}

fn id_of(format: &dyn Format, path: &Path, bytes: &[u8]) -> Option<String> {
    let name = path.file_name()?.to_string_lossy();
    if !format.is_revision_file(&name) {
        return None;
    }
    let text = SourceText::decode(path, bytes).ok()?;
    format.header(&text).id.known().map(ToString::to_string)
}

fn short(commit: &str) -> String {
    commit.get(..SHORT).unwrap_or(commit).to_owned()
}
