//! Alembic's revision scripts, read as text.

/// The format of Alembic's scripts.
#[derive(Debug, Clone, Copy)]
pub struct Python;
