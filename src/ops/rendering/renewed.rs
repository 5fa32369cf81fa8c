//! A table as a batch changes it, column by column.

use super::action::{Action, TypeCheckOf};
use super::reorder::Ordering;
use crate::ops::column_type::Type;
use crate::ops::ddl::Ddl;
use crate::ops::directive::{AddColumn, Added, AlterColumn, Batch, DropConstraint};
use crate::ops::expression::ServerDefault;
use crate::ops::schema::{
    Autoincrement, ClientDefault, Column, Constraint, Convention, Index, Items, PrimaryKey, Table, TableName,
};
use crate::ops::{ColumnType, Identifier, Unsupported};
use crate::text::Place;

/// A table on its way.
#[derive(Debug)]
pub(super) struct Renewed {
    columns: Vec<Slot>,
    primary_key: Option<PrimaryKey>,
    named: Vec<Kept>,
    unnamed: Vec<Kept>,
    /// The indexes that were there and are not dropped.
    pub old_indexes: Vec<Index>,
    /// The indexes that are new.
    pub new_indexes: Vec<Index>,
    ordering: Ordering,
    is_partial: bool,
}

/// A column: what it is called in the old table, and what it becomes.
#[derive(Debug)]
struct Slot {
    key: String,
    column: Column,
    /// Where its values come from: none for a new one.
    from: Option<Identifier>,
    /// The types that its values are cast to, one after the other.
    casts: Vec<ColumnType>,
    /// Whether its type brings nothing with it: that was added by an action of its own.
    is_quiet: bool,
}

/// A constraint that goes on.
#[derive(Debug, Clone)]
pub(super) enum Kept {
    /// As it was read.
    Constraint(Constraint),
    /// The check of a type, by the old name of its column.
    TypeCheck {
        /// The old name.
        key: String,
        /// The type.
        column_type: ColumnType,
        /// The name of the check, where the type has one.
        name: Option<Identifier>,
    },
}

/// A column whose values are moved.
pub(super) struct Moved<'a> {
    /// Its name now.
    pub name: &'a Identifier,
    /// Its name before.
    pub from: &'a Identifier,
    /// The types its values are cast to, one after the other.
    pub casts: &'a [ColumnType],
}

impl Renewed {
    /// Begins with the table as it is.
    pub fn new(old: &Table, is_partial: bool) -> Self {
        let slot = |column: &Column| Slot {
            key: column.name.text.to_string(),
            column: Column {
                unique: false,
                index: false,
                foreign_keys: Vec::new(),
                ..copied(column, &old.name)
            },
            from: Some(column.name.clone()),
            casts: Vec::new(),
            is_quiet: false,
        };
        let columns: Vec<Slot> = old.columns.iter().map(slot).collect();
        let keep = old
            .constraints
            .iter()
            .filter(|one| !matches!(one, Constraint::TypeBound(_)));
        let (named, unnamed) = keep.cloned().partition::<Vec<_>, _>(|one| one.name().is_some());
        Self {
            ordering: Ordering::new(columns.iter().map(|slot| slot.key.clone()).collect()),
            columns,
            primary_key: old.primary_key.clone(),
            named: named.into_iter().map(Kept::Constraint).collect(),
            unnamed: unnamed.into_iter().map(Kept::Constraint).collect(),
            old_indexes: old.indexes.clone(),
            new_indexes: Vec::new(),
            is_partial,
        }
    }

    /// Applies one change.
    pub fn apply(&mut self, action: &Action<'_>, dialect: &dyn Ddl) -> Result<(), Unsupported> {
        match *action {
            Action::AddColumn(add) => self.add_column(add),
            Action::DropColumn(drop) => {
                if let Some(existing) = &drop.existing_type {
                    self.forget_check(existing.get()?, dialect);
                }
                self.drop_column(&drop.column.text)
            }
            Action::AlterColumn(altered) => self.alter(altered, dialect),
            Action::AddConstraint(_, Added::PrimaryKey(key)) => self.add_primary_key(key),
            Action::AddConstraint(_, Added::Other(constraint)) | Action::AddOwn(_, constraint) => {
                self.add_constraint(constraint)
            }
            Action::AddTypeCheck(of) => {
                self.add_type_check(of, dialect);
                Ok(())
            }
            Action::DropConstraint(drop) => self.drop_constraint(drop),
            Action::DropTypeCheck(of) => {
                self.forget_check(of.column_type, dialect);
                Ok(())
            }
            Action::CreateIndex(_, true) => Err(Unsupported::refused("a batch does not take `if_not_exists`")),
            Action::CreateIndex(index, false) => {
                self.new_indexes.push(index.clone());
                Ok(())
            }
            Action::DropIndex(drop) if drop.if_exists => Err(Unsupported::refused("a batch does not take `if_exists`")),
            Action::DropIndex(drop) => self.drop_index(drop.index.name.as_ref()),
            // The new table has the comments of its columns, and none of its own.
            Action::TableComment(_) | Action::ColumnComment(..) => Ok(()),
        }
    }

    /// Orders the columns.
    pub fn order(&mut self, partial: &[Vec<String>]) -> Result<(), Unsupported> {
        let names: Vec<String> = self.columns.iter().map(|slot| slot.key.clone()).collect();
        let order = self.ordering.sort(names, partial)?;
        let place = |slot: &Slot| order.iter().position(|name| *name == slot.key);
        self.columns.sort_by_key(place);
        Ok(())
    }

    /// The new table with its columns, its key and what the batch gives it.
    pub fn table(&self, name: TableName, batch: &Batch) -> Result<Table, Unsupported> {
        let columns = self
            .columns
            .iter()
            .map(|slot| slot.column.clone())
            .chain(batch.table_args.columns.iter().cloned());
        let mut items = Items {
            columns: columns.collect(),
            primary_keys: batch.table_args.primary_keys.clone(),
            constraints: batch.table_args.constraints.clone(),
            indexes: batch.table_args.indexes.clone(),
        };
        for index in &mut items.indexes {
            index.table = name.clone();
        }
        if let Some(key) = &self.primary_key {
            items.primary_keys.extend(self.followed_key(key));
        }
        let fills = |column: &Column| column.client_default != ClientDefault::None;
        let new = self
            .columns
            .iter()
            .filter(|slot| slot.from.is_none())
            .map(|slot| &slot.column);
        if new.chain(&batch.table_args.columns).any(fills) {
            let text = "a new column with a default of the application is filled as rows are moved";
            return Err(Unsupported::unknown(text));
        }
        let built = Table::build(name, items, &Convention::default(), Place::default());
        let mut table = built.map_err(|reason| Unsupported::refused(reason.text))?;
        let quiet = |constraint: &Constraint| match constraint {
            Constraint::TypeBound(at) => self.columns.get(*at).is_some_and(|slot| slot.is_quiet),
            _ => false,
        };
        table.constraints.retain(|constraint| !quiet(constraint));
        table.options = batch.table_options.clone();
        if let Some(old) = &batch.copy_from {
            table.options.fill(&old.options);
        }
        Ok(table)
    }

    /// The constraints that go on, with their columns as they are called now; those over dropped columns do not.
    pub fn kept(&self) -> Vec<Kept> {
        let all = self.named.iter().chain(&self.unnamed);
        all.filter_map(|kept| self.followed(kept)).collect()
    }

    /// The constraints of the old table that are named and go on.
    pub fn standing<'o>(&self, old: &'o Table) -> Vec<&'o Constraint> {
        let goes_on = |constraint: &&Constraint| {
            constraint.name().is_some_and(|name| {
                self.named.iter().any(|kept| match kept {
                    Kept::Constraint(kept) => kept.name().is_some_and(|kept| kept.text == name.text),
                    Kept::TypeCheck { .. } => false,
                })
            })
        };
        old.constraints.iter().filter(goes_on).collect()
    }

    /// The columns whose values are moved.
    pub fn moved(&self) -> impl Iterator<Item = Moved<'_>> {
        self.columns.iter().filter_map(|slot| {
            Some(Moved {
                name: &slot.column.name,
                from: slot.from.as_ref()?,
                casts: &slot.casts,
            })
        })
    }

    /// What a column is called now, by its old name.
    pub fn name_of(&self, key: &str) -> Result<&Identifier, Unsupported> {
        let slot = self.columns.iter().find(|slot| slot.key == key);
        slot.map(|slot| &slot.column.name).ok_or_else(|| no_column(key))
    }

    /// Says whether the type of a column brings nothing with it, by the name it has now.
    pub fn is_quiet(&self, name: &Identifier) -> bool {
        self.columns
            .iter()
            .any(|slot| slot.column.name == *name && slot.is_quiet)
    }

    /// Refuses an expression over a column that is renamed.
    pub fn refuse_renamed(&self, columns: &[Identifier]) -> Result<(), Unsupported> {
        let is_renamed = |column: &Identifier| match self.name_of(&column.text) {
            Ok(name) => name.text != column.text,
            Err(_) => true,
        };
        if columns.iter().any(is_renamed) {
            return Err(Unsupported::unknown(
                "an expression over a renamed column is not understood",
            ));
        }
        Ok(())
    }

    fn slot(&mut self, key: &str) -> Result<&mut Slot, Unsupported> {
        self.columns
            .iter_mut()
            .find(|slot| slot.key == key)
            .ok_or_else(|| no_column(key))
    }

    fn add_column(&mut self, add: &AddColumn) -> Result<(), Unsupported> {
        let column = add.column();
        let key = column.name.text.to_string();
        if self.columns.iter().any(|slot| slot.key == key) {
            return Err(Unsupported::unknown(format!(
                "the column `{key}` is added although it is there"
            )));
        }
        let text = |name: &Option<Identifier>| name.as_ref().map(|name| name.text.to_string());
        let (before, after) = (text(&add.insert_before), text(&add.insert_after));
        self.ordering
            .add(&key, before.as_deref(), after.as_deref(), self.is_partial)?;
        self.columns.push(Slot {
            key,
            column: Column {
                foreign_keys: Vec::new(),
                ..copied(column, &add.table.name)
            },
            from: None,
            casts: Vec::new(),
            is_quiet: true,
        });
        Ok(())
    }

    fn drop_column(&mut self, name: &str) -> Result<(), Unsupported> {
        let at = self.columns.iter().position(|slot| slot.key == name);
        self.columns.remove(at.ok_or_else(|| no_column(name))?);
        self.ordering.existing.retain(|existing| existing != name);
        if let Some(key) = &mut self.primary_key {
            key.columns.retain(|column| *column.text != *name);
        }
        Ok(())
    }

    fn alter(&mut self, altered: &AlterColumn, dialect: &dyn Ddl) -> Result<(), Unsupported> {
        let change = &altered.change;
        if let (Some(_), Some(existing)) = (&change.new_name, &altered.existing.column_type) {
            self.forget_check(existing.get()?, dialect);
        }
        let slot = self.slot(&altered.column.text)?;
        if let Some(name) = &change.new_name {
            slot.column.name = name.clone();
        }
        if let Some(new) = &change.column_type {
            if dialect.casts_in_batch(&slot.column.column_type, new) {
                if slot.from.is_none() {
                    return Err(Unsupported::refused("a new column has no values to be cast"));
                }
                slot.casts.push(new.clone());
            }
            slot.column.column_type = new.clone();
            slot.is_quiet = true;
        }
        if let Some(nullable) = change.nullable {
            slot.column.nullable = nullable;
        }
        if let Some(default) = &change.server_default {
            let is_own = |default: &ServerDefault| {
                matches!(
                    default,
                    ServerDefault::Computed(_) | ServerDefault::Identity(_) | ServerDefault::Fetched
                )
            };
            if default.as_ref().is_some_and(is_own) || slot.column.server_default.as_ref().is_some_and(is_own) {
                return Err(Unsupported::unknown(
                    "an identity or a generated column in a batch is not understood",
                ));
            }
            slot.column.server_default = default.clone();
        }
        if let Some(counts) = change.autoincrement {
            slot.column.autoincrement = if counts { Autoincrement::Yes } else { Autoincrement::No };
        }
        if let Some(comment) = &change.comment {
            slot.column.comment = comment.clone();
        }
        Ok(())
    }

    fn add_primary_key(&mut self, key: &PrimaryKey) -> Result<(), Unsupported> {
        if key.name.is_none() {
            return Err(nameless());
        }
        self.primary_key = Some(key.clone());
        Ok(())
    }

    fn add_constraint(&mut self, constraint: &Constraint) -> Result<(), Unsupported> {
        let Some(name) = constraint.name() else {
            return Err(nameless());
        };
        // A mapping by name: what bears the name already is replaced in its place.
        let taken = self.named.iter_mut().find(|kept| kept.bears(&name.text));
        match taken {
            Some(kept) => *kept = Kept::Constraint(constraint.clone()),
            None => self.named.push(Kept::Constraint(constraint.clone())),
        }
        Ok(())
    }

    fn add_type_check(&mut self, of: TypeCheckOf<'_>, dialect: &dyn Ddl) {
        let Some(check) = dialect.type_check(of.column_type) else {
            return;
        };
        let kept = Kept::TypeCheck {
            key: of.column.text.to_string(),
            column_type: of.column_type.clone(),
            name: check.name.clone(),
        };
        let list = if check.name.is_some() {
            &mut self.named
        } else {
            &mut self.unnamed
        };
        list.push(kept);
    }

    /// Forgets the constraint that bears the name of the check of a type.
    fn forget_check(&mut self, of: &ColumnType, dialect: &dyn Ddl) {
        if let Some(name) = dialect.type_check(of).and_then(|check| check.name) {
            self.named.retain(|kept| !kept.bears(&name.text));
        }
    }

    fn drop_constraint(&mut self, drop: &DropConstraint) -> Result<(), Unsupported> {
        let Some(name) = &drop.name else {
            return Err(nameless());
        };
        for slot in &mut self.columns {
            let checks = &mut slot.column.checks;
            let before = checks.len();
            checks.retain(|check| check.name.as_ref().is_none_or(|check| check.text != name.text));
            if checks.len() != before {
                return Ok(());
            }
        }
        let is_key = |key: &PrimaryKey| key.name.as_ref().is_some_and(|key| key.text == name.text);
        if self.primary_key.as_ref().is_some_and(is_key) {
            if let Some(key) = self.primary_key.take() {
                for column in &key.columns {
                    self.slot(&column.text)?.column.primary_key = false;
                }
            }
            return Ok(());
        }
        let at = self.named.iter().position(|kept| kept.bears(&name.text));
        let at = at.ok_or_else(|| Unsupported::refused(format!("No such constraint: '{}'", name.text)))?;
        self.named.remove(at);
        Ok(())
    }

    fn drop_index(&mut self, name: Option<&Identifier>) -> Result<(), Unsupported> {
        let is_it = |index: &Index| match (&index.name, name) {
            (Some(index), Some(name)) => index.text == name.text,
            _ => false,
        };
        let at = self.old_indexes.iter().position(is_it);
        let text = || name.map_or_else(String::new, |name| name.text.to_string());
        let at = at.ok_or_else(|| Unsupported::refused(format!("No such index: '{}'", text())))?;
        self.old_indexes.remove(at);
        Ok(())
    }

    /// The key with its columns as they are called now; none where one of them is gone.
    fn followed_key(&self, key: &PrimaryKey) -> Option<PrimaryKey> {
        let columns = key.columns.iter().map(|column| self.name_of(&column.text).cloned());
        Some(PrimaryKey {
            columns: columns.collect::<Result<_, _>>().ok()?,
            // It is copied, and a copy is one that was written.
            implicit: false,
            ..key.clone()
        })
    }

    fn followed(&self, kept: &Kept) -> Option<Kept> {
        let names = |columns: &[Identifier]| -> Option<Vec<Identifier>> {
            columns
                .iter()
                .map(|column| self.name_of(&column.text).ok().cloned())
                .collect()
        };
        let constraint = match kept {
            Kept::TypeCheck { key, .. } => return self.name_of(key).is_ok().then(|| kept.clone()),
            Kept::Constraint(constraint) => constraint,
        };
        let followed = match constraint {
            Constraint::Unique(unique) => {
                let mut unique = unique.clone();
                unique.columns = names(&unique.columns)?;
                Constraint::Unique(unique)
            }
            Constraint::ForeignKey(key) => {
                let mut key = key.clone();
                key.columns = names(&key.columns)?;
                Constraint::ForeignKey(key)
            }
            other => other.clone(),
        };
        Some(Kept::Constraint(followed))
    }
}

impl Kept {
    fn bears(&self, name: &str) -> bool {
        match self {
            Self::Constraint(constraint) => constraint.name().is_some_and(|own| *own.text == *name),
            Self::TypeCheck { name: own, .. } => own.as_ref().is_some_and(|own| *own.text == *name),
        }
    }
}

/// A copy of a column, whose enumeration goes over into the schema of the table.
fn copied(column: &Column, table: &TableName) -> Column {
    let mut column = column.clone();
    if let Type::Enum(of) = &mut column.column_type.base {
        of.schema = Some(table.schema.clone());
    }
    column
}

fn no_column(name: &str) -> Unsupported {
    Unsupported::refused(format!("the table has no column `{name}`"))
}

fn nameless() -> Unsupported {
    Unsupported::refused("Constraint must have a name")
}
