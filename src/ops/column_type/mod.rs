//! Column types as values: what `SQLAlchemy`'s type classes and their arguments say, before a dialect spells them.
//!
//! A family of classes is a file. What a class takes is its signature there: an argument that it does not know is
//! refused as Python would refuse it.

mod array;
mod binary;
mod bits;
mod boolean;
mod domain;
mod enumeration;
mod family;
mod interval;
mod json;
mod moment;
mod named;
mod number;
mod plain;
mod read;
mod string;
mod uuid;

use std::sync::Arc;

pub use array::ArrayType;
pub use binary::{BinaryClass, BinaryType};
pub use bits::{BitsClass, BitsType};
pub use boolean::{BooleanClass, BooleanType};
pub use domain::DomainType;
pub use enumeration::{EnumClass, EnumType, SetType};
pub use family::{Affinity, Library};
pub use interval::{IntervalClass, IntervalType};
pub use json::{JsonClass, JsonType};
pub use moment::{MomentClass, MomentType};
pub use named::NamedType;
pub use number::{IntegerSize, MySqlNumber, NumberClass, NumberType};
pub use plain::PlainType;
pub use string::{MySqlString, StringClass, StringType};
pub use uuid::{UuidClass, UuidType};

use super::expression::Literal;
use super::{Identifier, Value};
use crate::revision::Reason;
use crate::text::Place;

/// A column type and its variants by dialect.
#[derive(Debug, Clone)]
pub struct ColumnType {
    /// The type where no variant is meant.
    pub base: Type,
    /// `with_variant`: the name of a dialect and the type there.
    pub variants: Vec<(Arc<str>, Type)>,
}

/// A type of one class, with its arguments.
#[derive(Debug, Clone)]
pub enum Type {
    /// `String`, `Text`, `VARCHAR`, `CITEXT`, `LONGTEXT`...
    String(StringType),
    /// `Integer`, `Numeric`, `Float`, `TINYINT`...
    Number(NumberType),
    /// `DateTime`, `Date`, `Time`, `TIMESTAMP`...
    Moment(MomentType),
    /// `Interval` and `INTERVAL`.
    Interval(IntervalType),
    /// `LargeBinary`, `BLOB`, `BYTEA`...
    Binary(BinaryType),
    /// `PickleType`: a binary column to the database.
    Pickle(Box<ColumnType>),
    /// `Boolean`, `BOOLEAN`, `MatchType`.
    Boolean(BooleanType),
    /// `Enum` and the dialects' own.
    Enum(Box<EnumType>),
    /// `mysql.SET`.
    Set(SetType),
    /// `JSON`, `JSONB`, `JSONPATH`.
    Json(JsonType),
    /// `Uuid` and `UUID`.
    Uuid(UuidType),
    /// `ARRAY`.
    Array(ArrayType),
    /// `postgresql.DOMAIN`.
    Domain(Box<DomainType>),
    /// `BIT` of `PostgreSQL` and of `MySQL`.
    Bits(BitsType),
    /// A class without arguments that only one library spells: `INET`, `TSVECTOR`, `INT4RANGE`, `MONEY`, `YEAR`...
    Plain(PlainType),
    /// A type of a project whose spelling is the same everywhere (`UserDefinedType`).
    Spec(Arc<str>),
    /// A `TypeDecorator` of a project that changes values on their way: its column is that of what it stands on, but how
    /// values are written is not known.
    Decorated(Box<ColumnType>),
    /// A variant that could not be read, and why: only the dialect that it is for is in the dark.
    Unknown(Arc<str>),
    /// `NullType`: no type was given.
    Null,
    /// `TupleType`, which no column can have.
    Tuple,
}

/// The `CHECK` that comes with a type.
#[derive(Debug, Clone)]
pub struct TypeCheck {
    /// Its name, where the type has one; else the naming convention's, else none.
    pub name: Option<Identifier>,
    /// The values that the column is checked against: `c IN (...)`.
    pub values: Vec<Literal>,
}

impl ColumnType {
    /// Reads a type: an instance or the class alone, `with_variant` included. `place` is that of the call which is
    /// given the value.
    ///
    /// # Errors
    ///
    /// Refuses what is no type that is known, and arguments that are not understood.
    pub fn from_value(value: &Value, place: Place) -> Result<Self, Reason> {
        read::column_type(value, place)
    }

    /// The type of a column without one.
    #[must_use]
    pub const fn null() -> Self {
        Self::of(Type::Null)
    }

    /// A type without variants.
    #[must_use]
    pub const fn of(base: Type) -> Self {
        Self {
            base,
            variants: Vec::new(),
        }
    }

    /// Answers the type that a dialect sees, by `SQLAlchemy`'s name of it.
    #[must_use]
    pub fn on(&self, dialect: &str) -> &Type {
        let variant = self.variants.iter().find(|(name, _)| &**name == dialect);
        variant.map_or(&self.base, |(_, variant)| variant)
    }

    /// Says whether no type was given: no dialect can spell it.
    #[must_use]
    pub const fn is_null_type(&self) -> bool {
        matches!(self.base, Type::Null)
    }

    /// Answers what the type is at heart (`_type_affinity`), which decides about autoincrement and batch casts.
    #[must_use]
    pub fn affinity(&self) -> Affinity {
        self.base.affinity()
    }

    /// Says whether a dialect sees a `TIMESTAMP`: `MySQL` says `NULL` behind one.
    #[must_use]
    pub fn is_timestamp_on(&self, dialect: &str) -> bool {
        match self.on(dialect) {
            Type::Moment(moment) => moment.class == MomentClass::Timestamp,
            Type::Decorated(implementation) => implementation.is_timestamp_on(dialect),
            _ => false,
        }
    }

    /// Answers how large a whole number a dialect sees: `SMALLSERIAL`, `SERIAL`, `BIGSERIAL`; `None` where it is none.
    #[must_use]
    pub fn integer_size_on(&self, dialect: &str) -> Option<IntegerSize> {
        match self.on(dialect) {
            Type::Number(number) => number.class.integer_size(),
            Type::Decorated(implementation) => implementation.integer_size_on(dialect),
            _ => None,
        }
    }

    /// Says whether two values mean the same type; conservative: `false` where that is not known.
    #[must_use]
    pub fn same_as(&self, other: &Self) -> bool {
        format!("{self:?}") == format!("{other:?}")
    }
}

impl Type {
    /// Answers what the type is at heart (`_type_affinity`).
    #[must_use]
    pub fn affinity(&self) -> Affinity {
        match self {
            Self::String(_) | Self::Set(_) => Affinity::String,
            Self::Number(number) => number.class.affinity(),
            Self::Moment(moment) => moment.class.affinity(),
            Self::Interval(_) => Affinity::Interval,
            Self::Binary(_) => Affinity::Binary,
            Self::Pickle(_) | Self::Decorated(_) => Affinity::Decorator,
            Self::Spec(_) => Affinity::Own("UserDefinedType"),
            Self::Boolean(_) => Affinity::Boolean,
            Self::Enum(of) => of.class.affinity(),
            Self::Json(json) => json.class.affinity(),
            Self::Uuid(_) => Affinity::Uuid,
            Self::Array(_) => Affinity::Array,
            Self::Domain(_) => Affinity::Named,
            Self::Bits(bits) => Affinity::Own(bits.class.name()),
            Self::Plain(plain) => plain.affinity(),
            Self::Unknown(_) => Affinity::Own("unknown"),
            Self::Null => Affinity::Null,
            Self::Tuple => Affinity::Own("TupleType"),
        }
    }
}
