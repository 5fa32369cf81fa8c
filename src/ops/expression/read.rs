//! From a value to an expression: calls of names, operators, columns of tables.

use std::sync::Arc;

use super::build::{Details, Operand, calculate, compare, conjunction};
use super::table::{Table, is_table};
use super::{Case, Expression, Form, SqlOperator, Text, Unary, function, method, names, select, sequence, text};
use crate::ops::column_type::ColumnType;
use crate::ops::{Call, Identifier, Object, Operator, Signature, Value, reason};
use crate::revision::Reason;
use crate::text::Place;

/// Reads an expression.
pub(super) fn expression(value: &Value, place: Place) -> Result<Expression, Reason> {
    let object = match value {
        Value::Object(object) => object,
        Value::Unknown(reason) => return Err(Reason::clone(reason)),
        other => return Err(reason(place, format!("{} is no expression of SQL", other.kind()))),
    };
    match &**object {
        Object::Name(name) => Err(reason(place, format!("`{name}` is no expression of SQL"))),
        Object::Call(call) => of_call(value, call),
        Object::Attribute(of, name) => column(of, name, place),
        Object::Item(of, item) => match item {
            Value::Text(name) if is_columns(of) => column(of, name, place),
            _ => Err(reason(place, "an item of an expression is not understood")),
        },
        Object::Operator(operator, operands) => operator_of(*operator, operands, place),
    }
}

/// Says whether a value is `table.c`.
fn is_columns(value: &Value) -> bool {
    matches!(value, Value::Object(object)
        if matches!(&**object, Object::Attribute(_, name) if matches!(&**name, "c" | "columns")))
}

/// `table.c.name`, `table.columns.name`, `table.c["name"]`.
fn column(of: &Value, name: &Arc<str>, place: Place) -> Result<Expression, Reason> {
    let unfit = || {
        reason(
            place,
            format!("the attribute `{name}` of an expression is not understood"),
        )
    };
    let Value::Object(object) = of else {
        return Err(match of {
            Value::Unknown(reason) => Reason::clone(reason),
            _ => unfit(),
        });
    };
    let Object::Attribute(table, columns) = &**object else {
        return Err(unfit());
    };
    match &**columns {
        "c" | "columns" => {
            let table = Table::read(table, place)?;
            let column = table
                .column(name)
                .ok_or_else(|| reason(place, format!("the table `{}` has no column `{name}`", table.name.text)))?;
            Ok(table.column_expression(column))
        }
        // `insert(...).excluded.x`
        "excluded" => select::excluded(table, name, place),
        _ => Err(unfit()),
    }
}

fn of_call(value: &Value, call: &Call) -> Result<Expression, Reason> {
    if is_table(call) {
        return Err(reason(call.place, "a table is no expression of SQL"));
    }
    let Value::Object(callee) = &call.callee else {
        return Err(reason(call.place, "this call gives no expression that is understood"));
    };
    match &**callee {
        Object::Name(name) => of_name(name, value, call),
        Object::Attribute(of, name) => method::call(of, name, value, call),
        Object::Call(op) => method::operator_call(op, call),
        _ => Err(reason(call.place, "this call gives no expression that is understood")),
    }
}

fn of_name(name: &str, value: &Value, call: &Call) -> Result<Expression, Reason> {
    if let Some(path) = names::function(name) {
        return function::read(&path, call);
    }
    if name == "alembic.op.inline_literal" {
        return inline_literal(call);
    }
    if let Some((dialect, local)) = names::of_dialect(name) {
        return method::of_dialect(dialect, local, call);
    }
    let unknown = || reason(call.place, format!("`{name}` gives no expression that is known"));
    let local = names::local(name).ok_or_else(unknown)?;
    let none = |form: Form, of: ColumnType| Signature::new("null", &[]).bind(call).map(|_| Expression::of(form, of));
    match local {
        "text" => text_call(call),
        "literal" => literal(call),
        "literal_column" => literal_column(call),
        "column" => column_call(call),
        "bindparam" => bindparam(call).map(|(_, bind)| bind),
        "null" => none(Form::Null, ColumnType::null()),
        "true" => none(Form::True, super::boolean_type()),
        "false" => none(Form::False, super::boolean_type()),
        "and_" => conjunction_call(&SqlOperator::And, call),
        "or_" => conjunction_call(&SqlOperator::Or, call),
        "not_" => not(call),
        "cast" => cast(call),
        "type_coerce" => type_coerce(call),
        "case" => case(call),
        "func" => Err(unknown()),
        "extract" => extract(call),
        "tuple_" => tuple(call),
        "label" => label(call),
        "desc" | "asc" | "nulls_first" | "nulls_last" | "nullsfirst" | "nullslast" | "distinct" => {
            let arguments = Signature::new("desc", &["column"]).bind(call)?;
            let operand = ordered(arguments.required("column")?, call.place)?;
            method::modified(local, &operand).ok_or_else(unknown)
        }
        "between" | "collate" => {
            let (of, rest) = call.arguments.split_first().ok_or_else(unknown)?;
            let of = Operand::read(of, call.place)?.alone();
            let rest = Call {
                arguments: rest.to_vec(),
                ..call.clone()
            };
            method::on(&of, local, &rest)
        }
        "exists" | "select" => select::expression(value, call),
        // Known functions by their class: `sqlalchemy.sql.functions.now()`.
        known if name.starts_with("sqlalchemy.sql.functions.") => function::read(&[known], call),
        _ if name.ends_with(".next_value") => sequence::next_value(call),
        _ => Err(unknown()),
    }
}

/// What is ordered by: the name of a column in the statement is not understood.
fn ordered(value: &Value, place: Place) -> Result<Expression, Reason> {
    match value {
        Value::Text(_) => Err(reason(place, "a column by its label is not understood")),
        value => Operand::read(value, place).map(Operand::alone),
    }
}

fn text_call(call: &Call) -> Result<Expression, Reason> {
    let arguments = Signature::new("text", &["text"]).bind(call)?;
    match arguments.required("text")? {
        Value::Text(text) => Ok(Expression::text(Arc::clone(text))),
        other => Err(arguments.unfit("text", other)),
    }
}

/// `op.inline_literal(value, type_=None)`
fn inline_literal(call: &Call) -> Result<Expression, Reason> {
    let arguments = Signature::new("op.inline_literal", &["value", "type_"]).bind(call)?;
    let value = Operand::read(arguments.required("value")?, call.place)?;
    let Operand::Literal(value) = value else {
        return Err(reason(
            call.place,
            "`inline_literal` of an expression is not understood",
        ));
    };
    typed_literal(value, arguments.value("type_"), call.place)
}

fn literal(call: &Call) -> Result<Expression, Reason> {
    let arguments = Signature::new("literal", &["value", "type_", "literal_execute"]).bind(call)?;
    match Operand::read(arguments.required("value")?, call.place)? {
        Operand::Literal(value) => typed_literal(value, arguments.value("type_"), call.place),
        Operand::Expression(_) => Err(reason(call.place, "`literal` of an expression is not understood")),
    }
}

fn typed_literal(value: super::Literal, of: Option<&Value>, place: Place) -> Result<Expression, Reason> {
    let of = of.map(|of| ColumnType::from_value(of, place)).transpose()?;
    let of = of.unwrap_or_else(|| value.natural_type());
    Ok(Expression::of(Form::Bind(super::Bind::of(value)), of))
}

fn literal_column(call: &Call) -> Result<Expression, Reason> {
    let arguments = Signature::new("literal_column", &["text", "type_"]).bind(call)?;
    let of = arguments
        .value("type_")
        .map(|of| ColumnType::from_value(of, call.place))
        .transpose()?;
    match arguments.required("text")? {
        Value::Text(text) => Ok(Expression::of(
            Form::LiteralColumn(Arc::clone(text)),
            of.unwrap_or(ColumnType::null()),
        )),
        other => Err(arguments.unfit("text", other)),
    }
}

fn column_call(call: &Call) -> Result<Expression, Reason> {
    let arguments = Signature::new("column", &["text", "type_", "is_literal"]).bind(call)?;
    let of = arguments
        .value("type_")
        .map(|of| ColumnType::from_value(of, call.place))
        .transpose()?;
    let of = of.unwrap_or(ColumnType::null());
    let name = Identifier::from_value(arguments.required("text")?, call.place)?;
    if arguments.flag("is_literal", false)? {
        return Ok(Expression::of(Form::LiteralColumn(name.text), of));
    }
    Ok(Expression::of(Form::Column(super::Column { name, table: None }), of))
}

/// `bindparam(key, value, type_=..., expanding=...)`: its name and its value.
pub(super) fn bindparam(call: &Call) -> Result<(Arc<str>, Expression), Reason> {
    let arguments = Signature::new("bindparam", &["key", "value", "type_", "unique", "required", "quote"])
        .with_keywords(&["expanding", "literal_execute"])
        .bind(call)?;
    let key = arguments
        .text("key")?
        .ok_or_else(|| reason(call.place, "a bind without a name is not understood"))?;
    let of = arguments
        .value("type_")
        .map(|of| ColumnType::from_value(of, call.place))
        .transpose()?;
    let value = match arguments.given("value") {
        None => super::Literal::None,
        Some(value) => match Operand::read(value, call.place)? {
            Operand::Literal(value) => value,
            Operand::Expression(_) => return Err(reason(call.place, "a bind of an expression is not understood")),
        },
    };
    let expanding = arguments.flag("expanding", false)?;
    let natural = || match &value {
        super::Literal::List(items) if expanding => super::Literal::type_of_items_beside(items, &ColumnType::null()),
        value => value.natural_type(),
    };
    let of = of.unwrap_or_else(natural);
    let bind = super::Bind {
        expanding,
        ..super::Bind::of(value)
    };
    Ok((key, Expression::of(Form::Bind(bind), of)))
}

/// A condition: an expression, `True`, `False` or `None`.
pub(super) fn condition(value: &Value, place: Place) -> Result<Expression, Reason> {
    match value {
        Value::None => Ok(Expression::null()),
        Value::Bool(true) => Ok(Expression::boolean(Form::True)),
        Value::Bool(false) => Ok(Expression::boolean(Form::False)),
        value => expression(value, place),
    }
}

fn conjunction_call(operator: &SqlOperator, call: &Call) -> Result<Expression, Reason> {
    Signature::new("and_", &[]).with_rest().bind(call)?;
    let conditions = call.arguments.iter().map(|value| condition(value, call.place));
    let conditions: Vec<_> = conditions.collect::<Result<_, _>>()?;
    if conditions.is_empty() {
        return Err(reason(call.place, "a condition of nothing is not understood"));
    }
    Ok(conjunction(operator, &conditions))
}

fn not(call: &Call) -> Result<Expression, Reason> {
    let arguments = Signature::new("not_", &["clause"]).bind(call)?;
    let operand = Operand::read(arguments.required("clause")?, call.place)?.alone();
    invert(&operand, call.place)
}

/// `~a`: `text()` has no opposite.
fn invert(operand: &Expression, place: Place) -> Result<Expression, Reason> {
    match &*operand.form {
        Form::Text(_) => Err(reason(place, "`text()` cannot be negated")),
        _ => Ok(operand.negated()),
    }
}

fn cast(call: &Call) -> Result<Expression, Reason> {
    let arguments = Signature::new("cast", &["expression", "type_"]).bind(call)?;
    let of = ColumnType::from_value(arguments.required("type_")?, call.place)?;
    let operand = Operand::read(arguments.required("expression")?, call.place)?.typed(&of);
    Ok(Expression::of(Form::Cast(operand), of))
}

fn type_coerce(call: &Call) -> Result<Expression, Reason> {
    let arguments = Signature::new("type_coerce", &["expression", "type_"]).bind(call)?;
    let of = ColumnType::from_value(arguments.required("type_")?, call.place)?;
    let operand = Operand::read(arguments.required("expression")?, call.place)?.typed(&of);
    Ok(Expression::of(Form::Coerced(operand), of))
}

fn case(call: &Call) -> Result<Expression, Reason> {
    let arguments = Signature::new("case", &[])
        .with_keywords(&["value", "else_"])
        .with_rest()
        .bind(call)?;
    let pairs: Vec<(Value, Value)> = match arguments.rest {
        [Value::Map(pairs)] => pairs.to_vec(),
        pairs => pairs
            .iter()
            .map(|pair| match pair {
                Value::Tuple(pair) | Value::List(pair) => match &**pair {
                    [when, then] => Ok((when.clone(), then.clone())),
                    _ => Err(reason(call.place, "a `WHEN` is no pair")),
                },
                _ => Err(reason(call.place, "a `WHEN` is no pair")),
            })
            .collect::<Result<_, _>>()?,
    };
    let alone = |value: &Value| Operand::read(value, call.place).map(Operand::alone);
    let mut whens = Vec::with_capacity(pairs.len());
    for (when, then) in &pairs {
        whens.push((alone(when)?.grouped(None), alone(then)?));
    }
    let value = arguments.value("value").map(alone).transpose()?;
    let otherwise = arguments.value("else_").map(alone).transpose()?;
    let typed = whens
        .iter()
        .rev()
        .map(|(_, then)| &then.of)
        .find(|of| !of.is_null_type());
    let of = typed.or(otherwise.as_ref().map(|otherwise| &otherwise.of)).cloned();
    let case = Case {
        value,
        whens,
        otherwise,
    };
    Ok(Expression::of(Form::Case(case), of.unwrap_or(ColumnType::null())))
}

fn extract(call: &Call) -> Result<Expression, Reason> {
    let arguments = Signature::new("extract", &["field", "expr"]).bind(call)?;
    let field = arguments
        .text("field")?
        .ok_or_else(|| reason(call.place, "`extract` needs a field"))?;
    let operand = Operand::read(arguments.required("expr")?, call.place)?.alone();
    let of = ColumnType::of(super::literal::number_type(
        crate::ops::column_type::NumberClass::Integer,
    ));
    Ok(Expression::of(Form::Extract(field, operand), of))
}

fn tuple(call: &Call) -> Result<Expression, Reason> {
    Signature::new("tuple_", &[]).with_rest().bind(call)?;
    let item = |value: &Value| {
        Operand::read(value, call.place).map(|operand| operand.alone().grouped(Some(&SqlOperator::Comma)))
    };
    let items = call.arguments.iter().map(item).collect::<Result<_, _>>()?;
    Ok(Expression::of(
        Form::Tuple(items),
        ColumnType::of(crate::ops::column_type::Type::Tuple),
    ))
}

fn label(call: &Call) -> Result<Expression, Reason> {
    let arguments = Signature::new("label", &["name", "element"]).bind(call)?;
    let name = Identifier::from_value(arguments.required("name")?, call.place)?;
    let inner = Operand::read(arguments.required("element")?, call.place)?.alone();
    let of = inner.of.clone();
    Ok(Expression::of(Form::Label(name, inner), of))
}

fn operator_of(operator: Operator, operands: &[Value], place: Place) -> Result<Expression, Reason> {
    use SqlOperator as Op;
    let (left, right) = match operands {
        [one] => {
            let one = expression(one, place)?;
            return match operator {
                Operator::Not => invert(&one, place),
                Operator::Negate if one.has_operators() => Ok(unary(Op::Negate, &one)),
                _ => Err(reason(place, "this operator is not understood")),
            };
        }
        [left, right] => (Operand::read(left, place)?, Operand::read(right, place)?),
        _ => return Err(reason(place, "this operator is not understood")),
    };
    let (left, right, reversed) = match (left, right) {
        (Operand::Expression(left), right) if left.has_operators() || conjoins(operator) => (left, right, false),
        (left, Operand::Expression(right)) if right.has_operators() => (right, left, true),
        _ => {
            return Err(reason(
                place,
                "an operator between plain values is no expression of SQL",
            ));
        }
    };
    let sql = match operator {
        Operator::Add => Op::Add,
        Operator::Subtract => Op::Subtract,
        Operator::Multiply => Op::Multiply,
        Operator::Divide => Op::Divide,
        Operator::FloorDivide => Op::FloorDivide,
        Operator::Modulo if matches!(operands[0], Value::Text(_) | Value::Bytes(_)) => {
            return Err(reason(place, "a text is formatted with an expression of SQL"));
        }
        Operator::Modulo => Op::Modulo,
        Operator::And | Operator::Or => {
            let conjoined = if operator == Operator::And { Op::And } else { Op::Or };
            let other = match right {
                // What has no operators knows no `&` with an expression behind it.
                _ if reversed => return Err(reason(place, "a condition cannot begin with this")),
                Operand::Expression(other) => other,
                Operand::Literal(_) => condition(&operands[1], place)?,
            };
            return Ok(conjunction(&conjoined, &[left, other]));
        }
        Operator::Not | Operator::Negate => return Err(reason(place, "this operator is not understood")),
        _ => {
            // Python asks the right side first where its class descends from that of the left.
            if let Operand::Expression(other) = &right
                && !reversed
                && other.descends_from(&left)
            {
                let left = Operand::Expression(left);
                return compare(other, comparison(operator, true), left, Details::default(), place);
            }
            return compare(&left, comparison(operator, reversed), right, Details::default(), place);
        }
    };
    Ok(calculate(&left, &sql, right, reversed))
}

/// Says whether `text()` knows the operator: `&` alone.
const fn conjoins(operator: Operator) -> bool {
    matches!(operator, Operator::And)
}

/// The comparison; `1 < a` is `a > 1` to Python.
const fn comparison(operator: Operator, reversed: bool) -> SqlOperator {
    match (operator, reversed) {
        (Operator::Equal, _) => SqlOperator::Equal,
        (Operator::NotEqual, _) => SqlOperator::NotEqual,
        (Operator::Less, false) | (Operator::Greater, true) => SqlOperator::Less,
        (Operator::LessOrEqual, false) | (Operator::GreaterOrEqual, true) => SqlOperator::LessOrEqual,
        (Operator::Greater, false) | (Operator::Less, true) => SqlOperator::Greater,
        _ => SqlOperator::GreaterOrEqual,
    }
}

/// An operator before an operand, of the operand's type.
pub(super) fn unary(operator: SqlOperator, operand: &Expression) -> Expression {
    let unary = Unary {
        operand: operand.grouped(Some(&operator)),
        operator,
    };
    Expression::of(Form::Unary(unary), operand.of.clone())
}

/// `text(...).bindparams(...)`
pub(super) fn bindparams(of: &Expression, call: &Call) -> Result<Expression, Reason> {
    let Form::Text(text) = &*of.form else {
        return Err(reason(call.place, "`.bindparams()` of this is not understood"));
    };
    let mut text = text.clone();
    for bind in &call.arguments {
        let bind = bind
            .as_call()
            .ok_or_else(|| reason(call.place, "a bind is not understood"))?;
        let is_bind = bind.callee.as_name().is_some_and(|name| names::is(name, "bindparam"));
        if !is_bind {
            return Err(reason(bind.place, "a bind is not understood"));
        }
        let (name, value) = bindparam(bind)?;
        text.give(name, value, call.place)?;
    }
    for (name, value) in &call.keywords {
        let Operand::Literal(value) = Operand::read(value, call.place)? else {
            return Err(reason(call.place, "a bind of an expression is not understood"));
        };
        let value = text.bind(name).with_value(value);
        text.give(Arc::clone(name), value, call.place)?;
    }
    Ok(Expression::of(Form::Text(text), of.of.clone()))
}

impl Text {
    fn give(&mut self, name: Arc<str>, value: Expression, place: Place) -> Result<(), Reason> {
        if !self.has_bind(&name) {
            return Err(reason(place, format!("the text has no bind `{name}`")));
        }
        self.given.retain(|(given, _)| *given != name);
        self.given.push((name, value));
        Ok(())
    }

    /// Says whether the text is nothing but `*`.
    #[must_use]
    pub fn is_star(&self) -> bool {
        &*self.sql == "*" && text::parts(&self.sql).len() == 1
    }
}
