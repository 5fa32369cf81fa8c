//! `Boolean` and its kin.

use super::{Library, Type};
use crate::ops::{Call, Identifier, Signature};
use crate::revision::Reason;

/// A type of truth values.
#[derive(Debug, Clone)]
pub struct BooleanType {
    /// Which class.
    pub class: BooleanClass,
    /// Whether a `CHECK` comes with it where the dialect has no such type.
    pub create_constraint: bool,
    /// The name of that `CHECK`.
    pub name: Option<Identifier>,
}

/// The classes of truth values.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum BooleanClass {
    /// `Boolean`
    Boolean,
    /// `BOOLEAN`
    UpperBoolean,
    /// `MatchType`
    Match,
    /// `mssql.BIT`
    Bit,
}

const SIGNATURE: Signature = Signature::new("Boolean", &["create_constraint", "name"]);

/// Reads a type of this family; `None` where the class is none of it.
pub(super) fn read(library: Library, class: &str, call: &Call) -> Option<Result<Type, Reason>> {
    let class = match (library, class) {
        (Library::Core, "Boolean") => BooleanClass::Boolean,
        (Library::Core, "BOOLEAN") => BooleanClass::UpperBoolean,
        (Library::Core, "MatchType") => BooleanClass::Match,
        (Library::MsSql, "BIT") => BooleanClass::Bit,
        _ => return None,
    };
    Some(boolean(class, call).map(Type::Boolean))
}

fn boolean(class: BooleanClass, call: &Call) -> Result<BooleanType, Reason> {
    let arguments = SIGNATURE.bind(call)?;
    let name = arguments.value("name");
    Ok(BooleanType {
        class,
        create_constraint: arguments.truth("create_constraint", false)?,
        name: name.map(|name| Identifier::from_value(name, call.place)).transpose()?,
    })
}

impl BooleanClass {
    /// The name by which `SQLAlchemy` looks for its spelling (`__visit_name__`).
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Boolean | Self::Match => "boolean",
            Self::UpperBoolean => "BOOLEAN",
            Self::Bit => "BIT",
        }
    }
}
