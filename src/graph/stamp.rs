//! Declaring where a database stands (spec section 2.5; `ScriptDirectory._stamp_revs`).

use super::version_moves::VersionRows;
use super::{Edges, Graph, Rev, StampStep, TargetError};
use crate::revision::RevisionId;

impl Graph {
    /// Answers the changes of the version table that make a database stand on the targets.
    ///
    /// # Errors
    /// [`TargetError`] when a target or a row has no meaning.
    pub fn stamp(&self, rows: &[RevisionId], targets: &[String]) -> Result<Vec<StampStep>, TargetError> {
        let current = self.rows(rows)?;
        let touched = self.touched(&current, targets)?;
        let mut destinations = Vec::new();
        for target in targets {
            destinations.extend(self.resolve(target)?);
        }
        let mut table = VersionRows::new(self, rows);
        if destinations.is_empty() {
            return touched.iter().map(|&rev| table.stamp_away(rev)).collect();
        }
        let mut steps = Vec::new();
        for destination in destinations {
            if touched.contains(&destination) {
                continue;
            }
            let above = self.descendants(&[destination], Edges::All);
            let below = self.ancestors(&[destination], Edges::All);
            let is_above = touched.iter().any(|&rev| above.contains(rev));
            let is_below = touched.iter().any(|&rev| below.contains(rev));
            steps.push(match (is_above, is_below) {
                (true, true) => {
                    return Err(TargetError::Overlap {
                        revision: self.id(destination).to_string(),
                        other: touched
                            .iter()
                            .map(|&rev| self.id(rev).as_str())
                            .collect::<Vec<_>>()
                            .join(", "),
                    });
                }
                (true, false) => table.stamp_move(&touched, destination, false)?,
                (false, true) => table.stamp_move(&touched, destination, true)?,
                (false, false) => table.stamp_new(destination)?,
            });
        }
        Ok(steps)
    }

    /// Answers the same where every row is deleted first (`--purge`); rows without meaning do no harm then.
    ///
    /// # Errors
    /// [`TargetError`] when a target has no meaning.
    pub fn stamp_purge(&self, targets: &[String]) -> Result<Vec<StampStep>, TargetError> {
        self.stamp(&[], targets)
    }

    /// Answers the rows on the lineage of any of the targets.
    fn touched(&self, current: &[Rev], targets: &[String]) -> Result<Vec<Rev>, TargetError> {
        let mut touched = Vec::new();
        if current.is_empty() {
            return Ok(touched);
        }
        for target in targets {
            let lineage = self.lineage_of(target, Edges::All)?;
            for &rev in current {
                if lineage.as_ref().is_none_or(|lineage| lineage.contains(rev)) && !touched.contains(&rev) {
                    touched.push(rev);
                }
            }
        }
        Ok(touched)
    }
}
