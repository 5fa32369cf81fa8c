//! The only room that knows git: trees to read from, refs, and the history of files.
//!
//! Everything here reads; no object or ref is ever written, the index only by [`Repo::stage`], a whole repository only by
//! [`Scratch`], and no `git` process is started.

mod base;
mod blobs;
mod branches;
mod brought;
mod commit;
mod error;
mod index;
mod line;
mod merged;
mod objects;
mod open;
mod operation;
mod places;
mod provenance;
mod published;
mod refs;
mod root;
mod scratch;
mod search;
mod stage;
mod states;
mod tracked;
mod version;

pub use branches::Branch;
pub use brought::{PathState, Watch};
pub use commit::CommitSource;
pub use error::GitError;
pub use index::IndexSource;
pub use line::{Comparison, Difference, Line, Stretch};
pub use merged::MergedSource;
pub use open::{Repo, Surroundings};
pub use operation::{Operation, OperationKind, OperationSide};
pub use places::{Keeper, KeeperKind};
pub use provenance::{Added, LastSeen};
pub use published::{PublishedRefs, Ref, RefKind};
pub use refs::{Base, HooksDirectory, HooksLevel, State};
pub use root::root_above;
pub use scratch::Scratch;
pub use search::{Holding, Search, Wanted};
pub use stage::Stages;
pub use states::{FirstParents, Passed, Traces, TreeIndex};

#[cfg(test)]
mod tests;
