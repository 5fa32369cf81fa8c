//! The order of columns in a table that is made anew.

use crate::ops::Unsupported;

/// Orders names by pairs of which the first comes before the second: round by round those that wait for no other
/// (`sqlalchemy.util.topological`).
///
/// # Errors
///
/// Refuses pairs that go round in a circle.
pub(super) fn sorted(pairs: &[(String, String)], mut waiting: Vec<String>) -> Result<Vec<String>, Unsupported> {
    let mut done = Vec::with_capacity(waiting.len());
    while !waiting.is_empty() {
        let is_free = |name: &String| {
            let mut before = pairs.iter().filter(|(_, later)| later == name);
            !before.any(|(earlier, _)| waiting.contains(earlier))
        };
        let (free, rest): (Vec<_>, Vec<_>) = waiting.iter().cloned().partition(is_free);
        if free.is_empty() {
            return Err(Unsupported::refused("Circular dependency detected."));
        }
        done.extend(free);
        waiting = rest;
    }
    Ok(done)
}

/// What is asked of the order of columns, collected as new ones are added (`ApplyBatchImpl`).
#[derive(Debug, Default)]
pub(super) struct Ordering {
    /// The columns that were there and are not dropped.
    pub existing: Vec<String>,
    added: Vec<(String, String)>,
}

impl Ordering {
    /// Begins with the columns that are there.
    pub fn new(existing: Vec<String>) -> Self {
        Self {
            existing,
            added: Vec::new(),
        }
    }

    /// Finds the place of a new column. `is_free` says that a partial order was asked for, which then decides alone.
    ///
    /// # Errors
    ///
    /// Refuses a place beside a column that is not there.
    pub fn add(
        &mut self,
        name: &str,
        before: Option<&str>,
        after: Option<&str>,
        is_free: bool,
    ) -> Result<(), Unsupported> {
        let (mut before, mut after) = (before.map(str::to_owned), after.map(str::to_owned));
        if !is_free {
            if let (Some(neighbour), None) = (&after, &before) {
                before = self.behind(neighbour)?;
            }
            if let (Some(neighbour), None) = (&before, &after) {
                after = self.before(neighbour)?;
            }
        }
        if let Some(before) = &before {
            self.added.push((name.to_owned(), before.clone()));
        }
        if let Some(after) = &after {
            self.added.push((after.clone(), name.to_owned()));
        }
        if let (false, None, None, Some(last)) = (is_free, &before, &after, self.existing.last()) {
            self.added.push((last.clone(), name.to_owned()));
        }
        Ok(())
    }

    fn behind(&self, neighbour: &str) -> Result<Option<String>, Unsupported> {
        if let Some(at) = self.existing.iter().position(|name| name == neighbour) {
            return Ok(self.existing.get(at + 1).cloned());
        }
        let found = self.added.iter().rev().find(|(earlier, _)| earlier == neighbour);
        found
            .map(|(_, later)| Some(later.clone()))
            .ok_or_else(|| stranger(neighbour))
    }

    fn before(&self, neighbour: &str) -> Result<Option<String>, Unsupported> {
        if let Some(at) = self.existing.iter().position(|name| name == neighbour) {
            return Ok(at.checked_sub(1).map(|at| self.existing[at].clone()));
        }
        let found = self.added.iter().rev().find(|(_, later)| later == neighbour);
        found
            .map(|(earlier, _)| Some(earlier.clone()))
            .ok_or_else(|| stranger(neighbour))
    }

    /// Orders the columns, given as they stand now.
    ///
    /// # Errors
    ///
    /// Refuses what goes round in a circle.
    pub fn sort(&self, columns: Vec<String>, partial: &[Vec<String>]) -> Result<Vec<String>, Unsupported> {
        if partial.is_empty() && self.added.is_empty() {
            return Ok(columns);
        }
        let mut pairs = Vec::new();
        if partial.is_empty() {
            let neighbours = self.existing.iter().enumerate().skip(1);
            pairs.extend(neighbours.map(|(at, name)| (columns[at - 1].clone(), name.clone())));
        } else {
            let rows = partial.iter().flat_map(|row| row.windows(2));
            pairs.extend(rows.map(|pair| (pair[0].clone(), pair[1].clone())));
        }
        pairs.extend(self.added.iter().cloned());
        pairs.retain(|(earlier, later)| earlier != later);
        sorted(&pairs, columns)
    }
}

fn stranger(name: &str) -> Unsupported {
    Unsupported::refused(format!("a column is to stand beside `{name}`, which is not there"))
}
