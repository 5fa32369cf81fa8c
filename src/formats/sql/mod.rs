//! onehead's own `.sql` revisions.

/// The format of `.sql` revisions.
#[derive(Debug, Clone, Copy)]
pub struct Sql;
