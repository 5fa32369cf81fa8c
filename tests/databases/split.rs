//! The splitter against `SQLite`'s own `sqlite3_complete`.

use std::path::{Path, PathBuf};

use onehead::formats::sql::{Flavour, script};
use onehead::graph::Direction;
use onehead::text::SourceText;
use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::TestRunner;

use crate::oracle;

/// Feeds a text to `complete_statement` separator by separator, as the shell of `SQLite` does.
const PROGRAM: &str = r#"
import json, sqlite3, sys
for text in sys.stdin.buffer.read().decode().split("\0"):
    parts, start = [], 0
    for at, c in enumerate(text):
        if c == ";" and sqlite3.complete_statement(text[start:at + 1]):
            parts.append(text[start:at]); start = at + 1
    print(json.dumps([parts, text[start:]]))
"#;

fn statements(text: &str) -> Option<Vec<String>> {
    let content = format!("-- revision: a\n-- down_revision:\n-- onehead: upgrade\n{text}");
    let script = script(&SourceText::new(PathBuf::from("a.sql"), content), Flavour::Sqlite).ok()?;
    let section = script.section(Direction::Up)?;
    Some(section.statements.iter().map(|one| one.value.to_string()).collect())
}

#[test]
fn statements_end_where_sqlite_says() {
    let piece = prop::sample::select(vec![
        ";",
        ";",
        ";\n",
        "'",
        "''",
        "\"",
        "`",
        "[",
        "]",
        "-- x\n",
        "/* y */",
        "/*",
        " ",
        "\n",
        "a",
        "CREATE ",
        "TEMP ",
        "TEMPORARY ",
        "TRIGGER ",
        "BEGIN ",
        "CASE ",
        "END",
        "END ",
        "EXPLAIN ",
        "QUERY PLAN ",
        "SELECT 1",
        "(",
        "$x",
        "#",
    ]);
    let strategy = prop::collection::vec(piece, 0..40).prop_map(|pieces| pieces.concat());
    let mut runner = TestRunner::deterministic();
    let texts: Vec<String> = (0..6000)
        .map(|_| strategy.new_tree(&mut runner).expect("generates").current())
        .collect();
    let answers = oracle::run(PROGRAM, &[], Path::new("/"), &texts.join("\0"));
    let mut compared = 0;
    for (text, theirs) in texts.iter().zip(answers.lines()) {
        let Some(ours) = statements(text) else { continue };
        let theirs: (Vec<String>, String) = serde_json::from_str(theirs).expect("JSON");
        let mut expected: Vec<String> = theirs.0;
        expected.push(theirs.1);
        // Their parts carry the comments and spaces around a statement, and parts of nothing else.
        let expected: Vec<String> = expected.iter().filter_map(|part| bare(part)).collect();
        assert_eq!(ours, expected, "{text:?}");
        compared += 1;
    }
    assert!(compared > 1500, "only {compared} could be compared");
}

/// Takes comments and space off both ends of a part, by means of its own.
fn bare(part: &str) -> Option<String> {
    let (mut at, mut first, mut last) = (0, None, 0);
    let bytes = part.as_bytes();
    while at < bytes.len() {
        let rest = &part[at..];
        let length = match bytes[at] {
            b'-' if rest.starts_with("--") => {
                at += rest.find('\n').unwrap_or(rest.len());
                continue;
            }
            b'/' if rest.starts_with("/*") => {
                at += 2 + rest[2..].find("*/").map_or(rest.len() - 2, |found| found + 2);
                continue;
            }
            b' ' | b'\n' => {
                at += 1;
                continue;
            }
            mark @ (b'\'' | b'"' | b'`') => 2 + rest[1..].find(char::from(mark)).expect("was read"),
            b'[' => 1 + rest.find(']').expect("was read"),
            // A separator by itself is no statement; inside one it is part of it.
            b';' if first.is_none() => {
                at += 1;
                continue;
            }
            _ => rest.chars().next().map_or(1, char::len_utf8),
        };
        first.get_or_insert(at);
        at += length;
        last = at;
    }
    first.map(|first| part[first..last].to_owned())
}
