//! Git hooks: put in place, taken away, looked at, without ever losing what a user had there.
//!
//! The hooks are the files of `hooks/`. One that a user had before is renamed to `NAME.before-onehead` in the same
//! folder and run first by ours (chained). Nothing here runs a program, and nothing asks git: where git looks for
//! hooks arrives as a [`HooksPlace`].

mod change;
mod error;
mod install;
mod layout;
mod moves;
mod observe;
mod place;
mod run;
mod script;
mod status;
mod uninstall;

pub use change::{Change, HookChange};
pub use error::HooksError;
pub use install::{InstallOptions, install};
pub use layout::{HookName, HooksOrigin, HooksPlace};
pub use place::hooks_place;
pub use run::{Told, Word, run_hook};
pub use status::{ChainedHook, HookState, HookStatus, HooksStatus, status};
pub use uninstall::uninstall;
