//! `op.drop_constraint`

use super::Scene;
use super::scene::Form;
use crate::ops::arguments::reason;
use crate::ops::reading::{choice, name};
use crate::ops::schema::{ConstraintKind, Named, TableName};
use crate::ops::{Arguments, Call, Identifier, Signature, Value};
use crate::revision::Reason;

/// A constraint is dropped.
#[derive(Debug, Clone)]
pub struct DropConstraint {
    /// The table.
    pub table: TableName,
    /// The name of the constraint.
    pub name: Option<Identifier>,
    /// Its kind, where that is told.
    pub kind: Option<ConstraintKind>,
    /// `IF EXISTS`
    pub if_exists: bool,
}

const FORM: Form = Form::new(
    Signature::new("op.drop_constraint", &["constraint_name", "table_name", "type_"])
        .with_keywords(&["schema", "if_exists"]),
    Signature::new("batch_op.drop_constraint", &["constraint_name", "type_"]),
);

impl DropConstraint {
    /// Reads the directive.
    ///
    /// # Errors
    ///
    /// Refuses what is not understood.
    pub fn read(call: &Call, scene: &mut Scene<'_>) -> Result<Self, Reason> {
        let (arguments, table) = FORM.bind(call, scene)?;
        arguments.required("constraint_name")?;
        let kind = kind(&arguments)?;
        let mut name = name(&arguments, "constraint_name")?;
        if let Some(kind) = kind {
            let named = Named {
                table: &table,
                columns: &[],
                referent: None,
            };
            name = scene
                .convention
                .constraint(kind, name.as_ref(), named)
                .map_err(|unsupported| reason(call.place, unsupported.to_string()))?;
        }
        Ok(Self {
            table,
            name,
            kind,
            if_exists: choice(&arguments, "if_exists")?.unwrap_or(false),
        })
    }
}

fn kind(arguments: &Arguments<'_>) -> Result<Option<ConstraintKind>, Reason> {
    match arguments.value("type_") {
        None => Ok(None),
        Some(Value::Text(text)) => match &**text {
            "foreignkey" => Ok(Some(ConstraintKind::ForeignKey)),
            "primary" => Ok(Some(ConstraintKind::PrimaryKey)),
            "unique" => Ok(Some(ConstraintKind::Unique)),
            "check" => Ok(Some(ConstraintKind::Check)),
            other => Err(reason(arguments.place, format!("`{other}` is no kind of constraint"))),
        },
        Some(other) => Err(arguments.unfit("type_", other)),
    }
}
