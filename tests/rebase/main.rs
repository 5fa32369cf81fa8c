//! `onehead rebase`: exactly the intended bytes change, and no database comes to harm.

mod backport;
mod corpus;
mod database;
mod forks;
mod refusals;
mod scene;
mod strategy;
mod texts;
