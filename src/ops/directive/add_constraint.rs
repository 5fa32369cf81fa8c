//! What all directives that add a constraint to a table have in common.

use crate::ops::Identifier;
use crate::ops::Unsupported;
use crate::ops::schema::{Constraint, ConstraintKind, Convention, Named, PrimaryKey, TableName};

/// A constraint is added to a table.
#[derive(Debug, Clone)]
pub struct AddConstraint {
    /// The table.
    pub table: TableName,
    /// The constraint.
    pub constraint: Added,
}

/// What is added.
#[derive(Debug, Clone)]
pub enum Added {
    /// A primary key.
    PrimaryKey(PrimaryKey),
    /// Another constraint.
    Other(Constraint),
}

impl Added {
    /// The name of the constraint.
    #[must_use]
    pub fn name(&self) -> Option<&Identifier> {
        match self {
            Self::PrimaryKey(key) => key.name.as_ref(),
            Self::Other(constraint) => constraint.name(),
        }
    }

    /// The kind of the constraint.
    #[must_use]
    pub const fn kind(&self) -> ConstraintKind {
        match self {
            Self::PrimaryKey(_) => ConstraintKind::PrimaryKey,
            Self::Other(constraint) => constraint.kind(),
        }
    }

    /// Names the constraint by a convention.
    ///
    /// # Errors
    ///
    /// As [`Convention::constraint`].
    pub fn apply(&mut self, convention: &Convention, table: &TableName) -> Result<(), Unsupported> {
        match self {
            Self::PrimaryKey(key) => {
                let named = Named {
                    table,
                    columns: &key.columns,
                    referent: None,
                };
                key.name = convention.constraint(ConstraintKind::PrimaryKey, key.name.as_ref(), named)?;
                Ok(())
            }
            // Alembic makes the table that it refers to before it makes the key.
            Self::Other(Constraint::ForeignKey(key)) => key.apply(convention, table, true),
            Self::Other(constraint) => constraint.apply(convention, table),
        }
    }
}

impl AddConstraint {
    /// Puts a directive together and names its constraint.
    pub(super) fn named(
        table: TableName,
        mut constraint: Added,
        scene: &super::Scene<'_>,
        place: crate::text::Place,
    ) -> Result<Self, crate::revision::Reason> {
        constraint
            .apply(scene.convention, &table)
            .map_err(|unsupported| crate::ops::reason(place, unsupported.to_string()))?;
        Ok(Self { table, constraint })
    }
}
