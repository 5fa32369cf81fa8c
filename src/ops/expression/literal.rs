//! Values as Python has them, and the types that `SQLAlchemy` takes them for (`_resolve_value_to_type`).

use std::sync::Arc;

use super::moments::{Date, DateTime, Span, Time, moment};
use super::{Expression, Form};
use crate::ops::column_type::{
    Affinity, BinaryClass, BinaryType, ColumnType, EnumClass, IntervalClass, IntervalType, MomentClass, MomentType,
    NumberClass, NumberType, StringClass, StringType, Type, UuidClass, UuidType,
};
use crate::ops::{Object, Signature, Value, reason};
use crate::revision::Reason;
use crate::text::Place;

/// A value of Python.
#[derive(Debug, Clone, PartialEq)]
pub enum Literal {
    /// `None`
    None,
    /// `True`, `False`
    Bool(bool),
    /// A whole number.
    Int(i128),
    /// A floating point number.
    Float(f64),
    /// A text.
    Text(Arc<str>),
    /// Bytes.
    Bytes(Arc<[u8]>),
    /// `decimal.Decimal`, as Python writes it.
    Decimal(Arc<str>),
    /// `datetime.datetime`
    DateTime(DateTime),
    /// `datetime.date`
    Date(Date),
    /// `datetime.time`
    Time(Time),
    /// `datetime.timedelta`
    Span(Span),
    /// `uuid.UUID`: 32 digits.
    Uuid(Arc<str>),
    /// A member of an enumeration: its name.
    Member(Arc<str>),
    /// A list or a tuple.
    List(Vec<Literal>),
    /// A mapping, which only documents can hold.
    Map,
}

impl Literal {
    /// Reads a value that is no expression; `None` where it is something of a library that may be one.
    ///
    /// # Errors
    ///
    /// Refuses values that could not be read.
    pub fn read(value: &Value, place: Place) -> Result<Option<Self>, Reason> {
        Ok(Some(match value {
            Value::None => Self::None,
            Value::Bool(value) => Self::Bool(*value),
            Value::Int(value) => Self::Int(*value),
            Value::Float(value) => Self::Float(*value),
            Value::Text(text) => Self::Text(Arc::clone(text)),
            Value::Bytes(bytes) => Self::Bytes(Arc::clone(bytes)),
            Value::List(items) | Value::Tuple(items) => Self::List(list(items, place)?),
            Value::Set(_) => return Err(reason(place, "a set has no order that is known")),
            Value::Map(_) => Self::Map,
            Value::Enumeration(_) => return Err(reason(place, "a class of an enumeration is no value of SQL")),
            Value::Unknown(reason) => return Err(Reason::clone(reason)),
            Value::Object(object) => return object_literal(object, place),
        }))
    }

    /// The type that `SQLAlchemy` takes the value for, where nothing else says so.
    #[must_use]
    pub fn natural_type(&self) -> ColumnType {
        ColumnType::of(match self {
            Self::None | Self::List(_) | Self::Map => Type::Null,
            Self::Bool(_) => return super::boolean_type(),
            Self::Int(number) if bits(*number) >= 32 => number_type(NumberClass::BigInteger),
            Self::Int(_) => number_type(NumberClass::Integer),
            Self::Float(_) => number_type(NumberClass::Double),
            Self::Decimal(_) => number_type(NumberClass::Numeric),
            Self::Text(text) => string_type(if text.is_ascii() {
                StringClass::String
            } else {
                StringClass::Unicode
            }),
            Self::Bytes(_) => Type::Binary(BinaryType {
                class: BinaryClass::Large,
                length: None,
            }),
            Self::DateTime(moment) => moment_type(MomentClass::DateTime, moment.offset.is_some()),
            Self::Date(_) => moment_type(MomentClass::Date, false),
            Self::Time(_) => moment_type(MomentClass::Time, false),
            Self::Span(_) => Type::Interval(IntervalType {
                class: IntervalClass::Generic,
                native: true,
                second_precision: None,
                day_precision: None,
                fields: None,
            }),
            Self::Uuid(_) => Type::Uuid(UuidType {
                class: UuidClass::Generic,
                as_uuid: true,
                native_uuid: true,
            }),
            // The class is not known here: what it is compared with decides.
            Self::Member(_) => string_type(StringClass::String),
        })
    }

    /// The type of the value beside an expression of a type (`coerce_compared_value`).
    #[must_use]
    pub fn type_beside(&self, other: &ColumnType) -> ColumnType {
        let natural = self.natural_type();
        let takes_text = match &other.base {
            Type::Binary(_) | Type::Uuid(_) => true,
            Type::Bits(bits) => matches!(bits.class, crate::ops::column_type::BitsClass::PostgreSql { .. }),
            Type::Plain(plain) if matches!(plain.name, "INET" | "CIDR" | "MACADDR" | "MACADDR8") => {
                return other.clone();
            }
            Type::String(string) if string.class == StringClass::Citext => return other.clone(),
            Type::Enum(of) => of.class == EnumClass::PostgreSql && natural.affinity() == Affinity::String,
            Type::Decorated(_) | Type::Spec(_) => return other.clone(),
            Type::Pickle(_) => return other.clone(),
            Type::Interval(interval) if interval.class == IntervalClass::Generic => {
                return self.type_beside(&ColumnType::of(moment_type(MomentClass::DateTime, false)));
            }
            _ => false,
        };
        let same = natural.is_null_type() || natural.affinity() == other.affinity();
        if same || takes_text && matches!(self, Self::Text(_) | Self::Member(_)) {
            other.clone()
        } else {
            natural
        }
    }

    /// The type of a list's items beside an expression of a type: its first item decides.
    #[must_use]
    pub fn type_of_items_beside(items: &[Self], other: &ColumnType) -> ColumnType {
        items
            .first()
            .map_or_else(|| other.clone(), |first| first.type_beside(other))
    }
}

/// How many bits a number takes without its sign, as `int.bit_length` counts them.
const fn bits(number: i128) -> u32 {
    128 - number.unsigned_abs().leading_zeros()
}

fn list(items: &[Value], place: Place) -> Result<Vec<Literal>, Reason> {
    let item = |value: &Value| {
        Literal::read(value, place)?.ok_or_else(|| reason(place, "a list holds something that is no plain value"))
    };
    items.iter().map(item).collect()
}

fn object_literal(object: &Object, place: Place) -> Result<Option<Literal>, Reason> {
    match object {
        Object::Call(call) => match call.callee.as_name() {
            Some("decimal.Decimal") => {
                let arguments = Signature::new("decimal.Decimal", &["value"]).bind(call)?;
                decimal(arguments.required("value")?, place).map(Some)
            }
            Some("uuid.UUID") => {
                let arguments = Signature::new("uuid.UUID", &["hex"]).bind(call)?;
                match arguments.required("hex")? {
                    Value::Text(text) => uuid(text, place).map(Some),
                    other => Err(arguments.unfit("hex", other)),
                }
            }
            Some(name) => moment(name, call),
            None => Ok(None),
        },
        Object::Attribute(Value::Enumeration(class), member) => {
            let known = class.members.iter().any(|(name, _)| name == member);
            if known {
                Ok(Some(Literal::Member(Arc::clone(member))))
            } else {
                Err(reason(place, format!("`{}` has no member `{member}`", class.name)))
            }
        }
        _ => Ok(None),
    }
}

/// Writes a number as `str(Decimal(...))` does, for the plain spellings of one.
fn decimal(value: &Value, place: Place) -> Result<Literal, Reason> {
    let text = match value {
        Value::Int(number) => return Ok(Literal::Decimal(number.to_string().into())),
        Value::Text(text) => text,
        _ => return Err(reason(place, "this `Decimal` is not understood")),
    };
    let (sign, digits) = match text.strip_prefix(['-', '+']) {
        Some(digits) => (if text.starts_with('-') { "-" } else { "" }, digits),
        None => ("", &**text),
    };
    let (whole, part) = digits.split_once('.').unwrap_or((digits, ""));
    let plain = |text: &str| text.chars().all(|c| c.is_ascii_digit());
    // Small numbers are written with an exponent.
    let is_small = whole.trim_start_matches('0').is_empty() && part.starts_with("000000");
    if digits.is_empty() || digits == "." || !plain(whole) || !plain(part) || is_small {
        return Err(reason(place, "this `Decimal` is not understood"));
    }
    let whole = match whole.trim_start_matches('0') {
        "" => "0",
        whole => whole,
    };
    let point = if part.is_empty() { "" } else { "." };
    Ok(Literal::Decimal(format!("{sign}{whole}{point}{part}").into()))
}

fn uuid(text: &str, place: Place) -> Result<Literal, Reason> {
    let digits: String = text.chars().filter(|c| *c != '-').collect();
    if digits.len() == 32 && digits.chars().all(|c| c.is_ascii_hexdigit()) {
        Ok(Literal::Uuid(digits.to_lowercase().into()))
    } else {
        Err(reason(place, "this `UUID` is not understood"))
    }
}

/// A number type of Core without arguments.
#[must_use]
pub const fn number_type(class: NumberClass) -> Type {
    Type::Number(NumberType {
        class,
        precision: None,
        scale: None,
        mysql: None,
    })
}

/// A text type of Core without arguments.
#[must_use]
pub const fn string_type(class: StringClass) -> Type {
    Type::String(StringType {
        class,
        length: None,
        collation: None,
        collation_schema: None,
        mysql: None,
    })
}

/// A type of Core for dates and times.
#[must_use]
pub const fn moment_type(class: MomentClass, timezone: bool) -> Type {
    Type::Moment(MomentType::core(class, timezone))
}

impl Expression {
    /// A value of its natural type.
    #[must_use]
    pub fn literal(value: Literal) -> Self {
        let of = value.natural_type();
        Self::of(Form::Bind(super::Bind::of(value)), of)
    }

    /// The bind with a value: its type stays, where it has one.
    #[must_use]
    pub fn with_value(&self, value: Literal) -> Self {
        let Form::Bind(bind) = &*self.form else {
            return self.clone();
        };
        let of = if self.of.is_null_type() {
            value.natural_type()
        } else {
            self.of.clone()
        };
        let bind = super::Bind { value, ..bind.clone() };
        Self::of(Form::Bind(bind), of)
    }

    /// A number.
    #[must_use]
    pub fn number(number: i32) -> Self {
        Self::literal(Literal::Int(number.into()))
    }

    /// A string.
    pub fn string(text: impl Into<Arc<str>>) -> Self {
        Self::literal(Literal::Text(text.into()))
    }
}

impl super::Bind {
    /// A single value.
    #[must_use]
    pub const fn of(value: Literal) -> Self {
        Self {
            value,
            expanding: false,
            behind: None,
        }
    }
}
