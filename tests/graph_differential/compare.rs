//! Where two answers about a case differ.
//!
//! Everything is compared exactly, but for what depends on Python's hash seed: the order in which several normalized
//! dependencies of one revision are visited, and which row of the version table a join or a fork keeps (spec 3.7).

use std::collections::{BTreeSet, HashMap};

use onehead::graph::{Edges, Fault, Graph, Rev, RevSet};

use super::answers::{Answered, Said, answer, graph, names};
use super::cases::{Case, Kind, Query};
use super::oracle::{Answer, Move, Structure, Told, ToldStep};

/// One difference.
#[derive(Debug, Clone)]
pub struct Difference {
    /// What differs, the same for differences of one sort.
    pub what: &'static str,
    /// The query it is in, with the rows it started from.
    pub query: Option<Query>,
    /// What onehead says.
    pub ours: String,
    /// What Alembic says.
    pub theirs: String,
}

/// Lists all differences of a case.
pub fn differences(case: &Case, theirs: &Answer) -> Vec<Difference> {
    let graph = graph(&case.nodes);
    if let Some(lost) = trials(&graph, case) {
        return vec![lost];
    }
    if let Some(why) = theirs.load.error.as_ref().or(theirs.load.crash.as_ref()) {
        // Of two files with one id Alembic reads both; that they are two is told in any case.
        let is_told = |fault: &Fault| fault.is_fatal_in_alembic() || matches!(fault, Fault::DuplicateId { .. });
        let is_missed = !graph.faults().iter().any(is_told);
        return is_missed
            .then(|| difference("load", format!("{:?}", graph.faults()), why.clone()))
            .into_iter()
            .collect();
    }
    if let Some(fault) = graph.faults().first() {
        // Alembic overlooks a cycle with a way in and a way out.
        let is_right = matches!(fault, Fault::Cycle { .. }) || !fault.is_fatal_in_alembic();
        return (!is_right)
            .then(|| difference("load", format!("{fault:?}"), "loads".into()))
            .into_iter()
            .collect();
    }
    let mut found = structure(&graph, &theirs.load);
    let history = names(&graph, &graph.history());
    if let Some(why) = order(&graph, &history, &theirs.history.revisions, Way::NewestFirst) {
        found.push(difference(
            why,
            format!("{history:?}"),
            format!("{:?}", theirs.history.revisions),
        ));
    }
    for (query, told) in case.queries.iter().zip(&theirs.answers) {
        found.extend(asked(&graph, query, told));
    }
    found
}

/// Asks a broken history everything, for panics and endless walks; of its revisions none may get lost.
fn trials(graph: &Graph, case: &Case) -> Option<Difference> {
    for query in &case.trials {
        let rows: Vec<String> = case.nodes.iter().step_by(2).map(|node| node.id.clone()).collect();
        let _ = answer(graph, query, &query.rows);
        let _ = answer(graph, query, &rows);
    }
    let (shown, all) = (graph.history().len(), graph.len());
    (shown != all).then(|| difference("lost revisions", shown.to_string(), all.to_string()))
}

/// Answers the query with the rows it really started from, so that it stands alone.
pub fn alone(query: &Query, told: &Told) -> Query {
    Query {
        rows: told.rows.clone(),
        after: None,
        turn: 0,
        ..query.clone()
    }
}

fn difference(what: &'static str, ours: String, theirs: String) -> Difference {
    Difference {
        what,
        query: None,
        ours,
        theirs,
    }
}

fn structure(graph: &Graph, theirs: &Structure) -> Vec<Difference> {
    let mut found = Vec::new();
    let mut same = |what, ours: Vec<String>, theirs: &Vec<String>| {
        if ours != *theirs {
            found.push(difference(what, format!("{ours:?}"), format!("{theirs:?}")));
        }
    };
    same("heads", names(graph, graph.heads()), &theirs.heads);
    same("bases", names(graph, graph.bases()), &theirs.bases);
    same("real heads", names(graph, graph.real_heads()), &theirs.real_heads);
    same("real bases", names(graph, graph.real_bases()), &theirs.real_bases);
    for rev in graph.revs() {
        let id = graph.id(rev).as_str();
        same(
            "labels",
            graph.labels(rev).iter().map(ToString::to_string).collect(),
            &theirs.labels[id],
        );
        let mut normalized = names(graph, graph.normalized_dependencies(rev));
        normalized.sort_unstable();
        same("normalized dependencies", normalized, &theirs.normalized[id]);
    }
    found
}

fn asked(graph: &Graph, query: &Query, told: &Told) -> Option<Difference> {
    let said = answer(graph, query, &told.rows)?;
    let what = disagreement(graph, query, &said, told)?;
    let theirs = match &told.error {
        Some(error) => format!("error: {error}"),
        None if told.steps.is_empty() => format!("{:?}", told.revisions),
        None => format!("{:?}", told.steps),
    };
    Some(Difference {
        what,
        query: Some(alone(query, told)),
        ours: format!("{said:?}"),
        theirs,
    })
}

fn disagreement(graph: &Graph, query: &Query, said: &Said, told: &Told) -> Option<&'static str> {
    if told.crash.is_some() {
        // Whatever is answered where Alembic has no answer, it must be possible.
        let Ok(Answered::Steps(ours)) = said else { return None };
        return replay(start(query, told), ours)
            .is_none()
            .then_some("moves that cannot be made");
    }
    match (said, &told.error) {
        (Err(_), Some(_)) => None,
        (Ok(Answered::Steps(ours)), Some(why)) if is_way_back_over_a_merge(graph, query, ours, (told, why)) => None,
        (Ok(_), Some(_)) => Some("answer where Alembic refuses"),
        // Where Alembic's bookkeeping crashes halfway, a refusal before the first step is as good.
        (Err(_), None) if told.broken.is_some() => None,
        // Alembic reads labels and beginnings of ids in the version table too, and crashes when it replaces them.
        (Err(_), None) if told.rows.iter().any(|row| graph.find(row).is_none()) => None,
        (Err(_), None) => Some("refusal where Alembic answers"),
        (Ok(Answered::Revisions(ours)), None) => match query.kind {
            Kind::History => order(graph, ours, &told.revisions, Way::NewestFirst),
            Kind::Current => (set(ours) != set(&told.revisions)).then_some("current"),
            _ => (*ours != told.revisions).then_some("revisions"),
        },
        (Ok(Answered::Steps(ours)), None) => steps(graph, query, ours, told),
    }
}

/// The one deliberate difference: where Alembic finds the walk of `downgrade -N` ambiguous because its last step leaves a
/// merge revision, onehead takes that revision back, with all that stands on it, and nothing else.
fn is_way_back_over_a_merge(graph: &Graph, query: &Query, ours: &[ToldStep], (told, why): (&Told, &str)) -> bool {
    if query.kind != Kind::Downgrade || !why.contains("Ambiguous walk") {
        return false;
    }
    let Some((before, steps)) = query.target.rsplit_once('-') else {
        return false;
    };
    let digits: String = steps.chars().take_while(char::is_ascii_digit).collect();
    let Ok(steps) = digits.parse::<usize>() else {
        return false;
    };
    let rows: Vec<Rev> = told.rows.iter().filter_map(|row| graph.find(row)).collect();
    let starts = if before.is_empty() {
        rows[..1].to_vec()
    } else {
        graph.revs().collect()
    };
    let merges = starts.into_iter().filter_map(|start| {
        let mut at = start;
        for _ in 1..steps {
            let &[below] = graph.parents(at) else { return None };
            at = below;
        }
        (graph.parents(at).len() > 1).then_some(at)
    });
    let have = graph.ancestors(&rows, Edges::All);
    let run: BTreeSet<String> = ours.iter().map(|step| step.revision.clone()).collect();
    merges.into_iter().any(|merge| {
        let mut gone = graph.descendants(&[merge], Edges::All);
        gone.intersect(&have);
        let mut left = have.clone();
        left.subtract(&gone);
        let wanted: BTreeSet<String> = gone.iter().map(|rev| graph.id(rev).to_string()).collect();
        let after = replay(&told.rows, ours);
        let is_last = ours.last().is_none_or(|step| step.revision == graph.id(merge).as_str());
        let leaves = after.is_some_and(|after| after.last().is_none_or(|rows| applied(graph, rows) == left));
        wanted == run && wanted.len() == ours.len() && is_last && leaves
    })
}

fn steps(graph: &Graph, query: &Query, ours: &[ToldStep], told: &Told) -> Option<&'static str> {
    let way = match query.kind {
        Kind::Upgrade => Way::OldestFirst,
        Kind::Downgrade => Way::NewestFirst,
        _ => Way::Given,
    };
    let run = |steps: &[ToldStep]| steps.iter().map(|step| step.revision.clone()).collect::<Vec<_>>();
    if let Some(why) = order(graph, &run(ours), &run(&told.steps), way) {
        return Some(why);
    }
    let arrows = |steps: &[ToldStep]| {
        let mut arrows: Vec<_> = steps.iter().map(|step| (step.from.clone(), step.to.clone())).collect();
        if way != Way::Given {
            arrows.sort_unstable();
        }
        arrows
    };
    if arrows(ours) != arrows(&told.steps) {
        return Some("arrows");
    }
    let rows = start(query, told);
    let Some(ours_after) = replay(rows, ours) else {
        return Some("moves that cannot be made");
    };
    if told.broken.is_some() {
        return None;
    }
    let theirs_after = replay(rows, &told.steps).expect("Alembic made its moves");
    let same_run = run(ours) == run(&told.steps);
    let compared = if same_run { 0 } else { ours.len().saturating_sub(1) };
    let differ = ours_after[compared..]
        .iter()
        .zip(&theirs_after[compared..])
        .any(|(ours, theirs)| {
            // Where one parent is below another, Alembic may keep rows for both; it may also crash over that (spec 2.6).
            if has_redundant_edges(graph) {
                applied(graph, ours) != applied(graph, theirs)
            } else {
                ours != theirs
            }
        });
    differ.then_some("rows")
}

fn start<'a>(query: &Query, told: &'a Told) -> &'a [String] {
    if query.kind == Kind::StampPurge {
        &[]
    } else {
        &told.rows
    }
}

/// The rows after each step; none where a move does not fit the rows.
fn replay(rows: &[String], steps: &[ToldStep]) -> Option<Vec<BTreeSet<String>>> {
    let mut rows = set(rows);
    let mut after = Vec::new();
    for change in steps.iter().flat_map(|step| step.moves.iter().map(Some).chain([None])) {
        let fits = match change {
            Some(Move::Insert(id)) => rows.insert(id.clone()),
            Some(Move::Delete(id)) => rows.remove(id),
            Some(Move::Update(from, to)) => rows.remove(from) && rows.insert(to.clone()),
            None => {
                after.push(rows.clone());
                true
            }
        };
        if !fits {
            return None;
        }
    }
    Some(after)
}

fn applied(graph: &Graph, rows: &BTreeSet<String>) -> RevSet {
    let rows: Vec<Rev> = rows.iter().filter_map(|row| graph.find(row)).collect();
    graph.ancestors(&rows, Edges::All)
}

/// Whether a parent or dependency of some revision is below another one of it.
fn has_redundant_edges(graph: &Graph) -> bool {
    graph.revs().any(|rev| {
        let below: Vec<Rev> = graph
            .parents(rev)
            .iter()
            .chain(graph.normalized_dependencies(rev))
            .copied()
            .collect();
        below.iter().any(|&one| {
            let under = graph.ancestors(&[one], Edges::All);
            below.iter().any(|&other| other != one && under.contains(other))
        })
    })
}

/// In which order revisions are listed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Way {
    NewestFirst,
    OldestFirst,
    Given,
}

fn order(graph: &Graph, ours: &[String], theirs: &[String], way: Way) -> Option<&'static str> {
    if ours == theirs {
        return None;
    }
    if set(ours) != set(theirs) || ours.len() != theirs.len() {
        return Some("set of revisions");
    }
    let hash_ordered = graph.revs().any(|rev| graph.normalized_dependencies(rev).len() > 1);
    if way == Way::Given || !hash_ordered {
        return Some("order of revisions");
    }
    (!is_topological(graph, ours, way)).then_some("order is not topological")
}

fn is_topological(graph: &Graph, ids: &[String], way: Way) -> bool {
    let places: HashMap<&str, usize> = ids.iter().enumerate().map(|(at, id)| (id.as_str(), at)).collect();
    graph.revs().all(|rev| {
        let Some(mine) = places.get(graph.id(rev).as_str()) else {
            return true;
        };
        graph.parents(rev).iter().chain(graph.dependencies(rev)).all(|&below| {
            places.get(graph.id(below).as_str()).is_none_or(|below| match way {
                Way::OldestFirst => below < mine,
                _ => below > mine,
            })
        })
    })
}

fn set(ids: &[String]) -> BTreeSet<String> {
    ids.iter().cloned().collect()
}
