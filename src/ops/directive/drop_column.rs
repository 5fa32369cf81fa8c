//! `op.drop_column`

use super::Scene;
use super::lazy::Lazy;
use super::scene::Form;
use crate::ops::reading::{choice, required_name};
use crate::ops::schema::TableName;
use crate::ops::{Call, ColumnType, Identifier, Signature};
use crate::revision::Reason;

/// A column is dropped.
#[derive(Debug, Clone)]
pub struct DropColumn {
    /// The table.
    pub table: TableName,
    /// The column.
    pub column: Identifier,
    /// `IF EXISTS`
    pub if_exists: bool,
    /// The type it has, where that is told: a batch drops its check too.
    pub existing_type: Option<Lazy<ColumnType>>,
}

const FORM: Form = Form::new(
    Signature::new("op.drop_column", &["table_name", "column_name"])
        .with_keywords(&["schema", "if_exists", "existing_type"])
        .with_open_keywords(),
    Signature::new("batch_op.drop_column", &["column_name"])
        .with_keywords(&["if_exists", "existing_type"])
        .with_open_keywords(),
);

impl DropColumn {
    /// Reads the directive. Arguments of other names are taken and not used, as Alembic does (`mssql_drop_check`).
    ///
    /// # Errors
    ///
    /// Refuses what is not understood.
    pub fn read(call: &Call, scene: &mut Scene<'_>) -> Result<Self, Reason> {
        let (arguments, table) = FORM.bind(call, scene)?;
        let existing_type = arguments.value("existing_type");
        Ok(Self {
            table,
            column: required_name(&arguments, "column_name")?,
            if_exists: choice(&arguments, "if_exists")?.unwrap_or(false),
            existing_type: existing_type.map(|value| Lazy::new(ColumnType::from_value(value, call.place))),
        })
    }
}
