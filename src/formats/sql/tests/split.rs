use proptest::prelude::*;

use crate::formats::sql::Flavour::{self, MySql, PostgreSql, Sqlite};
use crate::formats::sql::lexer::{Lexeme, Lexer, span};
use crate::formats::sql::split::statements;

#[test]
fn separators_in_quotes_and_comments_end_nothing() {
    for (flavour, text, expected) in [
        (Sqlite, "a ';' ';''' b; c", vec!["a ';' ';''' b", "c"]),
        (Sqlite, r"a '\'; b", vec![r"a '\'", "b"]),
        (MySql, r"a '\'; b'; c", vec![r"a '\'; b'", "c"]),
        (MySql, r#"a "\";" ; c"#, vec![r#"a "\";""#, "c"]),
        (PostgreSql, r"a '\'; b", vec![r"a '\'", "b"]),
        (PostgreSql, r"a E'\'; b'; c", vec![r"a E'\'; b'", "c"]),
        (Sqlite, "a [;] `;` \";\"; b", vec!["a [;] `;` \";\"", "b"]),
        (PostgreSql, "a [1]; b", vec!["a [1]", "b"]),
        (MySql, "a `;`; b", vec!["a `;`", "b"]),
        (Sqlite, "a -- ;\n; b /* ; */; c", vec!["a", "b", "c"]),
        (PostgreSql, "a /* /* ; */ ; */; b", vec!["a", "b"]),
        (Sqlite, "a /* /* */; b */; c", vec!["a", "b */", "c"]),
        (MySql, "a # ;\n; 5--1; c -- ;\n", vec!["a", "5--1", "c"]),
        (PostgreSql, "do $$ ; $x$ ; $$; b", vec!["do $$ ; $x$ ; $$", "b"]),
        (
            PostgreSql,
            "do $ä$ ; $$ $ä$; $1; a$$b; c",
            vec!["do $ä$ ; $$ $ä$", "$1", "a$$b", "c"],
        ),
        (MySql, "/*!50000 a; b */; c", vec!["/*!50000 a; b */", "c"]),
        (Sqlite, ";;\n;/* only */;-- x", vec![]),
        (PostgreSql, "a -- x\r; b", vec!["a", "b"]),
        (Sqlite, "a -- x\r; b", vec!["a"]),
        (
            PostgreSql,
            "create rule r as on insert to t do (a; b); c",
            vec!["create rule r as on insert to t do (a; b)", "c"],
        ),
    ] {
        assert_eq!(statements(text, flavour).expect(text), expected, "{flavour:?} {text}");
    }
}

#[test]
fn bodies_with_statements_stay_whole() {
    let whole: [(Flavour, &str); 9] = [
        (
            Sqlite,
            "CREATE TEMP TRIGGER t AFTER INSERT ON a BEGIN SELECT CASE WHEN 1 THEN 2 END; DELETE FROM b; END",
        ),
        (
            Sqlite,
            "EXPLAIN QUERY PLAN CREATE TRIGGER t BEGIN SELECT 1; /* x */ end",
        ),
        (
            Sqlite,
            "create trigger if not exists \"END;\" begin update a set x = 'END;'; end",
        ),
        (
            PostgreSql,
            "CREATE OR REPLACE FUNCTION f(begin int) RETURNS int BEGIN ATOMIC SELECT CASE WHEN a THEN 1 END; SELECT 2; END",
        ),
        (
            MySql,
            "CREATE DEFINER=`a`@`b` PROCEDURE p() BEGIN IF a THEN SELECT 1; END IF; CASE b WHEN 1 THEN SELECT 2; END CASE; SELECT CASE WHEN 1 THEN 2 END; WHILE x DO BEGIN END; END WHILE; END",
        ),
        (
            MySql,
            "CREATE TRIGGER t BEFORE INSERT ON a FOR EACH ROW BEGIN SET NEW.x = IF(1, 2, 3); END",
        ),
        (
            MySql,
            "CREATE EVENT e ON SCHEDULE EVERY 1 DAY DO BEGIN DELETE FROM a; END",
        ),
        (
            MySql,
            "/*!50003 CREATE*/ /*!50017 DEFINER=`a`@`b`*/ /*!50003 TRIGGER t BEFORE INSERT ON a FOR EACH ROW BEGIN SET x = 1; END */",
        ),
        (MySql, "BEGIN NOT ATOMIC SELECT 1; SELECT 2; END"),
    ];
    for (flavour, statement) in whole {
        let text = format!("{statement}; SELECT 9;");
        assert_eq!(
            statements(&text, flavour).expect(statement),
            [statement, "SELECT 9"],
            "{statement}"
        );
        assert_eq!(
            statements(statement, flavour).expect(statement),
            [statement],
            "{statement}"
        );
    }
    assert_eq!(
        statements("CREATE TABLE event (begin int); SELECT begin NOT IN (1); b", MySql)
            .expect("splits")
            .len(),
        3
    );
}

#[test]
fn the_delimiter_command_of_mysql_is_followed() {
    let text = "a;\nDELIMITER //\nCREATE PROCEDURE p() BEGIN x; y; END//\nb; c //\ndelimiter ;\nd; delimiter\n";
    assert_eq!(
        statements(text, MySql).expect("splits"),
        ["a", "CREATE PROCEDURE p() BEGIN x; y; END", "b; c", "d", "delimiter"]
    );
    assert_eq!(statements("DELIMITER $$\na$$ b$$", MySql).expect("splits"), ["a", "b"]);
    assert!(statements("DELIMITER \na;", MySql).is_err());
    assert_eq!(
        statements("DELIMITER //\na;", Sqlite).expect("splits"),
        ["DELIMITER //\na"]
    );
}

#[test]
fn what_is_never_closed_is_an_error_with_its_place() {
    for (flavour, text, expected) in [
        (Sqlite, "a; 'b", "3: the quote ' is never closed"),
        (Sqlite, "a [b", "2: the quote [ is never closed"),
        (MySql, "'a\\'", "0: the quote ' is never closed"),
        (MySql, "'a\\", "0: the quote ' is never closed"),
        (PostgreSql, "$a$ $b$", "0: the dollar quote is never closed"),
        (PostgreSql, "a /* /* */", "2: the comment is never closed"),
        (MySql, "/*! a", "0: the comment is never closed"),
        (Sqlite, "/*/", "0: the comment is never closed"),
        (
            Sqlite,
            "x; CREATE TRIGGER t BEGIN a; b",
            "3: the trigger is not closed by `END`",
        ),
        (
            PostgreSql,
            "a (b; c",
            "0: a parenthesis of the statement is never closed",
        ),
        (
            MySql,
            "CREATE PROCEDURE p() BEGIN a;",
            "0: the body is not closed by `END`",
        ),
    ] {
        assert_eq!(
            statements(text, flavour).expect_err(text),
            expected,
            "{flavour:?} {text}"
        );
    }
}

/// Pieces of SQL that mean something to the splitter, so that random texts come near the edges.
fn fragments() -> impl Strategy<Value = String> {
    let piece = prop::sample::select(vec![
        ";",
        "'",
        "''",
        "\"",
        "`",
        "[",
        "]",
        "\\",
        "--",
        "-- ",
        "#",
        "/*",
        "*/",
        "/*!",
        "$$",
        "$a$",
        "E'",
        "\n",
        "\r",
        " ",
        "a",
        "1",
        "ä",
        "(",
        ")",
        "CREATE ",
        "TEMP ",
        "TRIGGER ",
        "PROCEDURE ",
        "FUNCTION ",
        "BEGIN ",
        "ATOMIC ",
        "CASE ",
        "END",
        "END ",
        "IF ",
        "EXPLAIN ",
        "DELIMITER ",
        "//",
        "NOT ",
    ]);
    prop::collection::vec(piece, 0..60).prop_map(|pieces| pieces.concat())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]

    /// Nothing but separators, space and comments lies outside the statements.
    #[test]
    fn statements_cover_everything_that_is_said(text in fragments(), which in 0..3_usize) {
        let flavour = Flavour::ALL[which];
        let Ok(found) = statements(&text, flavour) else { return Ok(()) };
        // A `--` at the end of a statement of MySQL is two signs, at the end of a text a comment.
        let ambiguous = found.iter().any(|statement| statement.ends_with("--"));
        if ambiguous || text.to_ascii_lowercase().contains("delimiter") {
            return Ok(());
        }
        let said = |part: &str| -> String {
            Lexer::new(part, span(0, part.len()), flavour)
                .map(|next| next.expect("the whole was read"))
                .filter(|(lexeme, _)| !matches!(lexeme, Lexeme::Space | Lexeme::Comment))
                .map(|(_, found)| &part[found.range()])
                .filter(|part| *part != ";")
                .collect()
        };
        let joined: String = found.iter().map(|statement| said(statement)).collect();
        prop_assert_eq!(joined, said(&text));
    }

    #[test]
    fn any_text_is_cut_without_a_panic(text in any::<String>(), which in 0..3_usize) {
        let _ = statements(&text, Flavour::ALL[which]);
    }

    /// Cutting a text made of known statements gives exactly these.
    #[test]
    fn known_statements_come_back(
        wanted in prop::collection::vec(prop::sample::select(vec![
            "SELECT 1", "INSERT INTO t VALUES ('a;b''c')", "SELECT \"x;y\" FROM t /* ; */ WHERE a",
            "CREATE TABLE t (\n    a INTEGER, -- one;\n    b TEXT\n)", "UPDATE t SET a = '--' WHERE b = 1",
        ]), 0..12),
        gap in prop::sample::select(vec![";", ";\n", " ;;\n-- x;y\n", ";\n/* a; 'b */\n"]),
        which in 0..3_usize,
    ) {
        let text = wanted.join(gap);
        prop_assert_eq!(statements(&text, Flavour::ALL[which]).expect("cuts"), wanted);
    }
}

#[test]
fn long_texts_are_cut_in_linear_time() {
    let many = "SELECT 1; /* x */ ".repeat(50_000);
    assert_eq!(statements(&many, PostgreSql).expect("cuts").len(), 50_000);
    let quoted = "$a$ /* ' $a$;".repeat(50_000);
    assert_eq!(statements(&quoted, PostgreSql).expect("cuts").len(), 50_000);
    assert!(statements(&"/*".repeat(400_000), PostgreSql).is_err());
}
