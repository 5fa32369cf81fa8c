//! The way down (spec section 2.3; `_parse_downgrade_target`, `_collect_downgrade_revisions`).
//!
//! One thing is answered that Alembic refuses as ambiguous: a walk whose last step leaves a merge revision takes back that
//! revision, and what stands on it, and leaves its parents as rows.

use std::borrow::Cow;

use super::relative::{Relative, Walked};
use super::version_moves::VersionRows;
use super::{Direction, Edges, Graph, Rev, RevSet, Route, TargetError};
use crate::revision::RevisionId;

/// Where a downgrade leads.
pub(super) struct DownTarget<'a> {
    /// The branch it is kept to.
    pub(super) branch: Option<Cow<'a, str>>,
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
        let (roots, left) = self.first_to_drop(&names, target)?;
        let mut drop = self.descendants(&roots, Edges::All);
        drop.intersect(&self.ancestors(&current, Edges::All));
        if drop.is_empty() && !left.iter().all(|rev| current.contains(rev)) {
            return Err(TargetError::NotDownward(target.to_owned()));
        }
        self.down_route(rows, (&drop, &current), target)
    }

    /// Answers the steps that take revisions back, with everything applied that stands on them or needs them. What of them
    /// is not applied is none of it.
    ///
    /// # Errors
    /// [`TargetError`] when a row has no meaning.
    pub fn take_back(&self, rows: &[RevisionId], revs: &[Rev]) -> Result<Route, TargetError> {
        let current = self.rows(rows)?;
        let applied = self.ancestors(&current, Edges::All);
        let roots: Vec<Rev> = revs.iter().copied().filter(|&rev| applied.contains(rev)).collect();
        let mut drop = self.descendants(&roots, Edges::All);
        drop.intersect(&applied);
        self.down_route(rows, (&drop, &current), "what moves")
    }

    fn down_route(
        &self,
        rows: &[RevisionId],
        (drop, current): (&RevSet, &[Rev]),
        target: &str,
    ) -> Result<Route, TargetError> {
        let order = self
            .order(drop, current)
            .ok_or_else(|| TargetError::NotDownward(target.to_owned()))?;
        VersionRows::new(self, rows).route(&order, Direction::Down)
    }

    /// Answers the steps that take back exactly these revisions, in the order they run; those that no row stands for are
    /// left out.
    ///
    /// # Errors
    /// [`TargetError`] when a row has no meaning, or something that stays stands on what goes.
    pub fn take_back_only(&self, rows: &[RevisionId], revs: &RevSet) -> Result<Route, TargetError> {
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
        self.down_route(rows, (&drop, &current), &first)
    }

    /// Answers the revisions that everything else that goes stands on, and what the database stands on afterwards, as far
    /// as the target says: nothing for the base.
    fn first_to_drop(&self, rows: &[&str], target: &str) -> Result<(Vec<Rev>, Vec<Rev>), TargetError> {
        if let Some(merge) = self.merge_left(rows, target)? {
            return Ok((vec![merge], self.parents(merge).to_vec()));
        }
        let to = self.downgrade_target(rows, target, true)?;
        Ok((self.roots_to_drop(&to, target)?, to.rev.into_iter().collect()))
    }

    /// Finds the merge revision that the last step of `-N` leaves; none where the target is another one.
    fn merge_left(&self, rows: &[&str], target: &str) -> Result<Option<Rev>, TargetError> {
        let Some(relative) = Relative::parse(target).filter(|relative| relative.steps < 0) else {
            return Ok(None);
        };
        let (start, _) = self.down_start(rows, relative, target)?;
        let walked = self.walk_down(target, start, relative.steps.unsigned_abs() - 1)?;
        Ok(match walked {
            Walked::At(rev) if self.parents(rev).len() > 1 => Some(rev),
            _ => None,
        })
    }

    /// Answers what stands directly on the target, kept to its branch.
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
        let (start, branch) = self.down_start(rows, relative, target)?;
        let rev = match self.walk_down(target, start, relative.steps.unsigned_abs())? {
            Walked::At(rev) => Some(rev),
            Walked::Base => None,
            Walked::Past if !strict => None,
            Walked::Past => return Err(TargetError::TooFar(target.to_owned())),
        };
        Ok(DownTarget { branch, rev })
    }

    /// Finds where `-N` starts to walk, and the branch that it is kept to.
    fn down_start<'a>(
        &self,
        rows: &[&'a str],
        relative: Relative<'a>,
        target: &str,
    ) -> Result<(Option<Rev>, Option<Cow<'a, str>>), TargetError> {
        let (symbol, branch) = match (relative.symbol, relative.branch) {
            (Some(symbol), branch) => (symbol.into(), branch.map(Into::into)),
            (None, Some(branch)) => (self.row_on(rows, branch, target)?.into(), Some(branch.into())),
            (None, None) => {
                let first = *rows.first().ok_or_else(|| TargetError::TooFar(target.to_owned()))?;
                (Cow::Borrowed(first), Some(Cow::Borrowed(first)))
            }
        };
        let start = match &branch {
            None => self.resolve_one(&symbol)?,
            Some(branch) => self.resolve_one(&format!("{branch}@{symbol}"))?,
        };
        Ok((start, branch))
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
