//! How a statement ends.

use std::sync::Arc;

use crate::revision::Reason;
use crate::text::Place;

use super::value::{Unknown, Val};

/// What comes after a statement.
#[derive(Debug)]
pub(super) enum Flow {
    Next,
    Break,
    Continue,
    Return(Val),
    /// It is not known whether what follows is run at all.
    Lost(Unknown),
}

/// Why a statement or expression did not come to its end.
#[derive(Debug)]
pub(super) enum Stop {
    /// An exception that Python would raise there.
    Raised(Box<Raised>),
    /// A bound was reached: nothing more is read.
    Halt(Box<Reason>),
}

/// An exception.
#[derive(Debug, Clone)]
pub(super) struct Raised {
    /// The name of its class.
    pub name: Arc<str>,
    /// The exception, or its class.
    pub value: Val,
    pub place: Place,
    /// What it says.
    pub message: String,
}

pub(super) type Res<T> = Result<T, Stop>;
