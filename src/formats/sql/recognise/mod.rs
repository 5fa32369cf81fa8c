//! Statements of `.sql` revisions as the directives of Alembic that do the same.
//!
//! What runs is the text, letter by letter; a directive says only what it touches. So nothing is recognised by half: a
//! statement of which any part is not understood stays a text.

mod alter;
mod build;
mod column;
mod constraint;
mod index;
mod names;
mod table;
mod user_type;

use sqlparser::ast::Statement;
use sqlparser::dialect::{Dialect, MySqlDialect, PostgreSqlDialect, SQLiteDialect};
use sqlparser::parser::Parser;

use super::Flavour;
use crate::ops::Call;
use crate::text::Place;
use build::Builder;

/// How deep a statement may be nested: the parser walks it by recursion.
const DEPTH: usize = 50;

/// The longest statement that is read, in bytes: a longer one holds data, not a change of the schema.
const LONGEST: usize = 1 << 15;

/// The stack for it: a chain of operators is a tree as deep as the chain is long, which is written and dropped by
/// recursion.
const STACK: usize = 128 << 20;

/// Reads a statement as directives, in order; none where it is not wholly understood.
pub(super) fn recognise(text: &str, flavour: Flavour, place: Place) -> Option<Vec<Call>> {
    if text.len() > LONGEST || !changes_schema(text) {
        return None;
    }
    stacker::grow(STACK, || read(text, flavour, place))
}

fn read(text: &str, flavour: Flavour, place: Place) -> Option<Vec<Call>> {
    let parser: &dyn Dialect = match flavour {
        Flavour::PostgreSql => &PostgreSqlDialect {},
        Flavour::MySql => &MySqlDialect {},
        Flavour::Sqlite => &SQLiteDialect {},
    };
    let mut parsed = Parser::new(parser)
        .with_recursion_limit(DEPTH)
        .try_with_sql(text)
        .ok()?
        .parse_statements()
        .ok()?;
    let statement = parsed.pop().filter(|_| parsed.is_empty())?;
    let builder = Builder { flavour, place };
    match &statement {
        Statement::CreateTable(create) => table::create(&builder, create),
        Statement::AlterTable(change) => alter::alter(&builder, change),
        Statement::CreateIndex(create) => index::create(&builder, create),
        Statement::CreateType { name, representation } => user_type::create(&builder, name, representation.as_ref()),
        Statement::Drop { .. } => table::drop(&builder, &statement),
        _ => None,
    }
}

/// Looks at the first word alone: everything else is not worth parsing.
fn changes_schema(text: &str) -> bool {
    let word = text.split_whitespace().next().unwrap_or_default();
    ["create", "alter", "drop"]
        .iter()
        .any(|known| word.eq_ignore_ascii_case(known))
}

#[cfg(test)]
mod tests;
