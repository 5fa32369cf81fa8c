//! Tables as expressions know them: `sa.table(...)`, `sa.Table(...)`, what `op.create_table(...)` answers.

use std::sync::Arc;

use super::{Expression, Form};
use crate::ops::column_type::{Affinity, ColumnType};
use crate::ops::{Arguments, Call, Identifier, Object, Quoting, Signature, Value, reason};
use crate::revision::Reason;
use crate::text::Place;

/// A table.
#[derive(Debug, Clone)]
pub struct Table {
    /// What it is told from other tables by.
    pub identity: Identity,
    /// Its name.
    pub name: Identifier,
    /// Its schema.
    pub schema: Option<Identifier>,
    /// Its columns, in order.
    pub columns: Vec<TableColumn>,
    /// Whether it is a whole `Table`, which knows its primary key and defaults.
    pub is_whole: bool,
    /// The name that it goes by in the statement: `t.alias("x")`.
    pub alias: Option<Identifier>,
}

/// The object that a table is: two tables of one name are two tables.
#[derive(Debug, Clone)]
pub struct Identity(Arc<Object>);

impl PartialEq for Identity {
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.0, &other.0)
    }
}

/// A column of a table.
#[derive(Debug, Clone)]
pub struct TableColumn {
    /// What it goes by in `.c`.
    pub key: Arc<str>,
    /// Its name in the database.
    pub name: Identifier,
    /// Its type.
    pub of: ColumnType,
    /// Whether it belongs to the primary key.
    pub is_primary: bool,
    /// What is inserted where no value is given.
    pub default: Option<Default>,
    /// What is set where no value is given.
    pub onupdate: Option<Default>,
    /// Whether the database has a default of its own.
    pub has_server_default: bool,
    /// `autoincrement`
    pub autoincrement: Autoincrement,
    /// Whether it refers to another table.
    pub is_foreign: bool,
}

/// A default of the application's.
#[derive(Debug, Clone)]
pub enum Default {
    /// SQL.
    Sql(Expression),
    /// A value or a function of Python: written into a statement as `NULL`, for nobody is there to compute it.
    Python,
    /// A sequence.
    Sequence,
    /// Something that could not be read: only a statement that needs it is unknown.
    Unknown(Reason),
}

/// `autoincrement` of a column.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Autoincrement {
    /// `"auto"`, where nothing is given.
    Auto,
    /// `True`
    Yes,
    /// `False`
    No,
    /// `"ignore_fk"`
    EvenForeign,
}

const TABLE_CLAUSE: Signature = Signature::new("table", &["name"])
    .with_keywords(&["schema"])
    .with_rest();
const COLUMN_CLAUSE: Signature = Signature::new("column", &["text", "type_", "is_literal"]);
const COLUMN: Signature = Signature::new("Column", &["name", "type_"])
    .with_keywords(&[
        "autoincrement",
        "default",
        "key",
        "index",
        "unique",
        "info",
        "nullable",
        "onupdate",
        "primary_key",
        "server_default",
        "server_onupdate",
        "quote",
        "system",
        "comment",
        "doc",
        "insert_sentinel",
        "insert_default",
    ])
    .with_rest();

/// Says whether the call makes a table, without reading it.
#[must_use]
pub fn is_table(call: &Call) -> bool {
    match call.callee.as_name() {
        Some("alembic.op.create_table") => true,
        Some(name) => super::names::is(name, "table") || super::names::is(name, "Table"),
        None => false,
    }
}

impl Table {
    /// Reads a table.
    ///
    /// # Errors
    ///
    /// Refuses what is not understood.
    pub fn read(value: &Value, place: Place) -> Result<Arc<Self>, Reason> {
        let unfit = || reason(place, "this is no table that is understood");
        let Value::Object(object) = value else {
            return Err(match value {
                Value::Unknown(reason) => Reason::clone(reason),
                _ => unfit(),
            });
        };
        let Object::Call(call) = &**object else {
            return Err(unfit());
        };
        if let Value::Object(callee) = &call.callee
            && let Object::Attribute(of, method) = &**callee
            && &**method == "alias"
        {
            let arguments = Signature::new("alias", &["name"]).bind(call)?;
            let alias = Identifier::from_value(arguments.required("name")?, call.place)?;
            let table = Self::read(of, call.place)?;
            return Ok(Arc::new(Self {
                alias: Some(alias),
                identity: Identity(Arc::clone(object)),
                ..(*table).clone()
            }));
        }
        if !is_table(call) {
            return Err(unfit());
        }
        let table = match call.callee.as_name() {
            Some(name) if super::names::is(name, "table") => light(call, object),
            Some(name) => whole(call, object, name == "alembic.op.create_table"),
            None => Err(unfit()),
        };
        table.map(Arc::new)
    }

    /// Finds a column by its key.
    #[must_use]
    pub fn column(&self, key: &str) -> Option<&TableColumn> {
        self.columns.iter().find(|column| &*column.key == key)
    }

    /// The column as an expression.
    #[must_use]
    pub fn column_expression(self: &Arc<Self>, column: &TableColumn) -> Expression {
        Expression::of(
            Form::Column(super::Column {
                name: column.name.clone(),
                table: Some(Arc::clone(self)),
            }),
            column.of.clone(),
        )
    }

    /// The column that the database numbers by itself (`_autoincrement_column`).
    #[must_use]
    pub fn autoincrement(&self) -> Option<&TableColumn> {
        let keys: Vec<&TableColumn> = self.columns.iter().filter(|column| column.is_primary).collect();
        if let [key] = keys.as_slice() {
            let numbers = matches!(key.of.affinity(), Affinity::Integer);
            let by_itself = match key.autoincrement {
                Autoincrement::Yes | Autoincrement::EvenForeign => true,
                Autoincrement::Auto => !key.is_foreign,
                Autoincrement::No => false,
            };
            let free = matches!(key.default, None | Some(Default::Sequence)) && !key.has_server_default;
            return (numbers && by_itself && free && self.is_whole).then_some(*key);
        }
        keys.into_iter().find(|key| key.autoincrement == Autoincrement::Yes)
    }
}

fn light(call: &Call, object: &Arc<Object>) -> Result<Table, Reason> {
    let arguments = TABLE_CLAUSE.bind(call)?;
    let schema = arguments.value("schema");
    let columns = arguments.rest.iter().map(|column| light_column(column, call.place));
    Ok(Table {
        identity: Identity(Arc::clone(object)),
        name: Identifier::from_value(arguments.required("name")?, call.place)?,
        schema: schema
            .map(|schema| Identifier::from_value(schema, call.place))
            .transpose()?,
        columns: columns.collect::<Result<_, _>>()?,
        is_whole: false,
        alias: None,
    })
}

/// A column of a light table: `sa.column(...)`, or a whole `Column`, of which its key, name and type count here too.
fn light_column(value: &Value, place: Place) -> Result<TableColumn, Reason> {
    let call = value
        .as_call()
        .ok_or_else(|| reason(place, "a column of a table is not understood"))?;
    let name = call.callee.as_name().unwrap_or_default();
    if super::names::is(name, "Column") {
        return column(call);
    }
    if !super::names::is(name, "column") {
        return Err(reason(call.place, "a column of a table is not understood"));
    }
    let arguments = COLUMN_CLAUSE.bind(call)?;
    if arguments.flag("is_literal", false)? {
        return Err(reason(call.place, "a literal column of a table is not understood"));
    }
    let name = Identifier::from_value(arguments.required("text")?, call.place)?;
    let of = arguments
        .value("type_")
        .map(|of| ColumnType::from_value(of, call.place));
    Ok(TableColumn::plain(name, of.transpose()?.unwrap_or(ColumnType::null())))
}

impl TableColumn {
    fn plain(name: Identifier, of: ColumnType) -> Self {
        Self {
            key: Arc::clone(&name.text),
            name,
            of,
            is_primary: false,
            default: None,
            onupdate: None,
            has_server_default: false,
            autoincrement: Autoincrement::Auto,
            is_foreign: false,
        }
    }
}

/// Whole tables: `Table(name, metadata, *items, **options)`, `op.create_table(name, *items, **options)`.
fn whole(call: &Call, object: &Arc<Object>, is_created: bool) -> Result<Table, Reason> {
    let skipped = if is_created { 1 } else { 2 };
    let given = |name: &str| call.keyword(name).filter(|value| !matches!(value, Value::None));
    let name = call.arguments.first().or_else(|| call.keyword("table_name"));
    let name = name.ok_or_else(|| reason(call.place, "a table without a name"))?;
    if let Some((option, _)) = call.keywords.iter().find(|(option, _)| !is_option(option)) {
        return Err(reason(call.place, format!("`{option}` of a table is not understood")));
    }
    let items = call.arguments.get(skipped..).unwrap_or_default();
    let mut table = Table {
        identity: Identity(Arc::clone(object)),
        name: Identifier::from_value(name, call.place)?,
        schema: given("schema")
            .map(|schema| Identifier::from_value(schema, call.place))
            .transpose()?,
        columns: Vec::new(),
        is_whole: true,
        alias: None,
    };
    if table.columns_end(items, call)? == 0 {
        return Err(reason(call.place, "the columns of this table are not known"));
    }
    Ok(table)
}

/// The options of a whole table that its statements do not see.
fn is_option(name: &str) -> bool {
    const OPTIONS: &[&str] = &[
        "table_name",
        "schema",
        "comment",
        "info",
        "prefixes",
        "extend_existing",
        "keep_existing",
        "if_not_exists",
    ];
    const DIALECTS: &[&str] = &["postgresql_", "mysql_", "mariadb_", "sqlite_", "oracle_", "mssql_"];
    OPTIONS.contains(&name) || DIALECTS.iter().any(|dialect| name.starts_with(dialect))
}

impl Table {
    /// Reads the items of a whole table; answers how many columns there are.
    fn columns_end(&mut self, items: &[Value], call: &Call) -> Result<usize, Reason> {
        let mut constraints = Vec::new();
        for item in items {
            let place = call.place;
            let call = match item {
                Value::Unknown(reason) => return Err(Reason::clone(reason)),
                item => item
                    .as_call()
                    .ok_or_else(|| reason(place, "an item of a table is not understood"))?,
            };
            let name = call.callee.as_name().unwrap_or_default();
            if super::names::is(name, "Column") {
                self.columns.push(column(call)?);
            } else {
                constraints.push((name.rsplit('.').next().unwrap_or_default(), call));
            }
        }
        for (kind, constraint) in constraints {
            match kind {
                "PrimaryKeyConstraint" => self.mark(&constraint.arguments, constraint, |column| {
                    column.is_primary = true;
                })?,
                "ForeignKeyConstraint" => {
                    let columns = constraint.arguments.first().or_else(|| constraint.keyword("columns"));
                    let Some(Value::List(names) | Value::Tuple(names)) = columns else {
                        return Err(reason(
                            constraint.place,
                            "the columns of a foreign key are not understood",
                        ));
                    };
                    self.mark(names, constraint, |column| column.is_foreign = true)?;
                }
                "UniqueConstraint" | "CheckConstraint" | "Index" | "ExcludeConstraint" => {}
                _ => return Err(reason(constraint.place, "an item of a table is not understood")),
            }
        }
        Ok(self.columns.len())
    }

    fn mark(&mut self, names: &[Value], call: &Call, mark: fn(&mut TableColumn)) -> Result<(), Reason> {
        for name in names {
            let Value::Text(name) = name else {
                return Err(reason(call.place, "the columns of a constraint are not understood"));
            };
            let column = self.columns.iter_mut().find(|column| column.key == *name);
            mark(column.ok_or_else(|| reason(call.place, format!("the table has no column `{name}`")))?);
        }
        Ok(())
    }
}

fn column(call: &Call) -> Result<TableColumn, Reason> {
    let arguments = COLUMN.bind(call)?;
    let mut name = Identifier::from_value(arguments.required("name")?, call.place)?;
    if let Some(Value::Bool(quote)) = arguments.value("quote") {
        name.quoting = if *quote { Quoting::Always } else { Quoting::Never };
    }
    let (of, rest) = match arguments.value("type_") {
        // The type may be left out: what stands in its place is an item then.
        Some(item) if is_item(item) => (None, vec![item]),
        of => (of, Vec::new()),
    };
    let items: Vec<&Value> = rest.into_iter().chain(arguments.rest).collect();
    let of = of.map(|of| ColumnType::from_value(of, call.place)).transpose()?;
    let key = arguments.text("key")?.unwrap_or_else(|| Arc::clone(&name.text));
    let mut column = TableColumn {
        key,
        is_primary: arguments.flag("primary_key", false)?,
        has_server_default: arguments.value("server_default").is_some(),
        default: default(&arguments, "default")?.or(default(&arguments, "insert_default")?),
        onupdate: default(&arguments, "onupdate")?,
        autoincrement: autoincrement(&arguments)?,
        ..TableColumn::plain(name, of.unwrap_or(ColumnType::null()))
    };
    for item in items {
        let name = item
            .as_call()
            .and_then(|call| call.callee.as_name())
            .unwrap_or_default();
        match name.rsplit('.').next().unwrap_or_default() {
            "ForeignKey" => column.is_foreign = true,
            "Sequence" => column.default = Some(Default::Sequence),
            "Computed" | "Identity" | "FetchedValue" | "DefaultClause" => column.has_server_default = true,
            "CheckConstraint" => {}
            _ => return Err(reason(call.place, "an item of a column is not understood")),
        }
    }
    Ok(column)
}

/// Says whether a value is no type but an item of a column.
fn is_item(value: &Value) -> bool {
    let name = value
        .as_call()
        .and_then(|call| call.callee.as_name())
        .unwrap_or_default();
    [
        "ForeignKey",
        "Sequence",
        "Computed",
        "Identity",
        "CheckConstraint",
        "FetchedValue",
        "DefaultClause",
    ]
    .iter()
    .any(|item| super::names::is(name, item))
}

fn default(arguments: &Arguments<'_>, name: &str) -> Result<Option<Default>, Reason> {
    Ok(match arguments.value(name) {
        None => None,
        Some(Value::Unknown(reason)) => Some(Default::Unknown(Reason::clone(reason))),
        // A name that is not called is a function of the application's.
        Some(value) if value.as_name().is_some() => Some(Default::Python),
        Some(value @ Value::Object(_)) => Some(match Expression::from_value(value, arguments.place) {
            Ok(expression) => Default::Sql(expression),
            Err(reason) => Default::Unknown(reason),
        }),
        Some(_) => Some(Default::Python),
    })
}

fn autoincrement(arguments: &Arguments<'_>) -> Result<Autoincrement, Reason> {
    Ok(match arguments.value("autoincrement") {
        None => Autoincrement::Auto,
        Some(Value::Bool(true)) => Autoincrement::Yes,
        Some(Value::Bool(false)) => Autoincrement::No,
        Some(Value::Text(text)) if &**text == "auto" => Autoincrement::Auto,
        Some(Value::Text(text)) if &**text == "ignore_fk" => Autoincrement::EvenForeign,
        Some(other) => return Err(arguments.unfit("autoincrement", other)),
    })
}
