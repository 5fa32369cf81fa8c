//! Relative targets (spec section 2.1; `_relative_destination`, `RevisionMap._walk`).

use std::sync::LazyLock;

use regex::Regex;

use super::{Graph, Rev, TargetError};

/// `[BRANCH@][SYMBOL](+|-)N`; what stands behind it is ignored, as Alembic does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Relative<'a> {
    pub(super) branch: Option<&'a str>,
    pub(super) symbol: Option<&'a str>,
    pub(super) steps: i64,
}

impl<'a> Relative<'a> {
    /// Reads a relative target; none where the target is absolute.
    pub(super) fn parse(target: &'a str) -> Option<Self> {
        static FORM: LazyLock<Regex> =
            LazyLock::new(|| Regex::new(r"^(?:(.+?)@)?(\w+)?([+-]\d+)").expect("the pattern is a constant"));
        let found = FORM.captures(target)?;
        let part = |at| found.get(at).map(|part| part.as_str());
        let steps = part(3)?.trim_start_matches('+');
        Some(Self {
            branch: part(1),
            symbol: part(2),
            // More steps than any history has are as good as one more.
            steps: steps
                .parse()
                .unwrap_or(if steps.starts_with('-') { i64::MIN + 1 } else { i64::MAX }),
        })
    }
}

/// Where a walk ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Walked {
    /// On a revision.
    At(Rev),
    /// Below the last one.
    Base,
    /// There were fewer revisions than steps.
    Past,
}

impl Graph {
    /// Walks down; from nowhere the first step leads to the only head.
    pub(super) fn walk_down(&self, target: &str, start: Option<Rev>, steps: u64) -> Result<Walked, TargetError> {
        let mut at = start;
        for step in 0..steps {
            let below = match at {
                None => self.heads(),
                Some(rev) => self.parents(rev),
            };
            at = match below {
                &[only] => Some(only),
                [] => return Ok(if step + 1 == steps { Walked::Base } else { Walked::Past }),
                _ => return Err(TargetError::AmbiguousWalk(target.to_owned())),
            };
        }
        Ok(at.map_or(Walked::Base, Walked::At))
    }

    /// Walks up, along one branch where one is named; from nowhere the first step leads to the only base.
    ///
    /// Answers where the walk came to an end too, for those who take that for an answer.
    pub(super) fn walk_up(
        &self,
        target: &str,
        (start, steps): (Option<Rev>, u64),
        branch: Option<&str>,
    ) -> Result<(Walked, Option<Rev>), TargetError> {
        let mut lineage = None;
        let mut at = start;
        for _ in 0..steps {
            let above = match at {
                None => self.bases(),
                Some(rev) => self.children(rev),
            };
            if lineage.is_none() && !above.is_empty() {
                lineage = Some(branch.map_or(Ok(None), |branch| self.lineage_of(branch, super::Edges::Parents))?);
            }
            let on_branch = |rev: &Rev| lineage.iter().flatten().all(|lineage| lineage.contains(*rev));
            let mut above = above.iter().copied().filter(on_branch);
            match (above.next(), above.next()) {
                (None, _) => return Ok((Walked::Past, at)),
                (Some(only), None) => at = Some(only),
                _ => return Err(TargetError::AmbiguousWalk(target.to_owned())),
            }
        }
        Ok((at.map_or(Walked::Base, Walked::At), at))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn relative_targets_are_read_as_alembic_reads_them() {
        let read = |text| Relative::parse(text).map(|found| (found.branch, found.symbol, found.steps));
        assert_eq!(read("+1"), Some((None, None, 1)));
        assert_eq!(read("ab@-2"), Some((Some("ab"), None, -2)));
        assert_eq!(read("ab@cd+3tail"), Some((Some("ab"), Some("cd"), 3)));
        assert_eq!(read("head"), None);
        assert_eq!(read("-99999999999999999999"), Some((None, None, i64::MIN + 1)));
    }
}
