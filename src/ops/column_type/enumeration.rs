//! `Enum`, the dialects' own `ENUM`, and `mysql.SET`.

use std::sync::Arc;

use super::string::{MySqlString, mysql_collation};
use super::{Affinity, Library, Type};
use crate::ops::{Arguments, Call, Enumeration, Identifier, Quoting, Signature, Value, reason};
use crate::revision::Reason;

/// A type of a few values.
#[derive(Debug, Clone)]
pub struct EnumType {
    /// Which class.
    pub class: EnumClass,
    /// The values, in order.
    pub values: Vec<Arc<str>>,
    /// Its name in the database, and that of its `CHECK`.
    pub name: Option<Identifier>,
    /// Its schema, where one was given: `schema=None` is given too.
    pub schema: Option<Option<Identifier>>,
    /// Whether `create_table` creates it (`PostgreSQL`).
    pub create_type: bool,
    /// Whether the dialect's own type may be used.
    pub native: bool,
    /// Whether it takes the schema of the table.
    pub inherit_schema: bool,
    /// Whether it was given a `MetaData`, so that `drop_table` leaves it alone.
    pub metadata: bool,
    /// Whether a `CHECK` comes with it where it is not native.
    pub create_constraint: bool,
    /// Whether a text that is none of its values is refused.
    pub validates: bool,
    /// The length of the column that holds it where it is not native.
    pub length: Option<i128>,
    /// The members by name and value where the values come from a class: literals may be given as its members.
    pub members: Vec<(Arc<str>, Value)>,
    /// What `mysql.ENUM` adds; none for the others.
    pub mysql: Option<(MySqlString, Option<Arc<str>>)>,
}

/// The classes of enumerations.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum EnumClass {
    /// `Enum`
    Generic,
    /// `postgresql.ENUM`
    PostgreSql,
    /// `mysql.ENUM`
    MySql,
}

/// `mysql.SET`: any of a few values.
#[derive(Debug, Clone)]
pub struct SetType {
    /// The values, in order.
    pub values: Vec<Arc<str>>,
    /// What all of `MySQL`'s text types have.
    pub mysql: MySqlString,
    /// How it is compared.
    pub collation: Option<Arc<str>>,
}

const SHARED: &[&str] = &[
    "native_enum",
    "create_constraint",
    "values_callable",
    "sort_key_function",
    "length",
    "omit_aliases",
    "validate_strings",
    "name",
    "create_type",
    "inherit_schema",
    "schema",
    "metadata",
    "quote",
];
const GENERIC: Signature = Signature::new("Enum", &[]).with_keywords(SHARED).with_rest();
const POSTGRESQL: Signature = Signature::new("postgresql.ENUM", &[]).with_keywords(SHARED).with_rest();
const MYSQL: Signature = Signature::new("mysql.ENUM", &[])
    .with_keywords(&[
        "native_enum",
        "create_constraint",
        "values_callable",
        "sort_key_function",
        "length",
        "omit_aliases",
        "validate_strings",
        "name",
        "create_type",
        "inherit_schema",
        "schema",
        "metadata",
        "quote",
        "strict",
        "charset",
        "collation",
        "collate",
        "ascii",
        "binary",
        "unicode",
        "national",
    ])
    .with_rest();
const SET: Signature = Signature::new("mysql.SET", &[])
    .with_keywords(&[
        "retrieve_as_bitwise",
        "length",
        "charset",
        "collation",
        "collate",
        "ascii",
        "binary",
        "unicode",
        "national",
    ])
    .with_rest();

/// Reads a type of this family; `None` where the class is none of it.
pub(super) fn read(library: Library, class: &str, call: &Call) -> Option<Result<Type, Reason>> {
    let (class, signature) = match (library, class) {
        (Library::Core, "Enum") => (EnumClass::Generic, GENERIC),
        (Library::PostgreSql, "ENUM") => (EnumClass::PostgreSql, POSTGRESQL),
        (Library::MySql, "ENUM") => (EnumClass::MySql, MYSQL),
        (Library::MySql, "SET") => return Some(set(call).map(Type::Set)),
        _ => return None,
    };
    Some(enumeration(class, signature, call).map(|of| Type::Enum(Box::new(of))))
}

fn enumeration(class: EnumClass, signature: Signature, call: &Call) -> Result<EnumType, Reason> {
    let arguments = signature.bind(call)?;
    let values = Values::read(&arguments)?;
    let given = arguments
        .value("name")
        .map(|name| Identifier::from_value(name, call.place));
    let from_class = || values.class.as_deref().filter(|_| !values.texts.is_empty());
    let name = match given.transpose()? {
        None if arguments.given("name").is_none() => from_class().map(|name| Identifier::plain(name.to_lowercase())),
        given => given,
    };
    let schema = match arguments.given("schema") {
        None => None,
        Some(Value::None) => Some(None),
        Some(schema) => Some(Some(Identifier::from_value(schema, call.place)?)),
    };
    let inherit_schema = arguments.truth("inherit_schema", false)?;
    if inherit_schema && schema.is_some() {
        return Err(reason(call.place, "`inherit_schema` and `schema` exclude each other"));
    }
    let mysql = class == EnumClass::MySql;
    Ok(EnumType {
        class,
        length: length(&arguments, &values.texts)?,
        values: values.texts,
        name: name.map(|name| quoted_name(&arguments, name)).transpose()?,
        schema,
        create_type: arguments.truth("create_type", true)?,
        native: arguments.truth("native_enum", true)? || class == EnumClass::PostgreSql,
        inherit_schema,
        metadata: metadata(&arguments)?,
        create_constraint: arguments.truth("create_constraint", false)?,
        validates: arguments.truth("validate_strings", false)?,
        members: values.members,
        mysql: mysql
            .then(|| Ok((MySqlString::read(&arguments)?, mysql_collation(&arguments)?)))
            .transpose()?,
    })
}

/// The values of a type, and the class that they come from.
struct Values {
    texts: Vec<Arc<str>>,
    class: Option<Arc<str>>,
    members: Vec<(Arc<str>, Value)>,
}

impl Values {
    fn read(arguments: &Arguments<'_>) -> Result<Self, Reason> {
        if let [Value::Enumeration(class)] = arguments.rest {
            return Self::of_class(arguments, class);
        }
        // It is called with the class alone: for plain values it is not used.
        if let Some(Value::Unknown(reason)) = arguments.given("values_callable") {
            return Err(Reason::clone(reason));
        }
        Ok(Self {
            texts: texts(arguments)?,
            class: None,
            members: Vec::new(),
        })
    }

    fn of_class(arguments: &Arguments<'_>, class: &Enumeration) -> Result<Self, Reason> {
        if arguments.value("values_callable").is_some() {
            let text = "`values_callable` is the application's own function";
            return Err(reason(arguments.place, text));
        }
        if !arguments.truth("omit_aliases", true)? {
            return Err(reason(
                arguments.place,
                "`omit_aliases=False` needs aliases, which were not read",
            ));
        }
        Ok(Self {
            texts: class.members.iter().map(|(name, _)| Arc::clone(name)).collect(),
            class: Some(Arc::clone(&class.name)),
            members: class.members.clone(),
        })
    }
}

fn texts(arguments: &Arguments<'_>) -> Result<Vec<Arc<str>>, Reason> {
    let text = |value: &Value| match value {
        Value::Text(text) => Ok(Arc::clone(text)),
        Value::Unknown(reason) => Err(Reason::clone(reason)),
        other => Err(reason(
            arguments.place,
            format!("a value of an enumeration is {}", other.kind()),
        )),
    };
    arguments.rest.iter().map(text).collect()
}

fn longest(values: &[Arc<str>]) -> i128 {
    let longest = values.iter().map(|value| value.chars().count()).max();
    i128::try_from(longest.unwrap_or_default()).unwrap_or(i128::MAX)
}

fn length(arguments: &Arguments<'_>, values: &[Arc<str>]) -> Result<Option<i128>, Reason> {
    let longest = longest(values);
    if arguments.given("length").is_none() {
        return Ok(Some(longest));
    }
    match arguments.integer("length")? {
        Some(length) if length < longest => {
            let text = format!("`length` is {length}, shorter than the longest value");
            Err(reason(arguments.place, text))
        }
        length => Ok(length),
    }
}

fn metadata(arguments: &Arguments<'_>) -> Result<bool, Reason> {
    match arguments.value("metadata") {
        None => Ok(false),
        Some(Value::Object(_)) => Ok(true),
        Some(other) => Err(arguments.unfit("metadata", other)),
    }
}

/// Takes `quote` of a named type into its name.
pub(super) fn quoted_name(arguments: &Arguments<'_>, name: Identifier) -> Result<Identifier, Reason> {
    let quoting = match arguments.value("quote") {
        None => return Ok(name),
        Some(Value::Bool(true)) => Quoting::Always,
        Some(Value::Bool(false)) => Quoting::Never,
        Some(other) => return Err(arguments.unfit("quote", other)),
    };
    Ok(Identifier { quoting, ..name })
}

fn set(call: &Call) -> Result<SetType, Reason> {
    let arguments = SET.bind(call)?;
    let values = texts(&arguments)?;
    if values.iter().any(|value| value.is_empty()) && !arguments.truth("retrieve_as_bitwise", false)? {
        let text = "a set with an empty value needs `retrieve_as_bitwise`";
        return Err(reason(call.place, text));
    }
    arguments.integer("length")?;
    Ok(SetType {
        values,
        mysql: MySqlString::read(&arguments)?,
        collation: mysql_collation(&arguments)?,
    })
}

impl EnumClass {
    /// Answers what the class is at heart.
    #[must_use]
    pub const fn affinity(self) -> Affinity {
        match self {
            Self::Generic => Affinity::String,
            Self::PostgreSql => Affinity::Named,
            Self::MySql => Affinity::Own("ENUM"),
        }
    }
}
