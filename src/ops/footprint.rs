//! What an operation touches.

use std::collections::BTreeMap;

use super::directive::{Added, AlterColumn, Op};
use super::schema::{Constraint, ForeignKey, Table, TableName};
use super::{ColumnType, Script};
use crate::ops::column_type::Type;

/// Something of a schema.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Subject {
    /// A table.
    Table(TableKey),
    /// A column of a table.
    Column(TableKey, String),
    /// An index, by its schema and name.
    Index(Option<String>, String),
    /// A constraint of a table.
    Constraint(TableKey, String),
    /// A type with a name of its own.
    Type(Option<String>, String),
}

/// A table by its schema and name.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TableKey {
    /// The schema, where one is given.
    pub schema: Option<String>,
    /// The name.
    pub name: String,
}

/// What happens to a subject.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Effect {
    /// It has to be there, and stays.
    Read,
    /// It becomes another.
    Altered,
    /// It gets another name.
    Renamed,
    /// It comes to be.
    Created,
    /// It ceases to be.
    Dropped,
    /// It comes to be and ceases to be: afterwards nothing is left of it.
    Temporary,
}

/// What operations touch, and how.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Footprint {
    /// The effect on each subject.
    pub effects: BTreeMap<Subject, Effect>,
    /// Whether something else may be touched: SQL as written, what could not be read.
    pub is_open: bool,
}

impl Subject {
    fn is_inside(&self, table: &TableKey) -> bool {
        match self {
            Self::Column(of, _) | Self::Constraint(of, _) => of == table,
            Self::Table(_) | Self::Index(..) | Self::Type(..) => false,
        }
    }
}

impl From<&TableName> for TableKey {
    fn from(name: &TableName) -> Self {
        Self {
            schema: name.schema.as_ref().map(|schema| schema.text.to_string()),
            name: name.name.text.to_string(),
        }
    }
}

impl Footprint {
    /// Adds what comes after: what is created and then dropped is temporary, what is dropped and then created again
    /// is altered, and what is altered after it was created is created.
    pub fn then(&mut self, later: &Self) {
        self.is_open |= later.is_open;
        for (subject, effect) in &later.effects {
            self.add(subject.clone(), *effect);
        }
    }

    /// Adds one effect that comes after those that are there. What is in a table goes with it.
    pub fn add(&mut self, subject: Subject, effect: Effect) {
        if let (Subject::Table(table), Effect::Dropped) = (&subject, effect) {
            let inside = self.effects.iter_mut().filter(|(subject, _)| subject.is_inside(table));
            inside.for_each(|(_, before)| *before = before.then(Effect::Dropped));
        }
        let before = self.effects.get(&subject).copied();
        self.effects
            .insert(subject, before.map_or(effect, |before| before.then(effect)));
    }
}

impl Effect {
    /// What two effects on one subject come down to.
    #[must_use]
    pub fn then(self, later: Self) -> Self {
        match (self, later) {
            (Self::Created | Self::Temporary, Self::Dropped | Self::Temporary) => Self::Temporary,
            (Self::Created, _) => Self::Created,
            (Self::Temporary | Self::Read, later) => later,
            (Self::Dropped, Self::Created) => Self::Altered,
            (Self::Dropped, _) => Self::Dropped,
            (_, Self::Dropped) => Self::Dropped,
            (earlier, Self::Read | Self::Temporary) => earlier,
            (Self::Renamed, _) | (_, Self::Renamed) => Self::Renamed,
            _ => Self::Altered,
        }
    }
}

impl Script {
    /// What all operations touch.
    #[must_use]
    pub fn footprint(&self) -> Footprint {
        let mut all = Footprint::default();
        for step in &self.steps {
            all.then(&step.op.footprint());
        }
        all
    }
}

impl Op {
    /// What the operation touches.
    #[must_use]
    pub fn footprint(&self) -> Footprint {
        let mut of = Footprint::default();
        match self {
            Self::CreateTable(create) => create_table(&create.table, &mut of),
            Self::DropTable(drop) => of.add(Subject::Table((&drop.table).into()), Effect::Dropped),
            Self::RenameTable(rename) => {
                let mut renamed = rename.table.clone();
                of.add(Subject::Table((&renamed).into()), Effect::Renamed);
                renamed.name = rename.new_name.clone();
                of.add(Subject::Table((&renamed).into()), Effect::Created);
            }
            Self::AddColumn(add) => {
                let key = TableKey::from(&add.table.name);
                of.add(Subject::Table(key.clone()), Effect::Altered);
                of.add(
                    Subject::Column(key, add.column().name.text.to_string()),
                    Effect::Created,
                );
                constraints(&add.table, &mut of);
            }
            Self::DropColumn(drop) => {
                let key = TableKey::from(&drop.table);
                of.add(Subject::Table(key.clone()), Effect::Altered);
                of.add(Subject::Column(key, drop.column.text.to_string()), Effect::Dropped);
            }
            Self::AlterColumn(altered) => alter_column(altered, &mut of),
            Self::CreateIndex(create) => index(&create.index, Effect::Created, &mut of),
            Self::DropIndex(drop) => index(&drop.index, Effect::Dropped, &mut of),
            Self::AddConstraint(add) => added(&add.table, &add.constraint, &mut of),
            Self::DropConstraint(drop) => {
                let key = TableKey::from(&drop.table);
                of.add(Subject::Table(key.clone()), Effect::Altered);
                match &drop.name {
                    Some(name) => of.add(Subject::Constraint(key, name.text.to_string()), Effect::Dropped),
                    None => of.is_open = true,
                }
            }
            Self::TableComment(change) => of.add(Subject::Table((&change.table).into()), Effect::Altered),
            Self::NamedType(change) => {
                let effect = if change.creates {
                    Effect::Created
                } else {
                    Effect::Dropped
                };
                types(&change.column_type, effect, &mut of);
            }
            Self::Batch(batch) => {
                of.add(Subject::Table((&batch.table).into()), Effect::Read);
                for step in &batch.steps {
                    of.then(&step.op.footprint());
                }
            }
            Self::Raw(raw) => match &raw.does {
                Some(ops) => ops.iter().for_each(|op| of.then(&op.footprint())),
                None => of.is_open = true,
            },
            Self::Execute(_) | Self::BulkInsert(_) | Self::Opaque(_) => of.is_open = true,
            Self::AutocommitBegin | Self::AutocommitEnd => {}
        }
        of
    }
}

fn create_table(table: &Table, of: &mut Footprint) {
    let key = TableKey::from(&table.name);
    of.add(Subject::Table(key.clone()), Effect::Created);
    for column in &table.columns {
        types(&column.column_type, Effect::Created, of);
        of.add(
            Subject::Column(key.clone(), column.name.text.to_string()),
            Effect::Created,
        );
    }
    constraints(table, of);
    if let Some(name) = table.primary_key.as_ref().and_then(|key| key.name.as_ref()) {
        of.add(Subject::Constraint(key, name.text.to_string()), Effect::Created);
    }
}

/// The constraints and indexes that come with a table or a column.
fn constraints(table: &Table, of: &mut Footprint) {
    for one in &table.constraints {
        constraint(&table.name, one, of);
    }
    for one in &table.indexes {
        index(one, Effect::Created, of);
    }
}

fn constraint(table: &TableName, one: &Constraint, of: &mut Footprint) {
    if let Constraint::ForeignKey(key) = one {
        referent(key, of);
    }
    if let Some(name) = one.name() {
        of.add(
            Subject::Constraint(table.into(), name.text.to_string()),
            Effect::Created,
        );
    }
}

/// What a foreign key refers to has to be there.
fn referent(key: &ForeignKey, of: &mut Footprint) {
    let table = TableKey {
        schema: key.referent.schema.as_ref().map(|schema| schema.text.to_string()),
        name: key.referent.table.text.to_string(),
    };
    of.add(Subject::Table(table.clone()), Effect::Read);
    for column in &key.referent.columns {
        of.add(Subject::Column(table.clone(), column.text.to_string()), Effect::Read);
    }
}

fn alter_column(altered: &AlterColumn, of: &mut Footprint) {
    let key = TableKey::from(&altered.table);
    let column = altered.column.text.to_string();
    of.add(Subject::Table(key.clone()), Effect::Altered);
    match &altered.change.new_name {
        None => of.add(Subject::Column(key, column), Effect::Altered),
        Some(name) => {
            of.add(Subject::Column(key.clone(), column), Effect::Renamed);
            of.add(Subject::Column(key, name.text.to_string()), Effect::Created);
        }
    }
}

fn index(one: &super::schema::Index, effect: Effect, of: &mut Footprint) {
    let key = TableKey::from(&one.table);
    if let Some(name) = &one.name {
        of.add(Subject::Index(key.schema.clone(), name.text.to_string()), effect);
    }
    of.add(Subject::Table(key.clone()), Effect::Altered);
    if effect == Effect::Created {
        for column in one.columns() {
            of.add(Subject::Column(key.clone(), column.text.to_string()), Effect::Read);
        }
    }
}

fn added(table: &TableName, added: &Added, of: &mut Footprint) {
    let key = TableKey::from(table);
    of.add(Subject::Table(key.clone()), Effect::Altered);
    let columns = match added {
        Added::PrimaryKey(primary) => &primary.columns[..],
        Added::Other(Constraint::Unique(unique)) => &unique.columns,
        Added::Other(Constraint::ForeignKey(foreign)) => &foreign.columns,
        Added::Other(_) => &[],
    };
    for column in columns {
        of.add(Subject::Column(key.clone(), column.text.to_string()), Effect::Read);
    }
    match added {
        Added::Other(one) => constraint(table, one, of),
        Added::PrimaryKey(primary) => {
            if let Some(name) = &primary.name {
                of.add(Subject::Constraint(key, name.text.to_string()), Effect::Created);
            }
        }
    }
}

/// The types with a name that a type is made of, as `PostgreSQL` has them.
fn types(of: &ColumnType, effect: Effect, footprint: &mut Footprint) {
    match of.on("postgresql") {
        Type::Enum(one) if one.native => {
            let schema = one.schema.clone().flatten().map(|schema| schema.text.to_string());
            if let Some(name) = &one.name {
                footprint.add(Subject::Type(schema, name.text.to_string()), effect);
            }
        }
        Type::Domain(one) => {
            let schema = one.schema.as_ref().map(|schema| schema.text.to_string());
            footprint.add(Subject::Type(schema, one.name.text.to_string()), effect);
        }
        Type::Array(array) => types(&array.item, effect, footprint),
        _ => {}
    }
}
