//! From many heads to one.

pub mod forecast;
mod survey;

pub use survey::{Side, Survey, survey};
