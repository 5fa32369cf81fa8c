//! Types of `SQLite` (`SQLiteTypeCompiler`).

use super::super::ansi;
use super::super::grammar::Sql;
use super::Sqlite;
use crate::ops::column_type::{JsonClass, Type};

/// Spells a type.
pub(super) fn spell(grammar: Sqlite, of: &Type) -> Sql {
    match of {
        Type::Json(json) if json.class == JsonClass::Jsonb => Ok("JSONB".to_owned()),
        _ => ansi::generic(&grammar, of),
    }
}
