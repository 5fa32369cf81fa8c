//! `onehead coverage`: how much of a project is readable, and why the rest is not.

use std::collections::BTreeMap;

use super::{Body, Compiler, Frame};
use crate::app::AppError;
use crate::app::workspace::Place;
use crate::graph::Direction;
use crate::report::sql::{Coverage, Place as Line, Readable, Reason};

/// Compiles both directions of every revision, each by itself.
///
/// # Errors
/// [`AppError`] where a file is gone.
pub fn coverage(place: &Place<'_>, frame: &Frame) -> Result<Coverage, AppError> {
    let revisions = place.history.graph.revs();
    let forward: Vec<_> = revisions.map(|rev| (rev, Direction::Up)).collect();
    let back: Vec<_> = forward.iter().map(|(rev, _)| (*rev, Direction::Down)).collect();
    let mut reasons = Reasons::default();
    let mut read = |steps: &[_]| -> Result<Readable, AppError> {
        let bodies = Compiler::each(place, frame, steps)?;
        for body in &bodies {
            reasons.take(body);
        }
        Ok(Readable {
            complete: bodies.iter().filter(|body| body.missing().next().is_none()).count(),
            revisions: bodies.len(),
        })
    };
    let (upgrade, downgrade) = (read(&forward)?, read(&back)?);
    Ok(Coverage {
        schema: 1,
        project: place.project.name.clone(),
        dialect: frame.dialect.name(),
        upgrade,
        downgrade,
        reasons: reasons.ranked(),
    })
}

/// The reasons met, and where.
#[derive(Default)]
struct Reasons(BTreeMap<String, Reason>);

impl Reasons {
    fn take(&mut self, body: &Body) {
        let mut counted: Vec<String> = Vec::new();
        for opaque in body.opaque() {
            let reason = self.0.entry(opaque.reason.clone()).or_insert_with(|| Reason {
                reason: opaque.reason.clone(),
                bodies: 0,
                places: Vec::new(),
            });
            // A reason that stands in a body twice stops that body once.
            if !counted.contains(&opaque.reason) {
                reason.bodies += 1;
                counted.push(opaque.reason);
            }
            let place = Line {
                path: opaque.path,
                line: opaque.line,
            };
            if !reason.places.contains(&place) {
                reason.places.push(place);
            }
        }
    }

    fn ranked(self) -> Vec<Reason> {
        let mut reasons: Vec<Reason> = self.0.into_values().collect();
        // Equal ones stay in the order of their texts.
        reasons.sort_by_key(|reason| std::cmp::Reverse(reason.bodies));
        reasons
    }
}
