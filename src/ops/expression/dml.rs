//! `INSERT`, `UPDATE` and `DELETE`.

use std::sync::Arc;

use super::build::Operand;
use super::select::is_statement;
use super::table::is_table;
use super::{Expression, Literal, Select, Statement, Table, names, read};
use crate::ops::{Call, Identifier, Object, Signature, Value, reason};
use crate::revision::Reason;
use crate::text::Place;

/// What a column is given.
#[derive(Debug, Clone)]
pub enum Assigned {
    /// A plain value: it takes the type of the column.
    Literal(Literal),
    /// An expression.
    Expression(Expression),
}

impl Assigned {
    /// Reads what a column is given.
    ///
    /// # Errors
    ///
    /// Refuses what is not understood.
    pub fn read(value: &Value, place: Place) -> Result<Self, Reason> {
        if is_statement(value) {
            return super::select::operand(value, place).map(Self::Expression);
        }
        Ok(match Operand::read(value, place)? {
            Operand::Literal(literal) => Self::Literal(literal),
            Operand::Expression(expression) => Self::Expression(expression),
        })
    }
}

/// Columns and what they are given, by key.
pub type Row = Vec<(Arc<str>, Assigned)>;

/// `INSERT`
#[derive(Debug, Clone)]
pub struct Insert {
    /// The table.
    pub table: Arc<Table>,
    /// The values.
    pub values: InsertValues,
    /// `RETURNING`
    pub returning: Vec<Expression>,
    /// What happens with a row that is there already.
    pub conflict: Option<Conflict>,
    /// Whether nobody asks for the keys of the new row.
    pub is_inline: bool,
    /// Whose class it is: only some know of conflicts.
    pub class: InsertClass,
}

/// The classes of `INSERT`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum InsertClass {
    /// Core's.
    Core,
    /// `postgresql.insert`
    PostgreSql,
    /// `sqlite.insert`
    Sqlite,
    /// `mysql.insert`
    MySql,
}

/// The values of an `INSERT`.
#[derive(Debug, Clone)]
pub enum InsertValues {
    /// None were given: every column is a bind.
    Unset,
    /// One row.
    Row(Row),
    /// Several rows in one statement.
    Rows(Vec<Row>),
    /// The rows of a `SELECT`: the keys of the columns.
    Select(Vec<Arc<str>>, Arc<Select>),
}

/// `ON CONFLICT`
#[derive(Debug, Clone)]
pub struct Conflict {
    /// The constraint that is hit.
    pub constraint: Option<Identifier>,
    /// The columns that are hit.
    pub elements: Option<Vec<Expression>>,
    /// The condition of the index that is hit.
    pub index_where: Option<Expression>,
    /// `DO UPDATE SET`; `DO NOTHING` where there is none.
    pub update: Option<(Row, Option<Expression>)>,
}

/// `UPDATE`
#[derive(Debug, Clone)]
pub struct Update {
    /// The table.
    pub table: Arc<Table>,
    /// What is set; none where every column is a bind.
    pub values: Option<Row>,
    /// The conditions, all of which hold.
    pub conditions: Vec<Expression>,
    /// `RETURNING`
    pub returning: Vec<Expression>,
}

/// `DELETE`
#[derive(Debug, Clone)]
pub struct Delete {
    /// The table.
    pub table: Arc<Table>,
    /// The conditions, all of which hold.
    pub conditions: Vec<Expression>,
    /// `RETURNING`
    pub returning: Vec<Expression>,
}

impl Insert {
    /// An `INSERT` that was given no values yet.
    #[must_use]
    pub const fn into(table: Arc<Table>) -> Self {
        Self {
            table,
            values: InsertValues::Unset,
            returning: Vec::new(),
            conflict: None,
            is_inline: false,
            class: InsertClass::Core,
        }
    }
}

/// Reads DML; `None` where it is none.
pub(super) fn read(value: &Value) -> Option<Result<Statement, Reason>> {
    let call = value.as_call()?;
    let Value::Object(callee) = &call.callee else {
        return None;
    };
    match &**callee {
        Object::Name(name) => {
            let (local, class) = match names::of_dialect(name) {
                Some(("postgresql", "insert")) => ("insert", InsertClass::PostgreSql),
                Some(("sqlite", "insert")) => ("insert", InsertClass::Sqlite),
                Some(("mysql", "insert")) => ("insert", InsertClass::MySql),
                _ => (names::local(name)?, InsertClass::Core),
            };
            matches!(local, "insert" | "update" | "delete").then(|| {
                Signature::new("insert", &["table"]).bind(call)?;
                let table = call.arguments.first().or_else(|| call.keyword("table"));
                let table = table.ok_or_else(|| reason(call.place, "a statement without a table"))?;
                let mut statement = begin(local, table, call.place)?;
                if let Statement::Insert(insert) = &mut statement {
                    insert.class = class;
                }
                Ok(statement)
            })
        }
        Object::Attribute(of, name) => {
            if matches!(&**name, "insert" | "update" | "delete") && of.as_call().is_some_and(is_table) {
                Some(
                    Signature::new("insert", &[])
                        .bind(call)
                        .and_then(|_| begin(name, of, call.place)),
                )
            } else {
                read(of).map(|of| of.and_then(|of| changed(of, name, call)))
            }
        }
        _ => None,
    }
}

fn begin(name: &str, table: &Value, place: Place) -> Result<Statement, Reason> {
    let table = Table::read(table, place)?;
    if table.alias.is_some() {
        return Err(reason(place, "a statement about an alias is not understood"));
    }
    Ok(match name {
        "insert" => Statement::Insert(Insert::into(table)),
        "update" => Statement::Update(Update {
            table,
            values: None,
            conditions: Vec::new(),
            returning: Vec::new(),
        }),
        _ => Statement::Delete(Delete {
            table,
            conditions: Vec::new(),
            returning: Vec::new(),
        }),
    })
}

/// Calls a method of a statement.
fn changed(mut statement: Statement, name: &str, call: &Call) -> Result<Statement, Reason> {
    let unknown = || reason(call.place, format!("`.{name}()` of a statement is not understood"));
    match (name, &mut statement) {
        (
            "where" | "filter",
            Statement::Update(Update { conditions, .. }) | Statement::Delete(Delete { conditions, .. }),
        ) => {
            Signature::new("where", &[]).with_rest().bind(call)?;
            for condition in &call.arguments {
                conditions.push(read::condition(condition, call.place)?);
            }
        }
        (
            "returning",
            Statement::Insert(Insert { returning, .. })
            | Statement::Update(Update { returning, .. })
            | Statement::Delete(Delete { returning, .. }),
        ) => {
            Signature::new("returning", &[]).with_rest().bind(call)?;
            for column in &call.arguments {
                returning.push(read::expression(column, call.place)?);
            }
        }
        ("values", Statement::Update(update)) => {
            let InsertValues::Row(row) = values(&update.table, call)? else {
                return Err(reason(call.place, "an `UPDATE` takes one row of values"));
            };
            merge(update.values.get_or_insert_default(), row);
        }
        ("values", Statement::Insert(insert)) => {
            let new = values(&insert.table, call)?;
            match (&mut insert.values, new) {
                (InsertValues::Row(row), InsertValues::Row(more)) => merge(row, more),
                (unset @ InsertValues::Unset, new) => *unset = new,
                _ => return Err(unknown()),
            }
        }
        ("inline", Statement::Insert(insert)) => {
            Signature::new("inline", &[]).bind(call)?;
            insert.is_inline = true;
        }
        ("from_select", Statement::Insert(insert)) => from_select(insert, call)?,
        ("on_conflict_do_nothing" | "on_conflict_do_update", Statement::Insert(insert)) => {
            insert.conflict = Some(conflict(name, insert, call)?);
        }
        // How the session learns of it: nothing of SQL.
        ("execution_options", _) => {}
        _ => return Err(unknown()),
    }
    Ok(statement)
}

fn merge(row: &mut Row, more: Row) {
    for (key, value) in more {
        match row.iter_mut().find(|(known, _)| *known == key) {
            Some((_, known)) => *known = value,
            None => row.push((key, value)),
        }
    }
}

/// The key of a column: a string, or the column itself.
fn key(table: &Table, value: &Value, place: Place) -> Result<Arc<str>, Reason> {
    match value {
        Value::Text(key) => Ok(Arc::clone(key)),
        Value::Unknown(reason) => Err(Reason::clone(reason)),
        value => {
            let expression = read::expression(value, place)?;
            let name = match &*expression.form {
                super::Form::Column(column) => Some(&column.name.text),
                _ => None,
            };
            let column = table.columns.iter().find(|column| Some(&column.name.text) == name);
            column
                .map(|column| Arc::clone(&column.key))
                .ok_or_else(|| reason(place, "a column that is given a value is not understood"))
        }
    }
}

fn row(table: &Table, items: &[(Value, Value)], place: Place) -> Result<Row, Reason> {
    let item = |(name, value): &(Value, Value)| Ok((key(table, name, place)?, Assigned::read(value, place)?));
    items.iter().map(item).collect()
}

fn values(table: &Table, call: &Call) -> Result<InsertValues, Reason> {
    let place = call.place;
    let by_order = |items: &[Value]| -> Result<Row, Reason> {
        let items = table.columns.iter().zip(items);
        items
            .map(|(column, value)| Ok((Arc::clone(&column.key), Assigned::read(value, place)?)))
            .collect()
    };
    match (call.arguments.as_slice(), call.keywords.as_slice()) {
        ([], keywords) => {
            let item = |(name, value): &(Arc<str>, Value)| Ok((Arc::clone(name), Assigned::read(value, place)?));
            Ok(InsertValues::Row(keywords.iter().map(item).collect::<Result<_, _>>()?))
        }
        ([Value::Map(items)], []) => Ok(InsertValues::Row(row(table, items, place)?)),
        ([Value::List(items) | Value::Tuple(items)], []) => match &**items {
            [Value::Map(_), ..] => {
                let rows = items.iter().map(|item| match item {
                    Value::Map(items) => row(table, items, place),
                    _ => Err(reason(place, "rows of several kinds are not understood")),
                });
                Ok(InsertValues::Rows(rows.collect::<Result<_, _>>()?))
            }
            [Value::List(_) | Value::Tuple(_), ..] => {
                let rows = items.iter().map(|item| match item {
                    Value::List(items) | Value::Tuple(items) => by_order(items),
                    _ => Err(reason(place, "rows of several kinds are not understood")),
                });
                Ok(InsertValues::Rows(rows.collect::<Result<_, _>>()?))
            }
            items => by_order(items).map(InsertValues::Row),
        },
        _ => Err(reason(place, "these values are not understood")),
    }
}

fn from_select(insert: &mut Insert, call: &Call) -> Result<(), Reason> {
    let arguments = Signature::new("from_select", &["names", "select", "include_defaults"]).bind(call)?;
    if !matches!(insert.values, InsertValues::Unset) {
        return Err(reason(call.place, "this `INSERT` has values already"));
    }
    let has_defaults = insert.table.columns.iter().any(|column| column.default.is_some());
    if has_defaults && arguments.flag("include_defaults", true)? {
        return Err(reason(
            call.place,
            "the defaults of columns beside a `SELECT` are not understood",
        ));
    }
    let (Value::List(columns) | Value::Tuple(columns)) = arguments.required("names")? else {
        return Err(reason(call.place, "the columns of an `INSERT` are no list"));
    };
    let keys = columns.iter().map(|column| key(&insert.table, column, call.place));
    let select = Select::read(arguments.required("select")?, call.place)?;
    insert.values = InsertValues::Select(keys.collect::<Result<_, _>>()?, Arc::new(select));
    insert.is_inline = true;
    Ok(())
}

fn conflict(name: &str, insert: &Insert, call: &Call) -> Result<Conflict, Reason> {
    if !matches!(insert.class, InsertClass::PostgreSql | InsertClass::Sqlite) {
        return Err(reason(call.place, "this `INSERT` knows nothing of conflicts"));
    }
    let does_update = name == "on_conflict_do_update";
    let parameters: &'static [&'static str] = if does_update {
        &["constraint", "index_elements", "index_where", "set_", "where"]
    } else {
        &["constraint", "index_elements", "index_where"]
    };
    let arguments = Signature::new("on_conflict", parameters).bind(call)?;
    if !call.arguments.is_empty() {
        return Err(reason(
            call.place,
            "arguments of `ON CONFLICT` without names are not understood",
        ));
    }
    let constraint = match arguments.value("constraint") {
        None => None,
        Some(name @ Value::Text(_)) => Some(Identifier::from_value(name, call.place)?),
        Some(other) => return Err(arguments.unfit("constraint", other)),
    };
    let elements = match arguments.value("index_elements") {
        None => None,
        Some(Value::List(items) | Value::Tuple(items)) => {
            let element = |item: &Value| match item {
                Value::Text(name) => Ok(Expression::column(Identifier::plain(Arc::clone(name)))),
                item => read::expression(item, call.place),
            };
            Some(items.iter().map(element).collect::<Result<Vec<_>, _>>()?)
        }
        Some(other) => return Err(arguments.unfit("index_elements", other)),
    };
    if constraint.is_some() && insert.class == InsertClass::Sqlite {
        return Err(reason(call.place, "an `INSERT` of SQLite knows no constraint"));
    }
    if constraint.is_some() && elements.is_some() || does_update && constraint.is_none() && elements.is_none() {
        return Err(reason(
            call.place,
            "what conflicts is given by a constraint or by columns",
        ));
    }
    let condition = |name: &str| {
        arguments
            .value(name)
            .map(|value| read::condition(value, call.place))
            .transpose()
    };
    let update = match arguments.value("set_") {
        Some(Value::Map(items)) => Some((row(&insert.table, items, call.place)?, condition("where")?)),
        None if !does_update => None,
        _ => return Err(reason(call.place, "what is set is not understood")),
    };
    Ok(Conflict {
        constraint,
        elements,
        index_where: condition("index_where")?,
        update,
    })
}
