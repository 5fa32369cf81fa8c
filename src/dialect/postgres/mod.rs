//! `PostgreSQL`: what a URL means, the connection, the lock, the catalogue.

mod catalogue;
mod defaults;
mod lock;
mod options;
mod session;

pub(super) use session::PostgresConnection;
