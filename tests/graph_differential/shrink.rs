//! The smallest case that still differs in the same way.

use super::cases::Case;
use super::compare::{Difference, differences};
use super::oracle::Oracle;

/// Takes away from a case what the difference does not need.
pub fn shrink(case: &Case, found: &Difference, oracle: &mut Oracle) -> (Case, Difference) {
    let queries = found.query.iter().cloned().collect();
    let mut best = (
        Case {
            nodes: case.nodes.clone(),
            queries,
            trials: case.trials.clone(),
        },
        found.clone(),
    );
    loop {
        let smaller = smaller(&best.0).into_iter().find_map(|candidate| {
            let answer = oracle.ask(&candidate);
            let left = differences(&candidate, &answer)
                .into_iter()
                .find(|left| left.what == found.what)?;
            Some((candidate, left))
        });
        match smaller {
            Some(found) => best = found,
            None => return best,
        }
    }
}

fn smaller(case: &Case) -> Vec<Case> {
    let mut candidates = Vec::new();
    let mut change = |edit: &dyn Fn(&mut Case)| {
        let mut candidate = case.clone();
        edit(&mut candidate);
        candidates.push(candidate);
    };
    for at in 0..case.nodes.len() {
        change(&|case| drop_node(case, at));
    }
    for at in 0..case.nodes.len() {
        let node = &case.nodes[at];
        for part in 0..node.depends_on.len() {
            change(&|case| drop(case.nodes[at].depends_on.remove(part)));
        }
        for part in 0..node.parents.len() {
            change(&|case| drop(case.nodes[at].parents.remove(part)));
        }
        for part in 0..node.labels.len() {
            change(&|case| drop(case.nodes[at].labels.remove(part)));
        }
    }
    for at in 0..case.queries.len() {
        for row in 0..case.queries[at].rows.len() {
            change(&|case| drop(case.queries[at].rows.remove(row)));
        }
        for target in 0..case.queries[at].targets.len() {
            change(&|case| drop(case.queries[at].targets.remove(target)));
        }
    }
    candidates
}

/// Takes a revision out of its line; its children come after its parents, its dependents lose it.
fn drop_node(case: &mut Case, at: usize) {
    let gone = case.nodes.remove(at);
    for node in &mut case.nodes {
        if let Some(place) = node.parents.iter().position(|id| *id == gone.id) {
            let new: Vec<String> = gone
                .parents
                .iter()
                .filter(|id| !node.parents.contains(id))
                .cloned()
                .collect();
            node.parents.splice(place..=place, new);
        }
        node.depends_on
            .retain(|name| *name != gone.id && !gone.labels.contains(name));
    }
    for query in &mut case.queries {
        query.rows.retain(|id| *id != gone.id);
    }
}
