//! The language of schema change: operations as values, whatever a revision is written in.

mod call;

pub use call::{Call, Enumeration, Object, Operator, Value};
