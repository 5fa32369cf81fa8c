//! What stands behind a table of `MySQL` and `MariaDB`, and how their arguments are told apart.

use super::MySql;
use crate::ops::options::Options;
use crate::ops::schema::Table;
use crate::ops::{Spelling, Unsupported, Value};

/// Options whose value is written as a string.
const STRINGS: &[&str] = &["COMMENT", "PASSWORD", "CONNECTION"];

/// Options that come after any of those beside them.
const AFTER: &[(&str, &[&str])] = &[
    (
        "COLLATE",
        &["DEFAULT_CHARSET", "DEFAULT_CHARACTER_SET", "CHARSET", "CHARACTER_SET"],
    ),
    ("PARTITIONS", &["PARTITION_BY"]),
    ("SUBPARTITION_BY", &["PARTITION_BY", "PARTITIONS"]),
    ("SUBPARTITIONS", &["PARTITION_BY", "PARTITIONS", "SUBPARTITION_BY"]),
];

const PARTITIONING: &[&str] = &["PARTITION_BY", "PARTITIONS", "SUBPARTITIONS", "SUBPARTITION_BY"];

const SPACED: &[&str] = &[
    "DATA_DIRECTORY",
    "INDEX_DIRECTORY",
    "DEFAULT_CHARACTER_SET",
    "CHARACTER_SET",
    "DEFAULT_CHARSET",
    "DEFAULT_COLLATE",
];

const WITHOUT_SIGN: &[&str] = &["TABLESPACE", "DEFAULT CHARACTER SET", "CHARACTER SET", "COLLATE"];

/// What stands behind the closing parenthesis of a table.
pub(super) fn of_table(dialect: &MySql, table: &Table) -> Result<String, Unsupported> {
    let mut given: Vec<(String, String)> = Vec::new();
    for (argument, value) in table.options.of(dialect.name()) {
        let value = match value {
            Value::Text(text) => text.to_string(),
            Value::Unknown(reason) => return Err(Unsupported::unknown(reason.text.clone())),
            other => {
                let text = format!("the option `{argument}` of a table is {}, no text", other.kind());
                return Err(Unsupported::refused(text));
            }
        };
        put(&mut given, argument.to_uppercase(), value);
    }
    if let Some(comment) = &table.comment {
        put(&mut given, "COMMENT".to_owned(), comment.to_string());
    }
    let is_partitioning = |(name, _): &(String, String)| PARTITIONING.contains(&name.as_str());
    let (partitioning, plain): (Vec<_>, Vec<_>) = given.into_iter().partition(is_partitioning);
    let plain = sorted(plain).into_iter().map(|option| written(dialect, option, false));
    let partitioning = sorted(partitioning)
        .into_iter()
        .map(|option| written(dialect, option, true));
    Ok(plain.chain(partitioning).collect::<Vec<_>>().join(" "))
}

/// Puts an option in its place, as Python's mappings do: the last value counts, the first place stays.
fn put(given: &mut Vec<(String, String)>, name: String, value: String) {
    match given.iter_mut().find(|(taken, _)| *taken == name) {
        Some((_, old)) => *old = value,
        None => given.push((name, value)),
    }
}

/// Orders options: round by round those that wait for no other.
fn sorted(mut waiting: Vec<(String, String)>) -> Vec<(String, String)> {
    let mut done = Vec::with_capacity(waiting.len());
    while !waiting.is_empty() {
        let names: Vec<String> = waiting.iter().map(|(name, _)| name.clone()).collect();
        let is_free = |(name, _): &(String, String)| {
            let before = AFTER
                .iter()
                .find(|(later, _)| later == name)
                .map_or(&[][..], |(_, before)| before);
            !names.iter().any(|waiting| before.contains(&waiting.as_str()))
        };
        let (free, rest): (Vec<_>, Vec<_>) = waiting.into_iter().partition(is_free);
        done.extend(free);
        waiting = rest;
    }
    done
}

fn written(dialect: &MySql, (name, value): (String, String), is_partitioning: bool) -> String {
    let value = if STRINGS.contains(&name.as_str()) {
        dialect.string(&value)
    } else {
        value
    };
    if is_partitioning {
        return format!("{} {value}", name.replace('_', " "));
    }
    let name = if SPACED.contains(&name.as_str()) {
        name.replace('_', " ")
    } else {
        name
    };
    let sign = if WITHOUT_SIGN.contains(&name.as_str()) {
        " "
    } else {
        "="
    };
    format!("{name}{sign}{value}")
}

/// Answers an argument of the dialect; `MariaDB` takes `MySQL`'s where it is not given its own.
pub(super) fn with_fallback<'a>(
    dialect: &MySql,
    options: &'a Options,
    argument: &str,
) -> Result<Option<&'a str>, Unsupported> {
    let own = dialect.name();
    let from = if options.get(own, argument).is_some() {
        own
    } else {
        "mysql"
    };
    options.text(from, argument)
}
