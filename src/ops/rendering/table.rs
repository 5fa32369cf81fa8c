//! Tables as a whole.

use super::Rendering;
use super::action::TypeCheckOf;
use crate::ops::Unsupported;
use crate::ops::ddl::{self, Comments, Ddl};
use crate::ops::directive::TableComment;
use crate::ops::schema::{Constraint, Table, TableName};

/// `DROP TABLE`
pub(super) fn drop_table(dialect: &dyn Ddl, table: &TableName, if_exists: bool) -> String {
    let exists = if if_exists { "IF EXISTS " } else { "" };
    format!("\nDROP TABLE {exists}{}", ddl::full_name(dialect, table))
}

impl Rendering<'_> {
    /// Creates a table: its named types, itself, its indexes, its comments.
    pub(super) fn create_table(
        &mut self,
        table: &Table,
        if_not_exists: bool,
        out: &mut Vec<String>,
    ) -> Result<(), Unsupported> {
        for column in &table.columns {
            self.create_types(&column.column_type, out)?;
        }
        let constraints = self.constraint_clauses(table)?;
        out.push(ddl::create_table(self.dialect, table, if_not_exists, constraints)?);
        self.after_table(table, out)
    }

    /// What follows a table: its indexes, its comments.
    pub(super) fn after_table(&self, table: &Table, out: &mut Vec<String>) -> Result<(), Unsupported> {
        for index in &table.indexes {
            out.push(self.dialect.create_index(index, false)?);
        }
        if self.dialect.comments() == Comments::Apart {
            self.comment_on(table, out);
        }
        Ok(())
    }

    fn comment_on(&self, table: &Table, out: &mut Vec<String>) {
        if let Some(comment) = &table.comment {
            out.push(self.dialect.table_comment(&TableComment {
                table: table.name.clone(),
                comment: Some(comment.clone()),
                existing: None,
            }));
        }
        for column in &table.columns {
            if let Some(comment) = &column.comment {
                out.push(self.dialect.column_comment(&table.name, &column.name, comment));
            }
        }
    }

    /// The clauses of a table's constraints: the primary key first.
    pub(super) fn constraint_clauses(&self, table: &Table) -> Result<Vec<String>, Unsupported> {
        let mut clauses = Vec::new();
        if let Some(key) = &table.primary_key {
            clauses.extend(self.dialect.primary_key(key, Some(table))?);
        }
        for constraint in &table.constraints {
            clauses.extend(self.table_clause(table, constraint)?);
        }
        Ok(clauses)
    }

    fn table_clause(&self, table: &Table, constraint: &Constraint) -> Result<Option<String>, Unsupported> {
        match constraint {
            // It is left out for an `ALTER TABLE` that Alembic never writes.
            Constraint::ForeignKey(key) if key.use_alter && self.dialect.alters_constraints().is_ok() => Ok(None),
            Constraint::TypeBound(at) => {
                let column = &table.columns[*at];
                let check = self.type_check(TypeCheckOf {
                    table: &table.name,
                    column: &column.name,
                    column_type: &column.column_type,
                })?;
                Ok(check.map(|check| check.clause))
            }
            other => self.constraint_clause(&table.name, other, Some(table)),
        }
    }

    /// The clause of a constraint that does not come with a type.
    pub(super) fn constraint_clause(
        &self,
        name: &TableName,
        constraint: &Constraint,
        table: Option<&Table>,
    ) -> Result<Option<String>, Unsupported> {
        match constraint {
            Constraint::Unique(unique) if unique.columns.is_empty() => Ok(None),
            Constraint::Unique(unique) => self.dialect.unique(unique, table).map(Some),
            Constraint::Check(check) => self.dialect.check(check, false).map(Some),
            Constraint::ForeignKey(key) => self.dialect.foreign_key(key, name),
            Constraint::Exclude(exclude) => self.dialect.exclude(exclude).map(Some),
            Constraint::TypeBound(_) => Ok(None),
        }
    }
}
