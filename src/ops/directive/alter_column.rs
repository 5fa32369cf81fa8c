//! `op.alter_column`

use std::sync::Arc;

use super::Scene;
use super::lazy::Lazy;
use super::scene::Form;
use crate::ops::arguments::reason;
use crate::ops::expression::ServerDefault;
use crate::ops::reading::{choice, name, required_name};
use crate::ops::schema::TableName;
use crate::ops::{Arguments, Call, ColumnType, Identifier, Signature, Value};
use crate::revision::Reason;
use crate::text::Place;

/// A column is changed.
#[derive(Debug, Clone)]
pub struct AlterColumn {
    /// The table.
    pub table: TableName,
    /// The column.
    pub column: Identifier,
    /// What becomes of it.
    pub change: Change,
    /// What it is.
    pub existing: Existing,
}

/// What becomes of a column; what is none stays.
#[derive(Debug, Clone, Default)]
pub struct Change {
    /// Whether it takes `NULL`.
    pub nullable: Option<bool>,
    /// Its comment: none drops it.
    pub comment: Option<Option<Arc<str>>>,
    /// Its default: none drops it.
    pub server_default: Option<Option<ServerDefault>>,
    /// Its name.
    pub new_name: Option<Identifier>,
    /// Its type.
    pub column_type: Option<ColumnType>,
    /// Whether the type was written as a class alone, which `MySQL` does not take for what it is.
    pub type_is_class: bool,
    /// Whether it counts by itself (`MySQL`).
    pub autoincrement: Option<bool>,
    /// `postgresql_using`
    pub using: Option<Arc<str>>,
}

/// What a column is, as far as the directive tells.
#[derive(Debug, Clone, Default)]
pub struct Existing {
    /// Its type.
    pub column_type: Option<Lazy<ColumnType>>,
    /// Whether the type was written as a class alone, which `MySQL` does not take for what it is.
    pub type_is_class: bool,
    /// Its default; not told at all, or told that there is none.
    pub server_default: Option<Lazy<Option<ServerDefault>>>,
    /// Whether it takes `NULL`.
    pub nullable: Option<bool>,
    /// Its comment.
    pub comment: Option<Arc<str>>,
    /// Whether it counts by itself (`MySQL`).
    pub autoincrement: Option<bool>,
}

const KEYWORDS: &[&str] = &[
    "nullable",
    "comment",
    "server_default",
    "new_column_name",
    "type_",
    "existing_type",
    "existing_server_default",
    "existing_nullable",
    "existing_comment",
    "schema",
    "autoincrement",
    "existing_autoincrement",
    "postgresql_using",
];

const FORM: Form = Form::new(
    Signature::new("op.alter_column", &["table_name", "column_name"])
        .with_keywords(KEYWORDS)
        .with_open_keywords(),
    Signature::new("batch_op.alter_column", &["column_name"])
        .with_keywords(&[
            "nullable",
            "comment",
            "server_default",
            "new_column_name",
            "type_",
            "existing_type",
            "existing_server_default",
            "existing_nullable",
            "existing_comment",
            "insert_before",
            "insert_after",
            "autoincrement",
            "existing_autoincrement",
            "postgresql_using",
        ])
        .with_open_keywords(),
);

/// Names that Alembic passes on itself: given once more, Python refuses them.
const TAKEN: &[&str] = &[
    "name",
    "modify_name",
    "modify_type",
    "modify_server_default",
    "modify_nullable",
    "modify_comment",
    "table_name",
    "schema",
];

impl AlterColumn {
    /// Reads the directive. Arguments of other names are taken and not used, as Alembic does (`default=5`).
    ///
    /// # Errors
    ///
    /// Refuses what is not understood.
    pub fn read(call: &Call, scene: &mut Scene<'_>) -> Result<Self, Reason> {
        let (arguments, table) = FORM.bind(call, scene)?;
        if let Some((name, _)) = arguments.extra.iter().find(|(name, _)| TAKEN.contains(&&***name)) {
            return Err(reason(call.place, format!("`alter_column` does not take `{name}`")));
        }
        if arguments
            .value("insert_before")
            .or(arguments.value("insert_after"))
            .is_some()
        {
            return Err(reason(
                call.place,
                "`alter_column` that moves a column is not understood",
            ));
        }
        Ok(Self {
            table,
            column: required_name(&arguments, "column_name")?,
            change: Change::read(&arguments)?,
            existing: Existing::read(&arguments)?,
        })
    }
}

impl Change {
    fn read(arguments: &Arguments<'_>) -> Result<Self, Reason> {
        let place = arguments.place;
        let column_type = arguments.value("type_");
        Ok(Self {
            nullable: choice(arguments, "nullable")?,
            comment: match arguments.given("comment") {
                None | Some(Value::Bool(false)) => None,
                Some(_) => Some(arguments.text("comment")?),
            },
            server_default: default_of(arguments.given("server_default"), place).transpose()?,
            new_name: name(arguments, "new_column_name")?,
            column_type: column_type
                .map(|value| ColumnType::from_value(value, place))
                .transpose()?,
            type_is_class: column_type.is_some_and(|value| value.as_name().is_some()),
            autoincrement: counting(arguments, "autoincrement")?,
            using: arguments.text("postgresql_using")?,
        })
    }

    /// Says whether nothing changes.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.nullable.is_none()
            && self.comment.is_none()
            && self.server_default.is_none()
            && self.new_name.is_none()
            && self.column_type.is_none()
            && self.autoincrement.is_none()
    }
}

impl Existing {
    fn read(arguments: &Arguments<'_>) -> Result<Self, Reason> {
        let place = arguments.place;
        let column_type = arguments.value("existing_type");
        Ok(Self {
            column_type: column_type.map(|value| Lazy::new(ColumnType::from_value(value, place))),
            type_is_class: column_type.is_some_and(|value| value.as_name().is_some()),
            server_default: default_of(arguments.given("existing_server_default"), place).map(Lazy::new),
            nullable: choice(arguments, "existing_nullable")?,
            comment: arguments.text("existing_comment")?,
            autoincrement: counting(arguments, "existing_autoincrement")?,
        })
    }
}

/// Reads `autoincrement`: a truth value, where `"auto"` is as good as true.
fn counting(arguments: &Arguments<'_>, parameter: &str) -> Result<Option<bool>, Reason> {
    match arguments.value(parameter) {
        None => Ok(None),
        Some(Value::Bool(flag)) => Ok(Some(*flag)),
        Some(Value::Text(text)) if &**text == "auto" => Ok(Some(true)),
        Some(other) => Err(arguments.unfit(parameter, other)),
    }
}

/// Reads a default: none where it is not given or `False`, which leaves things as they are.
fn default_of(value: Option<&Value>, place: Place) -> Option<Result<Option<ServerDefault>, Reason>> {
    match value {
        None | Some(Value::Bool(false)) => None,
        Some(value) => Some(ServerDefault::from_value(value, place)),
    }
}
