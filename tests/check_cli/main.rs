//! `onehead check` as it is typed: in real repositories, by exit code, text and JSON.
#![cfg(unix)]

mod against;
mod asked;
mod fixing;
mod places;
mod reports;
#[path = "../hook_scenes/scene.rs"]
mod scene;
mod states;
