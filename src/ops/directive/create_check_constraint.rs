//! `op.create_check_constraint`

use super::Scene;
use super::add_constraint::{AddConstraint, Added};
use super::scene::Form;
use crate::ops::options::{Construct, Options};
use crate::ops::reading::name;
use crate::ops::schema::{Check, Constraint, Deferral};
use crate::ops::{Call, Expression, Signature};
use crate::revision::Reason;

const FORM: Form = Form::new(
    Signature::new(
        "op.create_check_constraint",
        &["constraint_name", "table_name", "condition"],
    )
    .with_keywords(&["schema", "deferrable", "initially", "info", "comment"])
    .with_open_keywords(),
    Signature::new("batch_op.create_check_constraint", &["constraint_name", "condition"])
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
    let check = Check {
        name: name(&arguments, "constraint_name")?,
        condition: Expression::from_sql(arguments.required("condition")?, call.place)?,
        deferral: Deferral::read(&arguments)?,
        options: Options::read(Construct::Check, arguments.extra.iter().copied(), call.place)?,
    };
    let check = Added::Other(Constraint::Check(Box::new(check)));
    AddConstraint::named(table, check, scene, call.place)
}
