//! Indexes of `PostgreSQL`, and the constraints that are made of them.

use super::PostgreSql;
use super::ddl::NAME;
use super::options::{filled, settings, tablespace};
use crate::ops::ddl;
use crate::ops::options::Options;
use crate::ops::schema::{Exclude, ExcludedItem, Index, IndexItem};
use crate::ops::spelling::Columns;
use crate::ops::{Expression, Identifier, Spelling, Unsupported, Value};
use crate::text::Place;

/// `CREATE INDEX`
pub(super) fn create(dialect: &PostgreSql, index: &Index, if_not_exists: bool) -> Result<String, Unsupported> {
    let options = &index.options;
    let mut text = "CREATE ".to_owned();
    if index.unique {
        text.push_str("UNIQUE ");
    }
    text.push_str("INDEX ");
    if options.flag(NAME, "concurrently")?.unwrap_or(false) {
        text.push_str("CONCURRENTLY ");
    }
    if if_not_exists {
        text.push_str("IF NOT EXISTS ");
    }
    let (name, table) = (ddl::index_name(dialect, index)?, ddl::full_name(dialect, &index.table));
    text.push_str(&format!("{name} ON {table} "));
    if let Some(using) = filled(options, "using")? {
        text.push_str(&format!("USING {} ", method(using)?));
    }
    text.push_str(&format!("({})", items(dialect, index)?.join(", ")));
    text.push_str(&tail(dialect, options)?);
    Ok(text)
}

fn tail(dialect: &PostgreSql, options: &Options) -> Result<String, Unsupported> {
    let mut text = include(dialect, options)?;
    match options.flag(NAME, "nulls_not_distinct")? {
        Some(true) => text.push_str(" NULLS NOT DISTINCT"),
        Some(false) => text.push_str(" NULLS DISTINCT"),
        None => {}
    }
    if let Some(settings) = settings(options)? {
        text.push_str(&format!(" WITH ({settings})"));
    }
    if let Some(tablespace) = tablespace(dialect, options)? {
        text.push_str(&format!(" TABLESPACE {tablespace}"));
    }
    if let Some(condition) = condition(options)? {
        text.push_str(" WHERE ");
        text.push_str(&dialect.expression(&condition, Columns::Bare)?);
    }
    Ok(text)
}

/// `DROP INDEX`
pub(super) fn drop(dialect: &PostgreSql, index: &Index, if_exists: bool) -> Result<String, Unsupported> {
    let concurrently = index.options.flag(NAME, "concurrently")?.unwrap_or(false);
    let concurrently = if concurrently { "CONCURRENTLY " } else { "" };
    let exists = if if_exists { "IF EXISTS " } else { "" };
    let name = ddl::index_name_in_schema(dialect, index)?;
    Ok(format!("\nDROP INDEX {concurrently}{exists}{name}"))
}

/// An exclude constraint's clause.
pub(super) fn exclude(dialect: &PostgreSql, exclude: &Exclude) -> Result<String, Unsupported> {
    let preamble = ddl::preamble(dialect, exclude.name.as_ref())?;
    let element = |element: &crate::ops::schema::ExcludeElement| {
        let (item, key) = match &element.item {
            ExcludedItem::Column(column) => (dialect.identifier(column), Some(column.text.clone())),
            ExcludedItem::Expression(expression) => {
                let key = expression.as_column().map(|key| key.text.clone());
                (dialect.expression(expression, Columns::Bare)?, key)
            }
        };
        let class = exclude.ops.iter().find(|(name, _)| Some(name) == key.as_ref());
        let class = class.map_or_else(String::new, |(_, class)| format!(" {class}"));
        Ok(format!("{item}{class} WITH {}", element.operator))
    };
    let elements: Vec<String> = exclude.elements.iter().map(element).collect::<Result<_, _>>()?;
    let mut text = format!(
        "{preamble}EXCLUDE USING {} ({})",
        method(&exclude.using)?,
        elements.join(", ")
    );
    if let Some(condition) = &exclude.condition {
        let condition = dialect.expression(condition, Columns::Qualified)?;
        text.push_str(&format!(" WHERE ({condition})"));
    }
    Ok(text + &ddl::deferral(&exclude.deferral)?)
}

fn items(dialect: &PostgreSql, index: &Index) -> Result<Vec<String>, Unsupported> {
    let classes = operator_classes(&index.options)?;
    let item = |item: &IndexItem| {
        let (text, key) = match item {
            IndexItem::Column(column) => (dialect.identifier(column), Some(column)),
            IndexItem::Expression(expression) => (dialect.index_expression(expression)?, expression.as_column()),
        };
        let class = classes
            .iter()
            .find(|(name, _)| key.is_some_and(|key| *key.text == **name));
        Ok(class.map_or_else(|| text.clone(), |(_, class)| format!("{text} {class}")))
    };
    index.items.iter().map(item).collect()
}

fn operator_classes(options: &Options) -> Result<Vec<(&str, &str)>, Unsupported> {
    let entries = match options.get(NAME, "ops") {
        None | Some(Value::None) => return Ok(Vec::new()),
        Some(Value::Map(entries)) => entries,
        Some(other) => return Err(unfit("ops", other)),
    };
    let entry = |(name, class): &'_ (Value, Value)| match (name, class) {
        (Value::Text(_), Value::Text(_)) => Ok(()),
        (_, other) => Err(unfit("ops", other)),
    };
    entries.iter().try_for_each(entry)?;
    let texts = entries.iter().filter_map(|(name, class)| match (name, class) {
        (Value::Text(name), Value::Text(class)) => Some((&**name, &**class)),
        _ => None,
    });
    Ok(texts.collect())
}

fn include(dialect: &PostgreSql, options: &Options) -> Result<String, Unsupported> {
    let columns = options.texts(NAME, "include")?.unwrap_or_default();
    if columns.is_empty() {
        return Ok(String::new());
    }
    let columns = columns.into_iter().map(Identifier::plain);
    let columns: Vec<String> = columns.map(|column| dialect.identifier(&column)).collect();
    Ok(format!(" INCLUDE ({})", columns.join(", ")))
}

fn condition(options: &Options) -> Result<Option<Expression>, Unsupported> {
    match options.get(NAME, "where") {
        None | Some(Value::None) => Ok(None),
        Some(value) => Expression::from_sql(value, Place::default())
            .map(Some)
            .map_err(|reason| Unsupported::unknown(reason.text)),
    }
}

/// The method of an index: one word, in lower case.
fn method(using: &str) -> Result<String, Unsupported> {
    let is_word = !using.is_empty() && using.chars().all(|c| c.is_alphanumeric() || c == '_');
    if is_word {
        Ok(using.to_lowercase())
    } else {
        Err(Unsupported::refused(format!("Unexpected SQL phrase: '{using}'")))
    }
}

fn unfit(argument: &str, value: &Value) -> Unsupported {
    Unsupported::unknown(format!(
        "`{NAME}_{argument}` holds {}, which is not understood there",
        value.kind()
    ))
}
