//! `SQLite`: what a URL points at, the lock beside it, and the session.

mod lock;
mod session;
mod target;

pub use lock::DatabaseLock;
pub(super) use session::SqliteConnection;
pub use target::{Mode, SqliteTarget};
