//! `op.drop_index`

use super::Scene;
use super::scene::schema;
use crate::ops::arguments::reason;
use crate::ops::options::{Construct, Options};
use crate::ops::reading::{choice, name};
use crate::ops::schema::{Index, IndexItem, TableName};
use crate::ops::{Call, Identifier, Signature};
use crate::revision::Reason;

/// An index is dropped.
#[derive(Debug, Clone)]
pub struct DropIndex {
    /// The index: its name, its table and its arguments count; where the table is not told, it is `no_table`.
    pub index: Index,
    /// `IF EXISTS`
    pub if_exists: bool,
    /// Whether the table was told.
    pub has_table: bool,
}

const OP: Signature = Signature::new("op.drop_index", &["index_name", "table_name"])
    .with_keywords(&["schema", "if_exists", "unique", "info"])
    .with_open_keywords();
const BATCH: Signature = Signature::new("batch_op.drop_index", &["index_name"])
    .with_keywords(&["if_exists", "unique", "info"])
    .with_open_keywords();

impl DropIndex {
    /// Reads the directive.
    ///
    /// # Errors
    ///
    /// Refuses what is not understood.
    pub fn read(call: &Call, scene: &mut Scene<'_>) -> Result<Self, Reason> {
        let signature = if scene.batch.is_some() { BATCH } else { OP };
        let arguments = signature.bind(call)?;
        let table = match scene.batch {
            Some(table) => Some(table.clone()),
            None => name(&arguments, "table_name")?.map(|name| TableName { schema: None, name }),
        };
        let has_table = table.is_some();
        let mut table = table.unwrap_or_else(|| TableName::plain("no_table"));
        if scene.batch.is_none() {
            table.schema = schema(&arguments, "schema")?;
        }
        arguments.required("index_name")?;
        let mut index = Index {
            name: name(&arguments, "index_name")?,
            table,
            // Alembic makes one over this column; without a name, the convention names it so.
            items: vec![IndexItem::Column(Identifier::plain("x"))],
            unique: choice(&arguments, "unique")?.unwrap_or(false),
            options: Options::read(Construct::Index, arguments.extra.iter().copied(), call.place)?,
            of_column: false,
        };
        let named = index.apply(scene.convention);
        named.map_err(|unsupported| reason(call.place, unsupported.to_string()))?;
        Ok(Self {
            index,
            if_exists: choice(&arguments, "if_exists")?.unwrap_or(false),
            has_table,
        })
    }
}
