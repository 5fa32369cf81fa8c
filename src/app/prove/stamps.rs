//! Version rows exported from databases that cannot be reached from here (`docs/prove.md`).

use std::path::PathBuf;

use serde_json::Value;

use super::Live;
use crate::revision::RevisionId;

/// Why a file of version rows cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum StampsError {
    /// It is not there.
    #[error("there is no file {}", .0.display())]
    Absent(PathBuf),
    /// It says nothing that can be understood.
    #[error("{}: {}", .0.display(), .1)]
    Invalid(PathBuf, String),
}

/// Reads version rows: JSON, or one row a line with blank lines between databases, `[name]` before the rows of one, and
/// comments behind `#`.
///
/// # Errors
/// What is wrong, with the line or the key.
pub fn parse(text: &str) -> Result<Vec<Live>, String> {
    let start = text.trim_start();
    let is_name =
        |line: &str| line.trim_end().ends_with(']') && !line.contains(['"', ',']) && line.trim_end().len() > 2;
    let looks_like_json =
        start.starts_with('{') || (start.starts_with('[') && !start.lines().next().is_some_and(is_name));
    if looks_like_json { json(text) } else { lines(text) }
}

fn lines(text: &str) -> Result<Vec<Live>, String> {
    let mut found: Vec<Live> = Vec::new();
    let mut open = false;
    for (number, line) in (1..).zip(text.lines()) {
        let content = line.split('#').next().unwrap_or_default().trim();
        if content.is_empty() {
            // A line with nothing but a comment does not part two databases.
            open &= line.contains('#');
            continue;
        }
        if let Some(name) = content.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')) {
            found.push(live(name.trim(), vec![])?);
            open = true;
            continue;
        }
        let row = row(content).map_err(|what| format!("line {number}: {what}"))?;
        if !open {
            found.push(live(&format!("database {}", found.len() + 1), vec![])?);
            open = true;
        }
        if let Some(last) = found.last_mut() {
            if last.rows.contains(&row) {
                return Err(format!("line {number}: the row {row} stands there twice"));
            }
            last.rows.push(row);
        }
    }
    Ok(found)
}

fn row(text: &str) -> Result<RevisionId, String> {
    if text.is_empty() || text.contains(char::is_whitespace) || text.contains(char::is_control) {
        return Err(format!("`{}` is no version row", crate::text::escape_line(text)));
    }
    Ok(RevisionId::from(text))
}

fn json(text: &str) -> Result<Vec<Live>, String> {
    match serde_json::from_str::<Value>(text).map_err(|error| error.to_string())? {
        Value::Object(databases) => databases.iter().map(|(name, rows)| database(name, rows)).collect(),
        Value::Array(rows) if rows.iter().all(Value::is_string) && !rows.is_empty() => {
            Ok(vec![database("database 1", &Value::Array(rows))?])
        }
        Value::Array(databases) => {
            let named = (1..).zip(&databases);
            named
                .map(|(number, rows)| database(&format!("database {number}"), rows))
                .collect()
        }
        _ => Err("neither an object nor a list".to_owned()),
    }
}

fn database(name: &str, rows: &Value) -> Result<Live, String> {
    let wrong = || format!("{name}: the rows are a list of texts");
    let list = match rows {
        Value::String(one) => vec![row(one)?],
        Value::Array(list) => {
            let mut read = Vec::new();
            for one in list {
                read.push(row(one.as_str().ok_or_else(wrong)?)?);
            }
            read
        }
        _ => return Err(wrong()),
    };
    live(name, list)
}

fn live(name: &str, rows: Vec<RevisionId>) -> Result<Live, String> {
    let mut seen = std::collections::HashSet::new();
    if let Some(twice) = rows.iter().find(|row| !seen.insert(*row)) {
        return Err(format!("{name}: the row {twice} stands there twice"));
    }
    Ok(Live {
        name: name.to_owned(),
        rows,
        doubt: None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Vec<(String, Vec<String>)> {
        let found = parse(text).expect("valid");
        found
            .into_iter()
            .map(|live| (live.name, live.rows.iter().map(ToString::to_string).collect()))
            .collect()
    }

    fn made(name: &str, rows: &[&str]) -> (String, Vec<String>) {
        (name.to_owned(), rows.iter().map(|&row| row.to_owned()).collect())
    }

    #[test]
    fn rows_come_by_lines_or_as_json() {
        let two = [made("database 1", &["a"]), made("database 2", &["b", "c"])];
        assert_eq!(read("a\n\n\n# more\nb  # why\n# not a gap\nc\n"), two);
        assert_eq!(read(r#"[["a"], ["b", "c"]]"#), two);
        let named = [made("eu", &["a"]), made("us", &["b"])];
        assert_eq!(read("[eu]\na\n[us]\n\nb\n")[0], named[0]);
        assert_eq!(read(r#"{"eu": "a", "us": ["b"]}"#), named);
        assert_eq!(read(r#"["a", "b"]"#), [made("database 1", &["a", "b"])]);
        assert_eq!(read("[empty]\n"), [made("empty", &[])]);
        assert_eq!(read(""), []);
    }

    #[test]
    fn what_is_no_row_is_refused() {
        for text in [
            "a b",
            "a\na",
            "[1]\nx y",
            r#"{"eu": 1}"#,
            r#"{"eu": [1]}"#,
            r#"["a", 1]"#,
            "{",
            r#"{"eu": ["a", "a"]}"#,
        ] {
            assert!(parse(text).is_err(), "{text}");
        }
    }
}
