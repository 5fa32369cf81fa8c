//! Real git commands in repositories with the installed hooks: what git is told equals what `check` says about the
//! commit that results.
#![cfg(unix)]

mod arrivals;
mod commits;
mod merges;
mod middle;
mod projects;
mod pushes;
mod replays;
mod scene;
mod verdict;
