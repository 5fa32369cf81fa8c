//! onehead reads migration histories without running them, finds and resolves multiple heads, and guards databases.
//!
//! The floor plan, in the order of who may import whom (`tests/architecture.rs` holds the walls):

// -- foundation: knows no files, no git, no database
pub mod diagnostic; // what can be said about a text
pub mod graph; // who comes after whom
pub mod ops; // the language of schema change
pub mod revision; // one migration, whatever it is written in
pub mod text; // bytes and places in them

// -- reading
pub mod formats; // what revisions are written in
pub mod git; // the only room that knows git2
pub mod history; // all revisions at one place
pub mod project; // what the user configured
pub mod sources; // where bytes come from

// -- answering (pure)
pub mod lint; // what is wrong with a history
pub mod listing; // revisions as Alembic shows them
pub mod merge; // from many heads to one
pub mod report; // findings to bytes

// -- doing
pub mod app; // one file per use case
pub mod cli; // argv in, bytes and an exit code out
pub mod dialect; // what databases speak
