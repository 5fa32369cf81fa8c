//! `create` and `drop` of a type that has a name in the database: `Enum(...).create(bind)`.

use crate::ops::column_type::Type;
use crate::ops::{Call, ColumnType, Signature, Value, reason};
use crate::revision::Reason;

/// A named type is created or dropped.
#[derive(Debug, Clone)]
pub struct NamedTypeChange {
    /// The type.
    pub column_type: ColumnType,
    /// Whether it is created, else dropped.
    pub creates: bool,
}

const SIGNATURE: Signature = Signature::new("create", &["bind", "checkfirst"]);

impl NamedTypeChange {
    /// Reads the call of `create` or `drop` on a type. `checkfirst` is not looked at offline, where nothing can be
    /// checked: Alembic prints the statement in any case.
    ///
    /// # Errors
    ///
    /// Refuses what is not understood.
    pub fn read(of: &Value, creates: bool, call: &Call) -> Result<Self, Reason> {
        let arguments = SIGNATURE.bind(call)?;
        arguments.required("bind")?;
        let column_type = ColumnType::from_value(of, call.place)?;
        if !matches!(column_type.base, Type::Enum(_) | Type::Domain(_)) {
            return Err(reason(
                call.place,
                "a type without a name of its own is neither created nor dropped",
            ));
        }
        Ok(Self { column_type, creates })
    }
}
