//! Whom the body of a revision talks to while it is read.

use crate::ops::{Call, Value};
use crate::revision::Reason;
use crate::text::{Place, SourceText};

/// The world outside a body: the reader of the language knows values, names and control flow, and asks here for
/// everything that a library, a database or another file would answer.
///
/// The static host collects operations and answers "unknown" to what only a database knows; a live host performs them
/// and answers from the database. The reader cannot tell them apart.
pub trait Host {
    /// Calls something of a library: builds a value, or performs an operation. Answers what the call returns:
    /// [`Value::Unknown`] where that cannot be known; the same call as a symbol where it only builds a value.
    fn call(&mut self, call: Call) -> Value;

    /// Answers an attribute of an object of a library.
    fn attribute(&mut self, object: &Value, name: &str, place: Place) -> Value;

    /// Enters `with object as ...`; answers the value behind `as`.
    fn enter(&mut self, object: &Value, place: Place) -> Value;

    /// Leaves the block entered last with this object.
    fn leave(&mut self, object: &Value, place: Place);

    /// Takes notice of a part of the body that could not be read: from here on the body is not wholly known.
    fn opaque(&mut self, reason: Reason);

    /// Counts what was performed or told so far: equal counts before and behind a part of a body mean that it has no effect.
    fn effects(&self) -> usize;

    /// Finds a module of the same project by its dotted name, as text.
    fn module(&mut self, name: &str) -> Option<SourceText>;
}
