//! One migration, whatever it is written in.

mod header;
mod id;
mod slug;

pub use header::{Header, Reading, Reason};
pub use id::{BranchLabel, ILLEGAL_CHARACTERS, RevisionId};
pub use slug::slug;
