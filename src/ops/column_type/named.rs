//! Types that stand in the database under a name of their own: `ENUM` and `DOMAIN` of `PostgreSQL`.

use super::{DomainType, EnumType};
use crate::ops::Identifier;

/// A type with a name in the database.
#[derive(Debug, Clone)]
pub enum NamedType {
    /// `CREATE TYPE ... AS ENUM`
    Enum(Box<EnumType>),
    /// `CREATE DOMAIN`
    Domain(Box<DomainType>),
}

impl NamedType {
    /// Its name; an enumeration may lack one, which cannot be created then.
    #[must_use]
    pub const fn name(&self) -> Option<&Identifier> {
        match self {
            Self::Enum(of) => of.name.as_ref(),
            Self::Domain(domain) => Some(&domain.name),
        }
    }

    /// Its schema.
    #[must_use]
    pub fn schema(&self) -> Option<&Identifier> {
        match self {
            Self::Enum(of) => of.schema.as_ref().and_then(Option::as_ref),
            Self::Domain(domain) => domain.schema.as_ref(),
        }
    }

    /// What a run remembers of it, so that it creates it once.
    #[must_use]
    pub fn key(&self) -> (Option<Identifier>, Option<Identifier>) {
        (self.schema().cloned(), self.name().cloned())
    }

    /// Whether `create_table` creates it.
    #[must_use]
    pub const fn creates(&self) -> bool {
        match self {
            Self::Enum(of) => of.create_type,
            Self::Domain(domain) => domain.create_type,
        }
    }
}
