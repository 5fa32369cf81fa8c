//! The bodies of Alembic's scripts.

use super::{Frame, missing};
use crate::app::workspace::Place;
use crate::dialect::Part;
use crate::formats::{self, Body, Kind};
use crate::graph::Direction;
use crate::text::SourceText;

/// What one run of Alembic remembers from step to step.
pub(super) struct Context<'a> {
    place: &'a Place<'a>,
    frame: &'a Frame,
}

impl<'a> Context<'a> {
    /// Begins a run.
    pub(super) fn new(place: &'a Place<'a>, frame: &'a Frame) -> Self {
        Self { place, frame }
    }

    /// Answers what one body runs, with a reason in the place of everything that is not known.
    pub(super) fn parts(&mut self, text: &SourceText, direction: Direction) -> Vec<Part> {
        let _ = self.frame;
        let bodies = formats::of(Kind::Alembic).bodies(text);
        let body = match direction {
            Direction::Up => bodies.upgrade,
            Direction::Down => bodies.downgrade,
        };
        match body {
            Body::Empty(_) => Vec::new(),
            other => {
                let line = other.place().map(|place| place.line);
                let reason = "not read yet".to_owned();
                vec![Part::Missing(missing(self.place, text.path(), (line, reason)))]
            }
        }
    }
}
