//! `op.create_exclude_constraint`

use super::Scene;
use super::add_constraint::{AddConstraint, Added};
use super::scene::Form;
use crate::ops::reading::name;
use crate::ops::schema::{Constraint, Exclude};
use crate::ops::{Call, Signature};
use crate::revision::Reason;

const KEYWORDS: &[&str] = &[
    "where",
    "schema",
    "deferrable",
    "initially",
    "using",
    "ops",
    "info",
    "comment",
];

const FORM: Form = Form::new(
    Signature::new("op.create_exclude_constraint", &["constraint_name", "table_name"])
        .with_keywords(KEYWORDS)
        .with_rest()
        .with_open_keywords(),
    Signature::new("batch_op.create_exclude_constraint", &["constraint_name"])
        .with_keywords(KEYWORDS)
        .with_rest()
        .with_open_keywords(),
);

/// Reads the directive.
///
/// # Errors
///
/// Refuses what is not understood.
pub fn read(call: &Call, scene: &mut Scene<'_>) -> Result<AddConstraint, Reason> {
    let (arguments, table) = FORM.bind(call, scene)?;
    let name = name(&arguments, "constraint_name")?;
    let exclude = Exclude::build(name, arguments.rest, &arguments)?;
    AddConstraint::named(table, Added::Other(Constraint::Exclude(exclude)), scene, call.place)
}
