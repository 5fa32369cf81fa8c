//! The way up (spec section 2.2; `_parse_upgrade_target`, `_collect_upgrade_revisions`).

use super::relative::{Relative, Walked};
use super::version_moves::VersionRows;
use super::{Direction, Edges, Graph, Rev, RevSet, Route, TargetError};
use crate::revision::RevisionId;

impl Graph {
    /// Answers the steps that lead a database from its rows to a target, in the order they run.
    ///
    /// # Errors
    /// [`TargetError`] when the target or a row has no meaning, or rows contradict each other.
    pub fn upgrade(&self, rows: &[RevisionId], target: &str) -> Result<Route, TargetError> {
        let current = self.rows(rows)?;
        let targets = self.up_targets(target, true, |branch| self.walk_start(&current, target, branch))?;
        self.up_route(rows, (&current, &targets), target)
    }

    /// Answers the steps that bring revisions, with everything below them that is not applied.
    ///
    /// # Errors
    /// [`TargetError`] when a row has no meaning, or rows contradict each other.
    pub fn bring(&self, rows: &[RevisionId], revs: &[Rev]) -> Result<Route, TargetError> {
        let current = self.rows(rows)?;
        let below = self.strict_ancestors(revs);
        let tips: Vec<Rev> = revs.iter().copied().filter(|&rev| !below.contains(rev)).collect();
        self.up_route(rows, (&current, &tips), "what moves")
    }

    fn up_route(
        &self,
        rows: &[RevisionId],
        (current, targets): (&[Rev], &[Rev]),
        target: &str,
    ) -> Result<Route, TargetError> {
        let mut needed = self.checked_ancestors(targets)?;
        needed.subtract(&self.checked_ancestors(current)?);
        let mut order = self
            .order(&needed, targets)
            .ok_or_else(|| TargetError::NotUpward(target.to_owned()))?;
        order.reverse();
        VersionRows::new(self, rows).route(&order, Direction::Up)
    }

    pub(super) fn rows(&self, rows: &[RevisionId]) -> Result<Vec<Rev>, TargetError> {
        rows.iter().map(|row| self.resolve_row(row.as_str())).collect()
    }

    /// Collects revisions and all below them; refuses where one of them is below another.
    pub(super) fn checked_ancestors(&self, of: &[Rev]) -> Result<RevSet, TargetError> {
        let below = self.strict_ancestors(of);
        if let Some(&lower) = of.iter().find(|&&rev| below.contains(rev)) {
            let above = self.descendants(&[lower], Edges::All);
            let upper = of
                .iter()
                .copied()
                .find(|&rev| rev != lower && above.contains(rev))
                .unwrap_or(lower);
            return Err(TargetError::Overlap {
                revision: self.id(lower).to_string(),
                other: self.id(upper).to_string(),
            });
        }
        let mut all = below;
        for &rev in of {
            all.insert(rev);
        }
        Ok(all)
    }

    /// Reads the upper end of a route or range; `start` answers where `+N` begins, given the branch that is named.
    /// A walk beyond a head is refused where `is_strict`, else it ends there.
    pub(super) fn up_targets(
        &self,
        target: &str,
        is_strict: bool,
        start: impl FnOnce(Option<&str>) -> Result<Option<Rev>, TargetError>,
    ) -> Result<Vec<Rev>, TargetError> {
        let Some(relative) = Relative::parse(target) else {
            return self.resolve(target);
        };
        let steps = relative.steps.unsigned_abs();
        let reached = if relative.steps > 0 {
            let start = match relative.symbol {
                None => start(relative.branch)?,
                Some(symbol) => self.resolve_one(symbol)?,
            };
            match self.walk_up(target, (start, steps), relative.branch)? {
                (Walked::At(rev), _) => Some(rev),
                (_, last) => last.filter(|_| !is_strict),
            }
        } else {
            let symbol = relative.symbol.ok_or_else(|| TargetError::TooFar(target.to_owned()))?;
            let start = match relative.branch {
                None => self.resolve_one(symbol)?,
                Some(branch) => self.resolve_one(&format!("{branch}@{symbol}"))?,
            };
            match self.walk_down(target, start, steps)? {
                Walked::At(rev) => Some(rev),
                Walked::Base | Walked::Past => None,
            }
        };
        Ok(vec![reached.ok_or_else(|| TargetError::TooFar(target.to_owned()))?])
    }

    /// Finds where `+N` starts: the only row, on a branch where one is named; none for the base.
    pub(super) fn walk_start(
        &self,
        current: &[Rev],
        target: &str,
        branch: Option<&str>,
    ) -> Result<Option<Rev>, TargetError> {
        let mut starts = current.to_vec();
        if let Some(branch) = branch
            && let Some(lineage) = self.lineage_of(branch, Edges::Parents)?
        {
            starts.retain(|&rev| lineage.contains(rev));
            if starts.is_empty() {
                // The branch has no row of its own: start at the tips of what is applied of it.
                let mut active = self.ancestors(current, Edges::All);
                active.intersect(&lineage);
                let mut tips = active.clone();
                for rev in active.iter() {
                    self.down(rev).into_iter().for_each(|below| tips.remove(below));
                }
                starts = tips.iter().collect();
            }
        }
        match starts.as_slice() {
            [] => Ok(None),
            &[start] => Ok(Some(start)),
            _ => Err(TargetError::AmbiguousStart(target.to_owned())),
        }
    }
}
