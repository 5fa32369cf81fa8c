//! What a way back takes away for good.

use std::sync::LazyLock;

use regex::Regex;

use crate::formats::sql::Section;

/// How long a statement is shown.
const SHOWN: usize = 80;

/// A statement whose data does not come back: what is seen of it.
pub type Loss = String;

/// Words with which a statement takes data away. Too many are better than one too few.
static TAKES: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"(?i)\b(?:drop|delete|truncate|update|replace)\b").expect("a pattern"));

/// Lists the statements that take data away.
pub(super) fn losses(section: &Section) -> Vec<Loss> {
    let statements = section.statements.iter().map(|statement| &*statement.value);
    let taking = statements.filter(|statement| TAKES.is_match(statement));
    taking.map(shown).collect()
}

fn shown(statement: &str) -> String {
    let words: Vec<&str> = statement.split_whitespace().collect();
    let line = words.join(" ");
    match line.char_indices().nth(SHOWN) {
        Some((at, _)) => format!("{}...", &line[..at]),
        None => line,
    }
}
