//! `log --heads` against a look at every single commit.

use std::collections::BTreeSet;

use onehead::app::Workspace;
use onehead::app::heads_log::heads_log;
use onehead::project::{Environment, Request};

use crate::cases::{Case, Tree, case};
use crate::repository::make;
use crate::setting;

/// A time of several heads: the first commit of it, and how many there are; whether it ended.
type Time = (usize, usize, bool);

fn heads(tree: &Tree) -> usize {
    let named: BTreeSet<&String> = tree.scripts.iter().flat_map(|script| &script.parents).collect();
    tree.scripts.iter().filter(|script| !named.contains(&script.id)).count()
}

/// Counts along the first-parent line of main, oldest first.
fn expected(case: &Case) -> (usize, Vec<Time>) {
    let (_, tip) = case.refs.last().expect("main is the last ref");
    let mut line = vec![*tip];
    while let Some(&before) = case.commits[line[line.len() - 1]].parents.first() {
        line.push(before);
    }
    line.reverse();
    let mut times: Vec<Time> = Vec::new();
    let mut is_open = false;
    for &at in &line {
        let is_crowded = heads(&case.commits[at].tree) > 1;
        match times.last_mut() {
            Some(time) if is_open && is_crowded => time.1 += 1,
            Some(time) if is_open => time.2 = true,
            _ if is_crowded => times.push((at, 1, false)),
            _ => {}
        }
        is_open = is_crowded;
    }
    (line.len(), times)
}

#[test]
fn every_time_of_several_heads_is_found() {
    let (first, count) = (setting("ONEHEAD_SEED", 1), setting("ONEHEAD_PROOFS", 200).min(1000));
    let (mut found, mut ended) = (0, 0);
    for seed in first..first + count {
        let case = case(seed);
        let made = make(&case);
        let request = Request {
            directory: made.directory.path().canonicalize().expect("it is there"),
            ..Request::default()
        };
        let workspace = Workspace::new(request, Environment::default());
        let log = match heads_log(&workspace, Some("origin/main")) {
            Ok(log) => log,
            Err(error) => {
                let (_, tip) = case.refs.last().expect("main is the last ref");
                assert!(
                    case.commits[*tip].tree.scripts.is_empty(),
                    "ONEHEAD_SEED={seed}: {error}"
                );
                continue;
            }
        };
        let at = |commit: &str| {
            made.commits
                .iter()
                .position(|made| made == commit)
                .expect("a commit of the case")
        };
        let told: Vec<Time> = log
            .episodes
            .iter()
            .map(|episode| (at(&episode.began.commit), episode.commits, episode.ended.is_some()))
            .collect();
        assert_eq!(
            (log.commits, told),
            expected(&case),
            "ONEHEAD_SEED={seed} {:?}",
            log.notes
        );
        found += log.episodes.len();
        ended += log.episodes.iter().filter(|episode| episode.ended.is_some()).count();
    }
    assert!(
        count < 100 || (found > 50 && ended > 20),
        "{found} times, {ended} of them ended"
    );
}
