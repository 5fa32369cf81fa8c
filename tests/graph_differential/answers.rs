//! What onehead says about a case, in the words of the oracle.

use onehead::graph::{Graph, Node, Rev, VersionMove};
use onehead::revision::{BranchLabel, RevisionId};

use super::cases::{Kind, Query, Written};
use super::oracle::{Move, ToldStep};

/// An answer, or why there is none.
pub type Said = Result<Answered, String>;

/// What a query gives.
#[derive(Debug, PartialEq, Eq)]
pub enum Answered {
    /// Revisions in order.
    Revisions(Vec<String>),
    /// A route or the steps of a stamp.
    Steps(Vec<ToldStep>),
}

/// Builds the graph of a case.
pub fn graph(nodes: &[Written]) -> Graph {
    let nodes = nodes.iter().map(|written| Node {
        id: RevisionId::from(written.id.as_str()),
        parents: written.parents.iter().map(|id| RevisionId::from(id.as_str())).collect(),
        depends_on: written.depends_on.clone(),
        labels: written
            .labels
            .iter()
            .map(|label| BranchLabel::from(label.as_str()))
            .collect(),
    });
    Graph::build(nodes.collect())
}

/// Answers one query; none where a row is not a whole id and the question takes revisions.
pub fn answer(graph: &Graph, query: &Query, rows: &[String]) -> Option<Said> {
    let revs: Option<Vec<Rev>> = rows.iter().map(|row| graph.find(row)).collect();
    let rows: Vec<RevisionId> = rows.iter().map(|row| RevisionId::from(row.as_str())).collect();
    let target = query.target.as_str();
    Some(match query.kind {
        Kind::History => revisions(graph, graph.history_range(target, Some(&revs?))),
        Kind::Resolve => revisions(graph, graph.resolve(target)),
        Kind::ResolveOne => revisions(
            graph,
            graph.resolve_one(target).map(|found| found.into_iter().collect()),
        ),
        Kind::Current => Ok(Answered::Revisions(names(graph, &graph.current_heads(&revs?)))),
        Kind::Upgrade => route(graph, graph.upgrade(&rows, target)),
        Kind::Downgrade => route(graph, graph.downgrade(&rows, target)),
        Kind::Stamp => stamps(graph.stamp(&rows, &query.targets)),
        Kind::StampPurge => stamps(graph.stamp_purge(&query.targets)),
    })
}

/// The ids of revisions.
pub fn names(graph: &Graph, revs: &[Rev]) -> Vec<String> {
    revs.iter().map(|&rev| graph.id(rev).to_string()).collect()
}

fn revisions<E: ToString>(graph: &Graph, found: Result<Vec<Rev>, E>) -> Said {
    found
        .map(|revs| Answered::Revisions(names(graph, &revs)))
        .map_err(|error| error.to_string())
}

fn route<E: ToString>(graph: &Graph, route: Result<onehead::graph::Route, E>) -> Said {
    let steps = route.map_err(|error| error.to_string())?.steps;
    let told = steps.iter().map(|step| ToldStep {
        revision: graph.id(step.rev).to_string(),
        from: texts(&step.from),
        to: texts(&step.to),
        moves: step.moves.iter().map(told_move).collect(),
    });
    Ok(Answered::Steps(told.collect()))
}

fn stamps<E: ToString>(steps: Result<Vec<onehead::graph::StampStep>, E>) -> Said {
    let steps = steps.map_err(|error| error.to_string())?;
    let told = steps.iter().map(|step| ToldStep {
        revision: String::new(),
        from: texts(&step.from),
        to: texts(&step.to),
        moves: step.moves.iter().map(told_move).collect(),
    });
    Ok(Answered::Steps(told.collect()))
}

fn texts(ids: &[RevisionId]) -> Vec<String> {
    ids.iter().map(ToString::to_string).collect()
}

fn told_move(change: &VersionMove) -> Move {
    match change {
        VersionMove::Insert(id) => Move::Insert(id.to_string()),
        VersionMove::Delete(id) => Move::Delete(id.to_string()),
        VersionMove::Update { from, to } => Move::Update(from.to_string(), to.to_string()),
    }
}
