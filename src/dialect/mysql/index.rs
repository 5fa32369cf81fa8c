//! Indexes of `MySQL` and `MariaDB`.

use super::MySql;
use super::options::with_fallback;
use crate::ops::ddl::{self, full_name};
use crate::ops::expression::{Form, SqlOperator};
use crate::ops::schema::{Index, IndexItem};
use crate::ops::spelling::Columns;
use crate::ops::{Identifier, Spelling, Unsupported, Value};

/// `CREATE INDEX`
pub(super) fn create(dialect: &MySql, index: &Index, if_not_exists: bool) -> Result<String, Unsupported> {
    let own = dialect.name();
    let mut text = "CREATE ".to_owned();
    if index.unique {
        text.push_str("UNIQUE ");
    }
    if let Some(prefix) = index.options.text(own, "prefix")?.filter(|prefix| !prefix.is_empty()) {
        text.push_str(prefix);
        text.push(' ');
    }
    text.push_str("INDEX ");
    if if_not_exists {
        text.push_str("IF NOT EXISTS ");
    }
    let (name, table) = (ddl::index_name(dialect, index)?, full_name(dialect, &index.table));
    text.push_str(&format!("{name} ON {table} ({})", items(dialect, index)?.join(", ")));
    if let Some(parser) = with_fallback(dialect, &index.options, "with_parser")? {
        text.push_str(&format!(" WITH PARSER {parser}"));
    }
    if let Some(using) = with_fallback(dialect, &index.options, "using")? {
        text.push_str(&format!(" USING {}", dialect.identifier(&Identifier::plain(using))));
    }
    Ok(text)
}

/// A column, or an expression: operators and functions stand in parentheses.
fn item_text(dialect: &MySql, item: &IndexItem) -> Result<String, Unsupported> {
    match item {
        IndexItem::Column(column) => Ok(dialect.identifier(column)),
        IndexItem::Expression(expression) => {
            let text = dialect.expression(expression, Columns::Bare)?;
            let is_grouped = match &*expression.form {
                Form::Binary(_) | Form::Function(_) => true,
                Form::Unary(unary) => !matches!(unary.operator, SqlOperator::Desc | SqlOperator::Asc),
                _ => false,
            };
            Ok(if is_grouped { format!("({text})") } else { text })
        }
    }
}

/// What the index is over, with the length of what is looked at.
fn items(dialect: &MySql, index: &Index) -> Result<Vec<String>, Unsupported> {
    let texts = index.items.iter().map(|item| item_text(dialect, item));
    let texts: Vec<String> = texts.collect::<Result<_, _>>()?;
    let unfit = |value: &Value| Unsupported::unknown(format!("the length of an index is {}", value.kind()));
    match index.options.get(dialect.name(), "length") {
        None | Some(Value::None) => Ok(texts),
        Some(Value::Int(length)) => Ok(texts.iter().map(|text| format!("{text}({length})")).collect()),
        Some(Value::Map(entries)) => {
            let with_length = |(item, text): (&IndexItem, &String)| {
                let IndexItem::Column(column) = item else {
                    return Err(Unsupported::unknown("the length of an expression is not understood"));
                };
                let named = |name: &str| {
                    entries.iter().find_map(|(key, value)| match key {
                        Value::Text(key) if **key == *name => Some(value),
                        _ => None,
                    })
                };
                match named(&column.text).or_else(|| named(text)) {
                    None => Ok(text.clone()),
                    Some(Value::Int(length)) => Ok(format!("{text}({length})")),
                    Some(other) => Err(unfit(other)),
                }
            };
            index.items.iter().zip(&texts).map(with_length).collect()
        }
        Some(other) => Err(unfit(other)),
    }
}
