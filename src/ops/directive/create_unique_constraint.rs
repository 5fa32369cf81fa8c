//! `op.create_unique_constraint`

use super::Scene;
use super::add_constraint::{AddConstraint, Added};
use super::scene::Form;
use crate::ops::options::{Construct, Options};
use crate::ops::reading::{name, names};
use crate::ops::schema::{Constraint, Deferral, Unique};
use crate::ops::{Call, Signature};
use crate::revision::Reason;

const FORM: Form = Form::new(
    Signature::new(
        "op.create_unique_constraint",
        &["constraint_name", "table_name", "columns"],
    )
    .with_keywords(&["schema", "deferrable", "initially", "info", "comment"])
    .with_open_keywords(),
    Signature::new("batch_op.create_unique_constraint", &["constraint_name", "columns"])
        .with_keywords(&["deferrable", "initially", "info", "comment"])
        .with_open_keywords(),
);

/// Reads the directive.
///
/// # Errors
///
/// Refuses what is not understood.
pub fn read(call: &Call, scene: &mut Scene<'_>) -> Result<AddConstraint, Reason> {
    let (arguments, table) = FORM.bind(call, scene)?;
    arguments.required("constraint_name")?;
    let unique = Unique {
        name: name(&arguments, "constraint_name")?,
        columns: names(arguments.required("columns")?, call.place)?,
        deferral: Deferral::read(&arguments)?,
        options: Options::read(Construct::Unique, arguments.extra.iter().copied(), call.place)?,
    };
    AddConstraint::named(table, Added::Other(Constraint::Unique(unique)), scene, call.place)
}
