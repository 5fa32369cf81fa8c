//! What operations come down to: the calls that Alembic makes of a dialect, or collects in a batch.

use super::Rendering;
use crate::ops::directive::{AddColumn, DropColumn, DropIndex};
use crate::ops::directive::{Added, AlterColumn, DropConstraint, Op, TableComment};
use crate::ops::schema::{Column, Constraint, Index, TableName};
use crate::ops::{ColumnType, Identifier, Unsupported};

/// One call of a dialect.
#[derive(Debug, Clone, Copy)]
pub(super) enum Action<'o> {
    AddColumn(&'o AddColumn),
    DropColumn(&'o DropColumn),
    AlterColumn(&'o AlterColumn),
    AddConstraint(&'o TableName, &'o Added),
    /// A constraint that comes with a column.
    AddOwn(&'o TableName, &'o Constraint),
    /// The check that comes with a type.
    AddTypeCheck(TypeCheckOf<'o>),
    DropConstraint(&'o DropConstraint),
    DropTypeCheck(TypeCheckOf<'o>),
    CreateIndex(&'o Index, bool),
    DropIndex(&'o DropIndex),
    TableComment(&'o TableComment),
    ColumnComment(&'o TableName, &'o Column),
}

/// A column and its type, which may bring a check.
#[derive(Debug, Clone, Copy)]
pub(super) struct TypeCheckOf<'o> {
    pub table: &'o TableName,
    pub column: &'o Identifier,
    pub column_type: &'o ColumnType,
}

impl Rendering<'_> {
    /// Lists what an operation comes down to (`alembic.operations.toimpl`).
    pub(super) fn actions<'o>(&self, op: &'o Op) -> Result<Vec<Action<'o>>, Unsupported> {
        Ok(match op {
            Op::AddColumn(add) => added_column(add, self.dialect.comments() == crate::ops::ddl::Comments::Apart),
            Op::DropColumn(drop) => vec![Action::DropColumn(drop)],
            Op::AlterColumn(altered) => altered_column(altered)?,
            Op::CreateIndex(create) => vec![Action::CreateIndex(&create.index, create.if_not_exists)],
            Op::DropIndex(drop) => vec![Action::DropIndex(drop)],
            Op::AddConstraint(add) => vec![Action::AddConstraint(&add.table, &add.constraint)],
            Op::DropConstraint(drop) => vec![Action::DropConstraint(drop)],
            Op::TableComment(change) => vec![Action::TableComment(change)],
            _ => return Err(Unsupported::unknown("this operation has no place in a batch")),
        })
    }
}

fn added_column(add: &AddColumn, comments_apart: bool) -> Vec<Action<'_>> {
    let (table, column) = (&add.table.name, add.column());
    let mut actions = vec![Action::AddColumn(add)];
    let is_inline = add.inline_references && column.foreign_keys.len() == 1;
    for constraint in &add.table.constraints {
        match constraint {
            Constraint::ForeignKey(_) if is_inline => {}
            Constraint::TypeBound(_) => actions.push(Action::AddTypeCheck(TypeCheckOf {
                table,
                column: &column.name,
                column_type: &column.column_type,
            })),
            other => actions.push(Action::AddOwn(table, other)),
        }
    }
    actions.extend(add.table.indexes.iter().map(|index| Action::CreateIndex(index, false)));
    if comments_apart && column.comment.is_some() {
        actions.push(Action::ColumnComment(table, column));
    }
    actions
}

fn altered_column(altered: &AlterColumn) -> Result<Vec<Action<'_>>, Unsupported> {
    let of = |column_type| TypeCheckOf {
        table: &altered.table,
        column: &altered.column,
        column_type,
    };
    let new = altered.change.column_type.as_ref();
    let mut actions = Vec::new();
    if let (Some(existing), Some(_)) = (&altered.existing.column_type, new) {
        actions.push(Action::DropTypeCheck(of(existing.get()?)));
    }
    actions.push(Action::AlterColumn(altered));
    if let Some(new) = new {
        actions.push(Action::AddTypeCheck(of(new)));
    }
    Ok(actions)
}
