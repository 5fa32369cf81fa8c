//! The binary as a person or a script meets it: what it prints where, its exit codes, and what it leaves alone.
#![cfg(unix)]

mod bad_files;
mod database;
mod doctor;
mod git;
mod json;
mod lock;
mod log;
mod merge;
mod nothing_runs;
mod options;
mod read_only;
mod reading;
mod scene;
mod sql;
mod switch;
mod terminal;
mod unknown;
