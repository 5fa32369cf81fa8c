//! From several heads to one: which heads, both sides, and the revision that joins them.

use std::collections::BTreeMap;

use super::AppError;
use super::create::{CreateError, Planned, Wish, plan};
use super::workspace::Place;
use crate::graph::{Graph, Rev};
use crate::history::History;
use crate::merge::{Survey, survey};
use crate::project::Settings;

/// What `merge` is to do.
#[derive(Debug)]
pub enum Task {
    /// There is one head, or every head is a deliberate one.
    Nothing,
    /// These are joined.
    Join {
        /// The parents, in the order they will be written.
        parents: Vec<Rev>,
        /// What each side brings.
        survey: Survey,
    },
}

/// Decides what is to be joined: the revisions that were named, or all heads but the deliberate ones.
///
/// # Errors
/// [`AppError`] when a name cannot be resolved, or heads of several deliberate branches would have to be told apart.
pub fn task(place: &Place<'_>, named: &[String]) -> Result<Task, AppError> {
    let graph = &place.history.graph;
    let parents = match named {
        [] => undeclared(graph, &place.project.settings)?,
        [all] if all == "heads" => undeclared(graph, &place.project.settings)?,
        _ => {
            let mut parents = Vec::new();
            for name in named {
                parents.extend(graph.resolve(name)?);
            }
            // `base` beside others adds nothing, as in Alembic; alone it names nothing to join.
            if parents.is_empty() {
                return Err(CreateError::NoRevision(named.join(" ")).into());
            }
            return Ok(Task::Join {
                survey: survey(graph, &parents),
                parents,
            });
        }
    };
    Ok(if parents.len() < 2 {
        Task::Nothing
    } else {
        Task::Join {
            survey: survey(graph, &parents),
            parents,
        }
    })
}

/// Answers the heads that no setting keeps apart; where a declared branch itself has forked, its heads.
fn undeclared(graph: &Graph, settings: &Settings) -> Result<Vec<Rev>, AppError> {
    let mut groups: BTreeMap<Option<&str>, Vec<Rev>> = BTreeMap::new();
    for &head in graph.real_heads() {
        let labels = graph.labels(head);
        let declared = settings
            .heads
            .iter()
            .find(|name| labels.iter().any(|label| label.as_str() == name.as_str()));
        groups.entry(declared.map(String::as_str)).or_default().push(head);
    }
    let mut forked = groups.into_values().filter(|heads| heads.len() > 1);
    match (forked.next(), forked.next()) {
        (None, _) => Ok(Vec::new()),
        (Some(heads), None) => Ok(heads),
        (Some(first), Some(second)) => {
            let command = |heads: &[Rev]| {
                let ids: Vec<&str> = heads.iter().map(|&head| graph.id(head).as_str()).collect();
                format!("onehead merge {}", ids.join(" "))
            };
            Err(AppError::SeveralForks {
                commands: vec![command(&first), command(&second)],
            })
        }
    }
}

/// Plans the joining revision and proves that the heads it joins are heads no longer.
///
/// # Errors
/// [`CreateError`] when it cannot be made or would not join.
pub fn join(place: &Place<'_>, wish: &Wish, parents: &[Rev]) -> Result<Planned, CreateError> {
    let planned = plan(place, wish, parents)?;
    let before = &place.history.graph;
    let after = &planned.after.graph;
    let expected = before
        .real_heads()
        .iter()
        .filter(|head| !parents.contains(head))
        .count()
        + 1;
    let child = after.find(planned.id.as_str());
    let joins = child.is_some_and(|child| {
        after.is_real_head(child) && parents.iter().all(|&parent| is_parent(before, after, parent, child))
    });
    if !joins || after.real_heads().len() != expected {
        let reason = format!("{} heads would remain instead of {expected}", after.real_heads().len());
        return Err(CreateError::Proof(reason));
    }
    Ok(planned)
}

/// Answers whether two readings of a project found the same revisions, so that a plan made from the one holds for the
/// other.
#[must_use]
pub fn same_history(a: &History, b: &History) -> bool {
    let unreadable = |history: &History| {
        history
            .unreadable
            .iter()
            .map(|file| file.path.clone())
            .collect::<Vec<_>>()
    };
    a.revisions.len() == b.revisions.len()
        && a.revisions
            .iter()
            .zip(&b.revisions)
            .all(|(a, b)| a.path == b.path && a.header == b.header)
        && unreadable(a) == unreadable(b)
}

fn is_parent(before: &Graph, after: &Graph, parent: Rev, child: Rev) -> bool {
    after
        .find(before.id(parent).as_str())
        .is_some_and(|parent| after.parents(child).contains(&parent))
}
