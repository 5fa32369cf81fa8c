//! Changes of a table that is there, one statement after the other.

use super::Rendering;
use super::action::{Action, TypeCheckOf};
use crate::ops::Unsupported;
use crate::ops::ddl::{self, Ddl, Placed, alter_table, full_name};
use crate::ops::directive::{AddColumn, Added, DropColumn};
use crate::ops::schema::{Constraint, TableName};

impl Rendering<'_> {
    /// Appends the statements of an action.
    pub(super) fn perform(&self, action: &Action<'_>, out: &mut Vec<String>) -> Result<(), Unsupported> {
        match *action {
            Action::AddColumn(add) => out.push(self.add_column(add)?),
            Action::DropColumn(drop) => out.push(drop_column(self.dialect, drop)),
            Action::AlterColumn(altered) => out.extend(self.dialect.alter_column(altered)?),
            Action::AddConstraint(table, added) => {
                self.dialect.alters_constraints()?;
                let clause = match added {
                    Added::PrimaryKey(key) => self.dialect.primary_key(key, None)?,
                    Added::Other(constraint) => self.constraint_clause(table, constraint, None)?,
                };
                out.push(self.add_clause(table, &clause.unwrap_or_default()));
            }
            Action::AddOwn(table, constraint) => out.push(self.add_own(table, constraint)?),
            Action::AddTypeCheck(of) => self.add_type_check(of, out)?,
            Action::DropConstraint(drop) => {
                self.dialect.alters_constraints()?;
                out.push(self.dialect.drop_constraint(drop)?);
            }
            Action::DropTypeCheck(of) => {
                if let Some(check) = self.type_check(of)? {
                    out.extend(self.dialect.drop_type_check(of.table, check.name.as_ref())?);
                }
            }
            Action::CreateIndex(index, if_not_exists) => out.push(self.dialect.create_index(index, if_not_exists)?),
            Action::DropIndex(drop) => out.push(self.dialect.drop_index(&drop.index, drop.if_exists)?),
            Action::TableComment(change) => out.push(self.dialect.table_comment(change)),
            Action::ColumnComment(table, column) => {
                if let Some(comment) = &column.comment {
                    out.push(self.dialect.column_comment(table, &column.name, comment));
                }
            }
        }
        Ok(())
    }

    fn add_column(&self, add: &AddColumn) -> Result<String, Unsupported> {
        let (table, column) = (&add.table, add.column());
        if add.insert_before.is_some() || add.insert_after.is_some() {
            return Err(Unsupported::refused(
                "a place for a column needs a table that is made anew",
            ));
        }
        let counting = ddl::counting(self.dialect, table)?;
        let placed = Placed {
            column,
            table,
            counts: counting.is_some(),
        };
        let exists = if add.if_not_exists { "IF NOT EXISTS " } else { "" };
        let mut text = format!("{} ADD COLUMN {exists}", alter_table(self.dialect, &table.name));
        text.push_str(&self.dialect.column_clause(placed)?);
        if add.inline_primary_key && column.primary_key {
            text.push_str(" PRIMARY KEY");
        }
        if let (true, [key]) = (add.inline_references, &*column.foreign_keys) {
            let referent = TableName {
                schema: key.referent.schema.clone(),
                name: key.referent.table.clone(),
            };
            let columns = ddl::body(self.dialect, &key.referent.columns);
            text.push_str(&format!(" REFERENCES {} {columns}", full_name(self.dialect, &referent)));
            text.push_str(&self.dialect.reference_tail(key)?);
        }
        for check in &column.checks {
            text.push(' ');
            text.push_str(&self.dialect.check(check, true)?);
        }
        Ok(text)
    }

    fn add_own(&self, table: &TableName, constraint: &Constraint) -> Result<String, Unsupported> {
        self.dialect.alters_constraints()?;
        let clause = self.constraint_clause(table, constraint, None)?;
        Ok(self.add_clause(table, &clause.unwrap_or_default()))
    }

    /// Adds the check of a type, where checks can be added; elsewhere Alembic warns and goes on.
    fn add_type_check(&self, of: TypeCheckOf<'_>, out: &mut Vec<String>) -> Result<(), Unsupported> {
        if self.dialect.alters_constraints().is_err() {
            return Ok(());
        }
        if let Some(check) = self.type_check(of)? {
            out.push(self.add_clause(of.table, &check.clause));
        }
        Ok(())
    }

    fn add_clause(&self, table: &TableName, clause: &str) -> String {
        format!("ALTER TABLE {} ADD {clause}", full_name(self.dialect, table))
    }
}

fn drop_column(dialect: &dyn Ddl, drop: &DropColumn) -> String {
    let exists = if drop.if_exists { "IF EXISTS " } else { "" };
    let (table, column) = (alter_table(dialect, &drop.table), dialect.identifier(&drop.column));
    format!("{table} DROP COLUMN {exists}{column}")
}
