//! `CREATE TABLE`, and `DROP` of tables, indexes and types.

use sqlparser::ast::helpers::stmt_create_table::CreateTableBuilder;
use sqlparser::ast::{CreateTable, ObjectType, Statement};

use super::build::{Builder, keyword};
use super::names::qualified;
use super::{column, constraint, user_type};
use crate::ops::{Call, Value};

/// Reads a table of columns and constraints; one with anything else is not understood.
pub(super) fn create(builder: &Builder, create: &CreateTable) -> Option<Vec<Call>> {
    let plain = CreateTableBuilder::new(create.name.clone())
        .if_not_exists(create.if_not_exists)
        .columns(create.columns.clone())
        .constraints(create.constraints.clone())
        .without_rowid(create.without_rowid)
        .strict(create.strict)
        .build();
    // Whatever else was written would show in the text.
    if plain.to_string() != create.to_string() {
        return None;
    }
    let name = qualified(&create.name)?;
    let mut arguments = vec![builder.name(name.name)];
    for definition in &create.columns {
        arguments.push(column::column(builder, definition)?);
    }
    for definition in &create.constraints {
        arguments.push(constraint::item(builder, definition)?);
    }
    let mut keywords: Vec<_> = name.schema(builder).into_iter().collect();
    if create.if_not_exists {
        keywords.push(keyword("if_not_exists", Value::Bool(true)));
    }
    Some(vec![builder.directive("create_table", arguments, keywords)])
}

/// Reads `DROP`, one directive for each name. `CASCADE` drops what is not named.
pub(super) fn drop(builder: &Builder, statement: &Statement) -> Option<Vec<Call>> {
    let Statement::Drop {
        object_type,
        if_exists,
        names,
        cascade: false,
        purge: false,
        temporary: false,
        table,
        ..
    } = statement
    else {
        return None;
    };
    let flag = || if_exists.then(|| keyword("if_exists", Value::Bool(true)));
    let mut calls = Vec::new();
    for name in names {
        let name = qualified(name)?;
        let mut keywords: Vec<_> = name.schema(builder).into_iter().chain(flag()).collect();
        let arguments = vec![builder.name(name.name)];
        calls.push(match (object_type, table) {
            (ObjectType::Table, None) => builder.directive("drop_table", arguments, keywords),
            (ObjectType::Index, on) => {
                if let Some(on) = on {
                    let on = qualified(on)?;
                    keywords.retain(|(given, _)| &**given != "schema");
                    keywords.push(keyword("table_name", builder.name(on.name)));
                    keywords.extend(on.schema(builder));
                }
                builder.directive("drop_index", arguments, keywords)
            }
            (ObjectType::Type, None) => user_type::dropped(builder, &name),
            _ => return None,
        });
    }
    Some(calls)
}
