//! How parents may be written, and what becomes of the bytes.

use onehead::formats::python::Python;
use onehead::formats::sql::Sql;
use onehead::formats::{Format, ReparentError};
use onehead::revision::RevisionId;
use onehead::text::{SourceText, apply_edits};

pub fn reparent(format: &dyn Format, text: &str, to: &[&str]) -> Result<String, ReparentError> {
    let source = SourceText::new("f.py", text);
    let to: Vec<RevisionId> = to.iter().map(|&id| id.into()).collect();
    Ok(apply_edits(text, &format.reparent(&source, &to)?))
}

fn script(revises: &str, assignment: &str) -> String {
    format!(
        "\"\"\"add tasks\n\nRevision ID: r1\nRevises: {revises}\nCreate Date: 2020-01-01\n\n\"\"\"\nfrom typing import \
         Union\n\nrevision: str = \"r1\"\n{assignment}\nbranch_labels = None\ndepends_on = None\n\n\ndef \
         upgrade():\n    pass\n\n\ndef downgrade():\n    pass\n"
    )
}

/// Old prose, old assignment, new parents, new prose, new assignment.
type Case = (
    &'static str,
    &'static str,
    &'static [&'static str],
    &'static str,
    &'static str,
);

const CASES: &[Case] = &[
    ("a", "down_revision = 'a'", &["x"], "x", "down_revision = 'x'"),
    (
        "a",
        "down_revision: Union[str, None] = \"a\"  # the one before",
        &["x"],
        "x",
        "down_revision: Union[str, None] = \"x\"  # the one before",
    ),
    (
        "",
        "down_revision = None # base",
        &["x"],
        "x",
        "down_revision = \"x\" # base",
    ),
    ("None", "down_revision = None", &["x"], "x", "down_revision = \"x\""),
    ("a", "down_revision = ('a',)", &["x"], "x", "down_revision = ('x',)"),
    ("a", "down_revision = ['a']", &["x"], "x", "down_revision = ['x']"),
    ("a", "down_revision = ( 'a' )", &["x"], "x", "down_revision = ( 'x' )"),
    (
        "ab",
        "down_revision = ('a'\n    'b')",
        &["x"],
        "x",
        "down_revision = ('x')",
    ),
    (
        "a, b",
        "down_revision = ('a', \"b\")",
        &["a", "x"],
        "a, x",
        "down_revision = ('a', \"x\")",
    ),
    (
        "a, b",
        "down_revision = 'a', 'b'",
        &["x", "y"],
        "x, y",
        "down_revision = 'x', 'y'",
    ),
    (
        "a, b",
        "down_revision = (\n    'a',\n    'b',\n)",
        &["x"],
        "x",
        "down_revision = 'x'",
    ),
    (
        "a, b",
        "down_revision = (\n    'a',  # ours\n    'b',  # theirs\n)",
        &["x", "y"],
        "x, y",
        "down_revision = (\n    'x',  # ours\n    'y',  # theirs\n)",
    ),
    (
        "a, b",
        "down_revision = (\n    'a',\n    'b',\n)",
        &["x", "y", "z"],
        "x, y, z",
        "down_revision = (\n    'x',\n    'y',\n    'z',\n)",
    ),
    (
        "a",
        "down_revision = 'a'",
        &["x", "y"],
        "x, y",
        "down_revision = ('x', 'y')",
    ),
    (
        "a",
        "down_revision = 'z'\ndown_revision = 'a'",
        &["x"],
        "x",
        "down_revision = 'z'\ndown_revision = 'x'",
    ),
    ("stale", "down_revision = 'a'", &["x"], "x", "down_revision = 'x'"),
    (
        "a (add users)",
        "down_revision = 'a'",
        &["x"],
        "x (add users)",
        "down_revision = 'x'",
    ),
    (
        "the one before",
        "down_revision = 'a'",
        &["x"],
        "the one before",
        "down_revision = 'x'",
    ),
    ("a", "down_revision = u'a'", &["it's"], "", ""),
    (
        "a, b",
        "down_revision = (\n    'a',  # ours\n    'b',\n)",
        &["x"],
        "",
        "",
    ),
    ("a", "PARENT = 'a'\ndown_revision = PARENT", &["x"], "", ""),
    ("a", "N = 'a'\ndown_revision = f'{N}'", &["x"], "", ""),
    ("a", "down_revision = 'a' + ''", &["x"], "", ""),
    ("a", "N = 'a'\ndown_revision = (N, 'b')", &["x", "y"], "", ""),
    ("a", "from other import PARENT\ndown_revision = PARENT", &["x"], "", ""),
    ("a", "if True:\n    down_revision = 'a'", &["x"], "", ""),
];

#[test]
fn the_value_that_counts_and_the_prose_change_and_nothing_else() {
    for &(revises, before, to, prose, after) in CASES {
        for ends in ["\n", "\r\n"] {
            let text = script(revises, before).replace('\n', ends);
            let result = reparent(&Python, &text, to);
            if after.is_empty() {
                let error = result.expect_err(before).to_string();
                assert!(error.starts_with("line "), "{before}: {error}");
            } else {
                let expected = script(prose, after).replace('\n', ends);
                assert_eq!(result.expect(before), expected, "{before}");
            }
        }
    }
}

#[test]
fn a_refusal_names_the_place_and_what_stands_there() {
    let text = script("a", "PARENT = 'a'\ndown_revision = PARENT");
    let error = reparent(&Python, &text, &["x"]).expect_err("a name").to_string();
    assert_eq!(error, "line 12: `PARENT` is no plain text; set `down_revision` by hand");
}

#[test]
fn a_body_that_uses_its_parents_is_left_alone() {
    let text = script("a", "down_revision = 'a'").replace("    pass", "    op.execute(down_revision)");
    let result = reparent(&Python, &text, &["x"]);
    assert!(matches!(result, Err(ReparentError::Unfaithful(_))), "{result:?}");
}

#[test]
fn a_script_without_prose_has_none_afterwards() {
    let text = "revision = 'b'\ndown_revision = 'a'\n";
    assert_eq!(
        reparent(&Python, text, &["x"]).expect("plain"),
        "revision = 'b'\ndown_revision = 'x'\n"
    );
}

#[test]
fn header_lines_of_sql_keep_their_layout() {
    for (before, to, after) in [
        (
            "--   down_revision:   a  \r\n",
            &["x"][..],
            "--   down_revision:   x  \r\n",
        ),
        ("-- down_revision:\n", &["x"], "-- down_revision: x\n"),
        ("-- down_revision: \n", &["x", "y"], "-- down_revision: x, y\n"),
        ("-- down_revision: a ,b\n", &["x", "b"], "-- down_revision: x ,b\n"),
        ("-- down_revision: a ,b\n", &["x"], "-- down_revision: x\n"),
    ] {
        let text = |line: &str| format!("-- revision: r\n{line}-- message: a\n\n-- onehead: upgrade\nSELECT 'a';\n");
        assert_eq!(reparent(&Sql, &text(before), to).expect(before), text(after));
    }
    let twice = "-- revision: r\n-- down_revision: a\n-- down_revision: b\n";
    assert!(reparent(&Sql, twice, &["x"]).is_err());
    assert!(reparent(&Sql, "-- revision: r\n-- down_revision: a\n", &["x\nDROP TABLE t;"]).is_err());
}
