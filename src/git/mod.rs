//! The only room that knows git: trees to read from, refs, and the history of files.
//!
//! Everything here reads; no object, ref or index is ever written, and no `git` process is started.

mod base;
mod commit;
mod error;
mod index;
mod merged;
mod objects;
mod open;
mod provenance;
mod refs;
mod tracked;
mod version;

pub use commit::CommitSource;
pub use error::GitError;
pub use index::IndexSource;
pub use merged::MergedSource;
pub use open::{Repo, Surroundings};
pub use provenance::{Added, LastSeen};
pub use refs::{Base, HooksDirectory, HooksLevel, State};

#[cfg(test)]
mod tests;
