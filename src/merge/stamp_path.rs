//! The stamp-path proof: would any database skip a revision for ever, run one twice, or be refused?
//!
//! A *standing* is a set of version rows that a database may hold. What such a database really applied (`A`) is told by
//! the graph of the state it was brought there from; what a new graph believes of it (`A'`) by that graph. Each is the
//! rows with all their ancestors, along `down_revision` and resolved `depends_on`. A revision is its id *and* the
//! meaning of its upgrade: the same id with another body is another revision.
//!
//! A standing is safe where `A' - A` is empty, `A - A'` is empty as far as it still stands in the new graph, every row
//! is in the new graph, and none is an ancestor of another there. What cannot be read is unknown, never safe.
//!
//! One revision may hand what it does down to a parent of its own and do nothing any more (`onehead backport`): who ran it
//! before has run that parent.

mod deed;
mod judge;
mod report;
mod state;
mod words;

pub use deed::{Deed, Sameness};
pub use judge::{Applied, Standing, prove};
pub use report::{Affected, Harms, Judgement, Overlap, Report, Verdict};
pub use state::{Known, State};
pub use words::{Happening, Sentence, sentences};

#[cfg(test)]
mod tests;
