//! `op.create_table`

use std::sync::Arc;

use super::Scene;
use super::scene::schema;
use crate::ops::arguments::reason;
use crate::ops::library::sqlalchemy_call;
use crate::ops::options::{Construct, Options};
use crate::ops::reading::{choice, list, required_name};
use crate::ops::schema::{Convention, Items, Table, TableName};
use crate::ops::{Arguments, Call, Quoting, Signature, Value};
use crate::revision::Reason;

/// A table is created.
#[derive(Debug, Clone)]
pub struct CreateTable {
    /// The table.
    pub table: Table,
    /// `IF NOT EXISTS`
    pub if_not_exists: bool,
    /// Whether it is `Table.create`, which knows nothing of the types that the run created.
    pub is_apart: bool,
}

const SIGNATURE: Signature = Signature::new("op.create_table", &["table_name"])
    .with_keywords(&[
        "if_not_exists",
        "schema",
        "comment",
        "info",
        "prefixes",
        "quote",
        "quote_schema",
        "implicit_returning",
        "keep_existing",
        "extend_existing",
        "resolve_fks",
    ])
    .with_rest()
    .with_open_keywords();

/// `sqlalchemy.Table`: the same behind a name and a `MetaData`.
const TABLE: Signature = Signature::new("Table", &["name", "metadata"])
    .with_keywords(SIGNATURE.keywords)
    .with_rest()
    .with_open_keywords();

/// `sqlalchemy.MetaData`: a schema would be that of every table.
const METADATA: Signature = Signature::new("MetaData", &[]).with_keywords(&["naming_convention", "info"]);

impl CreateTable {
    /// Reads the directive.
    ///
    /// # Errors
    ///
    /// Refuses what is not understood.
    pub fn read(call: &Call, scene: &mut Scene<'_>) -> Result<Self, Reason> {
        let arguments = SIGNATURE.bind(call)?;
        Ok(Self {
            if_not_exists: choice(&arguments, "if_not_exists")?.unwrap_or(false),
            table: read_table(&arguments, "table_name", scene)?,
            is_apart: false,
        })
    }
}

impl Table {
    /// Reads `sqlalchemy.Table(...)`.
    ///
    /// # Errors
    ///
    /// Refuses what is not understood, reflection above all.
    pub fn from_call(call: &Call, scene: &mut Scene<'_>) -> Result<Self, Reason> {
        let arguments = TABLE.bind(call)?;
        let convention = metadata(&arguments)?;
        let mut scene = Scene {
            batch: None,
            convention: &convention,
            creation: scene.creation,
        };
        read_table(&arguments, "name", &mut scene)
    }
}

fn read_table(arguments: &Arguments<'_>, parameter: &str, scene: &mut Scene<'_>) -> Result<Table, Reason> {
    let place = arguments.place;
    let mut name = TableName {
        name: required_name(arguments, parameter)?,
        schema: schema(arguments, "schema")?,
    };
    name.name.quoting = quoting(arguments, "quote")?.unwrap_or(name.name.quoting);
    if let (Some(schema), Some(quoting)) = (&mut name.schema, quoting(arguments, "quote_schema")?) {
        schema.quoting = quoting;
    }
    let items = Items::read(arguments.rest, &name, scene.creation, place)?;
    let mut table = Table::build(name, items, scene.convention, place)?;
    table.comment = arguments.text("comment")?;
    table.prefixes = prefixes(arguments)?;
    table.options = Options::read(Construct::Table, arguments.extra.iter().copied(), place)?;
    Ok(table)
}

/// Reads the `MetaData` of a table: its naming convention is all that may be said there.
fn metadata(arguments: &Arguments<'_>) -> Result<Convention, Reason> {
    let value = arguments.required("metadata")?;
    let Some(("MetaData", call)) = sqlalchemy_call(value) else {
        return Err(arguments.unfit("metadata", value));
    };
    let metadata = METADATA.bind(call)?;
    match metadata.given("naming_convention") {
        None => Ok(Convention::default()),
        Some(value) => Convention::from_value(value).ok_or_else(|| metadata.unfit("naming_convention", value)),
    }
}

fn quoting(arguments: &Arguments<'_>, parameter: &str) -> Result<Option<Quoting>, Reason> {
    Ok(choice(arguments, parameter)?.map(|quote| if quote { Quoting::Always } else { Quoting::Never }))
}

fn prefixes(arguments: &Arguments<'_>) -> Result<Vec<Arc<str>>, Reason> {
    let Some(value) = arguments.value("prefixes") else {
        return Ok(Vec::new());
    };
    let prefix = |value: &Value| match value {
        Value::Text(text) => Ok(Arc::clone(text)),
        other => Err(reason(
            arguments.place,
            format!("a prefix of a table is {}", other.kind()),
        )),
    };
    list(value, arguments.place)?.iter().map(prefix).collect()
}
