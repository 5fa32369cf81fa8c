//! The port through which operations become SQL: what a dialect answers.

use super::column_type::{ColumnType, NamedType, TypeCheck};
use super::expression::{Expression, Identity, ServerDefault, Statement};
use super::identifier::Identifier;

/// Why something has no SQL.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Unsupported {
    /// `SQLAlchemy` or Alembic refuses it too, with this meaning.
    #[error("{0}")]
    Refused(String),
    /// They have an answer that is not known here.
    #[error("{0}")]
    Unknown(String),
}

impl Unsupported {
    /// A refusal that `SQLAlchemy` or Alembic has too.
    pub fn refused(text: impl Into<String>) -> Self {
        Self::Refused(text.into())
    }

    /// Something whose SQL is not known here.
    pub fn unknown(text: impl Into<String>) -> Self {
        Self::Unknown(text.into())
    }
}

/// How columns are named in an expression.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Columns {
    /// By themselves: in `CHECK`, generated columns, indexes (`include_table=False`).
    Bare,
    /// With their table, where they have one.
    Qualified,
}

/// What a dialect answers: the spelling of names, types and expressions, equal to `SQLAlchemy`'s for the same dialect.
///
/// Every answer is the text that Alembic prints offline, with literal values written in (`literal_binds`).
pub trait Spelling {
    /// `SQLAlchemy`'s name of the dialect: `postgresql`, `mysql`, `mariadb`, `sqlite`. Variants of types go by it.
    fn name(&self) -> &'static str;

    /// Quotes a name where `SQLAlchemy` does (spec section 7.6). Does not cut it.
    fn identifier(&self, name: &Identifier) -> String;

    /// A schema as Alembic's `ALTER TABLE` writes it: a plain one is split at its dots, each part quoted by itself.
    fn dotted(&self, schema: &Identifier) -> String {
        if schema.quoting != super::Quoting::AsNeeded {
            return self.identifier(schema);
        }
        let parts = schema.text.split('.');
        let parts: Vec<_> = parts.map(|part| self.identifier(&Identifier::plain(part))).collect();
        parts.join(".")
    }

    /// The name of a constraint: quoted; a conventional one that is too long is cut.
    ///
    /// # Errors
    ///
    /// Refuses an explicit name that is too long for the dialect.
    fn constraint_name(&self, name: &Identifier) -> Result<String, Unsupported>;

    /// The name of an index: as [`Spelling::constraint_name`], with the dialect's limit for indexes.
    ///
    /// # Errors
    ///
    /// Refuses an explicit name that is too long for the dialect.
    fn index_name(&self, name: &Identifier) -> Result<String, Unsupported>;

    /// Refuses a plain name that is too long for the dialect (`validate_identifier`): tables and columns in `CREATE`.
    ///
    /// # Errors
    ///
    /// Refuses with `SQLAlchemy`'s message.
    fn validate(&self, name: &Identifier) -> Result<(), Unsupported>;

    /// A type as it stands in a column's clause of `CREATE TABLE` and `ADD COLUMN`, its variant for this dialect
    /// taken. What follows it there is not part of it (`MySQL` adds `NULL` behind a `TIMESTAMP`).
    ///
    /// # Errors
    ///
    /// Refuses what `SQLAlchemy` cannot compile or adapt for this dialect.
    fn column_type(&self, column_type: &ColumnType) -> Result<String, Unsupported>;

    /// A type by itself, as `ALTER COLUMN ... TYPE`, `CAST` and `CREATE DOMAIN` have it: compiled without adapting it.
    ///
    /// # Errors
    ///
    /// Refuses what `SQLAlchemy` cannot compile for this dialect.
    fn bare_type(&self, column_type: &ColumnType) -> Result<String, Unsupported>;

    /// The `CHECK` that a type brings with it on this dialect: `Boolean` and `Enum` with `create_constraint`.
    fn type_check(&self, column_type: &ColumnType) -> Option<TypeCheck>;

    /// The types that `create_table` creates with a column of this type on this dialect, whether or not
    /// [`NamedType::creates`]: also those in arrays. Dialects without such types have them too, where `SQLAlchemy` tries
    /// in vain: creating them is refused then.
    fn named_types(&self, column_type: &ColumnType) -> Vec<NamedType>;

    /// `CREATE TYPE`, `CREATE DOMAIN`
    ///
    /// # Errors
    ///
    /// Refuses a type without a name, and on dialects that have none.
    fn create_type(&self, named: &NamedType) -> Result<String, Unsupported>;

    /// `DROP TYPE`, `DROP DOMAIN`
    ///
    /// # Errors
    ///
    /// As [`Spelling::create_type`].
    fn drop_type(&self, named: &NamedType) -> Result<String, Unsupported>;

    /// A text as a string literal, as comments and enum values have it.
    fn string(&self, text: &str) -> String;

    /// An expression with its literal values written in.
    ///
    /// # Errors
    ///
    /// Refuses what `SQLAlchemy` cannot compile; says so where the SQL is not known.
    fn expression(&self, expression: &Expression, columns: Columns) -> Result<String, Unsupported>;

    /// The expression of an index: [`Columns::Bare`], in parentheses where `SQLAlchemy` groups it.
    ///
    /// # Errors
    ///
    /// As [`Spelling::expression`].
    fn index_expression(&self, expression: &Expression) -> Result<String, Unsupported>;

    /// What stands behind `DEFAULT`, without the parentheses that `MySQL` and `SQLite` add in a column's clause;
    /// `None` where nothing is printed (`FetchedValue`, `Identity`, `Computed`).
    ///
    /// # Errors
    ///
    /// As [`Spelling::expression`].
    fn server_default(&self, default: &ServerDefault) -> Result<Option<String>, Unsupported>;

    /// The options of an identity or a sequence: `INCREMENT BY 2 START WITH 1`; empty where none is given.
    fn sequence_options(&self, options: &Identity) -> String;

    /// A whole statement, without a separator, letter by letter as `SQLAlchemy` compiles it: Alembic turns tabs into
    /// spaces and trims it only when it prints.
    ///
    /// # Errors
    ///
    /// As [`Spelling::expression`].
    fn statement(&self, statement: &Statement) -> Result<String, Unsupported>;
}
