//! The definition of a column.

use sqlparser::ast::{ColumnDef, ColumnOption, DataType, GeneratedAs, GeneratedExpressionMode};
use sqlparser::tokenizer::Token;

use super::build::{Builder, Keywords, keyword};
use super::constraint;
use crate::ops::Value;

/// Reads a column with everything that stands behind its type.
pub(super) fn column(builder: &Builder, definition: &ColumnDef) -> Option<Value> {
    // SQLite lets a column have no type.
    if definition.data_type == DataType::Unspecified {
        return None;
    }
    let mut arguments = vec![
        builder.name(&definition.name),
        builder.spelled_type(&definition.data_type),
    ];
    let mut keywords = Keywords::new();
    for option in &definition.options {
        let is_plain = option.name.is_none();
        match &option.option {
            ColumnOption::Null if is_plain => keywords.push(keyword("nullable", Value::Bool(true))),
            ColumnOption::NotNull if is_plain => keywords.push(keyword("nullable", Value::Bool(false))),
            ColumnOption::Default(value) if is_plain => keywords.push(keyword("server_default", builder.raw(value))),
            ColumnOption::Comment(text) if is_plain => {
                keywords.push(keyword("comment", Value::text(text.as_str())));
            }
            ColumnOption::PrimaryKey(key) if is_plain && key.characteristics.is_none() => {
                keywords.push(keyword("primary_key", Value::Bool(true)));
            }
            ColumnOption::Unique(unique) if is_plain && unique.characteristics.is_none() => {
                keywords.push(keyword("unique", Value::Bool(true)));
            }
            ColumnOption::ForeignKey(key) => {
                arguments.push(constraint::reference(builder, key, option.name.as_ref())?);
            }
            ColumnOption::Check(check) => {
                arguments.push(constraint::check(builder, check, option.name.as_ref())?);
            }
            ColumnOption::DialectSpecific(tokens) if counts_up(tokens) => {
                keywords.push(keyword("autoincrement", Value::Bool(true)));
            }
            other if is_plain => arguments.push(generated(builder, other)?),
            _ => return None,
        }
    }
    // A keyword given twice is no definition.
    let is_twice = keywords
        .iter()
        .enumerate()
        .any(|(at, (name, _))| keywords[..at].iter().any(|(other, _)| other == name));
    (!is_twice).then(|| builder.built("Column", arguments, keywords))
}

fn counts_up(tokens: &[Token]) -> bool {
    matches!(tokens, [Token::Word(word)] if ["auto_increment", "autoincrement"]
        .iter()
        .any(|known| word.value.eq_ignore_ascii_case(known)))
}

fn generated(builder: &Builder, option: &ColumnOption) -> Option<Value> {
    let ColumnOption::Generated {
        generated_as,
        sequence_options,
        generation_expr,
        generation_expr_mode,
        ..
    } = option
    else {
        return None;
    };
    match (generation_expr, sequence_options) {
        (Some(expression), None) => {
            let mode = generation_expr_mode.as_ref();
            let persisted = mode.map(|mode| Value::Bool(matches!(mode, GeneratedExpressionMode::Stored)));
            let keywords = super::build::given("persisted", persisted);
            Some(builder.built(
                "Computed",
                vec![builder.raw(expression)],
                keywords.into_iter().collect(),
            ))
        }
        (None, None) => {
            let always = match generated_as {
                GeneratedAs::Always => true,
                GeneratedAs::ByDefault => false,
                GeneratedAs::ExpStored => return None,
            };
            let keywords = vec![keyword("always", Value::Bool(always))];
            Some(builder.built("Identity", Vec::new(), keywords))
        }
        _ => None,
    }
}
