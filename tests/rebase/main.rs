//! `onehead rebase`: exactly the intended bytes change, and no database comes to harm.

mod backport;
mod corpus;
mod database;
#[path = "../support/dice.rs"]
mod dice;
mod forks;
mod refusals;
mod scene;
mod strategy;
mod texts;
