//! `op.batch_alter_table`

use super::Scene;
use super::scene::schema;
use crate::ops::Step;
use crate::ops::arguments::reason;
use crate::ops::library::sqlalchemy_call;
use crate::ops::options::Options;
use crate::ops::reading::{list, name_list, required_name};
use crate::ops::schema::{Items, Table, TableName};
use crate::ops::{Arguments, Call, Identifier, Signature, Value};
use crate::revision::Reason;

/// Changes of one table, collected and made at once.
#[derive(Debug, Clone)]
pub struct Batch {
    /// The table.
    pub table: TableName,
    /// Whether the table is made anew.
    pub recreate: Recreate,
    /// The table as it is, where that is told.
    pub copy_from: Option<Box<Table>>,
    /// What the new table gets beside what is copied.
    pub table_args: Box<Items>,
    /// Arguments of dialects for the new table.
    pub table_options: Options,
    /// The order of columns in the new table, by pairs.
    pub reordering: Vec<Vec<Identifier>>,
    /// What is done.
    pub steps: Vec<Step>,
}

/// Whether a batch makes the table anew and moves the rows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Recreate {
    /// Where the dialect needs it.
    #[default]
    Auto,
    /// Always.
    Always,
    /// Never.
    Never,
}

const SIGNATURE: Signature = Signature::new(
    "op.batch_alter_table",
    &[
        "table_name",
        "schema",
        "recreate",
        "partial_reordering",
        "copy_from",
        "table_args",
        "table_kwargs",
        "reflect_args",
        "reflect_kwargs",
        "naming_convention",
    ],
);

impl Batch {
    /// Reads the directive. What is about reflection is not looked at: a table that is reflected is not known here.
    ///
    /// # Errors
    ///
    /// Refuses what is not understood.
    pub fn read(call: &Call, scene: &mut Scene<'_>) -> Result<Self, Reason> {
        let arguments = SIGNATURE.bind(call)?;
        let place = call.place;
        let table = TableName {
            name: required_name(&arguments, "table_name")?,
            schema: schema(&arguments, "schema")?,
        };
        let table_args = match arguments.value("table_args") {
            None => Items::default(),
            Some(value) => Items::read(list(value, place)?, &table, scene.creation, place)?,
        };
        Ok(Self {
            recreate: recreate(&arguments)?,
            copy_from: copy_from(&arguments, scene)?.map(Box::new),
            table_args: Box::new(table_args),
            table_options: table_options(&arguments)?,
            reordering: reordering(&arguments)?,
            steps: Vec::new(),
            table,
        })
    }
}

fn recreate(arguments: &Arguments<'_>) -> Result<Recreate, Reason> {
    match arguments.text("recreate")?.as_deref() {
        None | Some("auto") => Ok(Recreate::Auto),
        Some("always") => Ok(Recreate::Always),
        Some("never") => Ok(Recreate::Never),
        Some(_) => Err(reason(
            arguments.place,
            "`recreate` may be one of 'auto', 'always', or 'never'",
        )),
    }
}

fn copy_from(arguments: &Arguments<'_>, scene: &mut Scene<'_>) -> Result<Option<Table>, Reason> {
    let Some(value) = arguments.value("copy_from") else {
        return Ok(None);
    };
    match sqlalchemy_call(value) {
        Some(("Table", call)) => Table::from_call(call, scene).map(Some),
        _ => Err(arguments.unfit("copy_from", value)),
    }
}

fn table_options(arguments: &Arguments<'_>) -> Result<Options, Reason> {
    let entries = match arguments.value("table_kwargs") {
        None => return Ok(Options::default()),
        Some(Value::Map(entries)) => entries,
        Some(other) => return Err(arguments.unfit("table_kwargs", other)),
    };
    let entry = |(key, value): &'_ (Value, Value)| match key {
        Value::Text(key) => Ok((std::sync::Arc::clone(key), value.clone())),
        other => Err(arguments.unfit("table_kwargs", other)),
    };
    let entries: Vec<_> = entries.iter().map(entry).collect::<Result<_, _>>()?;
    let pairs = entries.iter().map(|(key, value)| (key, value));
    Options::read(crate::ops::options::Construct::Table, pairs, arguments.place)
}

fn reordering(arguments: &Arguments<'_>) -> Result<Vec<Vec<Identifier>>, Reason> {
    let Some(value) = arguments.value("partial_reordering") else {
        return Ok(Vec::new());
    };
    let place = arguments.place;
    let rows = list(value, place)?.iter();
    rows.map(|row| name_list(list(row, place)?, place)).collect()
}
