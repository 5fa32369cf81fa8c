//! `op.create_foreign_key`

use super::Scene;
use super::add_constraint::{AddConstraint, Added};
use super::scene::{Form, schema};
use crate::ops::reading::{name, names, required_name};
use crate::ops::schema::{Constraint, ForeignKey, Referent};
use crate::ops::{Call, Signature};
use crate::revision::Reason;

const FORM: Form = Form {
    op: Signature::new(
        "op.create_foreign_key",
        &[
            "constraint_name",
            "source_table",
            "referent_table",
            "local_cols",
            "remote_cols",
        ],
    )
    .with_keywords(&[
        "onupdate",
        "ondelete",
        "deferrable",
        "initially",
        "match",
        "source_schema",
        "referent_schema",
        "use_alter",
        "link_to_name",
        "info",
        "comment",
    ])
    .with_open_keywords(),
    batch: Signature::new(
        "batch_op.create_foreign_key",
        &["constraint_name", "referent_table", "local_cols", "remote_cols"],
    )
    .with_keywords(&[
        "onupdate",
        "ondelete",
        "deferrable",
        "initially",
        "match",
        "referent_schema",
        "use_alter",
        "link_to_name",
        "info",
        "comment",
    ])
    .with_open_keywords(),
    table: ("source_table", "source_schema"),
};

/// Reads the directive.
///
/// # Errors
///
/// Refuses what is not understood.
pub fn read(call: &Call, scene: &mut Scene<'_>) -> Result<AddConstraint, Reason> {
    let (arguments, table) = FORM.bind(call, scene)?;
    arguments.required("constraint_name")?;
    let referent = Referent {
        schema: schema(&arguments, "referent_schema")?,
        table: required_name(&arguments, "referent_table")?,
        columns: names(arguments.required("remote_cols")?, call.place)?,
    };
    let columns = names(arguments.required("local_cols")?, call.place)?;
    let mut key = ForeignKey::build(columns, referent, &arguments)?;
    key.name = name(&arguments, "constraint_name")?;
    let key = Added::Other(Constraint::ForeignKey(Box::new(key)));
    AddConstraint::named(table, key, scene, call.place)
}
