//! `op.drop_table`

use super::Scene;
use super::scene::schema;
use crate::ops::options::{Construct, Options};
use crate::ops::reading::{choice, required_name};
use crate::ops::schema::TableName;
use crate::ops::{Call, Signature};
use crate::revision::Reason;

/// A table is dropped.
#[derive(Debug, Clone)]
pub struct DropTable {
    /// The table.
    pub table: TableName,
    /// `IF EXISTS`
    pub if_exists: bool,
}

const SIGNATURE: Signature = Signature::new("op.drop_table", &["table_name"])
    .with_keywords(&["schema", "if_exists"])
    .with_open_keywords();

impl DropTable {
    /// Reads the directive.
    ///
    /// # Errors
    ///
    /// Refuses what is not understood.
    pub fn read(call: &Call, _scene: &mut Scene<'_>) -> Result<Self, Reason> {
        let arguments = SIGNATURE.bind(call)?;
        // They make a table of which the name alone is used.
        Options::read(Construct::Table, arguments.extra.iter().copied(), call.place)?;
        Ok(Self {
            table: TableName {
                name: required_name(&arguments, "table_name")?,
                schema: schema(&arguments, "schema")?,
            },
            if_exists: choice(&arguments, "if_exists")?.unwrap_or(false),
        })
    }
}
