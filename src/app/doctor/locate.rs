//! Where a revision is that these files do not have: in any branch, tag, reflog or stash, or in what came before.

use std::collections::HashSet;
use std::ffi::OsStr;
use std::path::Path;

use serde::Serialize;

use super::way_back::{Back, way_back};
use super::words::{command, program, quoted};
use super::{Ailment, Patient, Report, typed};
use crate::app::AppError;
use crate::app::workspace::Place;
use crate::formats::{self, Format};
use crate::git::{Added, Holding, Keeper, KeeperKind, Repo, Wanted};
use crate::text::SourceText;

/// How many places are named.
const PLACES: usize = 5;

/// The shortest beginning of an id that stands for it.
const BEGINNING: usize = 4;

/// Where a revision is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Whereabouts {
    /// Its id.
    pub revision: String,
    /// What has it now; empty where it is only in what came before.
    pub held: Vec<Held>,
    /// The newest commit that has it, where nothing that is kept by a name does.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub was_in: Option<Held>,
    /// The author of the commit that brought it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub author: Option<String>,
    /// When that was, `2026-11-22 17:51:01 +0100`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub date: Option<String>,
    /// The way back to what these files know.
    pub back: Back,
}

/// Something that has a revision.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Held {
    /// As git understands it: `topic`, `origin/topic`, `v1`, `stash@{0}^3`, `HEAD@{3}`.
    pub name: String,
    /// The commit, a full hexadecimal id.
    pub commit: String,
    /// The file, relative to the root of the repository.
    pub path: String,
}

/// Looks for revisions, and says of each where it is and how to get back.
pub(super) fn examine(patient: &Patient<'_>, wanted: &[String], report: &mut Report) -> Result<(), AppError> {
    let mut unknown = Vec::new();
    for id in wanted {
        match patient.places.iter().find_map(|place| known_here(place, id)) {
            Some(path) => report
                .notes
                .push(format!("revision {id} is here: {}", typed(patient.workspace, path))),
            None => unknown.push(id.clone()),
        }
    }
    if unknown.is_empty() {
        return Ok(());
    }
    let Ok(repo) = patient.workspace.repo() else {
        let not_found = unknown
            .iter()
            .map(|id| Ailment::new("unknown-revision", nowhere_here(id)));
        report.ailments.extend(not_found);
        return Ok(());
    };
    let found = search(patient, repo, &unknown)?;
    for id in &unknown {
        report.ailments.push(ailment(patient, repo, id, &found)?);
    }
    Ok(())
}

fn known_here<'p>(place: &'p Place<'_>, id: &str) -> Option<&'p Path> {
    let rev = place.history.graph.find(id)?;
    Some(&place.history.revision(rev).path)
}

fn nowhere_here(id: &str) -> String {
    format!("revision {id} is not among these files")
}

/// What was found, of all revisions that were asked about.
struct Found {
    kept: Vec<(Keeper, Holding)>,
    before: Vec<(String, Holding)>,
    is_whole: bool,
}

fn search(patient: &Patient<'_>, repo: &Repo, unknown: &[String]) -> Result<Found, AppError> {
    let format = |place: &Place<'_>| formats::of(place.project.kind);
    let all_formats: Vec<&dyn Format> = patient.places.iter().map(format).collect();
    let identify = |name: &Path, bytes: &[u8]| identity(&all_formats, unknown, name, bytes);
    let is_named = |name: &OsStr| {
        let name = name.to_string_lossy();
        unknown.iter().any(|id| name.contains(id.as_str()))
    };
    let folders = patient.places.iter().flat_map(|place| &place.project.version_locations);
    let mut folders: HashSet<Vec<u8>> = folders
        .filter_map(|folder| Some(folder.file_name()?.as_encoded_bytes().to_vec()))
        .collect();
    folders.insert(b"versions".to_vec());
    let mut search = repo.search(Wanted {
        folders,
        is_named: &is_named,
        identify: &identify,
    });
    let keepers = repo.keepers()?;
    let mut kept = Vec::new();
    for keeper in &keepers {
        let holdings = search.in_commit(&keeper.commit)?;
        kept.extend(holdings.into_iter().map(|holding| (keeper.clone(), holding)));
    }
    let named = |id: &&String| !kept.iter().any(|(_, holding)| is_meant(&holding.what, id));
    let missing: HashSet<String> = unknown.iter().filter(named).cloned().collect();
    let (mut before, mut is_whole) = (Vec::new(), true);
    if !missing.is_empty() {
        let starts: Vec<String> = keepers.into_iter().map(|keeper| keeper.commit).collect();
        (before, is_whole) = search.in_history(&starts, &missing)?;
    }
    Ok(Found { kept, before, is_whole })
}

/// Answers which of the wanted revisions a file declares. Most files do not even hold the text of one.
fn identity(formats: &[&dyn Format], wanted: &[String], name: &Path, bytes: &[u8]) -> Option<String> {
    let file = name.file_name()?.to_string_lossy();
    let format = formats.iter().find(|format| format.is_revision_file(&file))?;
    let holds = |id: &&String| bytes.windows(id.len().max(1)).any(|window| window == id.as_bytes());
    wanted.iter().find(holds)?;
    let text = SourceText::decode(name, bytes).ok()?;
    let header = format.header(&text);
    let id = header.id.known()?.as_str();
    wanted.iter().find(|wanted| is_meant(id, wanted)).cloned()
}

/// Answers whether an id is the one that was asked for: itself, or one that begins so.
fn is_meant(id: &str, wanted: &str) -> bool {
    id == wanted || (wanted.len() >= BEGINNING && id.starts_with(wanted))
}

fn ailment(patient: &Patient<'_>, repo: &Repo, id: &str, found: &Found) -> Result<Ailment, AppError> {
    let kept: Vec<&(Keeper, Holding)> = found.kept.iter().filter(|(_, holding)| holding.what == id).collect();
    let before = found.before.iter().find(|(_, holding)| holding.what == id);
    let mut ailment = Ailment::new("unknown-revision", nowhere_here(id));
    let (keeper, holding) = match (kept.first(), before) {
        (Some((keeper, holding)), _) => (keeper.clone(), holding),
        (None, Some((commit, holding))) => (past(id, commit), holding),
        (None, None) => return Ok(lost(ailment, repo, found)),
    };
    let held = |(keeper, holding): &&(Keeper, Holding)| Held {
        name: keeper.name.clone(),
        commit: keeper.commit.clone(),
        path: inside(repo, &holding.path),
    };
    let added = who(repo, &keeper, &holding.path)?;
    let back = way_back(patient, &keeper, id)?;
    for line in told(repo, (&kept, before), added.as_ref()) {
        ailment = ailment.detail(line);
    }
    ailment = go_there(ailment, patient, repo, (&keeper, holding));
    ailment = come_back(ailment, patient, &keeper, &back);
    ailment.whereabouts = Some(Whereabouts {
        revision: id.to_owned(),
        held: kept.iter().map(held).collect(),
        was_in: kept.is_empty().then(|| Held {
            name: keeper.commit.clone(),
            commit: keeper.commit.clone(),
            path: inside(repo, &holding.path),
        }),
        author: added.as_ref().map(|added| added.author.clone()),
        date: added.map(|added| added.date),
        back,
    });
    Ok(ailment)
}

/// A commit that only the history of something else keeps.
fn past(id: &str, commit: &str) -> Keeper {
    Keeper {
        kind: KeeperKind::Reflog,
        name: id.to_owned(),
        commit: commit.to_owned(),
        is_untracked: false,
    }
}

fn lost(ailment: Ailment, repo: &Repo, found: &Found) -> Ailment {
    let looked = if found.is_whole {
        "it is in no branch, tag, reflog or stash of this repository, nor in what came before"
    } else {
        "it is at the end of no branch, tag, reflog or stash of this repository, nor in their last commits"
    };
    let ailment = ailment
        .detail(looked)
        .way("fetch what others have", ["git fetch --all --tags"]);
    let ailment = if repo.is_shallow() {
        ailment.way("the clone is shallow: fetch all of it", ["git fetch --unshallow"])
    } else {
        ailment
    };
    ailment.way("look through what nothing keeps", ["git fsck --lost-found"])
}

fn who(repo: &Repo, keeper: &Keeper, path: &Path) -> Result<Option<Added>, AppError> {
    let added = repo.who_added(&keeper.commit, &[path.to_path_buf()])?.remove(path);
    if keeper.kind == KeeperKind::Stash && added.is_none() {
        return Ok(Some(repo.told_of(&keeper.commit)?));
    }
    Ok(added)
}

type Before<'f> = Option<&'f (String, Holding)>;

fn told(repo: &Repo, (kept, before): (&[&(Keeper, Holding)], Before<'_>), added: Option<&Added>) -> Vec<String> {
    let mut lines: Vec<String> = kept
        .iter()
        .take(PLACES)
        .map(|(keeper, holding)| {
            let (what, commit) = (words(keeper), short(&keeper.commit));
            format!("it is in {what} ({commit}): {}", inside(repo, &holding.path))
        })
        .collect();
    if kept.len() > PLACES {
        lines.push(format!("and in {} more places", kept.len() - PLACES));
    }
    if kept.is_empty()
        && let Some((commit, holding)) = before
    {
        let path = inside(repo, &holding.path);
        lines.push(format!(
            "it was taken away; the last commit that has it is {}: {path}",
            short(commit)
        ));
        let branches = repo.branches_containing(commit).unwrap_or_default();
        if !branches.is_empty() {
            lines.push(format!("that commit is in {}", branches.join(", ")));
        }
    }
    if let Some(added) = added {
        let commit = short(&added.commit);
        lines.push(format!(
            "{} brought it on {} in {commit} ({})",
            added.author, added.date, added.summary
        ));
    }
    lines
}

fn words(keeper: &Keeper) -> String {
    let name = &keeper.name;
    match keeper.kind {
        KeeperKind::Branch => format!("the branch {name}"),
        KeeperKind::Remote => format!("the remote branch {name}"),
        KeeperKind::Tag => format!("the tag {name}"),
        KeeperKind::Head => format!("the detached head {name}"),
        KeeperKind::Stash if keeper.is_untracked => format!("the untracked files of {name}"),
        KeeperKind::Stash => name.clone(),
        KeeperKind::Reflog => format!("the reflog {name}"),
    }
}

/// Adds the commands that lead to the files which have the revision.
fn go_there(ailment: Ailment, patient: &Patient<'_>, repo: &Repo, (keeper, holding): (&Keeper, &Holding)) -> Ailment {
    let name = quoted(&keeper.name);
    let commit = &keeper.commit;
    match keeper.kind {
        KeeperKind::Branch if repo.branch().as_deref() == Some(&*keeper.name) => ailment.way(
            "it is committed here, and gone from the working tree: bring it back",
            [format!("git restore -- {}", typed(patient.workspace, &holding.path))],
        ),
        KeeperKind::Branch => ailment.way("work where it is", [format!("git switch {name}")]),
        KeeperKind::Remote => ailment.way("work where it is", [format!("git switch --track {name}")]),
        KeeperKind::Tag => ailment.way("work where it is", [format!("git switch --detach {name}")]),
        KeeperKind::Head => ailment.way("work where it is", [format!("git switch --detach {commit}")]),
        KeeperKind::Stash if keeper.name.ends_with("^2") => ailment.way(
            "take its file here",
            [restore(patient, commit, std::slice::from_ref(&holding.path))],
        ),
        KeeperKind::Stash => {
            let stash = keeper.name.trim_end_matches("^3");
            ailment.way("take what was stashed", [command("git stash apply", [stash])])
        }
        KeeperKind::Reflog => {
            let short = short(commit);
            ailment.way("work where it is", [format!("git switch -c found-{short} {short}")])
        }
    }
}

/// Adds the commands that bring the database back to what these files know.
fn come_back(ailment: Ailment, patient: &Patient<'_>, keeper: &Keeper, back: &Back) -> Ailment {
    match back {
        Back::Unknown(reason) => ailment.detail(format!("no way back from here: {reason}")),
        Back::Path { steps, target } => {
            let paths: Vec<_> = steps.iter().map(|step| step.path.clone()).collect();
            let files: Vec<String> = paths.iter().map(|path| typed(patient.workspace, path)).collect();
            let mut ailment = ailment;
            for step in steps {
                let warning = step.warning.map_or_else(String::new, |warning| format!("; {warning}"));
                let line = format!("step back: {} {}", step.revision, step.message);
                ailment = ailment.detail(format!("{}{warning}", line.trim_end()));
            }
            let program = patient
                .places
                .first()
                .map_or("onehead", |place| program(&place.project));
            let downgrade = format!("{program} downgrade {}", quoted(target));
            let what = format!("bring the database back to {target} with the files from there");
            let commands = [
                restore(patient, &keeper.commit, &paths),
                downgrade,
                format!("rm {}", files.join(" ")),
            ];
            ailment.way(&what, commands)
        }
    }
}

fn restore(patient: &Patient<'_>, commit: &str, paths: &[std::path::PathBuf]) -> String {
    let files: Vec<String> = paths.iter().map(|path| typed(patient.workspace, path)).collect();
    format!("git restore --source={} -- {}", short(commit), files.join(" "))
}

fn inside(repo: &Repo, path: &Path) -> String {
    path.strip_prefix(repo.root())
        .unwrap_or(path)
        .to_string_lossy()
        .into_owned()
}

fn short(commit: &str) -> &str {
    commit.get(..12).unwrap_or(commit)
}
