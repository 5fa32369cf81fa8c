//! What a body does: its operations in order.

use crate::ops::Op;
use crate::revision::Reason;
use crate::text::Place;

/// An operation and where it stands.
#[derive(Debug, Clone)]
pub struct Step {
    /// The operation.
    pub op: Op,
    /// The place of its call.
    pub place: Place,
}

/// The operations of a body, in the order in which they are made.
#[derive(Debug, Clone, Default)]
pub struct Script {
    /// The operations; [`Op::Opaque`] where one could not be read.
    pub steps: Vec<Step>,
}

impl Script {
    /// Lists what could not be read.
    pub fn unknown(&self) -> impl Iterator<Item = &Reason> {
        self.steps.iter().filter_map(|step| match &step.op {
            Op::Opaque(reason) => Some(reason),
            _ => None,
        })
    }

    /// Says whether all of the body was read.
    #[must_use]
    pub fn is_complete(&self) -> bool {
        self.unknown().next().is_none()
    }
}
