//! `CREATE INDEX`.

use sqlparser::ast::{CreateIndex, Expr, IndexColumn};

use super::build::{Builder, Keywords, keyword};
use super::names::qualified;
use crate::ops::{Call, Value};

/// Reads an index of columns and expressions.
pub(super) fn create(builder: &Builder, create: &CreateIndex) -> Option<Vec<Call>> {
    let is_plain = !create.r#async
        && create.include.is_empty()
        && create.nulls_distinct.is_none()
        && create.with.is_empty()
        && create.index_options.is_empty()
        && create.alter_options.is_empty();
    if !is_plain {
        return None;
    }
    let name = qualified(create.name.as_ref()?)?;
    let table = qualified(&create.table_name)?;
    let columns: Option<Vec<Value>> = create.columns.iter().map(|column| indexed(builder, column)).collect();
    let mut keywords: Keywords = table.schema(builder).into_iter().collect();
    // SQLite names the schema before the index.
    if table.schema.is_none() {
        keywords.extend(name.schema(builder));
    }
    for (flag, is_set) in [("unique", create.unique), ("if_not_exists", create.if_not_exists)] {
        if is_set {
            keywords.push(keyword(flag, Value::Bool(true)));
        }
    }
    let prefix = match builder.flavour {
        crate::formats::sql::Flavour::PostgreSql => "postgresql",
        crate::formats::sql::Flavour::MySql => "mysql",
        crate::formats::sql::Flavour::Sqlite => "sqlite",
    };
    if create.concurrently {
        keywords.push(keyword(&format!("{prefix}_concurrently"), Value::Bool(true)));
    }
    if let Some(using) = &create.using {
        keywords.push(keyword(
            &format!("{prefix}_using"),
            Value::text(using.to_string().to_lowercase()),
        ));
    }
    if let Some(predicate) = &create.predicate {
        keywords.push(keyword(&format!("{prefix}_where"), builder.raw(predicate)));
    }
    let arguments = vec![
        builder.name(name.name),
        builder.name(table.name),
        Value::List(columns?.into()),
    ];
    Some(vec![builder.directive("create_index", arguments, keywords)])
}

fn indexed(builder: &Builder, column: &IndexColumn) -> Option<Value> {
    let options = &column.column.options;
    let is_plain = column.operator_class.is_none()
        && column.column.with_fill.is_none()
        && options.sort.is_none()
        && options.nulls_first.is_none();
    match &column.column.expr {
        Expr::Identifier(name) if is_plain => Some(builder.name(name)),
        // Which columns an expression reads is not looked into.
        _ => None,
    }
}
