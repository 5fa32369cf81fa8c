//! What the proof says.

use serde::Serialize;

use crate::revision::RevisionId;

/// Whether databases may go on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Verdict {
    /// Every revision runs exactly once.
    Safe,
    /// It cannot be told.
    Unknown,
    /// Some database would come to harm.
    Unsafe,
}

/// One revision that a database comes to harm by.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Affected {
    /// Its id.
    pub revision: RevisionId,
    /// What it says about itself.
    pub message: String,
    /// The database applied another body under this id.
    pub rewritten: bool,
}

/// Two rows that Alembic refuses to have beside each other.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Overlap {
    /// The row that is an ancestor.
    pub lower: RevisionId,
    /// The row above it.
    pub upper: RevisionId,
}

/// Everything that would go wrong for one standing.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct Harms {
    /// `A' - A`: never run there, and taken for applied. In the order of an upgrade.
    pub skipped: Vec<Affected>,
    /// `A - A'`, as far as it still stands: applied there, and would run again. In the order of an upgrade; empty where
    /// a row is missing, since then nothing runs.
    pub twice: Vec<Affected>,
    /// Rows that no revision has as its id any more: Alembic refuses.
    pub missing: Vec<RevisionId>,
    /// Rows of which one is an ancestor of the other: Alembic refuses.
    pub overlaps: Vec<Overlap>,
    /// Applied there and gone from the new graph: no new database will have them.
    pub forgotten: Vec<Affected>,
}

impl Harms {
    /// Tells whether nothing goes wrong.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.skipped.is_empty()
            && self.twice.is_empty()
            && self.missing.is_empty()
            && self.overlaps.is_empty()
            && self.forgotten.is_empty()
    }

    /// Adds another one's.
    pub fn join(&mut self, other: Self) {
        join(&mut self.skipped, other.skipped);
        join(&mut self.twice, other.twice);
        join(&mut self.missing, other.missing);
        join(&mut self.overlaps, other.overlaps);
        join(&mut self.forgotten, other.forgotten);
    }

    /// Takes out what another one has too.
    pub fn subtract(&mut self, other: &Self) {
        self.skipped.retain(|known| !other.skipped.contains(known));
        self.twice.retain(|known| !other.twice.contains(known));
        self.missing.retain(|known| !other.missing.contains(known));
        self.overlaps.retain(|known| !other.overlaps.contains(known));
        self.forgotten.retain(|known| !other.forgotten.contains(known));
    }

    /// Lists every revision that something happens to.
    pub fn revisions(&self) -> impl Iterator<Item = &RevisionId> {
        let affected = self.skipped.iter().chain(&self.twice).chain(&self.forgotten);
        let rows = self.overlaps.iter().flat_map(|pair| [&pair.lower, &pair.upper]);
        affected.map(|known| &known.revision).chain(&self.missing).chain(rows)
    }
}

fn join<T: PartialEq>(mine: &mut Vec<T>, theirs: Vec<T>) {
    for one in theirs {
        if !mine.contains(&one) {
            mine.push(one);
        }
    }
}

/// What the proof says about one standing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Judgement {
    /// Where such a database comes from: `v2.0.1`.
    pub name: String,
    /// Its version rows.
    pub rows: Vec<RevisionId>,
    /// What would go wrong.
    pub harms: Harms,
    /// What could not be told.
    pub doubts: Vec<String>,
}

impl Judgement {
    /// Answers the verdict: harm that is certain counts more than doubt.
    #[must_use]
    pub const fn verdict(&self) -> Verdict {
        match (self.harms.is_empty(), self.doubts.is_empty()) {
            (false, _) => Verdict::Unsafe,
            (true, false) => Verdict::Unknown,
            (true, true) => Verdict::Safe,
        }
    }
}

/// What the proof says about all standings.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct Report {
    /// One for each standing, in the order they were given.
    pub judgements: Vec<Judgement>,
}

impl Report {
    /// Answers the worst verdict; an empty report has proved nothing.
    #[must_use]
    pub fn verdict(&self) -> Verdict {
        let worst = self.judgements.iter().map(Judgement::verdict).max();
        worst.unwrap_or(Verdict::Unknown)
    }

    /// Counts the standings of a verdict.
    #[must_use]
    pub fn count(&self, verdict: Verdict) -> usize {
        self.judgements
            .iter()
            .filter(|judgement| judgement.verdict() == verdict)
            .count()
    }

    /// Keeps what an earlier graph did not do to the same standings, given in the same order.
    #[must_use]
    pub fn beyond(mut self, earlier: &Self) -> Self {
        for (judgement, before) in self.judgements.iter_mut().zip(&earlier.judgements) {
            judgement.harms.subtract(&before.harms);
            judgement.doubts.retain(|doubt| !before.doubts.contains(doubt));
        }
        self
    }
}
