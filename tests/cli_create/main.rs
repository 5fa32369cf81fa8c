//! The commands that make files, beside live Alembic and under every fault that can be had: `init`, `revision`, `merge`,
//! `edit`.

mod alembic;
#[path = "../support/dice.rs"]
mod dice;
mod edit;
mod faults;
mod init;
mod merge;
mod messages;
mod refusals;
mod revision;
mod scene;
