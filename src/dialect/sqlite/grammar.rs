//! The grammar of `SQLite`.

use super::super::ansi::Writer;
use super::super::grammar::{Grammar, Limits, Sql};
use super::{expression, names, types};
use crate::ops::Identifier;
use crate::ops::column_type::{ColumnType, EnumClass, Type};
use crate::ops::expression::{Binary, Expression, Function, InsertClass, Literal, Sequence, SqlOperator};
use crate::ops::spelling::Unsupported;

/// The grammar of `SQLite`.
#[derive(Debug, Clone, Copy)]
pub struct Sqlite {
    /// Whether `%` is written twice: drivers with the styles `format` and `pyformat` need it.
    pub doubles_percents: bool,
}

impl Grammar for Sqlite {
    fn dialect_name(&self) -> &'static str {
        "sqlite"
    }

    fn quote(&self) -> char {
        '"'
    }

    fn is_reserved(&self, name: &str) -> bool {
        names::is_reserved(name)
    }

    fn limits(&self) -> Limits {
        Limits {
            identifier: 9999,
            index: 9999,
            constraint: 9999,
        }
    }

    fn doubles_percents(&self) -> bool {
        self.doubles_percents
    }

    fn has_booleans(&self) -> bool {
        false
    }

    fn has_enums(&self) -> bool {
        false
    }

    fn has_uuids(&self) -> bool {
        false
    }

    fn spell_type(&self, of: &Type) -> Sql {
        types::spell(*self, of)
    }

    fn creates_enum(&self, _class: EnumClass, _is_native: bool) -> bool {
        false
    }

    fn truth(&self, value: bool) -> &'static str {
        if value { "1" } else { "0" }
    }

    fn binary(&self, writer: &Writer<'_>, binary: &Binary) -> Option<Sql> {
        expression::binary(writer, binary)
    }

    fn function(&self, writer: &Writer<'_>, name: &str, function: &Function) -> Option<Sql> {
        expression::function(writer, name, function)
    }

    fn literal(&self, value: &Literal, of: &Type) -> Option<Sql> {
        expression::literal(value, of)
    }

    fn extract(&self, writer: &Writer<'_>, field: &str, operand: &Expression) -> Sql {
        expression::extract(writer, field, operand)
    }

    fn empty_set(&self, of: &ColumnType, _behind: Option<&SqlOperator>) -> Sql {
        self.empty_select(of)
    }

    fn empty_select(&self, _of: &ColumnType) -> Sql {
        Ok("SELECT 1 FROM (SELECT 1) WHERE 1!=1".to_owned())
    }

    fn next_value(&self, _sequence: &Sequence) -> Sql {
        Err(Unsupported::refused(
            "Dialect 'sqlite' does not support sequence increments.",
        ))
    }

    fn limit(&self, writer: &Writer<'_>, limit: Option<&Expression>, offset: Option<&Expression>) -> Sql {
        expression::limit(writer, limit, offset)
    }

    fn using(&self, _own: &str, _names: &str) -> Sql {
        Err(Unsupported::refused(
            "This backend does not support multiple-table criteria within DELETE",
        ))
    }

    fn returns_bare_columns(&self) -> bool {
        true
    }

    fn numbers_null_keys(&self) -> bool {
        true
    }

    fn has_conflicts(&self, _class: InsertClass) -> bool {
        true
    }

    fn conflicting_constraint(&self, _name: &Identifier) -> Sql {
        // `SQLite` forgets the constraint that an insert of `PostgreSQL`'s names.
        Ok(String::new())
    }
}
