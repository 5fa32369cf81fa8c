use super::text;
use crate::formats::{Body, Format, sql::Sql};
use crate::revision::Header;

const FULL: &str = "\
-- revision: m
-- down_revision: a1, ä2
-- branch_labels: core
-- depends_on: x,y
-- message: join both
-- message:
-- message:   the second paragraph
-- created: 2026-11-22 08:36:01

-- onehead: upgrade
SELECT 1;
";

fn header(content: &str) -> Header {
    Sql.header(&text(content))
}

fn damage(content: &str) -> String {
    let damage = header(content).damage.expect("the file is damaged");
    format!("{}: {}", damage.place.line, damage.text)
}

#[test]
fn a_full_header_is_read_with_the_place_of_every_name() {
    let header = header(FULL);
    assert_eq!(header.id.known().expect("known").as_str(), "m");
    let parents = header.parents.known().expect("known");
    let parents: Vec<_> = parents
        .iter()
        .map(|parent| (parent.value.as_str(), parent.place.line, parent.place.column))
        .collect();
    assert_eq!(parents, [("a1", 2, 19), ("ä2", 2, 23)]);
    for parent in header.parents.known().expect("known") {
        assert_eq!(&FULL[parent.place.span.range()], parent.value.as_str());
    }
    assert_eq!(header.labels.known().expect("known")[0].value.as_str(), "core");
    let depends: Vec<_> = header
        .depends_on
        .known()
        .expect("known")
        .iter()
        .map(|one| &*one.value)
        .collect();
    assert_eq!(depends, ["x", "y"]);
    assert_eq!(&*header.doc, "join both\n\n  the second paragraph");
    assert_eq!(header.message(), "join both");
    assert_eq!(header.created.as_deref(), Some("2026-11-22 08:36:01"));
    assert_eq!(header.doc_place.expect("there").line, 5);
    assert_eq!(header.damage, None);
}

#[test]
fn line_ends_of_windows_and_comments_for_people_change_nothing() {
    let windows = FULL.replace('\n', "\r\n");
    let read = header(&windows);
    assert_eq!(read.doc, header(FULL).doc);
    assert_eq!(read.id.known(), header(FULL).id.known());
    assert_eq!(read.damage, None);
    let prose = format!("/* licence */\n-- see https://example.org: really\n--\n-- onehead: allow OH201 - why\n{FULL}");
    assert_eq!(header(&prose).damage, None);
    assert_eq!(header(&prose).id.known(), read.id.known());
}

#[test]
fn a_root_has_a_line_with_nothing_behind_the_colon() {
    let root = header("-- revision: a\n-- down_revision:\n");
    assert_eq!(root.parents.known().map(Vec::len), Some(0));
    assert_eq!(root.parents.place().expect("written").line, 2);
    let silent = header("-- revision: a\n");
    assert!(
        silent
            .parents
            .unknown()
            .expect("no guess")
            .text
            .contains("down_revision")
    );
    for word in ["none", "base", "None", "<base>"] {
        let read = header(&format!("-- revision: a\n-- down_revision: {word}\n"));
        assert!(read.parents.unknown().is_some(), "{word}");
    }
}

#[test]
fn names_that_are_no_names_are_unknown_and_never_guessed() {
    for value in ["a b", "a,,b", "a,", ",", "a\u{1b}b", "a -- note"] {
        let read = header(&format!("-- revision: r\n-- down_revision: {value}\n"));
        assert!(read.parents.unknown().is_some(), "{value:?}");
    }
    for value in ["", "a b", "a, b", "a,b"] {
        let read = header(&format!("-- revision: {value}\n-- down_revision:\n"));
        assert!(read.id.unknown().is_some(), "{value:?}");
    }
    for odd in ["ab@c", "-x", "'quoted'", "RÉV", "${x}", "a;b"] {
        let read = header(&format!("-- revision: {odd}\n-- down_revision:\n"));
        assert_eq!(read.id.known().expect("left to the checks").as_str(), odd);
    }
}

#[test]
fn what_cannot_be_read_in_the_head_is_said_with_its_line() {
    let base = "-- revision: a\n-- down_revision:\n";
    assert_eq!(
        damage(&format!("{base}-- dwn: b\n")),
        "3: the key `dwn` is not known; a comment of your own must not start with one word and a colon"
    );
    assert_eq!(
        damage(&format!("{base}-- Depends-On: b\n")),
        "3: `Depends-On` is not known; write `-- depends_on:`"
    );
    assert_eq!(
        damage(&format!("{base}-- depends on: b\n")),
        "3: `depends on` is not known; write `-- depends_on:`"
    );
    assert_eq!(
        damage(&format!("{base}-- depends_on b\n")),
        "3: write `-- depends_on:`, with a colon"
    );
    assert_eq!(
        damage(&format!("{base}-- revision: b\n")),
        "3: `revision` stands in the header twice"
    );
    assert_eq!(
        damage(&format!("{base}SELECT 1;\n")),
        "3: a statement stands before the first section"
    );
    assert_eq!(
        damage(&format!("{base}/* never closed\n")),
        "3: the comment is never closed"
    );
}

#[test]
fn an_unknown_key_leaves_the_absent_fields_open() {
    let read = header("-- revision: a\n-- down_revision:\n-- dependson_: b\n-- branch_labels: l\n");
    assert!(read.depends_on.unknown().is_some(), "the line may have meant it");
    assert!(read.labels.known().is_some());
    let twice = header("-- revision: a\n-- revision: b\n-- down_revision:\n");
    assert!(twice.id.unknown().is_some());
}

#[test]
fn section_lines_that_cannot_be_read_are_never_comments() {
    for (line, expected) in [
        (
            "-- onehead: upgade",
            "`-- onehead: upgade` is not known; a section is `upgrade` or `downgrade`",
        ),
        ("-- onehead:", "`-- onehead:` needs `upgrade` or `downgrade`"),
        ("--onehead:upgrade oracle", "`oracle` is not known"),
        ("-- onehead: upgrade mariadb", "MariaDB runs the `mysql` sections"),
        ("-- onehead: upgrade sqlite mysql", "a section is for one dialect"),
        (
            "-- onehead: upgrade no-transaction no-transaction",
            "`no-transaction` stands here twice",
        ),
        ("-- OneHead: upgrade", "`onehead` is written in small letters"),
        ("-- onehead upgrade", "with a colon"),
        (
            "-- onehead: upgrade\n-- onehead: upgrade",
            "this section stands in the file twice",
        ),
    ] {
        let content = format!("-- revision: a\n-- down_revision:\n{line}\n");
        assert!(damage(&content).contains(expected), "{line}: {}", damage(&content));
        assert!(
            matches!(Sql.bodies(&text(&content)).upgrade, Body::Unknown(_)),
            "{line}"
        );
    }
}

#[test]
fn only_sql_files_that_are_not_hidden_are_revisions() {
    assert!(Sql.is_revision_file("001_create.sql"));
    for name in [".sql", ".001.sql", "a.py", "a.sql~", "a.SQL.txt", "script.sql.tmpl"] {
        assert!(!Sql.is_revision_file(name), "{name}");
    }
}
