//! What becomes of the version table at each step (spec section 2.6; `HeadMaintainer`, `RevisionStep`, `StampStep`).

use std::collections::BTreeSet;

use super::{Direction, Edges, Graph, Rev, Route, StampStep, Step, TargetError, VersionMove};
use crate::revision::RevisionId;

/// The version table while steps are planned.
pub(super) struct VersionRows<'a> {
    graph: &'a Graph,
    rows: BTreeSet<Rev>,
    /// On the way down: how many applied revisions stand directly above each one.
    applied_above: Vec<u32>,
}

impl<'a> VersionRows<'a> {
    /// Starts from the rows of a database; all of them are known to the graph.
    pub(super) fn new(graph: &'a Graph, rows: &[RevisionId]) -> Self {
        Self {
            graph,
            rows: rows.iter().filter_map(|row| graph.find(row.as_str())).collect(),
            applied_above: Vec::new(),
        }
    }

    /// Makes the route of revisions that run in the given order.
    pub(super) fn route(mut self, order: &[Rev], direction: Direction) -> Result<Route, TargetError> {
        if direction == Direction::Down {
            self.applied_above = self.count_above();
        }
        let mut steps = Vec::with_capacity(order.len());
        for &rev in order {
            let moves = match direction {
                Direction::Up => self.up(rev),
                Direction::Down => self.down(rev),
            };
            let own = vec![self.graph.id(rev).clone()];
            let below = self.ids(self.graph.parents(rev));
            let (from, to) = match direction {
                Direction::Up => (below, own),
                Direction::Down => (own, below),
            };
            steps.push(Step {
                rev,
                direction,
                from,
                to,
                moves: self.apply(moves)?,
            });
        }
        Ok(Route { steps })
    }

    fn up(&self, rev: Rev) -> Vec<Move> {
        let below = self.graph.down(rev);
        let present: Vec<Rev> = below
            .iter()
            .copied()
            .filter(|below| self.rows.contains(below))
            .collect();
        match present.as_slice() {
            [] => vec![Move::Insert(rev)],
            &[one] => vec![Move::Update(one, rev)],
            _ => merge(&present, rev),
        }
    }

    /// Takes the newest revision away: its row goes to whatever is directly below it and has nothing above it any more.
    fn down(&mut self, rev: Rev) -> Vec<Move> {
        let mut to = Vec::new();
        for below in self.graph.down(rev) {
            let above = &mut self.applied_above[below.index()];
            *above = above.saturating_sub(1);
            if *above == 0 && !self.rows.contains(&below) {
                to.push(below);
            }
        }
        match to.split_last() {
            None => vec![Move::Delete(rev)],
            Some((&last, others)) => {
                let inserts = others.iter().map(|&rev| Move::Insert(rev));
                inserts.chain([Move::Update(rev, last)]).collect()
            }
        }
    }

    /// Counts, for each revision, how many applied ones stand directly above it.
    fn count_above(&self) -> Vec<u32> {
        let rows: Vec<Rev> = self.rows.iter().copied().collect();
        let mut above = vec![0; self.graph.len()];
        for rev in self.graph.ancestors(&rows, Edges::All).iter() {
            for below in self.graph.down(rev) {
                above[below.index()] += 1;
            }
        }
        above
    }

    /// A row goes without another in its place.
    pub(super) fn stamp_away(&mut self, rev: Rev) -> Result<StampStep, TargetError> {
        Ok(StampStep {
            from: self.ids(&[rev]),
            to: Vec::new(),
            moves: self.apply(vec![Move::Delete(rev)])?,
        })
    }

    /// A row appears beside the others.
    pub(super) fn stamp_new(&mut self, rev: Rev) -> Result<StampStep, TargetError> {
        Ok(StampStep {
            from: Vec::new(),
            to: self.ids(&[rev]),
            moves: self.apply(vec![Move::Insert(rev)])?,
        })
    }

    /// Rows become one; on the way up, rows that an earlier destination took already leave room for a new one.
    pub(super) fn stamp_move(&mut self, from: &[Rev], to: Rev, is_upward: bool) -> Result<StampStep, TargetError> {
        let taken = from.iter().any(|rev| !self.rows.contains(rev));
        let moves = if is_upward && taken && !self.rows.contains(&to) {
            vec![Move::Insert(to)]
        } else {
            merge(from, to)
        };
        Ok(StampStep {
            from: self.ids(from),
            to: self.ids(&[to]),
            moves: self.apply(moves)?,
        })
    }

    fn apply(&mut self, moves: Vec<Move>) -> Result<Vec<VersionMove>, TargetError> {
        let missing = |rev: Rev| TargetError::RowMissing(self.graph.id(rev).to_string());
        for step in &moves {
            let (old, new) = match *step {
                Move::Insert(rev) => (None, Some(rev)),
                Move::Delete(rev) => (Some(rev), None),
                Move::Update(from, to) => (Some(from), Some(to)),
            };
            if let Some(old) = old
                && !self.rows.remove(&old)
            {
                return Err(missing(old));
            }
            if let Some(new) = new
                && !self.rows.insert(new)
            {
                return Err(missing(new));
            }
        }
        let id = |rev: Rev| self.graph.id(rev).clone();
        let named = moves.into_iter().map(|step| match step {
            Move::Insert(rev) => VersionMove::Insert(id(rev)),
            Move::Delete(rev) => VersionMove::Delete(id(rev)),
            Move::Update(from, to) => VersionMove::Update {
                from: id(from),
                to: id(to),
            },
        });
        Ok(named.collect())
    }

    fn ids(&self, revs: &[Rev]) -> Vec<RevisionId> {
        revs.iter().map(|&rev| self.graph.id(rev).clone()).collect()
    }
}

/// A [`VersionMove`] by revision.
#[derive(Debug, Clone, Copy)]
enum Move {
    Insert(Rev),
    Delete(Rev),
    Update(Rev, Rev),
}

/// Rows become one: all but the last go, the last changes.
fn merge(from: &[Rev], to: Rev) -> Vec<Move> {
    let Some((&last, others)) = from.split_last() else {
        return vec![Move::Insert(to)];
    };
    others
        .iter()
        .map(|&rev| Move::Delete(rev))
        .chain([Move::Update(last, to)])
        .collect()
}
