//! What revisions do to a database, as SQL of one dialect: each step by itself, without running anything.

mod coverage;
mod frame;
mod modules;
mod python;
mod sql;
mod statements;

pub use coverage::coverage;
pub use frame::Frame;
pub(super) use sql::section;
pub use statements::{Wanted, statements, wanted};

use std::path::{Path, PathBuf};

use super::AppError;
use super::apply::ApplyError;
use super::workspace::Place;
use crate::dialect::{Missing, Part};
use crate::formats::Kind;
use crate::graph::{Direction, Rev};
use crate::report::sql::Opaque;
use crate::text::SourceText;

/// One direction of a revision, compiled.
#[derive(Debug, Clone)]
pub struct Body {
    /// The file, absolute.
    pub path: PathBuf,
    /// What runs, in order.
    pub parts: Vec<Part>,
}

impl Body {
    /// Lists what is not known of it.
    pub fn missing(&self) -> impl Iterator<Item = &Missing> {
        self.parts.iter().filter_map(|part| match part {
            Part::Missing(missing) => Some(missing),
            _ => None,
        })
    }

    /// Lists the statements, without separators.
    pub fn statements(&self, frame: &Frame) -> Vec<String> {
        let texts = self.parts.iter().filter_map(|part| part.text(frame.transactions));
        texts.map(str::to_owned).collect()
    }

    /// Lists what is not known of it, for reports.
    #[must_use]
    pub fn opaque(&self) -> Vec<Opaque> {
        let missing = self.missing();
        missing.map(opaque).collect()
    }
}

/// Compiles revisions one after the other.
pub struct Compiler<'a> {
    place: &'a Place<'a>,
    frame: &'a Frame,
    python: python::Context<'a>,
}

impl<'a> Compiler<'a> {
    /// Makes a compiler that begins where Alembic begins a run: nothing has been created yet.
    #[must_use]
    pub fn new(place: &'a Place<'a>, frame: &'a Frame) -> Self {
        Self {
            place,
            frame,
            python: python::Context::new(place, frame),
        }
    }

    /// Makes another one that begins anew, on the same files.
    fn afresh(&self) -> Self {
        Self {
            place: self.place,
            frame: self.frame,
            python: self.python.afresh(),
        }
    }

    /// Compiles steps in their order.
    ///
    /// # Errors
    /// As [`Self::step`].
    pub fn steps(&mut self, steps: &[(Rev, Direction)]) -> Result<Vec<Body>, AppError> {
        steps
            .iter()
            .map(|(rev, direction)| self.step(*rev, *direction))
            .collect()
    }

    /// Compiles one direction of a revision, behind those that were compiled before it.
    ///
    /// # Errors
    /// [`AppError`] where the file is gone or is no text, and where a `.sql` revision cannot be run on this database.
    pub fn step(&mut self, rev: Rev, direction: Direction) -> Result<Body, AppError> {
        let path = &self.place.history.revision(rev).path;
        let text = read(self.place, path)?;
        let parts = match self.place.project.kind {
            Kind::Sql => Part::of_section(&section(self.place, (rev, direction), &text, self.frame.dialect)?),
            Kind::Alembic => self.python.parts(&text, direction),
        };
        Ok(Body {
            path: path.clone(),
            parts,
        })
    }

    /// Compiles steps, each by itself: in a run of its own, and with a reason in the place of what cannot be run.
    ///
    /// # Errors
    /// [`AppError`] where a file is gone.
    pub fn each(place: &'a Place<'a>, frame: &'a Frame, steps: &[(Rev, Direction)]) -> Result<Vec<Body>, AppError> {
        let first = Self::new(place, frame);
        let alone = |step: &(Rev, Direction)| match first.afresh().step(step.0, step.1) {
            Err(AppError::Apply(ApplyError::Script(missing))) => Ok(Body {
                path: place.history.revision(step.0).path.clone(),
                parts: vec![Part::Missing(missing)],
            }),
            other => other,
        };
        steps.iter().map(alone).collect()
    }
}

/// Makes what a report says of something missing: where the whole file is meant, its first line.
fn opaque(missing: &Missing) -> Opaque {
    Opaque {
        path: missing.path.clone(),
        line: missing.line.unwrap_or(1),
        reason: missing.reason.clone(),
    }
}

/// Reads a revision's file.
pub(super) fn read(place: &Place<'_>, path: &Path) -> Result<SourceText, AppError> {
    let bytes = place
        .source
        .read_path(path)?
        .ok_or_else(|| ApplyError::Gone(path.to_path_buf()))?;
    SourceText::decode(path, &bytes).map_err(|error| {
        let missing = missing(place, path, (None, error.to_string()));
        ApplyError::Script(missing).into()
    })
}

/// Says what is not known of a file.
pub(super) fn missing(place: &Place<'_>, path: &Path, (line, reason): (Option<u32>, String)) -> Missing {
    Missing {
        path: place.shown(path),
        line,
        reason,
    }
}
