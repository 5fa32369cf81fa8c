//! What stands behind a table of `PostgreSQL`, and its lists of settings.

use super::PostgreSql;
use super::ddl::NAME;
use crate::ops::options::Options;
use crate::ops::{Identifier, Spelling, Unsupported, Value};

/// What stands behind the closing parenthesis of a table, a line each.
pub(super) fn of_table(dialect: &PostgreSql, options: &Options) -> Result<String, Unsupported> {
    let mut text = String::new();
    if let Some(parents) = inherits(options)? {
        let parents: Vec<String> = parents
            .iter()
            .map(|parent| dialect.identifier(&Identifier::plain(*parent)))
            .collect();
        text.push_str(&format!("\n INHERITS ({})", parents.join(", ")));
    }
    for (argument, words) in [("partition_by", "PARTITION BY"), ("using", "USING")] {
        if let Some(value) = filled(options, argument)? {
            text.push_str(&format!("\n {words} {value}"));
        }
    }
    if let Some(settings) = settings(options)? {
        text.push_str(&format!("\n WITH ({settings})"));
    }
    match options.flag(NAME, "with_oids")? {
        Some(true) => text.push_str("\n WITH OIDS"),
        Some(false) => text.push_str("\n WITHOUT OIDS"),
        None => {}
    }
    if let Some(on_commit) = filled(options, "on_commit")? {
        text.push_str(&format!("\n ON COMMIT {}", on_commit.replace('_', " ").to_uppercase()));
    }
    if let Some(tablespace) = tablespace(dialect, options)? {
        text.push_str(&format!("\n TABLESPACE {tablespace}"));
    }
    Ok(text)
}

/// The tablespace, quoted.
pub(super) fn tablespace(dialect: &PostgreSql, options: &Options) -> Result<Option<String>, Unsupported> {
    let tablespace = filled(options, "tablespace")?;
    Ok(tablespace.map(|tablespace| dialect.identifier(&Identifier::plain(tablespace))))
}

/// `postgresql_with`: settings with their values.
pub(super) fn settings(options: &Options) -> Result<Option<String>, Unsupported> {
    let entries = match options.get(NAME, "with") {
        None | Some(Value::None) => return Ok(None),
        Some(Value::Map(entries)) if entries.is_empty() => return Ok(None),
        Some(Value::Map(entries)) => entries,
        Some(other) => return Err(unfit("with", other)),
    };
    let setting = |(name, value): &(Value, Value)| {
        let Value::Text(name) = name else {
            return Err(unfit("with", name));
        };
        match value {
            Value::None => Ok(name.to_string()),
            Value::Bool(value) => Ok(format!("{name} = {value}")),
            Value::Int(value) => Ok(format!("{name} = {value}")),
            Value::Text(value) => Ok(format!("{name} = {value}")),
            other => Err(unfit("with", other)),
        }
    };
    let settings: Vec<String> = entries.iter().map(setting).collect::<Result<_, _>>()?;
    Ok(Some(settings.join(", ")))
}

/// A text that is not empty.
pub(super) fn filled<'a>(options: &'a Options, argument: &str) -> Result<Option<&'a str>, Unsupported> {
    Ok(options.text(NAME, argument)?.filter(|text| !text.is_empty()))
}

fn inherits(options: &Options) -> Result<Option<Vec<&str>>, Unsupported> {
    match options.get(NAME, "inherits") {
        Some(Value::Text(parent)) => Ok(Some(vec![&**parent])),
        _ => options.texts(NAME, "inherits"),
    }
}

fn unfit(argument: &str, value: &Value) -> Unsupported {
    Unsupported::unknown(format!(
        "`{NAME}_{argument}` holds {}, which is not understood there",
        value.kind()
    ))
}
