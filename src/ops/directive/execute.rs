//! `op.execute`, and `execute` of a connection.

use super::Scene;
use crate::ops::{Call, Signature, Statement};
use crate::revision::Reason;

/// A statement is run as it stands.
#[derive(Debug, Clone)]
pub struct Execute {
    /// The statement.
    pub statement: Statement,
}

const SIGNATURE: Signature = Signature::new("op.execute", &["sqltext"]).with_keywords(&["execution_options"]);

/// A connection's: offline, Alembic does not look at the parameters, which leaves `NULL` in their place.
const CONNECTION: Signature =
    Signature::new("execute", &["statement", "parameters"]).with_keywords(&["execution_options"]);

impl Execute {
    /// Reads the directive.
    ///
    /// # Errors
    ///
    /// Refuses what is not understood.
    pub fn read(call: &Call, _scene: &mut Scene<'_>) -> Result<Self, Reason> {
        let arguments = SIGNATURE.bind(call)?;
        let statement = Statement::from_value(arguments.required("sqltext")?, call.place)?;
        Ok(Self { statement })
    }

    /// Reads `connection.execute(...)`.
    ///
    /// # Errors
    ///
    /// Refuses what is not understood. Parameters are left aside, as Alembic does offline: it prints `NULL` in their place.
    pub fn read_connection(call: &Call) -> Result<Self, Reason> {
        let arguments = CONNECTION.bind(call)?;
        let statement = arguments.required("statement")?;
        let statement = Statement::from_value(statement, call.place)?;
        Ok(Self { statement })
    }
}
