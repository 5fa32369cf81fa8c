//! Constraints: within a table, behind a column, and added later.

use sqlparser::ast::{
    CheckConstraint, ConstraintCharacteristics, DeferrableInitial, Expr, ForeignKeyConstraint, Ident, IndexColumn,
    TableConstraint,
};

use super::build::{Builder, Keywords, given, keyword};
use super::names::{kept, qualified};
use crate::ops::{Call, Value};

/// Reads a constraint as an item of a table.
pub(super) fn item(builder: &Builder, constraint: &TableConstraint) -> Option<Value> {
    match constraint {
        TableConstraint::PrimaryKey(key) => {
            let keywords = common(builder, key.name.as_ref(), key.characteristics.as_ref())?;
            let is_plain = key.index_name.is_none() && key.index_type.is_none();
            let is_plain = is_plain && key.include.is_empty() && key.index_options.is_empty();
            let columns = plain_columns(&key.columns).filter(|_| is_plain)?;
            let columns = columns.iter().map(|column| builder.name(column)).collect();
            Some(builder.built("PrimaryKeyConstraint", columns, keywords))
        }
        TableConstraint::Unique(unique) => {
            let keywords = common(builder, unique.name.as_ref(), unique.characteristics.as_ref())?;
            let is_plain = unique.index_name.is_none() && unique.index_type.is_none();
            let is_plain = is_plain && unique.include.is_empty() && unique.index_options.is_empty();
            let columns = plain_columns(&unique.columns).filter(|_| is_plain)?;
            let columns = columns.iter().map(|column| builder.name(column)).collect();
            Some(builder.built("UniqueConstraint", columns, keywords))
        }
        TableConstraint::ForeignKey(key) => {
            let keywords = foreign(builder, key, key.name.as_ref())?;
            let table = qualified(&key.foreign_table)?.dotted(builder)?;
            let remote = referred(builder, &key.referred_columns, &table)?;
            let columns = builder.names(&key.columns);
            Some(builder.built(
                "ForeignKeyConstraint",
                vec![columns, Value::List(remote.into())],
                keywords,
            ))
        }
        TableConstraint::Check(found) => check(builder, found, found.name.as_ref()),
        _ => None,
    }
}

/// Reads `REFERENCES` behind a column; one that does not name the column it refers to is not understood.
pub(super) fn reference(builder: &Builder, key: &ForeignKeyConstraint, name: Option<&Ident>) -> Option<Value> {
    let keywords = foreign(builder, key, name)?;
    let table = qualified(&key.foreign_table)?.dotted(builder)?;
    match referred(builder, &key.referred_columns, &table)?.as_slice() {
        [column] => Some(builder.built("ForeignKey", vec![column.clone()], keywords)),
        _ => None,
    }
}

/// Reads `CHECK`.
pub(super) fn check(builder: &Builder, found: &CheckConstraint, name: Option<&Ident>) -> Option<Value> {
    if found.no_inherit || found.enforced.is_some() {
        return None;
    }
    let name = given("name", name.map(|name| builder.name(name)));
    let condition = vec![builder.raw(&found.expr)];
    Some(builder.built("CheckConstraint", condition, name.into_iter().collect()))
}

/// Reads `ADD CONSTRAINT`.
pub(super) fn add(builder: &Builder, table: &Table, constraint: &TableConstraint) -> Option<Call> {
    // What an item of a table says is what the directive says: its own words are taken apart again.
    let item = item(builder, constraint)?;
    let made = item.as_call()?;
    let name = made.keyword("name").cloned().unwrap_or(Value::None);
    let mut keywords: Keywords = made.keywords.clone();
    keywords.retain(|(keyword, _)| &**keyword != "name");
    keywords.extend(table.schema.clone());
    let columns = || Value::List(made.arguments.clone().into());
    Some(match constraint {
        TableConstraint::PrimaryKey(_) => builder.directive(
            "create_primary_key",
            vec![name, table.name.clone(), columns()],
            keywords,
        ),
        TableConstraint::Unique(_) => builder.directive(
            "create_unique_constraint",
            vec![name, table.name.clone(), columns()],
            keywords,
        ),
        TableConstraint::Check(_) => {
            let condition = made.arguments.first()?.clone();
            builder.directive(
                "create_check_constraint",
                vec![name, table.name.clone(), condition],
                keywords,
            )
        }
        TableConstraint::ForeignKey(key) => {
            let referent = qualified(&key.foreign_table)?;
            let schema = std::mem::replace(&mut keywords, made.keywords.clone());
            keywords.retain(|(keyword, _)| &**keyword != "name");
            let source = schema.into_iter().find(|(keyword, _)| &**keyword == "schema");
            keywords.extend(source.map(|(_, value)| keyword("source_schema", value)));
            keywords.extend(given(
                "referent_schema",
                referent.schema.map(|schema| builder.name(schema)),
            ));
            let local = builder.names(&key.columns);
            let remote = builder.names(&key.referred_columns);
            let arguments = vec![name, table.name.clone(), builder.name(referent.name), local, remote];
            builder.directive("create_foreign_key", arguments, keywords)
        }
        _ => return None,
    })
}

/// A table that is altered.
pub(super) struct Table {
    /// Its name.
    pub(super) name: Value,
    /// The argument `schema=`.
    pub(super) schema: Option<(std::sync::Arc<str>, Value)>,
}

/// Reads columns that are nothing but names.
pub(super) fn plain_columns(columns: &[IndexColumn]) -> Option<Vec<&Ident>> {
    let plain = |column: &'_ IndexColumn| -> bool {
        let options = &column.column.options;
        column.operator_class.is_none()
            && column.column.with_fill.is_none()
            && options.sort.is_none()
            && options.nulls_first.is_none()
    };
    columns
        .iter()
        .map(|column| match &column.column.expr {
            Expr::Identifier(name) if plain(column) => Some(name),
            _ => None,
        })
        .collect()
}

fn referred(builder: &Builder, columns: &[Ident], table: &str) -> Option<Vec<Value>> {
    let names: Vec<String> = columns.iter().map(|column| kept(builder.flavour, column)).collect();
    let is_plain = !names.is_empty() && !names.iter().any(|name| name.contains('.'));
    is_plain.then(|| {
        names
            .iter()
            .map(|name| Value::text(format!("{table}.{name}")))
            .collect()
    })
}

fn foreign(builder: &Builder, key: &ForeignKeyConstraint, name: Option<&Ident>) -> Option<Keywords> {
    if key.match_kind.is_some() || key.index_name.is_some() {
        return None;
    }
    let mut keywords = common(builder, name, key.characteristics.as_ref())?;
    let action = |name, action: Option<&sqlparser::ast::ReferentialAction>| {
        given(name, action.map(|action| Value::text(action.to_string())))
    };
    keywords.extend(action("ondelete", key.on_delete.as_ref()));
    keywords.extend(action("onupdate", key.on_update.as_ref()));
    Some(keywords)
}

/// The name, and when the constraint is looked at.
fn common(builder: &Builder, name: Option<&Ident>, when: Option<&ConstraintCharacteristics>) -> Option<Keywords> {
    let mut keywords: Keywords = given("name", name.map(|name| builder.name(name))).into_iter().collect();
    let Some(when) = when else { return Some(keywords) };
    if when.enforced.is_some() {
        return None;
    }
    keywords.extend(given("deferrable", when.deferrable.map(Value::Bool)));
    let initially = when.initially.as_ref().map(|initially| match initially {
        DeferrableInitial::Immediate => "IMMEDIATE",
        DeferrableInitial::Deferred => "DEFERRED",
    });
    keywords.extend(given("initially", initially.map(Value::text)));
    Some(keywords)
}
