//! What tells one dialect's SQL from another's: the facts and the exceptions, behind [`Spelling`].
//!
//! What most dialects share is in [`super::ansi`], as `SQLAlchemy`'s own base compilers have it; a dialect answers
//! `None` (or calls the shared function) where it has no rule of its own.

use super::ansi::{self, Writer};
use crate::ops::column_type::{ColumnType, EnumClass, NamedType, Type, TypeCheck};
use crate::ops::expression::{
    Binary, Expression, Function, Identity, InsertClass, List, Literal, Sequence, ServerDefault, SqlOperator, Statement,
};
use crate::ops::spelling::{Columns, Spelling, Unsupported};
use crate::ops::{Identifier, Quoting};

/// A text of SQL, or why there is none.
pub(super) type Sql = Result<String, Unsupported>;

/// The longest names that a dialect takes, in characters.
#[derive(Debug, Clone, Copy)]
pub(super) struct Limits {
    /// Of anything.
    pub identifier: usize,
    /// Of an index.
    pub index: usize,
    /// Of a constraint.
    pub constraint: usize,
}

/// A dialect's own rules.
pub(super) trait Grammar {
    /// `SQLAlchemy`'s name of the dialect.
    fn dialect_name(&self) -> &'static str;

    /// The character around quoted names.
    fn quote(&self) -> char;

    /// Says whether a lower-case name must be quoted because the dialect reserves it.
    fn is_reserved(&self, name: &str) -> bool;

    /// The longest names.
    fn limits(&self) -> Limits;

    /// Says whether `%` is written twice, as drivers with the `format` styles of parameters need it.
    fn doubles_percents(&self) -> bool;

    /// Says whether a backslash in a string is written twice.
    fn doubles_backslashes(&self) -> bool {
        false
    }

    /// Says whether truth values have a type of their own.
    fn has_booleans(&self) -> bool;

    /// Says whether enumerations have a type of their own.
    fn has_enums(&self) -> bool;

    /// Says whether `Uuid` has a type of its own.
    fn has_uuids(&self) -> bool;

    /// Says whether values of `Uuid` are written with dashes.
    fn writes_uuids_with_dashes(&self) -> bool {
        self.has_uuids()
    }

    /// Says whether the key that the database has numbered is asked for by the connection, so that no `RETURNING` is.
    fn knows_last_key(&self) -> bool {
        true
    }

    /// Spells a type.
    fn spell_type(&self, of: &Type) -> Sql;

    /// Refuses a type that `SQLAlchemy` cannot adapt for a column's clause.
    fn adapt(&self, _of: &Type) -> Result<(), Unsupported> {
        Ok(())
    }

    /// Says whether creating a table creates the type of an enumeration.
    fn creates_enum(&self, class: EnumClass, is_native: bool) -> bool;

    /// `CREATE TYPE`, `CREATE DOMAIN`
    fn create_type(&self, named: &NamedType) -> Sql {
        Err(no_named_type(self.dialect_name(), "Create", named))
    }

    /// `DROP TYPE`, `DROP DOMAIN`
    fn drop_type(&self, named: &NamedType) -> Sql {
        Err(no_named_type(self.dialect_name(), "Drop", named))
    }

    /// A truth value.
    fn truth(&self, value: bool) -> &'static str;

    /// Says whether `/` of whole numbers is whole.
    fn divides_whole(&self) -> bool {
        true
    }

    /// Says whether there is an `ILIKE`.
    fn has_ilike(&self) -> bool {
        false
    }

    /// Writes an operator that the dialect spells its own way.
    fn binary(&self, _writer: &Writer<'_>, _binary: &Binary) -> Option<Sql> {
        None
    }

    /// Writes the operands of an operator that the dialect spells its own way.
    fn list(&self, _writer: &Writer<'_>, _list: &List) -> Option<Sql> {
        None
    }

    /// Writes a function that the dialect spells its own way; `name` is in lower case.
    fn function(&self, _writer: &Writer<'_>, _name: &str, _function: &Function) -> Option<Sql> {
        None
    }

    /// Writes a value that the dialect spells its own way.
    fn literal(&self, _value: &Literal, _of: &Type) -> Option<Sql> {
        None
    }

    /// `CAST(a AS type)`
    fn cast(&self, writer: &Writer<'_>, operand: &Expression, of: &ColumnType) -> Sql {
        ansi::plain_cast(writer, operand, of)
    }

    /// `EXTRACT(field FROM a)`
    fn extract(&self, writer: &Writer<'_>, field: &str, operand: &Expression) -> Sql {
        Ok(format!("EXTRACT({field} FROM {})", writer.write(operand)?))
    }

    /// What stands behind `IN` for an empty list.
    fn empty_set(&self, of: &ColumnType, behind: Option<&SqlOperator>) -> Sql;

    /// A `SELECT` of no rows.
    fn empty_select(&self, of: &ColumnType) -> Sql;

    /// The next value of a sequence.
    fn next_value(&self, sequence: &Sequence) -> Sql;

    /// The type of a sequence's values, where the dialect says it.
    fn sequence_type(&self, _sequence: &Sequence) -> Sql {
        Ok(String::new())
    }

    /// The options of a sequence or an identity.
    fn sequence_options(&self, options: &Identity) -> String {
        ansi::sequence_options(options)
    }

    /// `ARRAY[...]`
    fn array(&self, writer: &Writer<'_>, _items: &[Expression]) -> Sql {
        Err(ansi::no_form(writer.grammar, "array"))
    }

    /// `LIMIT` and `OFFSET`
    fn limit(&self, writer: &Writer<'_>, limit: Option<&Expression>, offset: Option<&Expression>) -> Sql;

    /// What stands in the place of `FROM` where there are no tables.
    fn no_tables(&self, _has_conditions: bool) -> &'static str {
        ""
    }

    /// Says whether an `UPDATE` of several tables names the columns that it sets with theirs.
    fn updates_many(&self) -> bool {
        false
    }

    /// Where an `UPDATE` names other tables: what stands beside its own, and behind what it sets.
    fn other_tables(&self, names: &str) -> (String, String) {
        let behind = if names.is_empty() {
            String::new()
        } else {
            format!(" FROM {names}")
        };
        (String::new(), behind)
    }

    /// How a `DELETE` names other tables.
    fn using(&self, _own: &str, names: &str) -> Sql {
        Ok(format!(" USING {names}"))
    }

    /// `JOIN`
    fn inner_join(&self) -> &'static str {
        "JOIN"
    }

    /// Says whether `INSERT ... DEFAULT VALUES` is there.
    fn has_default_values(&self) -> bool {
        true
    }

    /// Says whether `INSERT ... RETURNING` is there.
    fn returns_inserted(&self) -> bool {
        true
    }

    /// Says whether `RETURNING` names columns without their table.
    fn returns_bare_columns(&self) -> bool {
        false
    }

    /// Says whether a key that is given as `NULL` is numbered all the same.
    fn numbers_null_keys(&self) -> bool {
        false
    }

    /// Says whether `ON CONFLICT` of an `INSERT` of this class can be written.
    fn has_conflicts(&self, class: InsertClass) -> bool;

    /// The constraint that an insert conflicts with.
    fn conflicting_constraint(&self, name: &Identifier) -> Sql;
}

impl<G: Grammar> Spelling for G {
    fn name(&self) -> &'static str {
        self.dialect_name()
    }

    fn identifier(&self, name: &Identifier) -> String {
        ansi::identifier(self, name)
    }

    fn constraint_name(&self, name: &Identifier) -> Sql {
        ansi::limited_name(self, name, self.limits().constraint)
    }

    fn index_name(&self, name: &Identifier) -> Sql {
        ansi::limited_name(self, name, self.limits().index)
    }

    fn validate(&self, name: &Identifier) -> Result<(), Unsupported> {
        ansi::validate(self, &name.text)
    }

    fn column_type(&self, column_type: &ColumnType) -> Sql {
        let of = column_type.on(self.dialect_name());
        self.adapt(of)?;
        self.spell_type(of)
    }

    fn bare_type(&self, column_type: &ColumnType) -> Sql {
        self.spell_type(column_type.on(self.dialect_name()))
    }

    fn type_check(&self, column_type: &ColumnType) -> Option<TypeCheck> {
        ansi::type_check(self, column_type)
    }

    fn named_types(&self, column_type: &ColumnType) -> Vec<NamedType> {
        let own = column_type.on(self.dialect_name());
        let mut named = Vec::new();
        for of in std::iter::once(&column_type.base).chain(column_type.variants.iter().map(|(_, variant)| variant)) {
            let is_own = std::ptr::eq(of, own);
            match of {
                // `PostgreSQL`'s own classes do not ask whether they are the variant that is meant.
                Type::Enum(of)
                    if (is_own || of.class == EnumClass::PostgreSql) && self.creates_enum(of.class, of.native) =>
                {
                    named.push(NamedType::Enum(of.clone()));
                }
                Type::Domain(domain) => named.push(NamedType::Domain(domain.clone())),
                Type::Array(array) => named.extend(self.named_types(&array.item)),
                Type::Decorated(implementation) => named.extend(self.named_types(implementation)),
                _ => {}
            }
        }
        named
    }

    fn create_type(&self, named: &NamedType) -> Sql {
        Grammar::create_type(self, named)
    }

    fn drop_type(&self, named: &NamedType) -> Sql {
        Grammar::drop_type(self, named)
    }

    fn string(&self, text: &str) -> String {
        ansi::string(self, text)
    }

    fn expression(&self, expression: &Expression, columns: Columns) -> Sql {
        Writer::new(self, columns).write(expression)
    }

    fn index_expression(&self, expression: &Expression) -> Sql {
        ansi::index_expression(self, expression)
    }

    fn server_default(&self, default: &ServerDefault) -> Result<Option<String>, Unsupported> {
        match default {
            ServerDefault::Literal(text) => Ok(Some(ansi::string(self, text))),
            ServerDefault::Expression(expression) => self.expression(expression, Columns::Qualified).map(Some),
            ServerDefault::Computed(_) | ServerDefault::Identity(_) | ServerDefault::Fetched => Ok(None),
        }
    }

    fn sequence_options(&self, options: &Identity) -> String {
        Grammar::sequence_options(self, options)
    }

    fn statement(&self, statement: &Statement) -> Sql {
        let writer = Writer::new(self, Columns::Qualified);
        match statement {
            Statement::Text(text) => writer.write(text),
            Statement::Ddl(text) => ansi::ddl_text(self, text),
            Statement::Insert(insert) => ansi::insert(&writer, insert),
            Statement::Update(update) => ansi::update(&writer, update),
            Statement::Delete(delete) => ansi::delete(&writer, delete),
            Statement::Select(select) => ansi::select(&writer, select),
            Statement::CreateSequence {
                sequence,
                if_not_exists,
            } => ansi::create_sequence(self, sequence, *if_not_exists),
            Statement::DropSequence { sequence, if_exists } => Ok(ansi::drop_sequence(self, sequence, *if_exists)),
            Statement::CreateSchema { name, if_not_exists } => Ok(ansi::create_schema(self, name, *if_not_exists)),
            Statement::DropSchema {
                name,
                cascade,
                if_exists,
            } => Ok(ansi::drop_schema(self, name, (*cascade, *if_exists))),
        }
    }
}

fn no_named_type(dialect: &str, what: &str, named: &NamedType) -> Unsupported {
    let kind = match named {
        NamedType::Enum(_) => "Enum",
        NamedType::Domain(_) => "Domain",
    };
    Unsupported::refused(format!(
        "Compiler <{dialect}> can't render element of type {what}{kind}Type"
    ))
}

/// A plain name.
pub(super) fn plain(text: &str) -> Identifier {
    Identifier {
        text: text.into(),
        quoting: Quoting::AsNeeded,
        conventional: false,
    }
}
