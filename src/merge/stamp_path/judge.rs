//! The proof itself.

use std::collections::HashSet;

use super::{Affected, Harms, Judgement, Known, Overlap, Report, Sameness, State};
use crate::graph::{Edges, Rev, RevSet};
use crate::revision::RevisionId;

/// Where the revisions that a database applied are known from.
#[derive(Debug, Clone)]
pub enum Applied<'a> {
    /// From each of these states, which all hold every row: any of them may be the one.
    In(Vec<&'a State>),
    /// Not known, and why.
    Unknown(String),
}

/// Version rows that a database may hold.
#[derive(Debug, Clone)]
pub struct Standing<'a> {
    /// Where such a database comes from.
    pub name: String,
    /// The rows.
    pub rows: Vec<RevisionId>,
    /// What is known of how it came there.
    pub applied: Applied<'a>,
}

/// Judges every standing against the graph that is to come.
#[must_use]
pub fn prove(standings: &[Standing<'_>], new: &State) -> Report {
    let order = Order::of(new);
    let judge = |standing: &Standing<'_>| judge(standing, new, &order);
    Report {
        judgements: standings.iter().map(judge).collect(),
    }
}

/// The place of each revision in an upgrade of everything.
struct Order(Vec<u32>);

impl Order {
    fn of(state: &State) -> Self {
        let graph = state.graph();
        let mut places = vec![0; graph.len()];
        for (place, rev) in (0u32..).zip(graph.history().into_iter().rev()) {
            places[rev.index()] = place;
        }
        Self(places)
    }

    fn sort(&self, revs: &mut [(Rev, Affected)]) {
        revs.sort_by_key(|(rev, _)| self.0[rev.index()]);
    }
}

fn judge(standing: &Standing<'_>, new: &State, order: &Order) -> Judgement {
    let mut judgement = Judgement {
        name: standing.name.clone(),
        rows: standing.rows.clone(),
        harms: Harms::default(),
        doubts: Vec::new(),
    };
    judgement
        .doubts
        .extend(new.doubts().iter().map(|doubt| format!("of the new history: {doubt}")));
    // These two are seen in the new graph alone.
    let (rows, missing) = rows_in(new, &standing.rows);
    judgement.harms.missing = missing;
    judgement.harms.overlaps = overlaps(new, &rows);
    match &standing.applied {
        Applied::Unknown(reason) => judgement.doubts.push(reason.clone()),
        Applied::In(states) => {
            let believed = new.graph().ancestors(&rows, Edges::All);
            for state in states {
                judgement.doubts.extend(state.doubts().iter().cloned());
                compare((state, &standing.rows), (new, &believed, order), &mut judgement);
            }
        }
    }
    let mut seen = HashSet::new();
    judgement.doubts.retain(|doubt| seen.insert(doubt.clone()));
    judgement
}

/// Finds the rows that the new graph has, and those it has not.
fn rows_in(state: &State, rows: &[RevisionId]) -> (Vec<Rev>, Vec<RevisionId>) {
    let (mut found, mut missing) = (Vec::new(), Vec::new());
    for row in rows {
        match state.graph().find(row.as_str()) {
            Some(rev) => found.push(rev),
            None => missing.push(row.clone()),
        }
    }
    (found, missing)
}

/// Finds the rows that stand below another row.
fn overlaps(state: &State, rows: &[Rev]) -> Vec<Overlap> {
    let graph = state.graph();
    let mut found = Vec::new();
    for &upper in rows {
        let below = graph.ancestors(&[upper], Edges::All);
        for &lower in rows.iter().filter(|&&lower| lower != upper && below.contains(lower)) {
            found.push(Overlap {
                lower: graph.id(lower).clone(),
                upper: graph.id(upper).clone(),
            });
        }
    }
    found
}

/// Compares what was applied in one state with what the new graph believes.
fn compare(
    (state, rows): (&State, &[RevisionId]),
    (new, believed, order): (&State, &RevSet, &Order),
    judgement: &mut Judgement,
) {
    let (own, unknown) = rows_in(state, rows);
    if let Some(row) = unknown.first() {
        judgement
            .doubts
            .push(format!("the state that is examined has no revision {row}"));
        return;
    }
    let applied = state.graph().ancestors(&own, Edges::All);
    let (mut skipped, mut twice, mut forgotten) = (Vec::new(), Vec::new(), Vec::new());
    let mut seen = RevSet::new(new.graph().len());
    for rev in applied.iter() {
        let known = state.known(rev);
        let Some(there) = new.graph().find(known.node.id.as_str()) else {
            if !rows.contains(&known.node.id) {
                forgotten.push((rev, affected(known, false)));
            }
            continue;
        };
        seen.insert(there);
        let target = new.known(there);
        let sameness = known.deed.compare(&target.deed);
        match (believed.contains(there), sameness) {
            (true, Sameness::Same) => {}
            (true, Sameness::Other)
                if let Some(twin) = handed_down((state, &applied), (new, there), (known, &seen)) =>
            {
                seen.insert(twin);
            }
            // The new body is another revision, which is taken for applied.
            (true, Sameness::Other) => skipped.push((there, affected(target, true))),
            (true, Sameness::Unknown(reason)) => judgement.doubts.push(format!(
                "whether revision {} does what was applied there is not known: {reason}",
                known.node.id
            )),
            (false, sameness) => twice.push((there, affected(target, sameness == Sameness::Other))),
        }
    }
    for rev in believed.iter().filter(|&rev| !seen.contains(rev)) {
        skipped.push((rev, affected(new.known(rev), false)));
    }
    order.sort(&mut skipped);
    order.sort(&mut twice);
    if !forgotten.is_empty() {
        Order::of(state).sort(&mut forgotten);
    }
    let list = |pairs: Vec<(Rev, Affected)>| pairs.into_iter().map(|(_, affected)| affected).collect();
    judgement.harms.join(Harms {
        skipped: list(skipped),
        // Where a row is missing, Alembic refuses, and nothing runs at all.
        twice: if judgement.harms.missing.is_empty() {
            list(twice)
        } else {
            Vec::new()
        },
        forgotten: list(forgotten),
        ..Harms::default()
    });
}

/// Finds the parent that does now what a revision did, while the revision itself does nothing any more: then a database
/// that ran it has run the parent, and both are taken for applied. One parent stands for one revision.
fn handed_down(
    (state, applied): (&State, &RevSet),
    (new, there): (&State, Rev),
    (known, seen): (&Known, &RevSet),
) -> Option<Rev> {
    if !new.known(there).deed.does_nothing() {
        return None;
    }
    let is_twin = |&parent: &Rev| {
        let known_there = state.graph().find(new.graph().id(parent).as_str());
        let ran_itself = known_there.is_some_and(|own| applied.contains(own));
        !ran_itself && !seen.contains(parent) && known.deed.compare(&new.known(parent).deed) == Sameness::Same
    };
    new.graph().parents(there).iter().copied().find(is_twin)
}

fn affected(known: &Known, rewritten: bool) -> Affected {
    Affected {
        revision: known.node.id.clone(),
        message: known.message.to_string(),
        rewritten,
    }
}
