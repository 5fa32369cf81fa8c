//! `onehead forecast` in real repositories: what it foresees is what git and `onehead heads` say when the merges are
//! really made.
#![cfg(unix)]

#[path = "../support/dice.rs"]
mod dice;
mod oracle;
mod places;
mod plans;
mod scene;
mod views;
