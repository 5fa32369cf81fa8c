//! `op.create_table_comment` and `op.drop_table_comment`

use std::sync::Arc;

use super::Scene;
use super::scene::Form;
use crate::ops::schema::TableName;
use crate::ops::{Call, Signature};
use crate::revision::Reason;

/// The comment of a table is set or dropped.
#[derive(Debug, Clone)]
pub struct TableComment {
    /// The table.
    pub table: TableName,
    /// The comment; none drops it.
    pub comment: Option<Arc<str>>,
    /// The comment that was there, where that is told.
    pub existing: Option<Arc<str>>,
}

const CREATE: Form = Form::new(
    Signature::new("op.create_table_comment", &["table_name", "comment"])
        .with_keywords(&["existing_comment", "schema"]),
    Signature::new("batch_op.create_table_comment", &["comment"]).with_keywords(&["existing_comment"]),
);

const DROP: Form = Form::new(
    Signature::new("op.drop_table_comment", &["table_name"]).with_keywords(&["existing_comment", "schema"]),
    Signature::new("batch_op.drop_table_comment", &[]).with_keywords(&["existing_comment"]),
);

impl TableComment {
    /// Reads `create_table_comment`. `None` as a comment is refused where Alembic refuses it: when it is printed.
    ///
    /// # Errors
    ///
    /// Refuses what is not understood.
    pub fn read_create(call: &Call, scene: &mut Scene<'_>) -> Result<Self, Reason> {
        let (arguments, table) = CREATE.bind(call, scene)?;
        let given = arguments.required("comment")?;
        let comment = arguments.text("comment")?;
        if comment.is_none() {
            return Err(arguments.unfit("comment", given));
        }
        Ok(Self {
            table,
            comment,
            existing: arguments.text("existing_comment")?,
        })
    }

    /// Reads `drop_table_comment`.
    ///
    /// # Errors
    ///
    /// Refuses what is not understood.
    pub fn read_drop(call: &Call, scene: &mut Scene<'_>) -> Result<Self, Reason> {
        let (arguments, table) = DROP.bind(call, scene)?;
        Ok(Self {
            table,
            comment: None,
            existing: arguments.text("existing_comment")?,
        })
    }
}
