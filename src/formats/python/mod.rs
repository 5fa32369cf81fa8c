//! Alembic's revision scripts, read as text.

mod bounds;
mod conflict;
mod damaged;
mod docstring;
mod effects;
mod evaluate;
mod header;
mod literal;
mod module;
mod part;
mod plain;
mod syntax;

/// The format of Alembic's scripts.
#[derive(Debug, Clone, Copy)]
pub struct Python;

use crate::revision::Header;
use crate::text::SourceText;

impl Python {
    /// x
    #[must_use]
    pub fn header(&self, s: &SourceText) -> Header {
        header::read(s)
    }
}
