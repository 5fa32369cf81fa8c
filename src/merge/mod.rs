//! From many heads to one.

mod survey;

pub use survey::{Side, Survey, survey};
