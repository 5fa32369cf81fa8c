//! `PostgreSQL`.

mod ddl;
mod expression;
mod index;
mod names;
mod options;
mod types;

use super::ansi::{self, Writer};
use super::grammar::{Grammar, Limits, Sql};
use crate::ops::Identifier;
use crate::ops::column_type::{ColumnType, EnumClass, NamedType, Type};
use crate::ops::expression::{Binary, Expression, Function, InsertClass, Literal, Sequence, SqlOperator};
use crate::ops::spelling::Unsupported;

/// The grammar of `PostgreSQL`.
#[derive(Debug, Clone, Copy)]
pub struct PostgreSql {
    /// Whether `%` is written twice: drivers with the styles `format` and `pyformat` need it.
    pub doubles_percents: bool,
}

impl Grammar for PostgreSql {
    fn dialect_name(&self) -> &'static str {
        "postgresql"
    }

    fn quote(&self) -> char {
        '"'
    }

    fn is_reserved(&self, name: &str) -> bool {
        names::is_reserved(name)
    }

    fn limits(&self) -> Limits {
        Limits {
            identifier: 63,
            index: 63,
            constraint: 63,
        }
    }

    fn doubles_percents(&self) -> bool {
        self.doubles_percents
    }

    fn has_booleans(&self) -> bool {
        true
    }

    fn has_enums(&self) -> bool {
        true
    }

    fn has_uuids(&self) -> bool {
        true
    }

    fn knows_last_key(&self) -> bool {
        false
    }

    fn spell_type(&self, of: &Type) -> Sql {
        types::spell(*self, of)
    }

    fn adapt(&self, of: &Type) -> Result<(), Unsupported> {
        types::adapt(of)
    }

    fn creates_enum(&self, class: EnumClass, is_native: bool) -> bool {
        class != EnumClass::Generic || is_native
    }

    fn create_type(&self, named: &NamedType) -> Sql {
        types::create(*self, named)
    }

    fn drop_type(&self, named: &NamedType) -> Sql {
        types::drop(*self, named)
    }

    fn truth(&self, value: bool) -> &'static str {
        if value { "true" } else { "false" }
    }

    fn has_ilike(&self) -> bool {
        true
    }

    fn binary(&self, writer: &Writer<'_>, binary: &Binary) -> Option<Sql> {
        expression::binary(writer, binary)
    }

    fn function(&self, writer: &Writer<'_>, name: &str, function: &Function) -> Option<Sql> {
        expression::function(writer, name, function)
    }

    fn literal(&self, value: &Literal, of: &Type) -> Option<Sql> {
        expression::literal(*self, value, of)
    }

    fn empty_set(&self, of: &ColumnType, behind: Option<&SqlOperator>) -> Sql {
        ansi::empty_set(self, of, behind)
    }

    fn empty_select(&self, of: &ColumnType) -> Sql {
        let of = if of.is_null_type() {
            "INTEGER".to_owned()
        } else {
            types::spell(*self, of.on("postgresql"))?
        };
        Ok(format!("SELECT CAST(NULL AS {of}) WHERE 1!=1"))
    }

    fn next_value(&self, sequence: &Sequence) -> Sql {
        Ok(format!(
            "nextval('{}')",
            ansi::sequence_name(self, sequence).replace('\'', "''")
        ))
    }

    fn sequence_type(&self, sequence: &Sequence) -> Sql {
        match &sequence.data_type {
            Some(of) => Ok(format!(" AS {}", types::spell(*self, of.on("postgresql"))?)),
            None => Ok(String::new()),
        }
    }

    fn array(&self, writer: &Writer<'_>, items: &[Expression]) -> Sql {
        Ok(format!("ARRAY[{}]", writer.joined(items, ", ")?))
    }

    fn limit(&self, writer: &Writer<'_>, limit: Option<&Expression>, offset: Option<&Expression>) -> Sql {
        expression::limit(writer, limit, offset)
    }

    fn has_conflicts(&self, class: InsertClass) -> bool {
        class == InsertClass::PostgreSql
    }

    fn conflicting_constraint(&self, name: &Identifier) -> Sql {
        Ok(format!("ON CONSTRAINT {}", ansi::limited_name(self, name, 63)?))
    }
}
