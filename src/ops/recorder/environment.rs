//! What a body may ask about its surroundings.

use std::collections::BTreeMap;

use crate::ops::Value;
use crate::ops::schema::Convention;

/// What is known of the run that a body is read for.
#[derive(Debug, Clone)]
pub struct Environment {
    /// `SQLAlchemy`'s name of the dialect: `postgresql`.
    pub dialect: &'static str,
    /// Whether the run prints SQL instead of changing a database.
    pub offline: bool,
    /// The naming convention of the project's metadata.
    pub convention: Convention,
    /// Attributes of `op.get_context()` that are known: `version_table_schema`.
    pub context: BTreeMap<String, Value>,
}

impl Environment {
    /// An offline run in a dialect, with nothing configured.
    #[must_use]
    pub fn offline(dialect: &'static str) -> Self {
        Self {
            dialect,
            offline: true,
            convention: Convention::default(),
            context: BTreeMap::new(),
        }
    }
}
