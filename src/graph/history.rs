//! What `history` and `current` list (spec sections 1.4, 2.4, 3.6).

use super::relative::{Relative, Walked};
use super::{Edges, Graph, Rev, RevSet, TargetError};

/// The lower end of a range.
enum Lower {
    Base,
    Revs(Vec<Rev>),
}

impl Graph {
    /// Lists all revisions newest first, in Alembic's order.
    #[must_use]
    pub fn history(&self) -> Vec<Rev> {
        let mut all = self.set();
        self.revs().for_each(|rev| {
            all.insert(rev);
        });
        // Where a cycle was cut, revisions that are heads of nothing else start a line too.
        let tips: Vec<Rev> = self
            .revs()
            .filter(|&rev| self.children(rev).is_empty() && self.dependents(rev).is_empty())
            .collect();
        self.order(&all, &tips)
            .expect("without cycles every revision is below a tip")
    }

    /// Lists the revisions of a `[start]:[end]` range, start included; `current` are the database's rows, for ranges
    /// that name them.
    ///
    /// # Errors
    /// [`TargetError`] when the range is malformed, an end has no meaning, or the ends are not on one line.
    pub fn history_range(&self, range: &str, current: Option<&[Rev]>) -> Result<Vec<Rev>, TargetError> {
        let mut sides = range.split(':');
        let (Some(start), Some(end), None) = (sides.next(), sides.next(), sides.next()) else {
            return Err(TargetError::RangeForm);
        };
        let rows = current.unwrap_or_default();
        let not_related = || TargetError::NotRelated(range.to_owned());
        let upper_is_rows = end == "current" && !rows.is_empty();
        let lower_is_rows = !upper_is_rows && end != "current" && start == "current" && !rows.is_empty();
        // Only one side may be `current`; without rows it is as good as empty.
        let start_is_no_rows = start == "current" && end != "current" && !lower_is_rows;
        let end = if end.is_empty() || end == "current" {
            "heads"
        } else {
            end
        };
        let start = if start.is_empty() || start_is_no_rows {
            "base"
        } else {
            start
        };
        let mut targets = if upper_is_rows {
            rows.to_vec()
        } else {
            self.range_end(end, start)?
        };
        if !lower_is_rows && let Some((branch, _)) = start.split_once('@') {
            let label = self.label_of(branch)?;
            targets.retain(|&rev| self.has_label(rev, &label));
        }
        let required = self.checked_ancestors(&targets)?;
        let lower = if lower_is_rows {
            Lower::Revs(rows.to_vec())
        } else {
            self.range_start(start, (upper_is_rows, end), rows)?
        };
        let lower = match lower {
            Lower::Base => Vec::new(),
            Lower::Revs(revs) => revs,
        };
        if lower.iter().any(|&rev| !required.contains(rev)) {
            return Err(not_related());
        }
        let todo = self.between(&required, &lower)?;
        self.order(&todo, &targets).ok_or_else(not_related)
    }

    /// Answers everything above `lower`, itself included, as far as it comes from it by parents.
    fn between(&self, required: &RevSet, lower: &[Rev]) -> Result<RevSet, TargetError> {
        let mut todo = required.clone();
        todo.subtract(&self.checked_ancestors(lower)?);
        for &rev in lower {
            todo.insert(rev);
        }
        if !lower.is_empty() {
            todo.intersect(&self.descendants(lower, Edges::Parents));
        }
        Ok(todo)
    }

    fn range_end(&self, end: &str, start: &str) -> Result<Vec<Rev>, TargetError> {
        let Some(relative) = Relative::parse(end) else {
            return self.resolve(end);
        };
        let past = || TargetError::TooFar(end.to_owned());
        let steps = relative.steps.unsigned_abs();
        let from = match (relative.symbol, relative.steps > 0) {
            (None, false) => return Err(past()),
            (None, true) => self.range_walk_start(start, end, relative.branch)?,
            (Some(symbol), true) => self.resolve_one(symbol)?,
            (Some(symbol), false) => match relative.branch {
                None => self.resolve_one(symbol)?,
                Some(branch) => self.resolve_one(&format!("{branch}@{symbol}"))?,
            },
        };
        if relative.steps > 0 {
            // Unlike an upgrade, a range may end beyond the head: it then ends there.
            let (_, last) = self.walk_up(end, (from, steps), relative.branch)?;
            return last.map(|rev| vec![rev]).ok_or_else(past);
        }
        match self.walk_down(end, from, steps)? {
            Walked::At(rev) => Ok(vec![rev]),
            _ => Err(past()),
        }
    }

    fn range_walk_start(&self, start: &str, end: &str, branch: Option<&str>) -> Result<Option<Rev>, TargetError> {
        let Some(branch) = branch else {
            return self.resolve_one(start);
        };
        let mut starts = self.resolve(start)?;
        if let Some(lineage) = self.lineage_of(branch, Edges::Parents)? {
            let active = self.ancestors(&starts, Edges::All);
            starts.retain(|&rev| lineage.contains(rev));
            if starts.is_empty() {
                let mut on = active;
                on.intersect(&lineage);
                let mut tips = on.clone();
                for rev in on.iter() {
                    self.down(rev).into_iter().for_each(|below| tips.remove(below));
                }
                starts = tips.iter().collect();
            }
        }
        match starts.as_slice() {
            [] => Ok(None),
            &[rev] => Ok(Some(rev)),
            _ => Err(TargetError::AmbiguousStart(end.to_owned())),
        }
    }

    fn range_start(&self, start: &str, (upper_is_rows, end): (bool, &str), rows: &[Rev]) -> Result<Lower, TargetError> {
        match self.resolve(start) {
            Ok(revs) if revs.is_empty() => Ok(Lower::Base),
            Ok(revs) => Ok(Lower::Revs(revs)),
            // `-N` past the last revision: Alembic then walks down from the upper end instead of the heads.
            Err(TargetError::TooFar(_)) if Relative::parse(start).is_some() => {
                let ids: Vec<&str> = rows.iter().map(|&rev| self.id(rev).as_str()).collect();
                let names = if upper_is_rows { ids } else { vec![end] };
                let to = self.downgrade_target(&names, start, false)?;
                Ok(to.rev.map_or(Lower::Base, |rev| Lower::Revs(vec![rev])))
            }
            Err(error) => Err(error),
        }
    }

    /// Answers the label a branch is known by: its own name, or the only label of the revision it names.
    fn label_of(&self, branch: &str) -> Result<String, TargetError> {
        match self.resolve_one(branch)? {
            Some(rev) if self.id(rev).as_str() == branch => match self.labels(rev).as_slice() {
                [only] => Ok(only.to_string()),
                _ => Err(TargetError::Meaningless(branch.to_owned())),
            },
            _ => Ok(branch.to_owned()),
        }
    }

    /// Lists what `current` shows: of everything applied, the revisions without an applied descendant by parents, in
    /// map order.
    #[must_use]
    pub fn current_heads(&self, rows: &[Rev]) -> Vec<Rev> {
        let applied = self.ancestors(rows, Edges::All);
        // Newest first: a revision has an applied descendant if a child has one, or is applied itself.
        let mut covered = self.set();
        let mut order: Vec<Rev> = self.revs().collect();
        order.sort_unstable_by_key(|rev| std::cmp::Reverse(self.ranks[rev.index()]));
        for rev in order {
            if applied.contains(rev) || covered.contains(rev) {
                self.parents(rev).iter().for_each(|&parent| {
                    covered.insert(parent);
                });
            }
        }
        applied.iter().filter(|&rev| !covered.contains(rev)).collect()
    }
}
