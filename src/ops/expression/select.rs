//! `SELECT` and what is made of it: subqueries, `EXISTS`, `IN (SELECT ...)`.

use std::sync::Arc;

use super::build::Operand;
use super::table::{Table, is_table};
use super::{Expression, Form, SqlOperator, Unary, names, read};
use crate::ops::column_type::ColumnType;
use crate::ops::{Call, Identifier, Object, Signature, Value, reason};
use crate::revision::Reason;
use crate::text::Place;

/// A `SELECT`.
#[derive(Debug, Clone, Default)]
pub struct Select {
    /// What is selected.
    pub columns: Vec<Expression>,
    /// Where it comes from, as far as it was said: tables that columns and conditions name are added.
    pub from: Vec<From>,
    /// The conditions, all of which hold.
    pub conditions: Vec<Expression>,
    /// `GROUP BY`
    pub group_by: Vec<Expression>,
    /// `HAVING`
    pub having: Vec<Expression>,
    /// `ORDER BY`
    pub order_by: Vec<Expression>,
    /// `LIMIT`
    pub limit: Option<Expression>,
    /// `OFFSET`
    pub offset: Option<Expression>,
    /// `DISTINCT`
    pub distinct: bool,
}

/// Where rows come from.
#[derive(Debug, Clone)]
pub enum From {
    /// A table.
    Table(Arc<Table>),
    /// A join.
    Join(Box<Join>),
}

/// A join.
#[derive(Debug, Clone)]
pub struct Join {
    /// What stands before it.
    pub left: From,
    /// What stands behind it.
    pub right: From,
    /// The condition.
    pub on: Expression,
    /// `LEFT OUTER`
    pub is_outer: bool,
    /// `FULL OUTER`
    pub is_full: bool,
}

impl From {
    /// Answers its tables, in order.
    #[must_use]
    pub fn tables(&self) -> Vec<&Arc<Table>> {
        match self {
            Self::Table(table) => vec![table],
            Self::Join(join) => {
                let mut tables = join.left.tables();
                tables.extend(join.right.tables());
                tables
            }
        }
    }
}

/// Says whether a method is one of `SELECT` alone.
pub(super) fn is_select_method(name: &str) -> bool {
    matches!(
        name,
        "scalar_subquery" | "as_scalar" | "where" | "select_from" | "exists" | "correlate" | "limit"
    )
}

/// Says whether a value is a `SELECT` or an `EXISTS`, however much was called on it.
pub(super) fn is_statement(value: &Value) -> bool {
    let Some(call) = value.as_call() else {
        return false;
    };
    match &call.callee {
        Value::Object(callee) => match &**callee {
            Object::Name(name) => names::is(name, "select") || names::is(name, "exists"),
            Object::Attribute(of, name) => &**name == "select" && is_table_value(of) || is_statement(of),
            _ => false,
        },
        _ => false,
    }
}

fn is_table_value(value: &Value) -> bool {
    value.as_call().is_some_and(is_table)
}

/// Reads what a `SELECT` is as an expression: a subquery, an `EXISTS`.
pub(super) fn expression(value: &Value, call: &Call) -> Result<Expression, Reason> {
    match &call.callee {
        Value::Object(callee) => match &**callee {
            Object::Name(name) if names::is(name, "exists") => exists(call),
            Object::Attribute(of, name) => match &**name {
                "scalar_subquery" | "as_scalar" => {
                    Signature::new("scalar_subquery", &[]).bind(call)?;
                    Ok(subquery(Select::read(of, call.place)?))
                }
                "exists" => {
                    Signature::new("exists", &[]).bind(call)?;
                    Ok(exists_of(Select::read(of, call.place)?))
                }
                "label" if is_select(of) => {
                    let inner = subquery(Select::read(of, call.place)?);
                    super::method::on(&inner, "label", call)
                }
                _ if is_exists(of) => changed_exists(of, name, call),
                _ => Ok(subquery(Select::read(value, call.place)?)),
            },
            _ => Ok(subquery(Select::read(value, call.place)?)),
        },
        _ => Err(reason(call.place, "this call gives no expression that is understood")),
    }
}

/// What stands behind `IN`: a `SELECT`, or an expression.
pub(super) fn operand(value: &Value, place: Place) -> Result<Expression, Reason> {
    if is_select(value) {
        return Ok(subquery(Select::read(value, place)?));
    }
    match Operand::read(value, place)? {
        Operand::Expression(expression) => Ok(expression),
        Operand::Literal(_) => Err(reason(place, "`IN` takes a list")),
    }
}

fn is_select(value: &Value) -> bool {
    is_statement(value) && !is_exists(value) && {
        let name = value.as_call().and_then(|call| match &call.callee {
            Value::Object(callee) => match &**callee {
                Object::Attribute(_, name) => Some(Arc::clone(name)),
                _ => None,
            },
            _ => None,
        });
        !matches!(
            name.as_deref(),
            Some("scalar_subquery" | "as_scalar" | "label" | "exists")
        )
    }
}

fn is_exists(value: &Value) -> bool {
    let Some(call) = value.as_call() else {
        return false;
    };
    match &call.callee {
        Value::Object(callee) => match &**callee {
            Object::Name(name) => names::is(name, "exists"),
            Object::Attribute(of, name) => &**name == "exists" && is_statement(of) || is_exists(of),
            _ => false,
        },
        _ => false,
    }
}

fn subquery(select: Select) -> Expression {
    let of = match select.columns.as_slice() {
        [column] => column.of.clone(),
        _ => ColumnType::null(),
    };
    Expression::of(Form::Subquery(Arc::new(select)), of)
}

fn exists_of(select: Select) -> Expression {
    let select = Expression::of(Form::Subquery(Arc::new(select)), ColumnType::null());
    Expression::boolean(Form::Unary(Unary {
        operator: SqlOperator::Exists,
        operand: select,
    }))
}

/// `exists()`, `exists(select(...))`, `exists(t.c.a)`
fn exists(call: &Call) -> Result<Expression, Reason> {
    Signature::new("exists", &[]).with_rest().bind(call)?;
    let select = match call.arguments.as_slice() {
        [] => Select {
            columns: vec![Expression::literal_column("*")],
            ..Select::default()
        },
        [one] if is_select(one) => Select::read(one, call.place)?,
        [one] => Select {
            columns: Select::selected(one, call.place)?,
            ..Select::default()
        },
        _ => return Err(reason(call.place, "`exists` takes one argument")),
    };
    Ok(exists_of(select))
}

/// `exists().where(...)` and its kin change the `SELECT` inside.
fn changed_exists(of: &Value, name: &str, call: &Call) -> Result<Expression, Reason> {
    let inner = read::expression(of, call.place)?;
    if !matches!(name, "where" | "select_from") {
        return super::method::on(&inner, name, call);
    }
    if let Form::Unary(unary) = &*inner.form
        && let Form::Subquery(select) = &*unary.operand.form
    {
        return Ok(exists_of((**select).clone().changed(name, call)?));
    }
    Err(reason(call.place, format!("`.{name}()` of this is not understood")))
}

/// `insert(...).excluded.x`: the row that was to be inserted.
pub(super) fn excluded(of: &Value, name: &Arc<str>, place: Place) -> Result<Expression, Reason> {
    let call = of
        .as_call()
        .ok_or_else(|| reason(place, "`excluded` of this is not understood"))?;
    let insert = call.callee.as_name().and_then(names::of_dialect);
    let (Some(("postgresql" | "sqlite", "insert")), Some(table)) = (insert, call.arguments.first()) else {
        return Err(reason(place, "`excluded` of this is not understood"));
    };
    let table = Table::read(table, place)?;
    let column = table
        .column(name)
        .ok_or_else(|| reason(place, format!("there is no column `{name}`")))?;
    let excluded = Table {
        alias: Some(Identifier::plain("excluded")),
        ..(*table).clone()
    };
    Ok(Arc::new(excluded).column_expression(column))
}

impl Select {
    /// Reads a `SELECT`.
    ///
    /// # Errors
    ///
    /// Refuses what is not understood.
    pub fn read(value: &Value, place: Place) -> Result<Self, Reason> {
        let unfit = || reason(place, "this is no `SELECT` that is understood");
        let call = value.as_call().ok_or_else(unfit)?;
        let Value::Object(callee) = &call.callee else {
            return Err(unfit());
        };
        match &**callee {
            Object::Name(name) if names::is(name, "select") => {
                Signature::new("select", &[]).with_rest().bind(call)?;
                let mut columns = Vec::new();
                for argument in &call.arguments {
                    columns.extend(Self::selected(argument, call.place)?);
                }
                Ok(Self {
                    columns,
                    ..Self::default()
                })
            }
            Object::Attribute(of, name) if &**name == "select" && is_table_value(of) => {
                Signature::new("select", &[]).bind(call)?;
                Ok(Self {
                    columns: Self::selected(of, call.place)?,
                    ..Self::default()
                })
            }
            Object::Attribute(of, name) => Self::read(of, call.place)?.changed(name, call),
            _ => Err(unfit()),
        }
    }

    /// What one argument of `select()` selects: a table gives all its columns.
    fn selected(value: &Value, place: Place) -> Result<Vec<Expression>, Reason> {
        if is_table_value(value) {
            let table = Table::read(value, place)?;
            if table.columns.is_empty() {
                return Err(reason(
                    place,
                    "a `SELECT` from a table without columns is not understood",
                ));
            }
            return Ok(table
                .columns
                .iter()
                .map(|column| table.column_expression(column))
                .collect());
        }
        Ok(vec![match value {
            Value::Int(number) => Expression::literal_column(&number.to_string()),
            Value::Text(text) if &**text == "*" => Expression::literal_column("*"),
            Value::List(_) | Value::Tuple(_) => {
                return Err(reason(place, "`select` takes its columns one by one, no list"));
            }
            Value::None | Value::Bool(_) => read::condition(value, place)?,
            value => read::expression(value, place)?,
        }])
    }

    /// Calls a method of a `SELECT`.
    fn changed(mut self, name: &str, call: &Call) -> Result<Self, Reason> {
        let place = call.place;
        let no_keywords = || Signature::new("select", &[]).with_rest().bind(call).map(|_| ());
        match name {
            "where" | "filter" => {
                no_keywords()?;
                for condition in &call.arguments {
                    self.conditions.push(read::condition(condition, place)?);
                }
            }
            "having" => {
                no_keywords()?;
                for condition in &call.arguments {
                    self.having.push(read::condition(condition, place)?);
                }
            }
            "order_by" | "group_by" => {
                no_keywords()?;
                for clause in &call.arguments {
                    let clause = read::expression(clause, place)?;
                    let clauses = if name == "order_by" {
                        &mut self.order_by
                    } else {
                        &mut self.group_by
                    };
                    clauses.push(clause);
                }
            }
            "limit" | "offset" => {
                let arguments = Signature::new("limit", &["limit"]).bind(call)?;
                let Some(number) = arguments.integer("limit")? else {
                    return Err(reason(place, "a limit of nothing is not understood"));
                };
                let number = Expression::literal(super::Literal::Int(number));
                let clause = if name == "limit" {
                    &mut self.limit
                } else {
                    &mut self.offset
                };
                *clause = Some(number);
            }
            "distinct" => {
                Signature::new("distinct", &[]).bind(call)?;
                self.distinct = true;
            }
            "select_from" => {
                no_keywords()?;
                for from in &call.arguments {
                    self.from.push(From::read(from, place)?);
                }
            }
            _ => return Err(reason(place, format!("`.{name}()` of a `SELECT` is not understood"))),
        }
        Ok(self)
    }
}

impl From {
    /// Reads a table or a join.
    ///
    /// # Errors
    ///
    /// Refuses what is not understood.
    pub fn read(value: &Value, place: Place) -> Result<Self, Reason> {
        let Some(call) = value.as_call() else {
            return Table::read(value, place).map(Self::Table);
        };
        let Value::Object(callee) = &call.callee else {
            return Table::read(value, place).map(Self::Table);
        };
        let (left, join) = match &**callee {
            Object::Name(name) if names::is(name, "join") || names::is(name, "outerjoin") => {
                let (left, rest) = call
                    .arguments
                    .split_first()
                    .ok_or_else(|| reason(place, "a join of nothing"))?;
                let rest = Call {
                    arguments: rest.to_vec(),
                    ..call.clone()
                };
                (left, Self::joined(left, &rest, names::is(name, "outerjoin"))?)
            }
            Object::Attribute(of, name) if matches!(&**name, "join" | "outerjoin") => {
                (of, Self::joined(of, call, &**name == "outerjoin")?)
            }
            _ => return Table::read(value, place).map(Self::Table),
        };
        let _ = left;
        Ok(join)
    }

    fn joined(left: &Value, call: &Call, is_outer: bool) -> Result<Self, Reason> {
        let arguments = Signature::new("join", &["right", "onclause", "isouter", "full"]).bind(call)?;
        let on = arguments.value("onclause").ok_or_else(|| {
            // It would come from the foreign keys.
            reason(call.place, "a join without a condition is not understood")
        })?;
        Ok(Self::Join(Box::new(Join {
            left: Self::read(left, call.place)?,
            right: match Self::read(arguments.required("right")?, call.place)? {
                table @ Self::Table(_) => table,
                Self::Join(_) => return Err(reason(call.place, "a join with a join behind it is not understood")),
            },
            on: read::condition(on, call.place)?.grouped(Some(&SqlOperator::Boolean)),
            is_outer: is_outer || arguments.flag("isouter", false)?,
            is_full: arguments.flag("full", false)?,
        })))
    }
}
