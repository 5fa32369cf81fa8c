//! `Uuid` and its kin.

use super::{Library, Type};
use crate::ops::{Call, Signature};
use crate::revision::Reason;

/// A type of universally unique identifiers.
#[derive(Debug, Clone)]
pub struct UuidType {
    /// Which class.
    pub class: UuidClass,
    /// Whether Python sees objects and not text.
    pub as_uuid: bool,
    /// Whether the dialect's own type may be used (`Uuid` alone).
    pub native_uuid: bool,
}

/// The classes of identifiers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum UuidClass {
    /// `Uuid`
    Generic,
    /// `UUID`
    Upper,
    /// `mssql.UNIQUEIDENTIFIER`
    UniqueIdentifier,
}

const GENERIC: Signature = Signature::new("Uuid", &["as_uuid", "native_uuid"]);
const UPPER: Signature = Signature::new("UUID", &["as_uuid"]);

/// Reads a type of this family; `None` where the class is none of it.
pub(super) fn read(library: Library, class: &str, call: &Call) -> Option<Result<Type, Reason>> {
    let (class, signature) = match (library, class) {
        (Library::Core, "Uuid") => (UuidClass::Generic, GENERIC),
        (Library::Core, "UUID") => (UuidClass::Upper, UPPER),
        (Library::MsSql, "UNIQUEIDENTIFIER") => (UuidClass::UniqueIdentifier, UPPER),
        _ => return None,
    };
    Some(uuid(class, signature, call).map(Type::Uuid))
}

fn uuid(class: UuidClass, signature: Signature, call: &Call) -> Result<UuidType, Reason> {
    let arguments = signature.bind(call)?;
    Ok(UuidType {
        class,
        as_uuid: arguments.truth("as_uuid", true)?,
        native_uuid: arguments.truth("native_uuid", true)?,
    })
}

impl UuidClass {
    /// The name by which `SQLAlchemy` looks for its spelling (`__visit_name__`).
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Generic => "uuid",
            Self::Upper => "UUID",
            Self::UniqueIdentifier => "UNIQUEIDENTIFIER",
        }
    }
}
