//! The check that comes with a type.

use super::Rendering;
use super::action::TypeCheckOf;
use crate::ops::schema::{ConstraintKind, Named};
use crate::ops::spelling::Columns;
use crate::ops::{Expression, Identifier, Unsupported, ddl};

/// A check of a type as it is written.
#[derive(Debug, Clone)]
pub(super) struct WrittenCheck {
    /// Its name.
    pub name: Option<Identifier>,
    /// Its clause.
    pub clause: String,
}

impl Rendering<'_> {
    /// Answers the check that a type brings on this dialect, named by the convention.
    pub(super) fn type_check(&self, of: TypeCheckOf<'_>) -> Result<Option<WrittenCheck>, Unsupported> {
        let Some(check) = self.dialect.type_check(of.column_type) else {
            return Ok(None);
        };
        let columns = [of.column.clone()];
        let named = Named {
            table: of.table,
            columns: &columns,
            referent: None,
        };
        let name = self
            .convention
            .constraint(ConstraintKind::Check, check.name.as_ref(), named)?;
        let condition = Expression::is_one_of(of.column.clone(), check.values);
        let condition = self.dialect.expression(&condition, Columns::Bare)?;
        let preamble = ddl::preamble(self.dialect, name.as_ref())?;
        Ok(Some(WrittenCheck {
            name,
            clause: format!("{preamble}CHECK ({condition})"),
        }))
    }
}
