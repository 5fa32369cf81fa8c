//! Every re-parent that the tool allows is really applied: databases that stand on everything published go on with the
//! rewritten files, and in the end every revision has run exactly once.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use onehead::app::{AppError, RebaseTask, RebaseWish, Ruling, Standing, Workspace, plan_rebase, problems, write};
use onehead::project::{Environment, Request};

use crate::cases::{Case, Tree, forked};
use crate::oracle::{Oracle, Story};
use crate::repository::make;
use crate::setting;

/// How often what happened.
#[derive(Debug, Default)]
struct Tally {
    broken: usize,
    one_head: usize,
    refused: usize,
    forbidden: usize,
    allowed: usize,
    databases: usize,
}

/// The trees that a database of a published ref may have been brought to: tips, and first-parent states of branches.
fn published(case: &Case) -> Vec<&Tree> {
    let mut trees: Vec<&Tree> = Vec::new();
    for (name, tip) in &case.refs {
        let mut next = Some(*tip);
        while let Some(at) = next {
            let commit = &case.commits[at];
            if !commit.tree.scripts.is_empty() && !trees.contains(&&commit.tree) {
                trees.push(&commit.tree);
            }
            next = commit
                .parents
                .first()
                .copied()
                .filter(|_| !name.starts_with("refs/tags/"));
        }
    }
    trees
}

/// Answers what is wrong with how a database ended up; nothing where every revision has run exactly once.
fn wrong(story: &Story, new: &Tree) -> Option<String> {
    if let Some(error) = &story.error {
        return Some(error.clone());
    }
    let mut ran: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for (id, body) in story.ran.iter().chain(&story.then) {
        ran.entry(id).or_default().push(body);
    }
    let expected: BTreeMap<&str, String> = new
        .scripts
        .iter()
        .map(|script| (&*script.id, script.body.to_string()))
        .collect();
    let exact = ran.len() == expected.len()
        && expected
            .iter()
            .all(|(id, body)| ran.get(id).is_some_and(|ran| ran.as_slice() == [body.as_str()]));
    (!exact).then(|| format!("{ran:?} ran instead of {expected:?}"))
}

fn files_in(folder: &Path) -> BTreeMap<String, String> {
    let entries = fs::read_dir(folder)
        .expect("a folder")
        .map(|entry| entry.expect("an entry").path());
    let named = |path: std::path::PathBuf| {
        let name = path.file_name().expect("a name").to_string_lossy().into_owned();
        (name, fs::read_to_string(path).expect("text"))
    };
    entries.map(named).collect()
}

/// Lists what may be asked for: what the tool chooses, and each head onto each other one.
fn wishes(heads: &[String]) -> Vec<RebaseWish> {
    let pairs = heads
        .iter()
        .flat_map(|moved| heads.iter().map(move |onto| (moved, onto)));
    let named = pairs
        .filter(|(moved, onto)| moved != onto)
        .map(|(moved, onto)| RebaseWish {
            revision: Some(moved.clone()),
            onto: Some(onto.clone()),
            ..RebaseWish::default()
        });
    std::iter::once(RebaseWish::default()).chain(named.take(4)).collect()
}

/// Re-parents where that is allowed; answers the files afterwards.
fn reparented(case: &Case, tally: &mut Tally) -> Vec<BTreeMap<String, String>> {
    let made = make(case);
    let root = made.directory.path().canonicalize().expect("it is there");
    let request = Request {
        directory: root.clone(),
        ..Request::default()
    };
    let workspace = Workspace::new(request, Environment::default());
    let place = workspace.place(&Standing::WorkTree).expect("a project");
    if problems(&place.history).iter().any(|problem| problem.is_fatal) {
        // The command refuses to build on it.
        tally.broken += 1;
        return Vec::new();
    }
    let graph = &place.history.graph;
    let heads: Vec<String> = graph
        .real_heads()
        .iter()
        .map(|&head| graph.id(head).to_string())
        .collect();
    let folder = root.join(&case.new.folder).join("versions");
    let mut all = Vec::new();
    for wish in wishes(&heads) {
        match plan_rebase(&workspace, &place, &wish) {
            Ok(RebaseTask::Nothing) => tally.one_head += 1,
            Ok(RebaseTask::Move(planned)) if matches!(planned.ruling, Ruling::Forbidden(_)) => tally.forbidden += 1,
            Ok(RebaseTask::Move(planned)) => {
                tally.allowed += 1;
                let before = files_in(&folder);
                write(&planned.changes()).expect("written");
                all.push(files_in(&folder));
                for (name, text) in before {
                    fs::write(folder.join(name), text).expect("written");
                }
            }
            Err(AppError::Rebase(_) | AppError::Target(_) | AppError::SeveralForks { .. }) => tally.refused += 1,
            Err(error) => panic!("no plan: {error}"),
        }
    }
    all.sort();
    all.dedup();
    all
}

/// Brings databases to everything published and on from there, with the files as they were and as they are then.
fn failures(case: &Case, after: &BTreeMap<String, String>, (oracle, tally): (&mut Oracle, &mut Tally)) -> Vec<String> {
    let states: Vec<_> = published(case).into_iter().map(Tree::files).collect();
    let before = oracle.ask_files(&states, &case.new.files());
    let then = oracle.ask_files(&states, after);
    if let Some(refused) = &then.new_refused {
        return vec![format!("cannot be loaded: {refused}")];
    }
    let mut failures = Vec::new();
    for (before, after) in before.states.iter().zip(&then.states) {
        // Harm that the history does already is not the re-parent's; and what Alembic cannot load brought nobody
        // anywhere.
        if after.refused.is_some() || wrong(&before.heads, &case.new).is_some() {
            continue;
        }
        tally.databases += 1;
        if let Some(wrong) = wrong(&after.heads, &case.new) {
            failures.push(format!("from {:?}: {wrong}", after.heads.rows));
        }
    }
    failures
}

#[test]
fn every_allowed_reparent_leaves_every_database_whole() {
    let (first, count) = (setting("ONEHEAD_SEED", 1), setting("ONEHEAD_REPARENTS", 200));
    let mut oracle = Oracle::start();
    let (mut tally, mut all) = (Tally::default(), Vec::new());
    for seed in first..first + count {
        let case = forked(seed);
        for after in reparented(&case, &mut tally) {
            let failures = failures(&case, &after, (&mut oracle, &mut tally));
            all.extend(
                failures
                    .into_iter()
                    .map(|failure| format!("ONEHEAD_SEED={seed}: {failure}")),
            );
        }
    }
    println!("{count} forks from seed {first}: {tally:?}");
    assert!(all.is_empty(), "{}: {:#?}", all.len(), &all[..all.len().min(5)]);
    assert!(
        count < 100 || (tally.allowed > 20 && tally.forbidden > 20 && tally.databases > 50),
        "the forks hardly asked anything: {tally:?}"
    );
}
