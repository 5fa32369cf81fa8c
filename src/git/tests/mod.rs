//! The git room against real git in scratch repositories.

mod blobs;
mod history;
mod index;
mod merge;
mod opening;
mod scratch;
mod trees;
