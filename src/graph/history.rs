//! What `history` and `current` list (spec sections 1.4, 2.4, 3.6).

use super::relative::Walked;
use super::{Edges, Graph, Rev, RevSet, TargetError};

/// One end of a range.
#[derive(Debug, Clone, Copy)]
enum Side<'a> {
    /// What `current` stands for.
    Rows(&'a [Rev]),
    Text(&'a str),
}

/// A range as `alembic.command.history` reads it.
struct Range<'a> {
    text: &'a str,
    lower: Side<'a>,
    upper: Side<'a>,
}

impl<'a> Range<'a> {
    fn parse(text: &'a str, rows: &'a [Rev]) -> Result<Self, TargetError> {
        let mut sides = text.trim().split(':');
        let (Some(start), Some(end), None) = (sides.next(), sides.next(), sides.next()) else {
            return Err(TargetError::RangeForm);
        };
        let current = if rows.is_empty() {
            Side::Text("")
        } else {
            Side::Rows(rows)
        };
        // Only one side may be `current`; without rows it is as good as empty.
        let (lower, upper) = match (start, end) {
            (_, "current") => (Side::Text(start), current),
            ("current", _) => (current, Side::Text(end)),
            _ => (Side::Text(start), Side::Text(end)),
        };
        Ok(Self {
            text,
            lower: lower.or("base"),
            upper: upper.or("heads"),
        })
    }

    fn not_related(&self) -> TargetError {
        TargetError::NotRelated(self.text.to_owned())
    }
}

impl Side<'_> {
    fn or(self, default: &'static str) -> Self {
        match self {
            Side::Text("") => Side::Text(default),
            _ => self,
        }
    }
}

impl Graph {
    /// Lists all revisions newest first, in Alembic's order.
    ///
    /// # Panics
    /// Never: the edges that would close a cycle were cut when the graph was built.
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
        let range = Range::parse(range, current.unwrap_or_default())?;
        let mut targets = match range.upper {
            Side::Rows(rows) => rows.to_vec(),
            Side::Text(end) => self.up_targets(end, false, |branch| self.range_walk_start(&range, end, branch))?,
        };
        if let Side::Text(start) = range.lower
            && let Some((branch, _)) = start.split_once('@')
        {
            let label = self.label_of(branch)?;
            targets.retain(|&rev| self.has_label(rev, &label));
        }
        let required = self.checked_ancestors(&targets)?;
        let lower = self.range_start(&range, &required)?;
        let todo = self.between(&required, &lower)?;
        self.order(&todo, &targets).ok_or_else(|| range.not_related())
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

    /// Finds where `+N` as the upper end begins: at the lower one.
    fn range_walk_start(&self, range: &Range, end: &str, branch: Option<&str>) -> Result<Option<Rev>, TargetError> {
        match (range.lower, branch) {
            (Side::Rows(rows), _) => self.walk_start(rows, end, branch),
            (Side::Text(start), None) => self.resolve_one(start),
            (Side::Text(start), Some(_)) => self.walk_start(&self.resolve(start)?, end, branch),
        }
    }

    /// Answers the revisions at the lower end, none for the base.
    fn range_start(&self, range: &Range, required: &RevSet) -> Result<Vec<Rev>, TargetError> {
        let walks = match range.lower {
            Side::Rows(rows) => rows.iter().copied().map(Walked::At).collect(),
            Side::Text(start) => match self.below_heads(start)? {
                Some(walks) => walks,
                None => self.resolve(start)?.into_iter().map(Walked::At).collect(),
            },
        };
        let is_below = |walked: &Walked| match walked {
            Walked::At(rev) => required.contains(*rev),
            Walked::Base => false,
            Walked::Past => true,
        };
        if !walks.iter().all(is_below) {
            return Err(range.not_related());
        }
        match (range.lower, walks.first()) {
            (Side::Text(start), Some(Walked::Past)) => self.range_start_below_end(range, start),
            _ => {
                let at = walks.into_iter().map(|walked| match walked {
                    Walked::At(rev) => Ok(rev),
                    Walked::Base | Walked::Past => Err(range.not_related()),
                });
                at.collect()
            }
        }
    }

    /// Reads `-N` past the last revision below the first head: Alembic then walks down from the upper end, as far as
    /// there is something.
    fn range_start_below_end(&self, range: &Range, start: &str) -> Result<Vec<Rev>, TargetError> {
        let names = match range.upper {
            Side::Rows(rows) => rows.iter().map(|&rev| self.id(rev).as_str()).collect(),
            Side::Text(end) => vec![end],
        };
        Ok(self.downgrade_target(&names, start, false)?.rev.into_iter().collect())
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
