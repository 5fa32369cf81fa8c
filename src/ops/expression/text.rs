//! `text()`: SQL as written, with binds (`TextClause`).

use std::sync::Arc;

use super::{Bind, Expression, Literal};

/// SQL as written, taken apart at its binds.
#[derive(Debug, Clone)]
pub struct Text {
    /// The SQL as it was given.
    pub sql: Arc<str>,
    /// The binds that were given a value, by name: the value and its type.
    pub given: Vec<(Arc<str>, Expression)>,
}

/// A part of a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part<'a> {
    /// SQL to be written letter by letter.
    Sql(&'a str),
    /// A bind.
    Bind(&'a str),
}

impl Text {
    /// A text whose binds have no values.
    pub fn new(sql: impl Into<Arc<str>>) -> Self {
        Self {
            sql: sql.into(),
            given: Vec::new(),
        }
    }

    /// Says whether the text has a bind of this name.
    #[must_use]
    pub fn has_bind(&self, name: &str) -> bool {
        parts(&self.sql).contains(&Part::Bind(name))
    }

    /// Answers the value of a bind: `None` of Python where it was given none.
    #[must_use]
    pub fn bind(&self, name: &str) -> Expression {
        let given = self.given.iter().find(|(given, _)| &**given == name);
        given.map_or_else(
            || {
                Expression::of(
                    super::Form::Bind(Bind::of(Literal::None)),
                    crate::ops::ColumnType::null(),
                )
            },
            |(_, value)| value.clone(),
        )
    }
}

/// Takes SQL apart: `(?<![:\w\\]):(\w+)(?![:\w])` is a bind.
#[must_use]
pub fn parts(sql: &str) -> Vec<Part<'_>> {
    let mut parts = Vec::new();
    let (mut from, mut before) = (0, None);
    let mut rest = sql.char_indices().peekable();
    while let Some((at, c)) = rest.next() {
        let begins = c == ':' && !before.is_some_and(|c: char| c == ':' || c == '\\' || is_word(c));
        before = Some(c);
        if !begins {
            continue;
        }
        let name = &sql[at + 1..];
        let end = name.find(|c| !is_word(c)).unwrap_or(name.len());
        if end == 0 || name[end..].starts_with(':') {
            continue;
        }
        parts.push(Part::Sql(&sql[from..at]));
        parts.push(Part::Bind(&name[..end]));
        from = at + 1 + end;
        while let Some((_, c)) = rest.next_if(|(at, _)| *at < from) {
            before = Some(c);
        }
    }
    parts.push(Part::Sql(&sql[from..]));
    parts.retain(|part| *part != Part::Sql(""));
    parts
}

/// `\w` of Python.
fn is_word(c: char) -> bool {
    c.is_alphanumeric() || c == '_'
}

/// Takes the backslash from before a colon that is no bind: `\\(:\w*)(?![:\w])`.
#[must_use]
pub fn unescape(sql: &str) -> String {
    let mut result = String::with_capacity(sql.len());
    let mut rest = sql;
    while let Some(at) = rest.find("\\:") {
        let name = &rest[at + 2..];
        let end = name.find(|c| !is_word(c)).unwrap_or(name.len());
        // The pattern gives letters back where a colon follows, but a letter must not follow either.
        let escapes = !name[end..].starts_with(':');
        result.push_str(&rest[..at]);
        if !escapes {
            result.push('\\');
        }
        result.push_str(&rest[at + 1..at + 2 + end]);
        rest = &name[end..];
    }
    result.push_str(rest);
    result
}

#[cfg(test)]
mod tests {
    use super::*;

    fn spelled(sql: &str) -> String {
        let part = |part: &Part<'_>| match part {
            Part::Sql(sql) => (*sql).to_owned(),
            Part::Bind(name) => format!("<{name}>"),
        };
        parts(sql).iter().map(part).collect()
    }

    #[test]
    fn binds_are_sqlalchemys() {
        for (sql, expected) in [
            ("a = :b", "a = <b>"),
            (":a:b", ":a:b"),
            ("a::int", "a::int"),
            ("'x :y z'", "'x <y> z'"),
            (r"a \:b", r"a \:b"),
            ("a:b", "a:b"),
            (":a::b", ":a::b"),
            ("(:a,:b)", "(<a>,<b>)"),
            (": a", ": a"),
            ("'12:30:45'", "'12:30:45'"),
            (":ä1", "<ä1>"),
        ] {
            assert_eq!(spelled(sql), expected, "{sql}");
        }
    }

    #[test]
    fn escapes_vanish() {
        for (sql, expected) in [
            (r"a \:b", "a :b"),
            (r"a\: b", "a: b"),
            (r"\:a:", r"\:a:"),
            (r"a \\:b", r"a \:b"),
        ] {
            assert_eq!(unescape(sql), expected, "{sql}");
        }
    }
}
