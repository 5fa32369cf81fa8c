//! The port for statements that define a schema: how a dialect writes them. What dialects have in common stands here,
//! as it does in `SQLAlchemy`'s `DDLCompiler` and Alembic's `DefaultImpl`; a dialect says what it does otherwise.

mod alter;
mod column;
mod constraint;
mod identity;
mod index;
mod table;

pub use alter::{DefaultKind, alter_table, column_default, default_kind, no_identity};
pub use column::{computed, identity as identity_clause, wrapped_default};
pub use constraint::{
    body, check_text, deferral, drop_named, foreign_key, is_phrase, key_columns, phrase, preamble, reference_tail,
    unique,
};
pub use identity::changed_options;
pub use index::{head as index_name, index_name_in_schema};
pub use table::{column_line, counting, create_table, full_name};

use super::directive::{AlterColumn, Batch, DropConstraint, TableComment};
use super::schema::{Check, Column, Constraint, ForeignKey, Index, PrimaryKey, Table, TableName, Unique};
use super::{ColumnType, Identifier, Spelling, Unsupported};

/// Where a dialect writes comments.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Comments {
    /// In statements of their own.
    Apart,
    /// In the clause of what they are about.
    Inline,
    /// Nowhere.
    Nowhere,
}

/// A column in its table, as its clause needs it.
#[derive(Debug, Clone, Copy)]
pub struct Placed<'a> {
    /// The column.
    pub column: &'a Column,
    /// The table around it.
    pub table: &'a Table,
    /// Whether it is the one that counts by itself.
    pub counts: bool,
}

/// What a dialect says about definitions of schemas.
pub trait Ddl: Spelling {
    /// Where comments are written.
    fn comments(&self) -> Comments;

    /// Says whether a column's clause asks which column counts by itself: where none does, nothing is refused about it.
    fn asks_what_counts(&self) -> bool {
        true
    }

    /// A column's clause in `CREATE TABLE` and `ADD COLUMN` (`get_column_specification`).
    ///
    /// # Errors
    ///
    /// Refuses what `SQLAlchemy` refuses, and says what is not known.
    fn column_clause(&self, placed: Placed<'_>) -> Result<String, Unsupported>;

    /// What stands behind the closing parenthesis of `CREATE TABLE` (`post_create_table`).
    ///
    /// # Errors
    ///
    /// Says what is not known.
    fn table_options(&self, table: &Table) -> Result<String, Unsupported>;

    /// `CREATE INDEX`
    ///
    /// # Errors
    ///
    /// Refuses what `SQLAlchemy` refuses, and says what is not known.
    fn create_index(&self, index: &Index, if_not_exists: bool) -> Result<String, Unsupported>;

    /// `DROP INDEX`
    ///
    /// # Errors
    ///
    /// Refuses a name that is too long.
    fn drop_index(&self, index: &Index, if_exists: bool) -> Result<String, Unsupported>;

    /// A primary key's clause; none where it stands in its column.
    ///
    /// # Errors
    ///
    /// Refuses what `SQLAlchemy` refuses, and says what is not known.
    fn primary_key(&self, key: &PrimaryKey, table: Option<&Table>) -> Result<Option<String>, Unsupported>;

    /// A unique constraint's clause.
    ///
    /// # Errors
    ///
    /// Refuses what `SQLAlchemy` refuses, and says what is not known.
    fn unique(&self, unique: &Unique, table: Option<&Table>) -> Result<String, Unsupported>;

    /// A check's clause; `in_column` where it stands in a column's.
    ///
    /// # Errors
    ///
    /// Refuses what `SQLAlchemy` refuses, and says what is not known.
    fn check(&self, check: &Check, in_column: bool) -> Result<String, Unsupported>;

    /// A foreign key's clause; none where the dialect leaves it out.
    ///
    /// # Errors
    ///
    /// Refuses what `SQLAlchemy` refuses, and says what is not known.
    fn foreign_key(&self, key: &ForeignKey, table: &TableName) -> Result<Option<String>, Unsupported>;

    /// `MATCH`, `ON DELETE`, `ON UPDATE` and when the key is checked.
    ///
    /// # Errors
    ///
    /// Refuses what is no phrase of SQL, and what the dialect does not have.
    fn reference_tail(&self, key: &ForeignKey) -> Result<String, Unsupported> {
        constraint::reference_tail(key)
    }

    /// An exclude constraint's clause.
    ///
    /// # Errors
    ///
    /// Refuses it on all dialects but one.
    fn exclude(&self, _exclude: &super::schema::Exclude) -> Result<String, Unsupported> {
        let text = format!(
            "Compiler <{}> can't render element of type ExcludeConstraint",
            self.name()
        );
        Err(Unsupported::refused(text))
    }

    /// Answers whether constraints can be added to and dropped from a table that is there.
    ///
    /// # Errors
    ///
    /// Refuses where they cannot.
    fn alters_constraints(&self) -> Result<(), Unsupported> {
        Ok(())
    }

    /// `ALTER TABLE ... DROP CONSTRAINT`
    ///
    /// # Errors
    ///
    /// Refuses what `SQLAlchemy` refuses.
    fn drop_constraint(&self, dropped: &DropConstraint) -> Result<String, Unsupported> {
        constraint::drop(self, dropped)
    }

    /// Drops the check that a type brought with it, by the name of the check; none where that is not done.
    ///
    /// # Errors
    ///
    /// Refuses a check without a name.
    fn drop_type_check(&self, table: &TableName, name: Option<&Identifier>) -> Result<Option<String>, Unsupported> {
        constraint::drop_named(self, table, name, false).map(Some)
    }

    /// Sets or drops the comment of a table.
    fn table_comment(&self, change: &TableComment) -> String {
        let comment = change.comment.as_ref();
        let comment = comment.map_or_else(|| "NULL".to_owned(), |comment| self.string(comment));
        format!("COMMENT ON TABLE {} IS {comment}", full_name(self, &change.table))
    }

    /// Sets the comment of a column.
    fn column_comment(&self, table: &TableName, column: &Identifier, comment: &str) -> String {
        let (table, column) = (full_name(self, table), self.identifier(column));
        format!("COMMENT ON COLUMN {table}.{column} IS {}", self.string(comment))
    }

    /// `ALTER TABLE ... RENAME TO`
    fn rename_table(&self, table: &TableName, new_name: &Identifier) -> String {
        format!("{} RENAME TO {}", alter_table(self, table), self.identifier(new_name))
    }

    /// The statements of `alter_column`.
    ///
    /// # Errors
    ///
    /// Refuses what Alembic refuses, and says what is not known.
    fn alter_column(&self, altered: &AlterColumn) -> Result<Vec<String>, Unsupported>;

    /// Says whether an `auto` batch makes the table anew.
    fn recreates(&self, _batch: &Batch) -> bool {
        false
    }

    /// Says whether a batch that changes the type of a column casts what it moves.
    fn casts_in_batch(&self, from: &ColumnType, to: &ColumnType) -> bool {
        from.affinity() != to.affinity()
    }

    /// What a batch does before it makes the new table: the constraints that stand in the way.
    ///
    /// # Errors
    ///
    /// As [`Ddl::drop_constraint`].
    fn before_batch(&self, _table: &TableName, _named: &[&Constraint]) -> Result<Vec<String>, Unsupported> {
        Ok(Vec::new())
    }
}
