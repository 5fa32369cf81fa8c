//! The only room that knows git: trees to read from, refs, and the history of files.
//!
//! Everything here reads; no object, ref or index is ever written, and no `git` process is started.

mod commit;
mod error;
mod index;
mod objects;
mod open;
mod tracked;

pub use commit::CommitSource;
pub use error::GitError;
pub use index::IndexSource;
pub use open::{Repo, Surroundings};

#[cfg(test)]
mod tests;
