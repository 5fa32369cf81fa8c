//! `SQLite`: what a URL points at, the lock beside it, the session, and its grammar.

mod batch;
mod ddl;
mod expression;
mod grammar;
mod lock;
mod names;
mod session;
mod target;
mod types;

pub use grammar::Sqlite;
pub use lock::DatabaseLock;
pub use session::SqliteSession;
pub use target::{Mode, SqliteTarget};
