//! Indexes.

use super::{Convention, Named, TableName};
use crate::ops::options::{Construct, Options};
use crate::ops::reading::name;
use crate::ops::{Call, Expression, Identifier, Quoting, Signature, Unsupported, Value};
use crate::revision::Reason;
use crate::text::Place;

/// An index.
#[derive(Debug, Clone)]
pub struct Index {
    /// Its name, after the naming convention.
    pub name: Option<Identifier>,
    /// The table it is on.
    pub table: TableName,
    /// What it is over.
    pub items: Vec<IndexItem>,
    /// Whether it is unique.
    pub unique: bool,
    /// Arguments of dialects.
    pub options: Options,
    /// Whether it comes from `index=True` of a column.
    pub of_column: bool,
}

/// What an index is over.
#[derive(Debug, Clone)]
pub enum IndexItem {
    /// A column of the table.
    Column(Identifier),
    /// An expression.
    Expression(Box<Expression>),
}

const SIGNATURE: Signature = Signature::new("Index", &["name"])
    .with_keywords(&["unique", "quote", "info"])
    .with_rest()
    .with_open_keywords();

impl Index {
    /// Reads `Index(...)` as it stands in a table.
    ///
    /// # Errors
    ///
    /// Refuses what is not understood.
    pub fn from_call(call: &Call, table: &TableName) -> Result<Self, Reason> {
        let arguments = SIGNATURE.bind(call)?;
        let mut name = name(&arguments, "name")?;
        if let (Some(name), Some(quote)) = (&mut name, arguments.value("quote")) {
            name.quoting = match quote {
                Value::Bool(true) => Quoting::Always,
                Value::Bool(false) => Quoting::Never,
                other => return Err(arguments.unfit("quote", other)),
            };
        }
        Ok(Self {
            name,
            table: table.clone(),
            items: IndexItem::read_all(arguments.rest, call.place)?,
            unique: arguments.flag("unique", false)?,
            options: Options::read(Construct::Index, arguments.extra.iter().copied(), call.place)?,
            of_column: false,
        })
    }

    /// Names the index by a convention.
    ///
    /// # Errors
    ///
    /// As [`Convention::index`].
    pub fn apply(&mut self, convention: &Convention) -> Result<(), Unsupported> {
        let columns = self.columns();
        let named = Named {
            table: &self.table,
            columns: &columns,
            referent: None,
        };
        self.name = convention.index(self.name.as_ref(), named)?;
        Ok(())
    }

    /// The columns that it names by themselves, in order.
    #[must_use]
    pub fn columns(&self) -> Vec<Identifier> {
        let column = |item: &IndexItem| match item {
            IndexItem::Column(column) => Some(column.clone()),
            IndexItem::Expression(_) => None,
        };
        self.items.iter().filter_map(column).collect()
    }
}

impl IndexItem {
    /// Reads what an index is over: names of columns, and expressions.
    ///
    /// # Errors
    ///
    /// Refuses what is not understood.
    pub fn read_all(items: &[Value], place: Place) -> Result<Vec<Self>, Reason> {
        items.iter().map(|item| Self::read(item, place)).collect()
    }

    fn read(value: &Value, place: Place) -> Result<Self, Reason> {
        if let Ok(column) = Identifier::from_value(value, place) {
            return Ok(Self::Column(column));
        }
        Expression::from_value(value, place).map(|expression| Self::Expression(Box::new(expression)))
    }
}
