//! Batches that make a table anew and move its rows (`alembic.operations.batch.ApplyBatchImpl`).

use super::Rendering;
use super::action::Action;
use super::renewed::{Kept, Renewed};
use crate::ops::ddl::{self, full_name};
use crate::ops::directive::Batch;
use crate::ops::expression::Form;
use crate::ops::schema::{Index, IndexItem, Table, TableName};
use crate::ops::spelling::Columns;
use crate::ops::{ColumnType, Expression, Identifier, Unsupported};

/// The longest name of a table that is made beside another.
const LONGEST: usize = 50;

impl Rendering<'_> {
    /// Makes the table of a batch anew with what was collected.
    pub(super) fn recreate(
        &mut self,
        batch: &Batch,
        actions: &[Action<'_>],
        out: &mut Vec<String>,
    ) -> Result<(), Unsupported> {
        let Some(old) = &batch.copy_from else {
            return Err(needs_reflection(self.dialect.name(), &batch.table.name.text));
        };
        let mut renewed = Renewed::new(old, !batch.reordering.is_empty());
        for action in actions {
            renewed.apply(action, self.dialect)?;
        }
        let partial: Vec<Vec<String>> = batch.reordering.iter().map(|row| texts(row)).collect();
        renewed.order(&partial)?;
        let temporary = TableName {
            schema: old.name.schema.clone(),
            name: Identifier::plain(temporary_name(&old.name.name.text)),
        };
        let table = renewed.table(temporary.clone(), batch)?;
        out.extend(self.dialect.before_batch(&old.name, &renewed.standing(old))?);
        self.create_renewed(&table, &renewed, out)?;
        out.push(self.move_rows(old, &temporary, &renewed)?);
        out.push(super::table::drop_table(self.dialect, &old.name, false));
        out.push(self.dialect.rename_table(&temporary, &old.name.name));
        for index in indexes(old, &renewed)? {
            out.push(self.dialect.create_index(&index, false)?);
        }
        Ok(())
    }

    fn create_renewed(&mut self, table: &Table, renewed: &Renewed, out: &mut Vec<String>) -> Result<(), Unsupported> {
        for column in table.columns.iter().filter(|column| !renewed.is_quiet(&column.name)) {
            self.create_types(&column.column_type, out)?;
        }
        let mut clauses = self.constraint_clauses(table)?;
        for kept in renewed.kept() {
            match kept {
                Kept::TypeCheck { key, column_type, .. } => {
                    let check = super::action::TypeCheckOf {
                        table: &table.name,
                        column: renewed.name_of(&key)?,
                        column_type: &column_type,
                    };
                    clauses.extend(self.type_check(check)?.map(|check| check.clause));
                }
                Kept::Constraint(constraint) => {
                    clauses.extend(self.constraint_clause(&table.name, &constraint, Some(table))?);
                }
            }
        }
        out.push(ddl::create_table(self.dialect, table, false, clauses)?);
        self.after_table(table, out)
    }

    fn move_rows(&self, old: &Table, temporary: &TableName, renewed: &Renewed) -> Result<String, Unsupported> {
        let from = full_name(self.dialect, &old.name);
        let (mut into, mut what) = (Vec::new(), Vec::new());
        for moved in renewed.moved() {
            into.push(self.dialect.identifier(moved.name));
            let column = self.dialect.identifier(moved.from);
            let column = format!("{from}.{column}");
            what.push(match moved.casts {
                [] => column,
                casts => {
                    let casted = casts.iter().fold(Expression::literal_column(&column), cast);
                    let label = self.dialect.identifier(moved.from);
                    format!("{} AS {label}", self.dialect.expression(&casted, Columns::Qualified)?)
                }
            });
        }
        if what.is_empty() {
            return Err(Unsupported::unknown(
                "a batch that leaves no column of a table is not understood",
            ));
        }
        let table = full_name(self.dialect, temporary);
        Ok(format!(
            "INSERT INTO {table} ({}) SELECT {} \nFROM {from}",
            into.join(", "),
            what.join(", ")
        ))
    }
}

/// The indexes of the new table: the old ones that were not dropped, then the new ones.
fn indexes(old: &Table, renewed: &Renewed) -> Result<Vec<Index>, Unsupported> {
    let mut all = Vec::new();
    for index in renewed.old_indexes.iter().filter(|index| !index.of_column) {
        all.push(followed(index, old, renewed, true)?);
    }
    for index in &renewed.new_indexes {
        if index.columns().len() != index.items.len() {
            return Err(Unsupported::unknown(
                "an index over expressions in a batch is not understood",
            ));
        }
        all.push(followed(index, old, renewed, false)?);
    }
    Ok(all)
}

/// The index with its columns as they are called now. An old one keeps a column that is gone, as Alembic writes it.
fn followed(index: &Index, old: &Table, renewed: &Renewed, is_old: bool) -> Result<Index, Unsupported> {
    let mut index = index.clone();
    index.table = old.name.clone();
    for item in &mut index.items {
        match item {
            IndexItem::Column(column) => match renewed.name_of(&column.text) {
                Ok(name) => *column = name.clone(),
                Err(_) if is_old => {}
                Err(gone) => return Err(gone),
            },
            IndexItem::Expression(expression) => renewed.refuse_renamed(&expression.columns())?,
        }
    }
    Ok(index)
}

/// An expression as another type.
fn cast(expression: Expression, to: &ColumnType) -> Expression {
    Expression {
        form: Box::new(Form::Cast(expression)),
        of: to.clone(),
    }
}

/// The name of the table that is made beside another (`ApplyBatchImpl._calc_temp_name`).
fn temporary_name(name: &str) -> String {
    format!("_alembic_tmp_{name}").chars().take(LONGEST).collect()
}

fn texts(names: &[Identifier]) -> Vec<String> {
    names.iter().map(|name| name.text.to_string()).collect()
}

fn needs_reflection(dialect: &str, table: &str) -> Unsupported {
    Unsupported::refused(format!(
        "This operation cannot proceed in --sql mode; batch mode with dialect {dialect} requires a live database \
         connection with which to reflect the table \"{table}\". To generate a batch SQL migration script using table \
         \"move and copy\", a complete Table object should be passed to the \"copy_from\" argument of the \
         batch_alter_table() method so that table reflection can be skipped."
    ))
}
