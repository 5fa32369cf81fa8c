//! What stands in a table, in the order in which it was made.

use std::collections::HashMap;
use std::sync::Arc;

use super::column::not_a;
use super::{Check, Column, Constraint, Exclude, ForeignKey, Index, PrimaryKey, TableName, Unique};
use crate::ops::library::sqlalchemy_call;
use crate::ops::options::{Construct, Options};
use crate::ops::reading::{name, name_list};
use crate::ops::{Call, Object, Signature, Value};
use crate::revision::Reason;
use crate::text::Place;

/// When objects were made: `SQLAlchemy` writes constraints in the order of their making, not in that of the arguments.
#[derive(Debug, Default)]
pub struct Creation {
    /// The objects by their address; keeping them alive keeps the address theirs.
    seen: HashMap<usize, (Arc<Object>, u32)>,
    used: HashMap<usize, Arc<Object>>,
}

/// The place of an item in the order of making.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Order {
    /// Made on its own.
    Made(u32),
    /// Belonged to another table before, so that it is copied, after everything else was made.
    Copied(u32),
}

/// The items of a table, sorted by kind.
#[derive(Debug, Clone, Default)]
pub struct Items {
    /// The columns, in the order written.
    pub columns: Vec<Column>,
    /// The primary keys, in the order written: the last is the table's, and the columns of all take no `NULL`.
    pub primary_keys: Vec<PrimaryKey>,
    /// The constraints with their order.
    pub constraints: Vec<(Order, Constraint)>,
    /// The indexes, in the order written.
    pub indexes: Vec<Index>,
}

impl Creation {
    /// Notes that an object was made.
    pub fn note(&mut self, object: &Arc<Object>) {
        let at = u32::try_from(self.seen.len()).unwrap_or(u32::MAX);
        self.seen.insert(Arc::as_ptr(object).addr(), (Arc::clone(object), at));
    }

    /// Says when an object was made, and notes that a table has it now. An object never seen was made last.
    pub fn take(&mut self, object: &Arc<Object>) -> Order {
        let key = Arc::as_ptr(object).addr();
        let unseen = u32::try_from(self.seen.len()).unwrap_or(u32::MAX);
        let at = self.seen.get(&key).map_or(unseen, |(_, at)| *at);
        match self.used.insert(key, Arc::clone(object)) {
            None => Order::Made(at),
            Some(_) => Order::Copied(at),
        }
    }
}

impl Items {
    /// Reads what stands in a table behind its name.
    ///
    /// # Errors
    ///
    /// Refuses what is not understood.
    pub fn read(values: &[Value], table: &TableName, creation: &mut Creation, place: Place) -> Result<Self, Reason> {
        let mut items = Self::default();
        for value in values {
            items.take(value, table, creation, place)?;
        }
        Ok(items)
    }

    fn take(&mut self, value: &Value, table: &TableName, creation: &mut Creation, place: Place) -> Result<(), Reason> {
        let Some((name, call)) = sqlalchemy_call(value) else {
            return match value {
                Value::None => Ok(()),
                other => Err(not_a("part of a table", other, place)),
            };
        };
        let constraint = match name {
            "Column" => {
                self.columns.push(Column::from_call(call)?);
                return Ok(());
            }
            "PrimaryKeyConstraint" => {
                self.primary_keys.push(PrimaryKey::from_call(call)?);
                return Ok(());
            }
            "Index" => {
                self.indexes.push(Index::from_call(call, table)?);
                return Ok(());
            }
            "UniqueConstraint" => Constraint::Unique(Unique::from_call(call)?),
            "CheckConstraint" => Constraint::Check(Box::new(Check::from_call(call)?)),
            "ForeignKeyConstraint" => Constraint::ForeignKey(Box::new(ForeignKey::from_constraint(call)?)),
            "ExcludeConstraint" => Constraint::Exclude(Exclude::from_call(call)?),
            _ => return Err(not_a("part of a table", value, place)),
        };
        let order = match value {
            Value::Object(object) => creation.take(object),
            _ => Order::Copied(u32::MAX),
        };
        self.constraints.push((order, constraint));
        Ok(())
    }
}

impl Unique {
    /// Reads `UniqueConstraint(...)`.
    ///
    /// # Errors
    ///
    /// Refuses what is not understood.
    pub fn from_call(call: &Call) -> Result<Self, Reason> {
        const SIGNATURE: Signature = Signature::new("UniqueConstraint", &[])
            .with_keywords(&["name", "deferrable", "initially", "info", "comment"])
            .with_rest()
            .with_open_keywords();
        let arguments = SIGNATURE.bind(call)?;
        Ok(Self {
            name: name(&arguments, "name")?,
            columns: name_list(arguments.rest, call.place)?,
            deferral: super::Deferral::read(&arguments)?,
            options: Options::read(Construct::Unique, arguments.extra.iter().copied(), call.place)?,
        })
    }
}
