//! Tables.

use std::sync::Arc;

use super::inherit::hand_down;
use super::{
    Autoincrement, ClientDefault, Column, Constraint, ConstraintKind, Convention, Index, IndexItem, Items, Named,
    Order, PrimaryKey, Unique,
};

use crate::ops::arguments::reason;
use crate::ops::column_type::{Affinity, Type};
use crate::ops::expression::ServerDefault;
use crate::ops::options::Options;
use crate::ops::{Identifier, Unsupported};
use crate::revision::Reason;
use crate::text::Place;

/// The name of a table and its schema.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TableName {
    /// The schema, where one is given.
    pub schema: Option<Identifier>,
    /// The name.
    pub name: Identifier,
}

/// A table with everything that `SQLAlchemy` derives for it: names by convention, the primary key, the constraints of
/// its columns.
#[derive(Debug, Clone)]
pub struct Table {
    /// Its name.
    pub name: TableName,
    /// Its columns.
    pub columns: Vec<Column>,
    /// Its primary key; none where it has no columns.
    pub primary_key: Option<PrimaryKey>,
    /// Its other constraints, in the order in which they are written.
    pub constraints: Vec<Constraint>,
    /// Its indexes.
    pub indexes: Vec<Index>,
    /// Its comment.
    pub comment: Option<Arc<str>>,
    /// What stands between `CREATE` and `TABLE`.
    pub prefixes: Vec<Arc<str>>,
    /// Arguments of dialects.
    pub options: Options,
}

impl TableName {
    /// A table in the schema that the database looks in first.
    #[must_use]
    pub fn plain(name: impl Into<Arc<str>>) -> Self {
        Self {
            schema: None,
            name: Identifier::plain(name),
        }
    }
}

impl std::fmt::Display for TableName {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match &self.schema {
            Some(schema) => write!(f, "{}.{}", schema.text, self.name.text),
            None => f.write_str(&self.name.text),
        }
    }
}

impl Table {
    /// Puts a table together as `SQLAlchemy` does.
    ///
    /// # Errors
    ///
    /// Refuses what `SQLAlchemy` refuses (a constraint over a column that is not there) and what is not known.
    pub fn build(name: TableName, items: Items, convention: &Convention, place: Place) -> Result<Self, Reason> {
        let Items {
            columns,
            primary_keys,
            constraints,
            indexes,
        } = items;
        let mut table = Self {
            name,
            columns,
            primary_key: None,
            constraints: Vec::new(),
            indexes,
            comment: None,
            prefixes: Vec::new(),
            options: Options::default(),
        };
        table.refuse_doubles(place)?;
        table.hand_down_schema();
        table.settle_primary_key(primary_keys, place)?;
        table.settle_constraints(constraints);
        table.settle_indexes();
        table.refuse_strangers(place)?;
        table
            .name_all(convention)
            .map_err(|unsupported| reason(place, unsupported.to_string()))?;
        Ok(table)
    }

    /// Finds a column by its name.
    #[must_use]
    pub fn column(&self, name: &str) -> Option<&Column> {
        self.columns.iter().find(|column| &*column.name.text == name)
    }

    /// Answers the column that counts by itself (`Table._autoincrement_column`).
    ///
    /// # Errors
    ///
    /// Refuses what `SQLAlchemy` refuses: `autoincrement=True` on a column that cannot count, or on two.
    pub fn counting_column(&self) -> Result<Option<&Column>, Unsupported> {
        let Some(key) = &self.primary_key else {
            return Ok(None);
        };
        let columns = key.columns.iter().filter_map(|name| self.column(&name.text));
        let columns: Vec<&Column> = columns.collect();
        match columns.as_slice() {
            [column] => Ok(self.counts(column)?.then_some(*column)),
            several => {
                let mut asked = several
                    .iter()
                    .filter(|column| column.autoincrement == Autoincrement::Yes);
                let first = asked.next();
                if asked.next().is_some() {
                    return Err(Unsupported::refused("Only one Column may be marked autoincrement=True"));
                }
                if let Some(column) = first {
                    self.counts(column)?;
                }
                Ok(first.copied())
            }
        }
    }

    fn counts(&self, column: &Column) -> Result<bool, Unsupported> {
        let asked = match column.autoincrement {
            Autoincrement::No => return Ok(false),
            Autoincrement::Yes => true,
            Autoincrement::Auto | Autoincrement::IgnoreForeignKey => false,
        };
        let unfit = || {
            Unsupported::refused(format!(
                "Column type of column '{}' is not compatible with autoincrement=True",
                column.name.text
            ))
        };
        match column.column_type.affinity() {
            Affinity::Integer => {}
            Affinity::Numeric if asked => {
                let Type::Number(number) = &column.column_type.base else {
                    return Err(unfit());
                };
                return if number.scale == Some(0) {
                    Ok(true)
                } else {
                    Err(unfit())
                };
            }
            _ if asked => return Err(unfit()),
            _ => return Ok(false),
        }
        let has_own_value = column.client_default == ClientDefault::Other
            || column
                .server_default
                .as_ref()
                .is_some_and(|default| !matches!(default, ServerDefault::Identity(_)));
        let refers = self.is_referring(column) && column.autoincrement == Autoincrement::Auto;
        Ok(asked || !has_own_value && !refers)
    }

    /// Says whether a column has a foreign key, its own or one of the table.
    #[must_use]
    pub fn is_referring(&self, column: &Column) -> bool {
        let names = |constraint: &Constraint| match constraint {
            Constraint::ForeignKey(key) => key.columns.iter().any(|name| name.text == column.name.text),
            _ => false,
        };
        self.constraints.iter().any(names)
    }

    fn refuse_doubles(&self, place: Place) -> Result<(), Reason> {
        let mut names: Vec<&str> = self.columns.iter().map(|column| &*column.name.text).collect();
        names.sort_unstable();
        match names.windows(2).find(|pair| pair[0] == pair[1]) {
            Some(pair) => Err(reason(
                place,
                format!("the column `{}` stands twice in a table", pair[0]),
            )),
            None => Ok(()),
        }
    }

    /// Gives its schema to types that ask for it: `inherit_schema`.
    fn hand_down_schema(&mut self) {
        for column in &mut self.columns {
            hand_down(&mut column.column_type, self.name.schema.as_ref());
        }
    }

    /// Settles the primary key: one that is written decides about its columns, else the columns' flags do.
    fn settle_primary_key(&mut self, written: Vec<PrimaryKey>, place: Place) -> Result<(), Reason> {
        if written.is_empty() {
            let columns = self.flagged();
            self.primary_key = (!columns.is_empty()).then(|| PrimaryKey {
                columns,
                implicit: true,
                ..PrimaryKey::default()
            });
        }
        for mut key in written {
            if key.columns.is_empty() {
                key.columns = self.flagged();
            }
            for name in &mut key.columns {
                let column = self.columns.iter_mut().find(|column| column.name.text == name.text);
                let column = column.ok_or_else(|| missing(&name.text, place))?;
                column.primary_key = true;
                if !column.nullable_given {
                    column.nullable = false;
                }
                *name = column.name.clone();
            }
            self.primary_key = Some(key);
        }
        self.primary_key.take_if(|key| key.columns.is_empty());
        Ok(())
    }

    /// The columns that say that they are in the primary key.
    fn flagged(&self) -> Vec<Identifier> {
        let flagged = self.columns.iter().filter(|column| column.primary_key);
        flagged.map(|column| column.name.clone()).collect()
    }

    /// Orders the constraints: those made before the table, those of its columns, those copied from another table.
    fn settle_constraints(&mut self, mut written: Vec<(Order, Constraint)>) {
        written.sort_by_key(|(order, _)| *order);
        let (made, copied): (Vec<_>, Vec<_>) = written
            .into_iter()
            .partition(|(order, _)| matches!(order, Order::Made(_)));
        let derived = self.columns.iter().enumerate().flat_map(of_column);
        let derived: Vec<Constraint> = derived.collect();
        self.constraints = made
            .into_iter()
            .map(|(_, constraint)| constraint)
            .chain(derived)
            .chain(copied.into_iter().map(|(_, constraint)| constraint))
            .collect();
    }

    /// Puts the indexes of `index=True` before those that are written, as they are made.
    fn settle_indexes(&mut self) {
        let own = self.columns.iter().filter(|column| column.index);
        let own = own.map(|column| Index {
            name: None,
            table: self.name.clone(),
            items: vec![IndexItem::Column(column.name.clone())],
            unique: column.unique,
            options: Options::default(),
            of_column: true,
        });
        let own: Vec<Index> = own.collect();
        self.indexes.splice(0..0, own);
    }

    /// Refuses constraints and indexes over columns that are not there, and takes over how the columns are quoted.
    fn refuse_strangers(&mut self, place: Place) -> Result<(), Reason> {
        let columns: Vec<Identifier> = self.columns.iter().map(|column| column.name.clone()).collect();
        let settle = |name: &mut Identifier| {
            let column = columns.iter().find(|column| column.text == name.text);
            *name = column.ok_or_else(|| missing(&name.text, place))?.clone();
            Ok(())
        };
        for constraint in &mut self.constraints {
            match constraint {
                Constraint::Unique(unique) => unique.columns.iter_mut().try_for_each(settle)?,
                Constraint::ForeignKey(key) => key.columns.iter_mut().try_for_each(settle)?,
                Constraint::Check(_) | Constraint::Exclude(_) | Constraint::TypeBound(_) => {}
            }
        }
        for item in self.indexes.iter_mut().flat_map(|index| &mut index.items) {
            if let IndexItem::Column(column) = item {
                settle(column)?;
            }
        }
        Ok(())
    }

    /// Names what a convention names.
    fn name_all(&mut self, convention: &Convention) -> Result<(), Unsupported> {
        let table = &self.name;
        if let Some(key) = &mut self.primary_key {
            key.name = name_key(convention, table, key)?;
        }
        for constraint in &mut self.constraints {
            constraint.apply(convention, table)?;
        }
        for check in self.columns.iter_mut().flat_map(|column| &mut column.checks) {
            check.apply(convention, table)?;
        }
        for index in &mut self.indexes {
            index.apply(convention)?;
        }
        Ok(())
    }
}

fn name_key(convention: &Convention, table: &TableName, key: &PrimaryKey) -> Result<Option<Identifier>, Unsupported> {
    let named = Named {
        table,
        columns: &key.columns,
        referent: None,
    };
    convention.constraint(ConstraintKind::PrimaryKey, key.name.as_ref(), named)
}

/// The constraints that a column brings with it, in the order in which `SQLAlchemy` makes them.
fn of_column((at, column): (usize, &Column)) -> Vec<Constraint> {
    let unique = (column.unique && !column.index).then(|| {
        Constraint::Unique(Unique {
            name: None,
            columns: vec![column.name.clone()],
            deferral: super::Deferral::default(),
            options: Options::default(),
        })
    });
    let keys = column
        .foreign_keys
        .iter()
        .cloned()
        .map(Box::new)
        .map(Constraint::ForeignKey);
    unique
        .into_iter()
        .chain(std::iter::once(Constraint::TypeBound(at)))
        .chain(keys)
        .collect()
}

fn missing(column: &str, place: Place) -> Reason {
    reason(place, format!("the table has no column `{column}`"))
}
