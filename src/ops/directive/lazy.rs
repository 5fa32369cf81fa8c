//! What a directive tells about things as they are: it matters on some dialects only.

use std::sync::Arc;

use crate::ops::Unsupported;
use crate::revision::Reason;

/// Something that was told, or why it could not be read, to be said where it is needed.
#[derive(Debug, Clone)]
pub struct Lazy<T>(Result<T, Arc<Reason>>);

impl<T> Lazy<T> {
    /// Keeps what reading gave.
    pub fn new(read: Result<T, Reason>) -> Self {
        Self(read.map_err(Arc::new))
    }

    /// Answers it.
    ///
    /// # Errors
    ///
    /// Says why it is not known.
    pub fn get(&self) -> Result<&T, Unsupported> {
        self.0
            .as_ref()
            .map_err(|reason| Unsupported::unknown(reason.text.clone()))
    }
}
