//! Which changes `SQLite` cannot make of a table that is there (`SQLiteImpl.requires_recreate_in_batch`).

use crate::ops::ColumnType;
use crate::ops::Op;
use crate::ops::column_type::Type;
use crate::ops::directive::AddColumn;
use crate::ops::expression::ServerDefault;
use crate::ops::schema::Constraint;

/// Says whether a batch with an operation makes the table anew.
pub(super) fn recreates(op: &Op) -> bool {
    match op {
        Op::CreateIndex(_) | Op::DropIndex(_) => false,
        Op::AddColumn(add) => brings_a_constraint(add) || has_an_expression(add),
        _ => true,
    }
}

fn has_an_expression(add: &AddColumn) -> bool {
    match &add.column().server_default {
        Some(ServerDefault::Expression(_)) => true,
        Some(ServerDefault::Computed(computed)) => computed.persisted == Some(true),
        _ => false,
    }
}

/// Says whether Alembic adds a constraint after the column, which counts also where it is not written.
fn brings_a_constraint(add: &AddColumn) -> bool {
    let is_inline = add.inline_references && add.column().foreign_keys.len() == 1;
    add.table.constraints.iter().any(|constraint| match constraint {
        Constraint::ForeignKey(_) => !is_inline,
        Constraint::TypeBound(_) => has_check(&add.column().column_type),
        _ => true,
    })
}

/// Says whether a type brings a check on any dialect.
fn has_check(of: &ColumnType) -> bool {
    let checks = |one: &Type| match one {
        Type::Boolean(of) => of.create_constraint,
        Type::Enum(of) => of.create_constraint,
        _ => false,
    };
    checks(&of.base) || of.variants.iter().any(|(_, variant)| checks(variant))
}
