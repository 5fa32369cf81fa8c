//! The bodies of Alembic's scripts.

use std::rc::Rc;

use super::modules::Modules;
use super::{Frame, missing};
use crate::app::workspace::Place;
use crate::dialect::{Missing, Part};
use crate::formats::{Kind, Run, record};
use crate::graph::Direction;
use crate::ops::{Op, Rendering, Script, Step, Unsupported};
use crate::text::SourceText;

/// What one run of Alembic remembers from step to step.
pub(super) struct Context<'a> {
    place: &'a Place<'a>,
    frame: &'a Frame,
    modules: Rc<Modules<'a>>,
    rendering: Rendering<'a>,
}

impl<'a> Context<'a> {
    /// Begins a run; nothing has been created in it.
    pub(super) fn new(place: &'a Place<'a>, frame: &'a Frame) -> Self {
        Self {
            place,
            frame,
            modules: Rc::new(Modules::new(place)),
            rendering: Rendering::new(&*frame.ddl, &frame.convention),
        }
    }

    /// Begins another run on the same files.
    pub(super) fn afresh(&self) -> Self {
        Self {
            place: self.place,
            frame: self.frame,
            modules: Rc::clone(&self.modules),
            rendering: Rendering::new(&*self.frame.ddl, &self.frame.convention),
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
        let run = Run {
            types: Some(&self.place.project.settings.types),
            ..Run::of(direction)
        };
        let find = |name: &str| self.modules.find(name);
        record((Kind::Alembic, text), &run, self.frame.environment(), &find)
    }

    fn step(&mut self, text: &SourceText, step: &Step, parts: &mut Vec<Part>) {
        match &step.op {
            Op::AutocommitBegin => parts.push(Part::Commit),
            Op::AutocommitEnd => parts.push(Part::Begin),
            Op::Opaque(reason) => parts.push(Part::Missing(self.missing(text, reason.place.line, &reason.text))),
            op => {
                let mut statements = Vec::new();
                let done = self.rendering.render(op, &mut statements);
                parts.extend(statements.iter().map(|statement| Part::printed(statement)));
                if let Err(error) = done {
                    let reason = match error {
                        Unsupported::Refused(text) => format!("Alembic refuses it: {text}"),
                        Unsupported::Unknown(text) => text,
                    };
                    parts.push(Part::Missing(self.missing(text, step.place.line, &reason)));
                }
            }
        }
    }

    fn missing(&self, text: &SourceText, line: u32, reason: &str) -> Missing {
        missing(self.place, text.path(), (Some(line), reason.to_owned()))
    }
}
