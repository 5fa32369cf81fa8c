//! `BIT`, which every library has its own of.

use super::{Library, Type};
use crate::ops::{Call, Signature};
use crate::revision::Reason;

/// A string of bits.
#[derive(Debug, Clone)]
pub struct BitsType {
    /// Which class.
    pub class: BitsClass,
    /// How many bits it holds.
    pub length: Option<i128>,
}

/// The classes of bits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum BitsClass {
    /// `postgresql.BIT`, `BIT VARYING` where it is so.
    PostgreSql {
        /// `varying=True`
        varying: bool,
    },
    /// `mysql.BIT`
    MySql,
}

impl BitsClass {
    /// The name of the class.
    #[must_use]
    pub const fn name(self) -> &'static str {
        "BIT"
    }
}

const POSTGRESQL: Signature = Signature::new("postgresql.BIT", &["length", "varying"]);
const MYSQL: Signature = Signature::new("mysql.BIT", &["length"]);

/// Reads a type of this family; `None` where the class is none of it.
pub(super) fn read(library: Library, class: &str, call: &Call) -> Option<Result<Type, Reason>> {
    match (library, class) {
        (Library::PostgreSql, "BIT") => Some(postgresql(call).map(Type::Bits)),
        (Library::MySql, "BIT") => Some(mysql(call).map(Type::Bits)),
        _ => None,
    }
}

fn postgresql(call: &Call) -> Result<BitsType, Reason> {
    let arguments = POSTGRESQL.bind(call)?;
    let varying = arguments.truth("varying", false)?;
    let length = arguments.integer("length")?;
    Ok(BitsType {
        class: BitsClass::PostgreSql { varying },
        // One bit, unless it varies.
        length: if varying {
            length
        } else {
            length.filter(|bits| *bits != 0).or(Some(1))
        },
    })
}

fn mysql(call: &Call) -> Result<BitsType, Reason> {
    Ok(BitsType {
        class: BitsClass::MySql,
        length: MYSQL.bind(call)?.integer("length")?,
    })
}
