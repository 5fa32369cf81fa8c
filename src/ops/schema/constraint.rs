//! Constraints of a table, and what all of them have in common.

use std::sync::Arc;

use super::{Convention, Exclude, ForeignKey, Named, TableName};
use crate::ops::options::Options;
use crate::ops::{Arguments, Expression, Identifier, Unsupported, Value};
use crate::revision::Reason;

/// A kind of constraint.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ConstraintKind {
    /// `PRIMARY KEY`
    PrimaryKey,
    /// `UNIQUE`
    Unique,
    /// `CHECK`
    Check,
    /// `FOREIGN KEY`
    ForeignKey,
    /// `EXCLUDE`
    Exclude,
}

/// When a constraint is checked.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Deferral {
    /// `[NOT] DEFERRABLE`
    pub deferrable: Option<bool>,
    /// `INITIALLY ...`
    pub initially: Option<Arc<str>>,
}

/// A unique constraint.
#[derive(Debug, Clone)]
pub struct Unique {
    /// Its name.
    pub name: Option<Identifier>,
    /// The columns.
    pub columns: Vec<Identifier>,
    /// When it is checked.
    pub deferral: Deferral,
    /// Arguments of dialects.
    pub options: Options,
}

/// A check.
#[derive(Debug, Clone)]
pub struct Check {
    /// Its name.
    pub name: Option<Identifier>,
    /// What has to hold.
    pub condition: Expression,
    /// When it is checked.
    pub deferral: Deferral,
    /// Arguments of dialects.
    pub options: Options,
}

/// A constraint of a table that is not its primary key.
#[derive(Debug, Clone)]
pub enum Constraint {
    /// `UNIQUE`
    Unique(Unique),
    /// `CHECK`
    Check(Box<Check>),
    /// `FOREIGN KEY`
    ForeignKey(Box<ForeignKey>),
    /// `EXCLUDE`
    Exclude(Exclude),
    /// The check that the type of a column brings with it on some dialects; the column by its place.
    TypeBound(usize),
}

impl ConstraintKind {
    /// The key of the kind in a naming convention.
    #[must_use]
    pub const fn convention(self) -> Option<&'static str> {
        match self {
            Self::PrimaryKey => Some("pk"),
            Self::Unique => Some("uq"),
            Self::Check => Some("ck"),
            Self::ForeignKey => Some("fk"),
            Self::Exclude => None,
        }
    }

    /// How a person calls it.
    #[must_use]
    pub const fn title(self) -> &'static str {
        match self {
            Self::PrimaryKey => "primary key",
            Self::Unique => "unique constraint",
            Self::Check => "check",
            Self::ForeignKey => "foreign key",
            Self::Exclude => "exclude constraint",
        }
    }
}

impl Constraint {
    /// The name of the constraint, where it has one that does not depend on the dialect.
    #[must_use]
    pub fn name(&self) -> Option<&Identifier> {
        match self {
            Self::Unique(unique) => unique.name.as_ref(),
            Self::Check(check) => check.name.as_ref(),
            Self::ForeignKey(key) => key.name.as_ref(),
            Self::Exclude(exclude) => exclude.name.as_ref(),
            Self::TypeBound(_) => None,
        }
    }

    /// The kind of the constraint.
    #[must_use]
    pub const fn kind(&self) -> ConstraintKind {
        match self {
            Self::Unique(_) => ConstraintKind::Unique,
            Self::Check(_) | Self::TypeBound(_) => ConstraintKind::Check,
            Self::ForeignKey(_) => ConstraintKind::ForeignKey,
            Self::Exclude(_) => ConstraintKind::Exclude,
        }
    }
}

impl Constraint {
    /// Names the constraint by a convention.
    ///
    /// # Errors
    ///
    /// As [`Convention::constraint`].
    pub fn apply(&mut self, convention: &Convention, table: &TableName) -> Result<(), Unsupported> {
        match self {
            Self::Unique(unique) => {
                let named = Named {
                    table,
                    columns: &unique.columns,
                    referent: None,
                };
                unique.name = convention.constraint(ConstraintKind::Unique, unique.name.as_ref(), named)?;
            }
            Self::Check(check) => check.apply(convention, table)?,
            Self::ForeignKey(key) => {
                let is_own = key.referent.table == table.name && key.referent.schema == table.schema;
                key.apply(convention, table, is_own)?;
            }
            Self::Exclude(_) | Self::TypeBound(_) => {}
        }
        Ok(())
    }
}

impl Check {
    /// Names the check by a convention.
    ///
    /// # Errors
    ///
    /// As [`Convention::constraint`].
    pub fn apply(&mut self, convention: &Convention, table: &TableName) -> Result<(), Unsupported> {
        let columns = self.condition.columns();
        let named = Named {
            table,
            columns: &columns,
            referent: None,
        };
        self.name = convention.constraint(ConstraintKind::Check, self.name.as_ref(), named)?;
        Ok(())
    }
}

impl Deferral {
    /// The names of its arguments.
    pub const KEYWORDS: [&'static str; 2] = ["deferrable", "initially"];

    /// Reads `deferrable` and `initially`.
    ///
    /// # Errors
    ///
    /// Refuses other values than truth values and texts.
    pub fn read(arguments: &Arguments<'_>) -> Result<Self, Reason> {
        let deferrable = match arguments.value("deferrable") {
            None => None,
            Some(Value::Bool(flag)) => Some(*flag),
            Some(other) => return Err(arguments.unfit("deferrable", other)),
        };
        Ok(Self {
            deferrable,
            initially: arguments.text("initially")?,
        })
    }
}
