use super::text;
use crate::formats::sql::{Flavour, Sql, forbidden, script};
use crate::formats::{Body, Format};
use crate::graph::Direction;

const HEAD: &str = "-- revision: a\n-- down_revision:\n\n";

fn statements(content: &str, direction: Direction, flavour: Flavour) -> Vec<String> {
    let script = script(&text(content), flavour).expect("reads");
    let section = script.section(direction).expect("has the section");
    section
        .statements
        .iter()
        .map(|statement| statement.value.to_string())
        .collect()
}

#[test]
fn the_section_of_the_dialect_wins_over_the_one_for_all() {
    let content = format!(
        "{HEAD}-- onehead: upgrade\nALL;\n-- onehead: upgrade sqlite no-transaction\nLITE;\n-- onehead: downgrade mysql\nMY;\n"
    );
    assert_eq!(statements(&content, Direction::Up, Flavour::Sqlite), ["LITE"]);
    assert_eq!(statements(&content, Direction::Up, Flavour::PostgreSql), ["ALL"]);
    assert_eq!(statements(&content, Direction::Down, Flavour::MySql), ["MY"]);
    let read = script(&text(&content), Flavour::Sqlite).expect("reads");
    assert!(read.section(Direction::Up).expect("there").no_transaction);
    assert_eq!(read.section(Direction::Down), None);
}

#[test]
fn statements_know_their_places() {
    let content = format!("{HEAD}-- onehead: upgrade\n  SELECT 1; SELECT\n 'ä;' ; -- end\nSELECT 3");
    let read = script(&text(&content), Flavour::Sqlite).expect("reads");
    let places: Vec<_> = read
        .section(Direction::Up)
        .expect("there")
        .statements
        .iter()
        .map(|statement| {
            assert_eq!(&content[statement.place.span.range()], &*statement.value);
            (statement.place.line, statement.place.column, &*statement.value)
        })
        .collect();
    assert_eq!(
        places,
        [(5, 3, "SELECT 1"), (5, 13, "SELECT\n 'ä;'"), (7, 1, "SELECT 3")]
    );
}

#[test]
fn a_fault_names_its_place_and_other_dialects_are_not_looked_into() {
    let content = format!("{HEAD}-- onehead: upgrade mysql\nSELECT 'x;\n-- onehead: upgrade\nSELECT 1;\n");
    let error = script(&text(&content), Flavour::MySql).expect_err("the quote is open");
    assert_eq!((error.place.line, error.place.column), (5, 8));
    assert_eq!(error.to_string(), "the quote ' is never closed");
    assert!(script(&text(&content), Flavour::Sqlite).is_ok());
    assert!(matches!(Sql.bodies(&text(&content)).upgrade, Body::Unknown(_)));
}

#[test]
fn a_section_line_that_is_not_heard_is_an_error() {
    for line in [
        "SELECT 1; -- onehead: downgrade",
        "/* onehead: downgrade */",
        "SELECT 1 -- onehead: downgrade\n",
    ] {
        let content = format!("{HEAD}-- onehead: upgrade\n{line}\nDROP TABLE t;\n");
        let error = script(&text(&content), Flavour::Sqlite).expect_err(line);
        assert!(error.text.contains("on a line of its own"), "{line}");
    }
    let allowed = format!("{HEAD}-- onehead: upgrade\nSELECT 1; -- onehead: allow OH201 - why\n");
    assert!(script(&text(&allowed), Flavour::Sqlite).is_ok());
}

#[test]
fn bodies_are_missing_empty_or_present() {
    let content = format!("{HEAD}-- onehead: upgrade\n-- nothing; yet\n ; \n");
    let bodies = Sql.bodies(&text(&content));
    assert!(matches!(bodies.upgrade, Body::Empty(place) if place.line == 4));
    assert_eq!(bodies.downgrade, Body::Missing);
    let content = format!("{HEAD}-- onehead: upgrade\n# only mysql knows this '\nSELECT 1;\n");
    assert!(matches!(Sql.bodies(&text(&content)).upgrade, Body::Present(_)));
}

#[test]
fn comments_are_listed_with_their_places() {
    let content =
        format!("{HEAD}-- onehead: upgrade mysql\n# hash\nSELECT '-- no'; /* yes */\n-- onehead: downgrade\n--\n");
    let comments = Sql.comments(&text(&content));
    let found: Vec<_> = comments
        .iter()
        .map(|one| (&*one.value, one.place.line, one.place.column))
        .collect();
    assert_eq!(
        found,
        [
            ("revision: a", 1, 4),
            ("down_revision:", 2, 4),
            ("onehead: upgrade mysql", 4, 4),
            ("hash", 5, 3),
            ("yes", 6, 20),
            ("onehead: downgrade", 7, 4),
            ("", 8, 3)
        ]
    );
    for one in &comments {
        assert_eq!(&content[one.place.span.range()], &*one.value);
    }
}

#[test]
fn transaction_control_is_found_with_its_place() {
    let first = |line: &str, flavour: Flavour, option: &str| {
        let content = format!("{HEAD}-- onehead: upgrade {option}\nSELECT 1;\n{line};\n");
        let read = script(&text(&content), flavour).expect("reads");
        forbidden(read.section(Direction::Up).expect("there"), flavour).map(|found| (found.place.line, found.reason))
    };
    for line in [
        "BEGIN",
        "/* x */ commit",
        "End Transaction",
        "ROLLBACK TO a",
        "savepoint a",
        "RELEASE a",
    ] {
        for flavour in [Flavour::Sqlite, Flavour::PostgreSql] {
            assert_eq!(first(line, flavour, "").expect(line).0, 6);
            assert!(first(line, flavour, "no-transaction").is_some(), "{line}");
        }
    }
    for line in [
        "START TRANSACTION",
        "/*!50000 COMMIT */",
        "SET SESSION autocommit = 0",
        "XA START 'a'",
        "lock tables t write",
    ] {
        assert!(first(line, Flavour::MySql, "").is_some(), "{line}");
    }
    for line in ["PRAGMA foreign_keys = OFF", "pragma main.\"foreign_keys\"=0", "VACUUM"] {
        assert!(first(line, Flavour::Sqlite, "").is_some(), "{line}");
        assert!(first(line, Flavour::Sqlite, "no-transaction").is_none(), "{line}");
    }
    for line in ["\\connect x", "COPY t FROM stdin", "ABORT", "PREPARE TRANSACTION 'a'"] {
        assert!(first(line, Flavour::PostgreSql, "").is_some(), "{line}");
    }
    for line in [
        "SELECT 'COMMIT'",
        "CREATE TABLE commit_log (a)",
        "UPDATE t SET begin = 1",
        "PRAGMA user_version = 3",
    ] {
        assert_eq!(first(line, Flavour::Sqlite, ""), None, "{line}");
    }
    let trigger = "CREATE TRIGGER t AFTER INSERT ON a BEGIN SELECT 1; END";
    assert_eq!(first(trigger, Flavour::Sqlite, ""), None);
}

#[test]
fn the_documented_example_means_what_the_documentation_says() {
    let page = include_str!("../../../../docs/sql-revisions.md");
    let (_, rest) = page.split_once("```sql\n").expect("an example");
    let (example, _) = rest.split_once("```").expect("its end");
    let header = Sql.header(&text(example));
    assert_eq!(header.damage, None);
    assert_eq!(header.unknown().count(), 0);
    assert_eq!(header.parents.known().map(Vec::len), Some(2));
    assert_eq!(header.message(), "join users and tags");
    assert_eq!(statements(example, Direction::Up, Flavour::Sqlite).len(), 2);
    assert!(statements(example, Direction::Up, Flavour::PostgreSql)[1].contains("CONCURRENTLY"));
    assert_eq!(statements(example, Direction::Down, Flavour::MySql).len(), 2);
}
