//! onehead's own `.sql` revisions.
