//! Whole statements: what `op.execute` and `bulk_insert` are given.

use std::sync::Arc;

use super::dml::{Assigned, Delete, Insert, InsertValues, Update};
use super::{Expression, Form, Select, Sequence, Table, dml, names, read};
use crate::ops::{Call, Identifier, Object, Signature, Value, reason};
use crate::revision::Reason;
use crate::text::Place;

/// A statement.
#[derive(Debug, Clone)]
pub enum Statement {
    /// SQL as written: a string, `text()`; a function.
    Text(Expression),
    /// `DDL()`: SQL as written, without binds.
    Ddl(Arc<str>),
    /// `INSERT`
    Insert(Insert),
    /// `UPDATE`
    Update(Update),
    /// `DELETE`
    Delete(Delete),
    /// `SELECT`
    Select(Arc<Select>),
    /// `CREATE SEQUENCE`
    CreateSequence {
        /// The sequence.
        sequence: Sequence,
        /// `IF NOT EXISTS`
        if_not_exists: bool,
    },
    /// `DROP SEQUENCE`
    DropSequence {
        /// The sequence.
        sequence: Sequence,
        /// `IF EXISTS`
        if_exists: bool,
    },
    /// `CREATE SCHEMA`
    CreateSchema {
        /// Its name.
        name: Identifier,
        /// `IF NOT EXISTS`
        if_not_exists: bool,
    },
    /// `DROP SCHEMA`
    DropSchema {
        /// Its name.
        name: Identifier,
        /// `CASCADE`
        cascade: bool,
        /// `IF EXISTS`
        if_exists: bool,
    },
}

impl Statement {
    /// Reads a statement as `op.execute` takes it: a string, `text()`, Core DML, DDL.
    ///
    /// # Errors
    ///
    /// Refuses what is not understood.
    pub fn from_value(value: &Value, place: Place) -> Result<Self, Reason> {
        let object = match value {
            Value::Text(text) => return Ok(Self::Text(Expression::text(Arc::clone(text)))),
            Value::Unknown(reason) => return Err(Reason::clone(reason)),
            Value::Object(object) => object,
            other => return Err(reason(place, format!("{} is no statement", other.kind()))),
        };
        let Object::Call(call) = &**object else {
            return Err(reason(place, "this is no statement that is understood"));
        };
        if let Some(name) = call.callee.as_name().and_then(names::local)
            && let Some(statement) = ddl(name, call)
        {
            return statement;
        }
        if let Some(statement) = dml::read(value) {
            return statement;
        }
        if super::select::is_statement(value) {
            return Select::read(value, place).map(|select| Self::Select(Arc::new(select)));
        }
        let expression = read::expression(value, place)?;
        match *expression.form {
            // A function is printed as it is: only a connection would select it.
            Form::Text(_) | Form::Function(_) => Ok(Self::Text(expression)),
            _ => Err(reason(place, "this expression is no statement")),
        }
    }

    /// Reads the rows of `op.bulk_insert(table, rows)`: a statement a row, as offline mode prints them.
    ///
    /// # Errors
    ///
    /// Refuses what is not understood.
    pub fn bulk_insert(table: &Value, rows: &Value, place: Place) -> Result<Vec<Self>, Reason> {
        let table = Table::read(table, place)?;
        let rows = match rows {
            Value::List(rows) => rows,
            Value::Unknown(reason) => return Err(Reason::clone(reason)),
            other => {
                return Err(reason(
                    place,
                    format!("the rows of `bulk_insert` are {}, no list", other.kind()),
                ));
            }
        };
        let row = |row: &Value| {
            let Value::Map(items) = row else {
                return Err(reason(place, "a row of `bulk_insert` is no mapping"));
            };
            let items = items.iter().map(|(key, value)| bulk_value(&table, key, value, place));
            Ok(Self::Insert(Insert {
                is_inline: true,
                values: InsertValues::Row(items.collect::<Result<_, _>>()?),
                ..Insert::into(Arc::clone(&table))
            }))
        };
        rows.iter().map(row).collect()
    }
}

/// A value of a row: a plain one is `inline_literal` of the column's type, an expression stays.
fn bulk_value(table: &Table, key: &Value, value: &Value, place: Place) -> Result<(Arc<str>, Assigned), Reason> {
    let Value::Text(key) = key else {
        return Err(reason(place, "a column of a row is not understood"));
    };
    let assigned = Assigned::read(value, place)?;
    let is_literal = value.as_call().and_then(|call| call.callee.as_name()) == Some("alembic.op.inline_literal");
    if matches!(assigned, Assigned::Expression(_)) && !is_literal {
        return Err(reason(
            place,
            "a value of a row is an expression, which offline mode cannot write",
        ));
    }
    if table.column(key).is_none() {
        return Err(reason(
            place,
            format!("the table `{}` has no column `{key}`", table.name.text),
        ));
    }
    Ok((Arc::clone(key), assigned))
}

/// Reads DDL; `None` where it is none.
fn ddl(name: &str, call: &Call) -> Option<Result<Statement, Reason>> {
    Some(match name {
        "DDL" => ddl_text(call),
        "CreateSequence" => flagged(call, "if_not_exists", |call, if_not_exists| {
            let sequence = first(call).and_then(|value| Sequence::read(value, call.place))?;
            Ok(Statement::CreateSequence {
                sequence,
                if_not_exists,
            })
        }),
        "DropSequence" => flagged(call, "if_exists", |call, if_exists| {
            let sequence = first(call).and_then(|value| Sequence::read(value, call.place))?;
            Ok(Statement::DropSequence { sequence, if_exists })
        }),
        "CreateSchema" => flagged(call, "if_not_exists", |call, if_not_exists| {
            let name = first(call).and_then(|value| Identifier::from_value(value, call.place))?;
            Ok(Statement::CreateSchema { name, if_not_exists })
        }),
        "DropSchema" => drop_schema(call),
        _ => return None,
    })
}

fn first(call: &Call) -> Result<&Value, Reason> {
    let named = || call.keyword("element").or_else(|| call.keyword("name"));
    call.arguments
        .first()
        .or_else(named)
        .ok_or_else(|| reason(call.place, "what this is about is missing"))
}

fn flagged(
    call: &Call,
    flag: &'static str,
    make: fn(&Call, bool) -> Result<Statement, Reason>,
) -> Result<Statement, Reason> {
    let keywords: &'static [&'static str] = match flag {
        "if_exists" => &["if_exists"],
        _ => &["if_not_exists"],
    };
    let arguments = Signature::new("DDL", &["element"]).with_keywords(keywords).bind(call)?;
    make(call, arguments.flag(flag, false)?)
}

fn drop_schema(call: &Call) -> Result<Statement, Reason> {
    let arguments = Signature::new("DropSchema", &["name", "cascade", "if_exists"]).bind(call)?;
    Ok(Statement::DropSchema {
        name: Identifier::from_value(arguments.required("name")?, call.place)?,
        cascade: arguments.flag("cascade", false)?,
        if_exists: arguments.flag("if_exists", false)?,
    })
}

/// `DDL("... %(x)s", context={...})` is put together with `%`: a text with a percent sign is not understood.
fn ddl_text(call: &Call) -> Result<Statement, Reason> {
    let arguments = Signature::new("DDL", &["statement", "context"]).bind(call)?;
    if arguments.value("context").is_some() {
        return Err(reason(call.place, "the context of a `DDL` is not understood"));
    }
    match arguments.required("statement")? {
        Value::Text(text) => Ok(Statement::Ddl(Arc::clone(text))),
        other => Err(arguments.unfit("statement", other)),
    }
}
