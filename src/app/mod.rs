//! One file per use case: what a command does, without its options and without printing.

pub mod apply;
mod base;
pub mod check;
mod clock;
mod create;
mod database;
pub mod demo;
mod edit;
mod error;
mod file_name;
pub mod forecast;
mod hold;
pub mod hooks;
mod id;
mod init;
mod merge;
mod problems;
mod provenance;
mod templates;
mod workspace;
mod write;

pub use create::{CreateError, Planned, Wish, plan};
pub use database::{Database, locate, version_table};
pub use edit::{EditError, edit, files};
pub use error::AppError;
pub use file_name::NameError;
pub use hold::{Busy, Hold, hold};
pub use init::{InitError, NewProject, Order as InitOrder, init};
pub use merge::{Task, join, same_history, task};
pub use problems::{Problem, problems};
pub use provenance::{Provenance, provenance};
pub use templates::{TEMPLATES, Template};
pub use workspace::{Place, Standing, Workspace};
pub use write::{Change, WriteError, write};
