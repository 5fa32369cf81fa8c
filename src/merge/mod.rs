//! From many heads to one, and what becomes of databases that stand on what was before.

pub mod episodes;
pub mod forecast;
mod reparent;
pub mod stamp_path;
mod survey;

pub use reparent::{Choice, Move, Named, Reparent, Undecided, choose, reparent};
pub use survey::{Side, Survey, survey};
