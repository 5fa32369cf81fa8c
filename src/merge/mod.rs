//! From many heads to one, and what becomes of databases that stand on what was before.

pub mod stamp_path;
mod survey;

pub use survey::{Side, Survey, survey};
