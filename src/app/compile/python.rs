//! The bodies of Alembic's scripts.

use super::{Frame, missing};
use crate::app::workspace::Place;
use crate::dialect::{Missing, Part};
use crate::formats::{Kind, Run, record};
use crate::graph::Direction;
use crate::ops::{Op, Script, Step};
use crate::project::Modules;
use crate::text::SourceText;

/// What one run of Alembic remembers from step to step.
pub(super) struct Context<'a> {
    place: &'a Place<'a>,
    frame: &'a Frame,
    modules: Modules<'a>,
}

impl<'a> Context<'a> {
    /// Begins a run.
    pub(super) fn new(place: &'a Place<'a>, frame: &'a Frame) -> Self {
        Self {
            place,
            frame,
            modules: Modules::new(place.source.as_ref(), &place.project, &place.directory),
        }
    }

    /// Answers what one body runs, with a reason in the place of everything that is not known.
    pub(super) fn parts(&mut self, text: &SourceText, direction: Direction) -> Vec<Part> {
        let script = self.read(text, direction);
        let mut parts = Vec::new();
        for step in &script.steps {
            self.step(text, step, &mut parts);
        }
        parts
    }

    fn read(&self, text: &SourceText, direction: Direction) -> Script {
        let find = |name: &str| self.modules.find(name);
        record(
            (Kind::Alembic, text),
            &Run::of(direction),
            self.frame.environment(),
            &find,
        )
    }

    fn step(&mut self, text: &SourceText, step: &Step, parts: &mut Vec<Part>) {
        match &step.op {
            Op::AutocommitBegin => parts.push(Part::Commit),
            Op::AutocommitEnd => parts.push(Part::Begin),
            Op::Opaque(reason) => parts.push(Part::Missing(self.missing(text, reason.place.line, &reason.text))),
            _ => {
                let reason = "its SQL is not known yet";
                parts.push(Part::Missing(self.missing(text, step.place.line, reason)));
            }
        }
    }

    fn missing(&self, text: &SourceText, line: u32, reason: &str) -> Missing {
        missing(self.place, text.path(), (Some(line), reason.to_owned()))
    }
}
