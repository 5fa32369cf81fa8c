//! `op.create_index`

use super::Scene;
use super::scene::Form;
use crate::ops::arguments::reason;
use crate::ops::options::{Construct, Options};
use crate::ops::reading::{choice, list, name};
use crate::ops::schema::{Index, IndexItem};
use crate::ops::{Call, Signature};
use crate::revision::Reason;

/// An index is created.
#[derive(Debug, Clone)]
pub struct CreateIndex {
    /// The index.
    pub index: Index,
    /// `IF NOT EXISTS`
    pub if_not_exists: bool,
}

const FORM: Form = Form::new(
    Signature::new("op.create_index", &["index_name", "table_name", "columns"])
        .with_keywords(&["schema", "unique", "if_not_exists", "info", "quote"])
        .with_open_keywords(),
    Signature::new("batch_op.create_index", &["index_name", "columns"])
        .with_keywords(&["unique", "if_not_exists", "info", "quote"])
        .with_open_keywords(),
);

impl CreateIndex {
    /// Reads the directive.
    ///
    /// # Errors
    ///
    /// Refuses what is not understood.
    pub fn read(call: &Call, scene: &mut Scene<'_>) -> Result<Self, Reason> {
        let (arguments, table) = FORM.bind(call, scene)?;
        if let Some(quote) = arguments.value("quote") {
            return Err(arguments.unfit("quote", quote));
        }
        arguments.required("index_name")?;
        let columns = list(arguments.required("columns")?, call.place)?;
        let mut index = Index {
            name: name(&arguments, "index_name")?,
            table,
            items: IndexItem::read_all(columns, call.place)?,
            unique: choice(&arguments, "unique")?.unwrap_or(false),
            options: Options::read(Construct::Index, arguments.extra.iter().copied(), call.place)?,
            of_column: false,
        };
        if index.name.is_none() && index.columns().len() != index.items.len() {
            return Err(reason(call.place, "the name of an index over expressions is not known"));
        }
        let named = index.apply(scene.convention);
        named.map_err(|unsupported| reason(call.place, unsupported.to_string()))?;
        Ok(Self {
            index,
            if_not_exists: choice(&arguments, "if_not_exists")?.unwrap_or(false),
        })
    }
}
