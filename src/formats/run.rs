//! What is asked for when the body of a revision is run against a [`Host`](super::Host).

use std::collections::BTreeMap;

use crate::graph::Direction;

/// Which body to run, and how far to go.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Run<'a> {
    /// Which of the two bodies.
    pub direction: Direction,
    /// The name that `upgrade(engine_name)` of Alembic's `multidb` template is called with; such a body is unknown where
    /// there is none. A project with several engines is asked about once for each.
    pub engine: Option<&'a str>,
    /// What column types of others are made of, as the settings say: the name that they are imported by, and an
    /// expression in Python over `sqlalchemy`, `postgresql`, `mysql`, `sqlite` and `dialect`, or a lambda that makes one of
    /// the arguments.
    pub types: Option<&'a BTreeMap<String, String>>,
    /// How far to go.
    pub limits: Limits,
}

impl Run<'_> {
    /// Asks for one body, within the bounds that hold for everything.
    #[must_use]
    pub fn of(direction: Direction) -> Self {
        Self {
            direction,
            engine: None,
            types: None,
            limits: Limits::default(),
        }
    }
}

/// How much a body may take before it counts as unknown (faults 2k). What reaches a bound is reported as opaque with the
/// bound's name; nothing fails.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Expressions and statements, those of functions and loops each time they run.
    pub steps: u64,
    /// Bytes of texts and collections made on the way, those given up again included.
    pub bytes: usize,
    /// Expressions, statements and calls inside of one another.
    pub depth: u32,
    /// Modules of the project that are followed.
    pub modules: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            steps: 1_000_000,
            bytes: 64 << 20,
            depth: 3_000,
            modules: 1_000,
        }
    }
}
