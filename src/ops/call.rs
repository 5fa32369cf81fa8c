//! What a revision hands to an operation, before anybody has said what it means: values, and calls of library names.
//!
//! This is the seam between reading a body and understanding it. A reader of some language (`formats/python`) makes
//! values out of text; [`crate::ops`] makes operations out of values. What a library builds (columns, types, SQL
//! expressions) stays a symbol here: a dotted name, the call of one, an attribute, an operator.

use std::sync::Arc;

use crate::revision::Reason;
use crate::text::Place;

/// A value that stands in a revision.
#[derive(Debug, Clone)]
pub enum Value {
    /// `None`.
    None,
    /// `True`, `False`.
    Bool(bool),
    /// A whole number; larger ones are unknown.
    Int(i128),
    /// A floating point number.
    Float(f64),
    /// A text.
    Text(Arc<str>),
    /// Bytes.
    Bytes(Arc<[u8]>),
    /// A list, in its state when it was handed over.
    List(Arc<[Value]>),
    /// A tuple.
    Tuple(Arc<[Value]>),
    /// A set, in the order it was written.
    Set(Arc<[Value]>),
    /// A mapping, in order.
    Map(Arc<[(Value, Value)]>),
    /// A class of an enumeration.
    Enumeration(Arc<Enumeration>),
    /// Something that a library builds; two handles are the same object exactly if they share it ([`Arc::ptr_eq`]).
    Object(Arc<Object>),
    /// What could not be read, and why. An operation that needs it cannot be known; one that does not, can.
    Unknown(Arc<Reason>),
}

/// A class of named values, as `enum.Enum` makes them.
#[derive(Debug, Clone)]
pub struct Enumeration {
    /// The name of the class.
    pub name: Arc<str>,
    /// Its members in the order written, aliases left out: name and value.
    pub members: Vec<(Arc<str>, Value)>,
}

/// What a library builds, as written and not yet understood.
#[derive(Debug, Clone)]
pub enum Object {
    /// A name of a library, from where it was imported: `sqlalchemy.Integer`, `sqlalchemy.dialects.postgresql.UUID`,
    /// `alembic.op.add_column`, `decimal.Decimal`.
    Name(Arc<str>),
    /// A call of something.
    Call(Call),
    /// An attribute of an object: `table.c.name` is two of them.
    Attribute(Value, Arc<str>),
    /// An element of an object: `table.c["name"]`.
    Item(Value, Value),
    /// An operator over objects and plain values.
    Operator(Operator, Vec<Value>),
}

/// A call: of a name (`sqlalchemy.Column(...)`) or of an attribute of an object (`text(...).bindparams(...)`).
#[derive(Debug, Clone)]
pub struct Call {
    /// What is called: an [`Object::Name`] or an [`Object::Attribute`].
    pub callee: Value,
    /// The arguments by position, stars already taken apart.
    pub arguments: Vec<Value>,
    /// The arguments by name, in the order written, each name once.
    pub keywords: Vec<(Arc<str>, Value)>,
    /// Where the call stands.
    pub place: Place,
}

/// An operator of SQL expressions, named after Python's spelling.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Operator {
    /// `a + b`
    Add,
    /// `a - b`
    Subtract,
    /// `a * b`
    Multiply,
    /// `a / b`
    Divide,
    /// `a // b`
    FloorDivide,
    /// `a % b`
    Modulo,
    /// `a & b`
    And,
    /// `a | b`
    Or,
    /// `~a`
    Not,
    /// `-a`
    Negate,
    /// `a == b`
    Equal,
    /// `a != b`
    NotEqual,
    /// `a < b`
    Less,
    /// `a <= b`
    LessOrEqual,
    /// `a > b`
    Greater,
    /// `a >= b`
    GreaterOrEqual,
}

impl Value {
    /// Makes a text.
    pub fn text(text: impl Into<Arc<str>>) -> Self {
        Self::Text(text.into())
    }

    /// Makes a name of a library.
    pub fn name(name: impl Into<Arc<str>>) -> Self {
        Self::Object(Arc::new(Object::Name(name.into())))
    }

    /// Answers the dotted name where the value is a name of a library that is not called.
    #[must_use]
    pub fn as_name(&self) -> Option<&str> {
        match self {
            Self::Object(object) => match &**object {
                Object::Name(name) => Some(name),
                _ => None,
            },
            _ => None,
        }
    }

    /// Says for messages what kind of thing the value is: `a text`, `an unknown value`.
    #[must_use]
    pub fn kind(&self) -> &'static str {
        match self {
            Self::None => "`None`",
            Self::Bool(_) => "a truth value",
            Self::Int(_) => "a whole number",
            Self::Float(_) => "a floating point number",
            Self::Text(_) => "a text",
            Self::Bytes(_) => "bytes",
            Self::List(_) => "a list",
            Self::Tuple(_) => "a tuple",
            Self::Set(_) => "a set",
            Self::Map(_) => "a mapping",
            Self::Enumeration(_) => "a class of an enumeration",
            Self::Object(_) => "an object of a library",
            Self::Unknown(_) => "an unknown value",
        }
    }

    /// Answers the call where the value is one.
    #[must_use]
    pub fn as_call(&self) -> Option<&Call> {
        match self {
            Self::Object(object) => match &**object {
                Object::Call(call) => Some(call),
                _ => None,
            },
            _ => None,
        }
    }
}

impl Call {
    /// Answers the argument given by this name.
    #[must_use]
    pub fn keyword(&self, name: &str) -> Option<&Value> {
        self.keywords
            .iter()
            .find(|(keyword, _)| &**keyword == name)
            .map(|(_, value)| value)
    }
}
