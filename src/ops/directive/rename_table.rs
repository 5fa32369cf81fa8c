//! `op.rename_table`

use super::Scene;
use super::scene::schema;
use crate::ops::reading::required_name;
use crate::ops::schema::TableName;
use crate::ops::{Call, Identifier, Signature};
use crate::revision::Reason;

/// A table is renamed.
#[derive(Debug, Clone)]
pub struct RenameTable {
    /// The table.
    pub table: TableName,
    /// Its new name.
    pub new_name: Identifier,
}

const SIGNATURE: Signature =
    Signature::new("op.rename_table", &["old_table_name", "new_table_name"]).with_keywords(&["schema"]);

impl RenameTable {
    /// Reads the directive.
    ///
    /// # Errors
    ///
    /// Refuses what is not understood.
    pub fn read(call: &Call, _scene: &mut Scene<'_>) -> Result<Self, Reason> {
        let arguments = SIGNATURE.bind(call)?;
        Ok(Self {
            table: TableName {
                name: required_name(&arguments, "old_table_name")?,
                schema: schema(&arguments, "schema")?,
            },
            new_name: required_name(&arguments, "new_table_name")?,
        })
    }
}
