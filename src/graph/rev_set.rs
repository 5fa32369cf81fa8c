//! A set of revisions of one graph.

use super::Rev;

/// A set of revisions: one bit each.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RevSet {
    words: Vec<u64>,
}

impl RevSet {
    /// Makes an empty set for a graph of `len` revisions.
    #[must_use]
    pub fn new(len: usize) -> Self {
        Self {
            words: vec![0; len.div_ceil(64)],
        }
    }

    /// Adds a revision; tells whether it is new.
    pub fn insert(&mut self, rev: Rev) -> bool {
        let (word, bit) = Self::at(rev);
        let is_new = self.words[word] & bit == 0;
        self.words[word] |= bit;
        is_new
    }

    /// Takes a revision out.
    pub fn remove(&mut self, rev: Rev) {
        let (word, bit) = Self::at(rev);
        self.words[word] &= !bit;
    }

    /// Tells whether a revision is in it.
    #[must_use]
    pub fn contains(&self, rev: Rev) -> bool {
        let (word, bit) = Self::at(rev);
        self.words[word] & bit != 0
    }

    /// Adds all of another set.
    pub fn extend(&mut self, other: &Self) {
        for (mine, theirs) in self.words.iter_mut().zip(&other.words) {
            *mine |= theirs;
        }
    }

    /// Takes all of another set out.
    pub fn subtract(&mut self, other: &Self) {
        for (mine, theirs) in self.words.iter_mut().zip(&other.words) {
            *mine &= !theirs;
        }
    }

    /// Keeps what is in another set too.
    pub fn intersect(&mut self, other: &Self) {
        for (mine, theirs) in self.words.iter_mut().zip(&other.words) {
            *mine &= theirs;
        }
    }

    /// Tells whether nothing is in it.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.words.iter().all(|&word| word == 0)
    }

    /// Counts its members.
    #[must_use]
    pub fn len(&self) -> usize {
        self.words.iter().map(|word| word.count_ones() as usize).sum()
    }

    /// Lists its members in map order.
    pub fn iter(&self) -> impl Iterator<Item = Rev> + '_ {
        self.words.iter().enumerate().flat_map(|(at, &word)| {
            (0..64)
                .filter(move |bit| word & (1 << bit) != 0)
                .map(move |bit| Rev::at(at * 64 + bit))
        })
    }

    const fn at(rev: Rev) -> (usize, u64) {
        (rev.0 as usize / 64, 1 << (rev.0 % 64))
    }
}
