//! `MySQL` and `MariaDB`: what a URL means, the connection, the lock, the catalogue.

mod catalogue;
mod lock;
mod options;
mod session;
mod subjects;

pub(super) use session::MySqlConnection;
