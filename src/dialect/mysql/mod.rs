//! `MySQL` and `MariaDB`.

mod alter;
mod ddl;
mod expression;
mod index;
mod names;
mod options;
mod types;

use super::ansi::{self, Writer};
use super::grammar::{Grammar, Limits, Sql};
use crate::ops::Identifier;
use crate::ops::column_type::{ColumnType, EnumClass, Type};
use crate::ops::expression::{Binary, Expression, Function, Identity, InsertClass, List, Sequence, SqlOperator};
use crate::ops::spelling::Unsupported;

/// The grammar of `MySQL`, and of `MariaDB`, which differs little.
#[derive(Debug, Clone, Copy)]
pub struct MySql {
    /// Whether it is `MariaDB`.
    pub is_mariadb: bool,
    /// Whether `%` is written twice: drivers with the styles `format` and `pyformat` need it.
    pub doubles_percents: bool,
}

impl Grammar for MySql {
    fn dialect_name(&self) -> &'static str {
        if self.is_mariadb { "mariadb" } else { "mysql" }
    }

    fn quote(&self) -> char {
        '`'
    }

    fn is_reserved(&self, name: &str) -> bool {
        if self.is_mariadb {
            names::is_reserved_by_mariadb(name)
        } else {
            names::is_reserved_by_mysql(name)
        }
    }

    fn limits(&self) -> Limits {
        Limits {
            identifier: 255,
            index: 64,
            constraint: 64,
        }
    }

    fn doubles_percents(&self) -> bool {
        self.doubles_percents
    }

    fn doubles_backslashes(&self) -> bool {
        true
    }

    fn has_booleans(&self) -> bool {
        false
    }

    fn has_enums(&self) -> bool {
        true
    }

    fn has_uuids(&self) -> bool {
        self.is_mariadb
    }

    fn writes_uuids_with_dashes(&self) -> bool {
        false
    }

    fn spell_type(&self, of: &Type) -> Sql {
        types::spell(*self, of)
    }

    fn adapt(&self, of: &Type) -> Result<(), Unsupported> {
        types::adapt(of)
    }

    fn creates_enum(&self, class: EnumClass, _is_native: bool) -> bool {
        class == EnumClass::PostgreSql
    }

    fn truth(&self, value: bool) -> &'static str {
        if value { "true" } else { "false" }
    }

    fn divides_whole(&self) -> bool {
        false
    }

    fn binary(&self, writer: &Writer<'_>, binary: &Binary) -> Option<Sql> {
        expression::binary(writer, binary)
    }

    fn list(&self, writer: &Writer<'_>, list: &List) -> Option<Sql> {
        expression::list(writer, list)
    }

    fn function(&self, writer: &Writer<'_>, name: &str, function: &Function) -> Option<Sql> {
        expression::function(writer, name, function)
    }

    fn cast(&self, writer: &Writer<'_>, operand: &Expression, of: &ColumnType) -> Sql {
        expression::cast(*self, writer, operand, of)
    }

    fn extract(&self, writer: &Writer<'_>, field: &str, operand: &Expression) -> Sql {
        let field = if field == "milliseconds" { "millisecond" } else { field };
        Ok(format!("EXTRACT({field} FROM {})", writer.write(operand)?))
    }

    fn empty_set(&self, of: &ColumnType, behind: Option<&SqlOperator>) -> Sql {
        ansi::empty_set(self, of, behind)
    }

    fn empty_select(&self, _of: &ColumnType) -> Sql {
        Ok("SELECT _in_0 FROM (SELECT 1 AS _in_0) as _empty_set WHERE 1!=1".to_owned())
    }

    fn next_value(&self, sequence: &Sequence) -> Sql {
        Ok(format!("nextval({})", ansi::sequence_name(self, sequence)))
    }

    fn sequence_options(&self, options: &Identity) -> String {
        ansi::sequence_options(options).replace("NO CYCLE", "NOCYCLE")
    }

    fn limit(&self, writer: &Writer<'_>, limit: Option<&Expression>, offset: Option<&Expression>) -> Sql {
        expression::limit(writer, limit, offset)
    }

    fn no_tables(&self, has_conditions: bool) -> &'static str {
        if has_conditions { " FROM DUAL" } else { "" }
    }

    fn updates_many(&self) -> bool {
        true
    }

    fn other_tables(&self, names: &str) -> (String, String) {
        let beside = if names.is_empty() {
            String::new()
        } else {
            format!(", {names}")
        };
        (beside, String::new())
    }

    fn using(&self, own: &str, names: &str) -> Sql {
        Ok(format!(" USING {own}, {names}"))
    }

    fn inner_join(&self) -> &'static str {
        "INNER JOIN"
    }

    fn has_default_values(&self) -> bool {
        false
    }

    fn returns_inserted(&self) -> bool {
        self.is_mariadb
    }

    fn numbers_null_keys(&self) -> bool {
        true
    }

    fn has_conflicts(&self, _class: InsertClass) -> bool {
        false
    }

    fn conflicting_constraint(&self, _name: &Identifier) -> Sql {
        Err(ansi::no_form(self, "OnConflict"))
    }
}
