//! What a `.sql` revision does, whatever it looks like.

use crate::formats::sql::Sql;
use crate::formats::{Format, Meaning};
use crate::text::SourceText;

fn meaning(text: &str) -> Meaning {
    Sql.meaning(&SourceText::new("f.sql", text)).expect("readable")
}

const FILE: &str = "-- revision: b\n-- down_revision: a\n-- message: m\n\n-- onehead: upgrade\nCREATE TABLE t (a TEXT DEFAULT 'x  y');\nSELECT 1;\n\n-- onehead: downgrade\nDROP TABLE t;\n";

#[test]
fn layout_comments_and_headers_change_nothing() {
    for (from, to) in [
        ("down_revision: a", "down_revision: c"),
        ("CREATE TABLE t", "-- now\nCREATE   TABLE\n\tt"),
        ("SELECT 1;", "/* x */ SELECT 1"),
    ] {
        let text = FILE.replace(from, to);
        assert_ne!(text, FILE);
        assert_eq!(meaning(FILE), meaning(&text), "{to}");
    }
}

#[test]
fn statements_count_as_they_are_written() {
    let before = meaning(FILE);
    for (from, to) in [
        ("'x  y'", "'x y'"),
        ("SELECT 1;", ""),
        ("SELECT 1", "SELECT 2"),
        ("upgrade", "upgrade sqlite"),
    ] {
        let after = meaning(&FILE.replacen(from, to, 1));
        assert!(
            before.upgrade != after.upgrade && before.downgrade == after.downgrade,
            "{to}"
        );
    }
    let after = meaning(&FILE.replace("DROP TABLE t", "SELECT 1"));
    assert!(before.upgrade == after.upgrade && before.downgrade != after.downgrade);
}
