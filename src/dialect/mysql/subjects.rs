//! Which statements commit by themselves, and what they change.

use crate::dialect::connection::{Aftermath, Manner, Subject, SubjectKind};
use crate::formats::sql::{Flavour, Token, tokens};

/// Words that open a statement which runs in a transaction and can be taken back.
const TOGETHER: [&str; 11] = [
    "insert", "update", "delete", "replace", "select", "with", "values", "set", "do", "load", "use",
];

/// Words that stand between `CREATE` and the kind of object.
const BETWEEN: [&str; 9] = [
    "or",
    "replace",
    "unique",
    "fulltext",
    "spatial",
    "online",
    "offline",
    "aggregate",
    "ignore",
];

pub(super) fn manner(sql: &str) -> Manner {
    let tokens = tokens(sql, Flavour::MySql);
    let word = |at: usize| match tokens.get(at) {
        Some(Token::Word(word)) => word.to_ascii_lowercase(),
        _ => String::new(),
    };
    let first = tokens
        .iter()
        .position(|token| !matches!(token, Token::Mark(b'(')))
        .unwrap_or(0);
    match (word(first).as_str(), word(first + 1).as_str()) {
        ("set", "password" | "role") => Manner::Alone(Aftermath::Again),
        (first, _) if TOGETHER.contains(&first) => Manner::Together,
        ("create" | "drop", "temporary") => Manner::Alone(Aftermath::Again),
        ("truncate" | "analyze" | "optimize" | "check" | "repair" | "flush" | "grant" | "show" | "explain", _) => {
            Manner::Alone(Aftermath::Again)
        }
        ("create" | "alter" | "drop" | "rename", _) => {
            Manner::Alone(subjects(&tokens[first..]).map_or(Aftermath::Unknown, Aftermath::Look))
        }
        _ => Manner::Alone(Aftermath::Unknown),
    }
}

/// The objects that a statement changes; none where they are not understood.
fn subjects(tokens: &[Token]) -> Option<Vec<Subject>> {
    let verb = tokens.first()?;
    let mut rest = &tokens[1..];
    while rest
        .first()
        .is_some_and(|token| BETWEEN.iter().any(|word| token.is(word)))
    {
        rest = &rest[1..];
    }
    // `ALGORITHM = MERGE DEFINER = a@b SQL SECURITY INVOKER VIEW`.
    if verb.is("create")
        && rest
            .first()
            .is_some_and(|token| ["algorithm", "definer", "sql"].iter().any(|w| token.is(w)))
    {
        let kinds = ["view", "trigger", "procedure", "function", "event"];
        let at = rest.iter().position(|token| kinds.iter().any(|kind| token.is(kind)))?;
        rest = &rest[at..];
    }
    let kind = rest.first()?;
    rest = past_exists(&rest[1..]);
    if kind.is("index") {
        let on = rest.iter().position(|token| token.is("on"))?;
        return Some(vec![take(SubjectKind::Table, &rest[on + 1..])?.0]);
    }
    let kind = match kind {
        Token::Word(word) => match word.to_ascii_lowercase().as_str() {
            "table" | "tables" | "view" => SubjectKind::Table,
            "trigger" => SubjectKind::Trigger,
            "procedure" | "function" => SubjectKind::Routine,
            "event" => SubjectKind::Event,
            _ => return None,
        },
        _ => return None,
    };
    let (first, mut rest) = take(kind, rest)?;
    let mut found = vec![first];
    if verb.is("drop") {
        while let [Token::Mark(b','), behind @ ..] = rest {
            let (next, after) = take(kind, behind)?;
            found.push(next);
            rest = after;
        }
    } else if verb.is("rename") {
        while let [separator, behind @ ..] = rest {
            if !separator.is("to") && *separator != Token::Mark(b',') {
                return None;
            }
            let (next, after) = take(kind, behind)?;
            found.push(next);
            rest = after;
        }
    } else if verb.is("alter") {
        return with_new_name(found, rest);
    }
    Some(found)
}

/// Adds the second table of an `ALTER TABLE`, its new name, where there is one; none where it is not understood.
fn with_new_name(mut found: Vec<Subject>, tokens: &[Token]) -> Option<Vec<Subject>> {
    const PARTS: [&str; 5] = ["column", "index", "key", "constraint", "period"];
    const OTHER: [&str; 3] = ["exchange", "import", "discard"];
    if tokens.iter().any(|token| OTHER.iter().any(|word| token.is(word))) {
        return None;
    }
    for (at, pair) in tokens.windows(2).enumerate() {
        if pair[0].is("rename") && !PARTS.iter().any(|part| pair[1].is(part)) {
            let from = if pair[1].is("to") || pair[1].is("as") {
                at + 2
            } else {
                at + 1
            };
            found.push(take(SubjectKind::Table, tokens.get(from..)?)?.0);
            break;
        }
    }
    Some(found)
}

fn past_exists(tokens: &[Token]) -> &[Token] {
    if !tokens.first().is_some_and(|token| token.is("if")) {
        return tokens;
    }
    match tokens.iter().take(3).position(|token| token.is("exists")) {
        Some(at) => &tokens[at + 1..],
        None => tokens,
    }
}

/// Takes a qualified name off tokens.
fn take(kind: SubjectKind, tokens: &[Token]) -> Option<(Subject, &[Token])> {
    let name = |token: &Token| match token {
        Token::Word(text) | Token::Quoted(text) => Some(text.clone()),
        Token::Mark(_) => None,
    };
    let mut parts = vec![name(tokens.first()?)?];
    let mut rest = &tokens[1..];
    while let [Token::Mark(b'.'), next, behind @ ..] = rest {
        parts.push(name(next)?);
        rest = behind;
    }
    Some((Subject { kind, name: parts }, rest))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(sql: &str) -> String {
        match manner(sql) {
            Manner::Together => "together".to_owned(),
            Manner::Alone(Aftermath::Again) => "again".to_owned(),
            Manner::Alone(Aftermath::Unknown) => "unknown".to_owned(),
            Manner::Alone(Aftermath::Look(subjects)) => {
                let names: Vec<String> = subjects.iter().map(|subject| subject.name.join(".")).collect();
                names.join(" ")
            }
        }
    }

    #[test]
    fn statements_are_known_by_what_they_change() {
        for (sql, expected) in [
            ("INSERT INTO t VALUES (1)", "together"),
            ("(SELECT 1)", "together"),
            ("CREATE TABLE IF NOT EXISTS `a b`.t (x INT)", "a b.t"),
            ("CREATE TEMPORARY TABLE t (x INT)", "again"),
            ("CREATE UNIQUE INDEX i ON t (x)", "t"),
            ("CREATE OR REPLACE VIEW v AS SELECT 1", "v"),
            (
                "CREATE DEFINER = `u`@`h` TRIGGER tr BEFORE INSERT ON t FOR EACH ROW SET @x = 1",
                "tr",
            ),
            ("ALTER TABLE t ADD COLUMN c INT", "t"),
            ("ALTER TABLE t RENAME COLUMN a TO b", "t"),
            ("ALTER TABLE t RENAME TO u", "t u"),
            ("ALTER TABLE t ADD c INT, RENAME u", "t u"),
            ("ALTER TABLE t EXCHANGE PARTITION p WITH TABLE u", "unknown"),
            ("RENAME TABLE a TO b, c TO d", "a b c d"),
            ("DROP TABLE IF EXISTS a, b.c", "a b.c"),
            ("DROP INDEX i ON t", "t"),
            ("DROP PROCEDURE p", "p"),
            ("CREATE DATABASE d", "unknown"),
            ("CALL p()", "unknown"),
            ("TRUNCATE TABLE t", "again"),
        ] {
            assert_eq!(shown(sql), expected, "{sql}");
        }
    }
}
