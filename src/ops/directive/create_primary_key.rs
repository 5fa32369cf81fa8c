//! `op.create_primary_key`

use super::Scene;
use super::add_constraint::{AddConstraint, Added};
use super::scene::Form;
use crate::ops::reading::{name, names};
use crate::ops::schema::PrimaryKey;
use crate::ops::{Call, Signature};
use crate::revision::Reason;

const FORM: Form = Form::new(
    Signature::new("op.create_primary_key", &["constraint_name", "table_name", "columns"]).with_keywords(&["schema"]),
    Signature::new("batch_op.create_primary_key", &["constraint_name", "columns"]),
);

/// Reads the directive.
///
/// # Errors
///
/// Refuses what is not understood.
pub fn read(call: &Call, scene: &mut Scene<'_>) -> Result<AddConstraint, Reason> {
    let (arguments, table) = FORM.bind(call, scene)?;
    arguments.required("constraint_name")?;
    let key = PrimaryKey {
        name: name(&arguments, "constraint_name")?,
        columns: names(arguments.required("columns")?, call.place)?,
        ..PrimaryKey::default()
    };
    AddConstraint::named(table, Added::PrimaryKey(key), scene, call.place)
}
