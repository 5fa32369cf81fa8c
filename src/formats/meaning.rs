//! What a revision does, whatever its file looks like.

use std::hash::{DefaultHasher, Hash, Hasher};

/// A fingerprint of code in its normal form: 128 bits, good for comparing within one run of the program.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Print(u64, u64);

impl Print {
    /// Takes the fingerprint of anything that can be hashed, in order.
    pub fn of<T: Hash>(parts: impl IntoIterator<Item = T>) -> Self {
        let (mut first, mut second) = (DefaultHasher::new(), DefaultHasher::new());
        second.write_u8(1);
        for part in parts {
            part.hash(&mut first);
            part.hash(&mut second);
            // Parts must not run into each other.
            first.write_u8(0xfe);
            second.write_u8(0xfe);
        }
        Self(first.finish(), second.finish())
    }

    /// Answers the bits, for those who sort by them.
    #[must_use]
    pub const fn bits(self) -> (u64, u64) {
        (self.0, self.1)
    }
}

/// The code of a revision without what changes nothing: comments, docstrings, layout, annotations, and the header.
///
/// Two texts of equal meaning do the same to a database, as far as their own text says: what they import from the
/// project is not followed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Meaning {
    /// The way forward, with what it uses of the rest of the file.
    pub upgrade: Print,
    /// The way back, with what it uses.
    pub downgrade: Print,
    /// What neither of them uses.
    pub rest: Print,
}
