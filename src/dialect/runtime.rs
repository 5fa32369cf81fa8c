//! The one place where asynchronous code is waited for.

use std::future::Future;

use super::DialectError;

/// A runtime for one session, started only when a database is opened.
///
/// It has no threads of its own and catches no signals: an interrupted process dies at once, and the database takes
/// back the transaction that was open.
#[derive(Debug)]
pub(super) struct Runtime(tokio::runtime::Runtime);

impl Runtime {
    pub(super) fn start() -> Result<Self, DialectError> {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build();
        runtime.map(Self).map_err(|error| DialectError::Database {
            doing: "starting",
            message: error.to_string(),
            busy: false,
        })
    }

    pub(super) fn wait<F: Future>(&self, future: F) -> F::Output {
        self.0.block_on(future)
    }
}
