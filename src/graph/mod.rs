//! Who comes after whom (Alembic's `script/revision.py`; spec sections 2 and 3).

mod step;

pub use step::{Direction, Route, StampStep, Step, VersionMove};

/// A revision of one graph: its index in load order (Alembic's "map order").
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Rev(pub(crate) u32);
