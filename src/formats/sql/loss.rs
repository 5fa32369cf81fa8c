//! Statements that take data with them.

use super::Flavour;
use super::tokens::{Token, tokens};

/// Says what a statement destroys: a lowercase fragment; none where it is not known to destroy anything.
///
/// Decided by its words alone: what a procedure or a trigger does is not seen.
#[must_use]
pub fn data_loss(statement: &str, flavour: Flavour) -> Option<String> {
    let tokens = tokens(statement, flavour);
    let first = tokens.first()?;
    let second = tokens.get(1);
    let is = |word: &str| second.is_some_and(|token| token.is(word));
    if first.is("drop") {
        let kinds = ["table", "schema", "database", "sequence"];
        let kind = kinds.into_iter().find(|kind| is(kind))?;
        return Some(format!("drops the {kind} {}", name(&tokens[2..])));
    }
    if first.is("truncate") {
        let from = if is("table") { 2 } else { 1 };
        return Some(format!("empties the table {}", name(&tokens[from..])));
    }
    if first.is("delete") {
        return Some(format!("deletes rows of {}", name(tokens.get(2..)?)));
    }
    if first.is("alter") && is("table") && drops_column(&tokens) {
        return Some(format!("drops a column of {}", name(&tokens[2..])));
    }
    None
}

/// What an `ALTER TABLE` drops without dropping data.
const HARMLESS: [&str; 14] = [
    "constraint",
    "index",
    "key",
    "foreign",
    "primary",
    "check",
    "default",
    "not",
    "identity",
    "expression",
    "period",
    "unique",
    "trigger",
    "rule",
];

fn drops_column(tokens: &[Token]) -> bool {
    let pairs = tokens.windows(2);
    pairs
        .filter(|pair| pair[0].is("drop"))
        .any(|pair| !HARMLESS.iter().any(|word| pair[1].is(word)))
}

fn name(tokens: &[Token]) -> String {
    let skipped = ["if", "exists", "only", "from", "concurrently"];
    let rest = tokens
        .iter()
        .skip_while(|token| skipped.iter().any(|word| token.is(word)));
    let mut name = String::new();
    for token in rest {
        match token {
            Token::Word(text) | Token::Quoted(text) if name.is_empty() || name.ends_with('.') => name.push_str(text),
            Token::Mark(b'.') if !name.is_empty() => name.push('.'),
            _ => break,
        }
    }
    name
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_takes_data_with_it_is_named() {
        for (sql, said) in [
            ("DROP TABLE IF EXISTS s.t, u", Some("drops the table s.t")),
            ("drop schema \"S\" cascade", Some("drops the schema S")),
            ("TRUNCATE t", Some("empties the table t")),
            ("DELETE FROM t WHERE x", Some("deletes rows of t")),
            ("ALTER TABLE t DROP COLUMN c", Some("drops a column of t")),
            ("ALTER TABLE t ADD a INT, DROP c", Some("drops a column of t")),
            ("ALTER TABLE t DROP CONSTRAINT c", None),
            ("ALTER TABLE t ALTER COLUMN c DROP DEFAULT", None),
            ("DROP INDEX i", None),
            ("DROP VIEW v", None),
            ("CREATE TABLE t (a INT)", None),
        ] {
            assert_eq!(data_loss(sql, Flavour::PostgreSql).as_deref(), said, "{sql}");
        }
    }
}
