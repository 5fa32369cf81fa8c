//! Primary keys.

use super::Deferral;
use crate::ops::options::{Construct, Options};
use crate::ops::reading::{name, name_list};
use crate::ops::{Call, Identifier, Signature};
use crate::revision::Reason;

/// A primary key.
#[derive(Debug, Clone, Default)]
pub struct PrimaryKey {
    /// Its name.
    pub name: Option<Identifier>,
    /// Its columns, in order.
    pub columns: Vec<Identifier>,
    /// Whether it comes from `primary_key=True` of columns alone.
    pub implicit: bool,
    /// When it is checked.
    pub deferral: Deferral,
    /// Arguments of dialects.
    pub options: Options,
}

const SIGNATURE: Signature = Signature::new("PrimaryKeyConstraint", &[])
    .with_keywords(&["name", "deferrable", "initially", "info", "comment"])
    .with_rest()
    .with_open_keywords();

impl PrimaryKey {
    /// Reads `PrimaryKeyConstraint(...)`.
    ///
    /// # Errors
    ///
    /// Refuses what is not understood.
    pub fn from_call(call: &Call) -> Result<Self, Reason> {
        let arguments = SIGNATURE.bind(call)?;
        Ok(Self {
            name: name(&arguments, "name")?,
            columns: name_list(arguments.rest, call.place)?,
            implicit: false,
            deferral: Deferral::read(&arguments)?,
            options: Options::read(Construct::PrimaryKey, arguments.extra.iter().copied(), call.place)?,
        })
    }
}
