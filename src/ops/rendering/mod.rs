//! Operations as SQL, one run long: what was created before counts.

mod action;
mod checks;
mod plain;
mod recreate;
mod renewed;
mod reorder;
mod table;

use std::collections::BTreeSet;

use super::column_type::{EnumClass, NamedType, Type};
use super::ddl::Ddl;
use super::directive::{Batch, NamedTypeChange, Op, Recreate};
use super::schema::Convention;
use super::{ColumnType, Unsupported};

/// Makes SQL of operations as Alembic does in offline mode.
///
/// It lives as long as one context of Alembic: types that were created once are not created again.
pub struct Rendering<'a> {
    dialect: &'a dyn Ddl,
    convention: &'a Convention,
    /// The named types that tables brought with them, by what they are remembered by.
    types: BTreeSet<TypeKey>,
}

impl<'a> Rendering<'a> {
    /// Begins a run.
    #[must_use]
    pub fn new(dialect: &'a dyn Ddl, convention: &'a Convention) -> Self {
        Self {
            dialect,
            convention,
            types: BTreeSet::new(),
        }
    }

    /// Appends the statements of an operation, letter by letter as they are compiled: who prints them turns tabs into
    /// spaces and trims them. The begin and the end of an autocommit block have no statement here.
    ///
    /// # Errors
    ///
    /// Refuses what Alembic refuses, and says what is not known. What was appended before that is not to be used.
    pub fn render(&mut self, op: &Op, out: &mut Vec<String>) -> Result<(), Unsupported> {
        match op {
            Op::CreateTable(create) if create.is_apart => {
                // It remembers the types of this one table alone.
                let remembered = std::mem::take(&mut self.types);
                let created = self.create_table(&create.table, create.if_not_exists, out);
                self.types = remembered;
                created?;
            }
            Op::CreateTable(create) => self.create_table(&create.table, create.if_not_exists, out)?,
            Op::DropTable(drop) => out.push(table::drop_table(self.dialect, &drop.table, drop.if_exists)),
            Op::RenameTable(rename) => out.push(self.dialect.rename_table(&rename.table, &rename.new_name)),
            Op::Execute(execute) => out.push(self.dialect.statement(&execute.statement)?),
            Op::Raw(raw) => out.push(raw.text.to_string()),
            Op::BulkInsert(insert) => {
                for statement in &insert.statements {
                    out.push(self.dialect.statement(statement)?);
                }
            }
            Op::NamedType(change) => self.named_type(change, out)?,
            Op::Batch(batch) => self.batch(batch, out)?,
            Op::AutocommitBegin | Op::AutocommitEnd => {}
            Op::Opaque(reason) => return Err(Unsupported::unknown(reason.text.clone())),
            Op::AddColumn(_)
            | Op::DropColumn(_)
            | Op::AlterColumn(_)
            | Op::CreateIndex(_)
            | Op::DropIndex(_)
            | Op::AddConstraint(_)
            | Op::DropConstraint(_)
            | Op::TableComment(_) => {
                for action in self.actions(op)? {
                    self.perform(&action, out)?;
                }
            }
        }
        Ok(())
    }

    fn batch(&mut self, batch: &Batch, out: &mut Vec<String>) -> Result<(), Unsupported> {
        let recreates = match batch.recreate {
            Recreate::Auto => self.dialect.recreates(batch),
            Recreate::Always => true,
            Recreate::Never => false,
        };
        self.refuse_early_placing(batch)?;
        let mut actions = Vec::new();
        for step in &batch.steps {
            actions.extend(self.actions(&step.op)?);
        }
        if recreates {
            return self.recreate(batch, &actions, out);
        }
        for action in &actions {
            self.perform(action, out)?;
        }
        Ok(())
    }

    /// Refuses a place for a new column where the table is not made anew: it is asked when the column is added, with
    /// what was collected by then.
    fn refuse_early_placing(&self, batch: &Batch) -> Result<(), Unsupported> {
        let is_placed = |op: &Op| match op {
            Op::AddColumn(add) => add.insert_before.is_some() || add.insert_after.is_some(),
            _ => false,
        };
        for (at, step) in batch.steps.iter().enumerate() {
            if !is_placed(&step.op) {
                continue;
            }
            let recreates = match batch.recreate {
                Recreate::Always => true,
                Recreate::Never => false,
                Recreate::Auto => self.dialect.recreates(&Batch {
                    steps: batch.steps[..at].to_vec(),
                    ..batch.clone()
                }),
            };
            if !recreates {
                return Err(Unsupported::refused(
                    "Can't specify insert_before or insert_after when using ALTER; please specify recreate='always'",
                ));
            }
        }
        Ok(())
    }

    fn named_type(&self, change: &NamedTypeChange, out: &mut Vec<String>) -> Result<(), Unsupported> {
        for named in self.dialect.named_types(&change.column_type) {
            out.push(if change.creates {
                self.dialect.create_type(&named)?
            } else {
                self.dialect.drop_type(&named)?
            });
        }
        Ok(())
    }

    /// Creates the named types of a column of a table, each once a run.
    fn create_types(&mut self, of: &ColumnType, out: &mut Vec<String>) -> Result<(), Unsupported> {
        let chosen: *const Type = of.on(self.dialect.name());
        let variants = of.variants.iter().map(|(_, variant)| variant);
        for one in std::iter::once(&of.base).chain(variants) {
            if !std::ptr::eq(one, chosen) && !creates_everywhere(one) {
                continue;
            }
            for named in self.dialect.named_types(&ColumnType::of(one.clone())) {
                if named.creates() && self.types.insert(TypeKey::of(&named)) {
                    out.push(self.dialect.create_type(&named)?);
                }
            }
        }
        Ok(())
    }
}

/// Says whether a type is created with its table also where it is the variant of another dialect: `PostgreSQL`'s own
/// classes do not ask (`NamedType._on_table_create`).
fn creates_everywhere(one: &Type) -> bool {
    match one {
        Type::Enum(of) => of.class == EnumClass::PostgreSql,
        Type::Domain(_) => true,
        _ => false,
    }
}

/// What a named type is remembered by.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct TypeKey {
    is_domain: bool,
    schema: Option<String>,
    name: Option<String>,
}

impl TypeKey {
    fn of(named: &NamedType) -> Self {
        Self {
            is_domain: matches!(named, NamedType::Domain(_)),
            schema: named.schema().map(|schema| schema.text.to_string()),
            name: named.name().map(|name| name.text.to_string()),
        }
    }
}

impl std::fmt::Debug for Rendering<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Rendering")
            .field("dialect", &self.dialect.name())
            .field("types", &self.types)
            .finish_non_exhaustive()
    }
}
