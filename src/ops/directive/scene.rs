//! Where a call stands: on `op`, or on the handle of a batch, which knows its table.

use crate::ops::reading::{name, required_name};
use crate::ops::schema::{Convention, Creation, TableName};
use crate::ops::{Arguments, Call, Signature};
use crate::revision::Reason;

/// What is around the call of a directive.
#[derive(Debug)]
pub struct Scene<'a> {
    /// The table of the batch whose handle is called; none on `op`.
    pub batch: Option<&'a TableName>,
    /// The naming convention of the project's metadata.
    pub convention: &'a Convention,
    /// When objects were made.
    pub creation: &'a mut Creation,
}

/// The two signatures of a directive that is about a table.
#[derive(Debug, Clone, Copy)]
pub(super) struct Form {
    /// On `op`: the table and its schema are arguments.
    pub op: Signature,
    /// On the handle of a batch.
    pub batch: Signature,
    /// The names of the arguments for the table and its schema.
    pub table: (&'static str, &'static str),
}

impl Form {
    /// A directive whose table is `table_name` in `schema`.
    pub const fn new(op: Signature, batch: Signature) -> Self {
        Self {
            op,
            batch,
            table: ("table_name", "schema"),
        }
    }

    /// Binds the arguments of a call and finds its table.
    pub fn bind<'c>(&self, call: &'c Call, scene: &Scene<'_>) -> Result<(Arguments<'c>, TableName), Reason> {
        if let Some(table) = scene.batch {
            return Ok((self.batch.bind(call)?, table.clone()));
        }
        let arguments = self.op.bind(call)?;
        let table = TableName {
            name: required_name(&arguments, self.table.0)?,
            schema: schema(&arguments, self.table.1)?,
        };
        Ok((arguments, table))
    }
}

/// Answers a schema; an empty one is none.
pub(super) fn schema(arguments: &Arguments<'_>, parameter: &str) -> Result<Option<crate::ops::Identifier>, Reason> {
    Ok(name(arguments, parameter)?.filter(|schema| !schema.text.is_empty()))
}
