//! `op.add_column`

use super::Scene;
use super::scene::Form;
use crate::ops::reading::{choice, name};
use crate::ops::schema::{Column, Items, Table};
use crate::ops::{Call, Identifier, Signature};
use crate::revision::Reason;

/// A column is added.
#[derive(Debug, Clone)]
pub struct AddColumn {
    /// The table, with the new column alone and what comes with it.
    pub table: Table,
    /// `IF NOT EXISTS`
    pub if_not_exists: bool,
    /// Whether a foreign key is written in the column.
    pub inline_references: bool,
    /// Whether `PRIMARY KEY` is written in the column.
    pub inline_primary_key: bool,
    /// The column behind it, where a batch makes the table anew.
    pub insert_before: Option<Identifier>,
    /// The column before it, where a batch makes the table anew.
    pub insert_after: Option<Identifier>,
}

const FORM: Form = Form::new(
    Signature::new("op.add_column", &["table_name", "column"]).with_keywords(&[
        "schema",
        "if_not_exists",
        "inline_references",
        "inline_primary_key",
    ]),
    Signature::new("batch_op.add_column", &["column"]).with_keywords(&[
        "insert_before",
        "insert_after",
        "if_not_exists",
        "inline_references",
        "inline_primary_key",
    ]),
);

impl AddColumn {
    /// Reads the directive.
    ///
    /// # Errors
    ///
    /// Refuses what is not understood.
    pub fn read(call: &Call, scene: &mut Scene<'_>) -> Result<Self, Reason> {
        let (arguments, table) = FORM.bind(call, scene)?;
        let items = Items {
            columns: vec![Column::from_value(arguments.required("column")?, call.place)?],
            ..Items::default()
        };
        Ok(Self {
            table: Table::build(table, items, scene.convention, call.place)?,
            if_not_exists: choice(&arguments, "if_not_exists")?.unwrap_or(false),
            inline_references: choice(&arguments, "inline_references")?.unwrap_or(false),
            inline_primary_key: choice(&arguments, "inline_primary_key")?.unwrap_or(false),
            insert_before: name(&arguments, "insert_before")?,
            insert_after: name(&arguments, "insert_after")?,
        })
    }

    /// The column.
    #[must_use]
    pub fn column(&self) -> &Column {
        &self.table.columns[0]
    }
}
