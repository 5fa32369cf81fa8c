//! The way down (spec section 2.3; `_parse_downgrade_target`, `_collect_downgrade_revisions`).

use super::relative::{Relative, Walked};
use super::version_moves::VersionRows;
use super::{Direction, Edges, Graph, Rev, RevSet, Route, TargetError};
use crate::revision::RevisionId;

/// Where a downgrade leads.
pub(super) struct DownTarget<'a> {
    /// The branch it is kept to.
    pub(super) branch: Option<std::borrow::Cow<'a, str>>,
    /// The revision to stand on; none for the base.
    pub(super) rev: Option<Rev>,
}

impl Graph {
    /// Answers the steps that lead a database from its rows down to a target, in the order they run.
    ///
    /// # Errors
    /// [`TargetError`] when the target or a row has no meaning, or the target is not below the rows.
    pub fn downgrade(&self, rows: &[RevisionId], target: &str) -> Result<Route, TargetError> {
        let current = self.rows(rows)?;
        let names: Vec<&str> = rows.iter().map(RevisionId::as_str).collect();
        let to = self.downgrade_target(&names, target, true)?;
        let roots = self.roots_to_drop(&to, target)?;
        let mut drop = self.descendants(&roots, Edges::All);
        drop.intersect(&self.ancestors(&current, Edges::All));
        if to.rev.is_some_and(|rev| drop.is_empty() && !current.contains(&rev)) {
            return Err(TargetError::NotDownward(target.to_owned()));
        }
        let order = self
            .order(&drop, &current)
            .ok_or_else(|| TargetError::NotDownward(target.to_owned()))?;
        VersionRows::new(self, rows).route(&order, Direction::Down)
    }

    /// Answers the steps that take back exactly these revisions, in the order they run; those that no row stands for are
    /// left out.
    ///
    /// # Errors
    /// [`TargetError`] when a row has no meaning, or something that stays stands on what goes.
    pub fn take_back(&self, rows: &[RevisionId], revs: &RevSet) -> Result<Route, TargetError> {
        let current = self.rows(rows)?;
        let applied = self.ancestors(&current, Edges::All);
        let mut drop = revs.clone();
        drop.intersect(&applied);
        let going: Vec<Rev> = drop.iter().collect();
        let mut above = self.descendants(&going, Edges::All);
        above.intersect(&applied);
        above.subtract(&drop);
        let first = going.first().map(|&rev| self.id(rev).to_string()).unwrap_or_default();
        if above.iter().next().is_some() {
            return Err(TargetError::NotDownward(first));
        }
        let order = self.order(&drop, &current).ok_or(TargetError::NotDownward(first))?;
        VersionRows::new(self, rows).route(&order, Direction::Down)
    }

    /// Answers the revisions that go first of all: what stands directly on the target, kept to its branch.
    fn roots_to_drop(&self, to: &DownTarget<'_>, target: &str) -> Result<Vec<Rev>, TargetError> {
        let (roots, names) = match to.rev {
            // Alembic finds a base by each of its names.
            None => {
                let labels = self.bases().iter().map(|&rev| self.declared_labels(rev).len());
                (self.bases().to_vec(), self.bases().len() + labels.sum::<usize>())
            }
            Some(rev) => (self.children(rev).to_vec(), self.children(rev).len()),
        };
        match &to.branch {
            Some(branch) if names > 1 => {
                let line = self.ancestors(&[self.branch(branch)?], Edges::Parents);
                let kept: Vec<Rev> = roots.into_iter().filter(|&rev| line.contains(rev)).collect();
                if kept.is_empty() {
                    Err(TargetError::NotDownward(target.to_owned()))
                } else {
                    Ok(kept)
                }
            }
            _ => Ok(roots),
        }
    }

    /// Reads the target of a downgrade from the given rows; `strict` refuses a walk beyond the end.
    pub(super) fn downgrade_target<'a>(
        &self,
        rows: &[&'a str],
        target: &'a str,
        strict: bool,
    ) -> Result<DownTarget<'a>, TargetError> {
        let Some(relative) = Relative::parse(target) else {
            let (branch, symbol) = match target.rsplit_once('@') {
                Some((branch, symbol)) => (Some(branch).filter(|branch| !branch.is_empty()), symbol),
                None => (None, target),
            };
            return Ok(DownTarget {
                branch: branch.map(Into::into),
                rev: self.resolve_one(symbol)?,
            });
        };
        if relative.steps >= 0 {
            return self.above_symbol(relative, target, strict);
        }
        let (symbol, branch) = match (relative.symbol, relative.branch) {
            (Some(symbol), branch) => (symbol.into(), branch.map(Into::into)),
            (None, Some(branch)) => (self.row_on(rows, branch, target)?.into(), Some(branch.into())),
            (None, None) => {
                let first = *rows.first().ok_or_else(|| TargetError::TooFar(target.to_owned()))?;
                (
                    std::borrow::Cow::Borrowed(first),
                    Some(std::borrow::Cow::Borrowed(first)),
                )
            }
        };
        let start = match &branch {
            None => self.resolve_one(&symbol)?,
            Some(branch) => self.resolve_one(&format!("{branch}@{symbol}"))?,
        };
        let rev = match self.walk_down(target, start, relative.steps.unsigned_abs())? {
            Walked::At(rev) => Some(rev),
            Walked::Base => None,
            Walked::Past if !strict => None,
            Walked::Past => return Err(TargetError::TooFar(target.to_owned())),
        };
        Ok(DownTarget { branch, rev })
    }

    /// Reads `SYMBOL+N`; `+N` alone has no meaning on the way down.
    fn above_symbol<'a>(
        &self,
        relative: Relative<'a>,
        target: &str,
        strict: bool,
    ) -> Result<DownTarget<'a>, TargetError> {
        let symbol = relative.symbol.ok_or_else(|| TargetError::TooFar(target.to_owned()))?;
        let start = self.resolve_one(symbol)?;
        let (walked, last) = self.walk_up(target, (start, relative.steps.unsigned_abs()), relative.branch)?;
        let rev = match (walked, last) {
            (Walked::At(rev), _) => rev,
            (Walked::Past, Some(rev)) if !strict => rev,
            _ => return Err(TargetError::TooFar(target.to_owned())),
        };
        Ok(DownTarget {
            branch: relative.branch.map(Into::into),
            rev: Some(rev),
        })
    }

    /// Finds the one row on a branch, else the one current revision on it that a row has absorbed.
    fn row_on(&self, rows: &[&str], branch: &str, target: &str) -> Result<String, TargetError> {
        let lineage = self.lineage_of(branch, Edges::Parents)?;
        let is_on = |rev: Rev| lineage.as_ref().is_none_or(|lineage| lineage.contains(rev));
        let current: Vec<Rev> = rows.iter().map(|row| self.ident(row, None)).collect::<Result<_, _>>()?;
        let mut on: Vec<Rev> = current.iter().copied().filter(|&rev| is_on(rev)).collect();
        if on.is_empty() {
            on = self
                .current_heads(&current)
                .into_iter()
                .filter(|&rev| is_on(rev))
                .collect();
        }
        match on.as_slice() {
            &[rev] => Ok(self.id(rev).to_string()),
            [] => Err(TargetError::TooFar(target.to_owned())),
            _ => Err(TargetError::AmbiguousStart(target.to_owned())),
        }
    }
}
