//! Exclude constraints of `PostgreSQL`.

use std::sync::Arc;

use super::Deferral;
use crate::ops::arguments::reason;
use crate::ops::options::{Construct, Options};
use crate::ops::reading::name;
use crate::ops::{Arguments, Call, Expression, Identifier, Signature, Value};
use crate::revision::Reason;
use crate::text::Place;

/// What is compared, and by which operator.
#[derive(Debug, Clone)]
pub struct Element {
    /// The column or expression; a plain text is a column's name.
    pub item: ExcludedItem,
    /// The operator.
    pub operator: Arc<str>,
}

/// What an element is about.
#[derive(Debug, Clone)]
pub enum ExcludedItem {
    /// A column of the table.
    Column(Identifier),
    /// An expression.
    Expression(Box<Expression>),
}

/// An exclude constraint.
#[derive(Debug, Clone)]
pub struct Exclude {
    /// Its name.
    pub name: Option<Identifier>,
    /// What may not stand beside each other.
    pub elements: Vec<Element>,
    /// `WHERE`
    pub condition: Option<Box<Expression>>,
    /// The method of the index.
    pub using: Arc<str>,
    /// Operator classes by column.
    pub ops: Vec<(Arc<str>, Arc<str>)>,
    /// When it is checked.
    pub deferral: Deferral,
    /// Arguments of dialects.
    pub options: Options,
}

const SIGNATURE: Signature = Signature::new("ExcludeConstraint", &[])
    .with_keywords(&[
        "name",
        "deferrable",
        "initially",
        "using",
        "where",
        "ops",
        "info",
        "comment",
    ])
    .with_rest()
    .with_open_keywords();

impl Exclude {
    /// Reads `postgresql.ExcludeConstraint(...)`.
    ///
    /// # Errors
    ///
    /// Refuses what is not understood.
    pub fn from_call(call: &Call) -> Result<Self, Reason> {
        let arguments = SIGNATURE.bind(call)?;
        let name = name(&arguments, "name")?;
        Self::build(name, arguments.rest, &arguments)
    }

    /// Puts one together from its name, its elements and the arguments that are the same everywhere.
    ///
    /// # Errors
    ///
    /// Refuses what is not understood.
    pub fn build(name: Option<Identifier>, elements: &[Value], arguments: &Arguments<'_>) -> Result<Self, Reason> {
        let place = arguments.place;
        let condition = match arguments.value("where") {
            None => None,
            Some(value) => Some(Box::new(Expression::from_sql(value, place)?)),
        };
        if elements.is_empty() {
            return Err(reason(place, "an exclude constraint needs an element"));
        }
        Ok(Self {
            name,
            elements: elements
                .iter()
                .map(|element| Element::read(element, place))
                .collect::<Result<_, _>>()?,
            condition,
            using: arguments.text("using")?.unwrap_or_else(|| "gist".into()),
            ops: operator_classes(arguments)?,
            deferral: Deferral::read(arguments)?,
            options: Options::read(Construct::Exclude, arguments.extra.iter().copied(), place)?,
        })
    }
}

impl Element {
    fn read(value: &Value, place: Place) -> Result<Self, Reason> {
        let (Value::Tuple(pair) | Value::List(pair)) = value else {
            return Err(reason(
                place,
                format!("an element of an exclude constraint is {}", value.kind()),
            ));
        };
        let [item, Value::Text(operator)] = &**pair else {
            return Err(reason(
                place,
                "an element of an exclude constraint is not a column and an operator",
            ));
        };
        let item = match item {
            // A text is rendered as it stands, which only for a plain name is sure to be a column.
            Value::Text(_) => ExcludedItem::Column(Identifier::from_value(item, place)?),
            other => ExcludedItem::Expression(Box::new(Expression::from_value(other, place)?)),
        };
        Ok(Self {
            item,
            operator: Arc::clone(operator),
        })
    }
}

fn operator_classes(arguments: &Arguments<'_>) -> Result<Vec<(Arc<str>, Arc<str>)>, Reason> {
    let entries = match arguments.value("ops") {
        None => return Ok(Vec::new()),
        Some(Value::Map(entries)) => entries,
        Some(other) => return Err(arguments.unfit("ops", other)),
    };
    let entry = |(key, value): &(Value, Value)| match (key, value) {
        (Value::Text(key), Value::Text(class)) => Ok((Arc::clone(key), Arc::clone(class))),
        (_, other) => Err(arguments.unfit("ops", other)),
    };
    entries.iter().map(entry).collect()
}
