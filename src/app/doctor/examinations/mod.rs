//! What is looked at when nothing is asked about: one file each.

mod folders;
mod heads_file;
mod hooks;
mod rows;
mod unknown_rows;

use super::{Patient, Report};
use crate::app::AppError;

type Examination = fn(&Patient<'_>, &mut Report) -> Result<(), AppError>;

/// Every examination, in the order of their findings.
pub(super) static ALL: &[Examination] = &[
    rows::examine,
    unknown_rows::examine,
    heads_file::examine,
    hooks::examine,
    folders::examine,
];
