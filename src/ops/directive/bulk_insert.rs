//! `op.bulk_insert`

use super::Scene;
use crate::ops::{Call, Signature, Statement};
use crate::revision::Reason;

/// Rows are inserted.
#[derive(Debug, Clone)]
pub struct BulkInsert {
    /// A statement a row.
    pub statements: Vec<Statement>,
}

const SIGNATURE: Signature = Signature::new("op.bulk_insert", &["table", "rows"]).with_keywords(&["multiinsert"]);

impl BulkInsert {
    /// Reads the directive.
    ///
    /// # Errors
    ///
    /// Refuses what is not understood.
    pub fn read(call: &Call, _scene: &mut Scene<'_>) -> Result<Self, Reason> {
        let arguments = SIGNATURE.bind(call)?;
        let (table, rows) = (arguments.required("table")?, arguments.required("rows")?);
        let statements = Statement::bulk_insert(table, rows, call.place)?;
        Ok(Self { statements })
    }
}
