//! `ALTER TABLE`.

use sqlparser::ast::{AlterColumnOperation, AlterTable, AlterTableOperation, DropBehavior, RenameTableNameKind};

use super::build::{Builder, Keywords, keyword};
use super::column;
use super::constraint::{self, Table};
use super::names::qualified;
use crate::ops::{Call, Value};

/// Reads an alteration, one directive for each of its parts.
pub(super) fn alter(builder: &Builder, change: &AlterTable) -> Option<Vec<Call>> {
    let is_plain = !change.only && change.location.is_none() && change.on_cluster.is_none();
    if !is_plain || change.if_exists || change.table_type.is_some() {
        return None;
    }
    let name = qualified(&change.name)?;
    let table = Table {
        name: builder.name(name.name),
        schema: name.schema(builder),
    };
    let mut calls = Vec::new();
    for operation in &change.operations {
        calls.extend(part(builder, &table, operation)?);
    }
    Some(calls)
}

fn part(builder: &Builder, table: &Table, operation: &AlterTableOperation) -> Option<Vec<Call>> {
    let schema = || -> Keywords { table.schema.clone().into_iter().collect() };
    let one = |name: &str, rest: Vec<Value>, more: Keywords| {
        let mut arguments = vec![table.name.clone()];
        arguments.extend(rest);
        let keywords = schema().into_iter().chain(more).collect();
        Some(vec![builder.directive(name, arguments, keywords)])
    };
    let flag = |name: &str, is_set: bool| -> Keywords {
        is_set.then(|| keyword(name, Value::Bool(true))).into_iter().collect()
    };
    match operation {
        AlterTableOperation::AddColumn {
            if_not_exists,
            column_def,
            column_position: None,
            ..
        } => {
            let added = column::column(builder, column_def)?;
            one("add_column", vec![added], flag("if_not_exists", *if_not_exists))
        }
        AlterTableOperation::DropColumn {
            column_names,
            if_exists,
            drop_behavior: None | Some(DropBehavior::Restrict),
            ..
        } => {
            let calls = column_names.iter().flat_map(|name| {
                one("drop_column", vec![builder.name(name)], flag("if_exists", *if_exists)).unwrap_or_default()
            });
            Some(calls.collect())
        }
        AlterTableOperation::RenameColumn {
            old_column_name,
            new_column_name,
        } => {
            let renamed = vec![keyword("new_column_name", builder.name(new_column_name))];
            one("alter_column", vec![builder.name(old_column_name)], renamed)
        }
        AlterTableOperation::RenameTable { table_name } => {
            let (RenameTableNameKind::As(new) | RenameTableNameKind::To(new)) = table_name;
            let new = qualified(new).filter(|new| new.schema.is_none())?;
            one("rename_table", vec![builder.name(new.name)], Keywords::new())
        }
        AlterTableOperation::AddConstraint {
            constraint,
            not_valid: false,
        } => Some(vec![constraint::add(builder, table, constraint)?]),
        AlterTableOperation::DropConstraint {
            name,
            if_exists,
            drop_behavior: None | Some(DropBehavior::Restrict),
        } => {
            let arguments = vec![builder.name(name), table.name.clone()];
            let keywords = schema().into_iter().chain(flag("if_exists", *if_exists)).collect();
            Some(vec![builder.directive("drop_constraint", arguments, keywords)])
        }
        AlterTableOperation::AlterColumn { column_name, op } => {
            let changes = altered(builder, op)?;
            one("alter_column", vec![builder.name(column_name)], changes)
        }
        _ => None,
    }
}

fn altered(builder: &Builder, change: &AlterColumnOperation) -> Option<Keywords> {
    Some(match change {
        AlterColumnOperation::SetNotNull => vec![keyword("nullable", Value::Bool(false))],
        AlterColumnOperation::DropNotNull => vec![keyword("nullable", Value::Bool(true))],
        AlterColumnOperation::SetDefault { value } => vec![keyword("server_default", builder.raw(value))],
        AlterColumnOperation::DropDefault => vec![keyword("server_default", Value::None)],
        AlterColumnOperation::SetDataType { data_type, using, .. } => {
            let mut keywords = vec![keyword("type_", builder.spelled_type(data_type))];
            if let Some(using) = using {
                keywords.push(keyword("postgresql_using", Value::text(using.to_string())));
            }
            keywords
        }
        AlterColumnOperation::AddGenerated { .. } => return None,
    })
}
