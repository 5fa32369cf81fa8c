//! `Interval` and the dialects' own.

use std::sync::Arc;

use super::{Library, Type};
use crate::ops::{Call, Signature};
use crate::revision::Reason;

/// A span of time.
#[derive(Debug, Clone)]
pub struct IntervalType {
    /// Which class.
    pub class: IntervalClass,
    /// Whether a native type may be used (`Interval` alone).
    pub native: bool,
    /// Digits of a second.
    pub second_precision: Option<i128>,
    /// Digits of a day, for Oracle.
    pub day_precision: Option<i128>,
    /// `DAY TO SECOND`.
    pub fields: Option<Arc<str>>,
}

/// The classes of spans.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum IntervalClass {
    /// `Interval`
    Generic,
    /// `postgresql.INTERVAL`
    PostgreSql,
    /// `oracle.INTERVAL`
    Oracle,
}

const GENERIC: Signature = Signature::new("Interval", &["native", "second_precision", "day_precision"]);
const POSTGRESQL: Signature = Signature::new("postgresql.INTERVAL", &["precision", "fields"]);
const ORACLE: Signature = Signature::new("oracle.INTERVAL", &["day_precision", "second_precision"]);

/// Reads a type of this family; `None` where the class is none of it.
pub(super) fn read(library: Library, class: &str, call: &Call) -> Option<Result<Type, Reason>> {
    let (class, signature) = match (library, class) {
        (Library::Core, "Interval") => (IntervalClass::Generic, GENERIC),
        (Library::PostgreSql, "INTERVAL") => (IntervalClass::PostgreSql, POSTGRESQL),
        (Library::Oracle, "INTERVAL") => (IntervalClass::Oracle, ORACLE),
        _ => return None,
    };
    Some(interval(class, signature, call).map(Type::Interval))
}

fn interval(class: IntervalClass, signature: Signature, call: &Call) -> Result<IntervalType, Reason> {
    let arguments = signature.bind(call)?;
    let precision = match class {
        IntervalClass::PostgreSql => "precision",
        _ => "second_precision",
    };
    Ok(IntervalType {
        class,
        native: arguments.truth("native", true)?,
        second_precision: arguments.integer(precision)?,
        day_precision: arguments.integer("day_precision")?,
        fields: arguments.text("fields")?,
    })
}
