//! `onehead hooks install|uninstall|status` on real git repositories, with a recording stand-in for onehead.
#![cfg(unix)]

mod before; // whatever stood there before: runs as before, comes back as it was
mod ours; // hooks of ours that were edited, overwritten, deleted, or are old
mod places; // folders that are not ours to write into
mod running; // what hooks do when git, or any shell, runs them
mod scene; // a repository, its user's hooks, and what ran
