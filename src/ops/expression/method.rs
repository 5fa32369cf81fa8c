//! Methods of expressions: `a.like("x")`, `a.in_([1, 2])`, `a.op("@>")(b)`.

use std::sync::Arc;

use super::build::{Details, Operand, calculate, compare, comparison, list};
use super::operator::{Custom, Like, Part};
use super::{Binary, Bind, Expression, Form, Literal, Over, SqlOperator, names, read, select};
use crate::ops::column_type::{ColumnType, Type};
use crate::ops::{Call, Identifier, Object, Signature, Value, reason};
use crate::revision::Reason;
use crate::text::Place;

/// Reads a call of a method.
pub(super) fn call(of: &Value, name: &str, value: &Value, call: &Call) -> Result<Expression, Reason> {
    if select::is_select_method(name) || select::is_statement(of) {
        return select::expression(value, call);
    }
    if name == "next_value" {
        return super::sequence::of_sequence(of, call.place);
    }
    let of = read::expression(of, call.place)?;
    on(&of, name, call)
}

/// Calls a method of an expression.
pub(super) fn on(of: &Expression, name: &str, call: &Call) -> Result<Expression, Reason> {
    if !of.has_operators() && !matches!(name, "bindparams" | "self_group") {
        return Err(unknown(name, call));
    }
    if let Some(operator) = compared_by(name) {
        let arguments = Signature::new("is_", &["other"]).bind(call)?;
        let other = Operand::read(arguments.required("other")?, call.place)?;
        return compare(of, operator, other, Details::default(), call.place);
    }
    if let Some(like) = like_by(name) {
        return like_call(of, like, call);
    }
    match name {
        "in_" => contained(of, SqlOperator::In, call),
        "not_in" | "notin_" => contained(of, SqlOperator::NotIn, call),
        "between" => between(of, call),
        "bindparams" => read::bindparams(of, call),
        "label" => {
            let arguments = Signature::new("label", &["name"]).bind(call)?;
            let name = Identifier::from_value(arguments.required("name")?, call.place)?;
            Ok(Expression::of(Form::Label(name, of.clone()), of.of.clone()))
        }
        "cast" => {
            let arguments = Signature::new("cast", &["type_"]).bind(call)?;
            let to = ColumnType::from_value(arguments.required("type_")?, call.place)?;
            Ok(Expression::of(Form::Cast(of.clone()), to))
        }
        "collate" => collate(of, call),
        "regexp_match" => regexp(of, call),
        "concat" => {
            let arguments = Signature::new("concat", &["other"]).bind(call)?;
            let other = Operand::read(arguments.required("other")?, call.place)?;
            Ok(calculate(of, &SqlOperator::Concat, other, false))
        }
        "self_group" if call.arguments.is_empty() && call.keywords.is_empty() => Ok(of.grouped(None)),
        "over" => over(of, call),
        "filter" => {
            let conditions = call.arguments.iter().map(|value| read::condition(value, call.place));
            let conditions: Vec<_> = conditions.collect::<Result<_, _>>()?;
            match (&*of.form, conditions.is_empty() || !call.keywords.is_empty()) {
                (Form::Function(_), false) => {
                    let criterion = super::build::conjunction(&SqlOperator::And, &conditions);
                    Ok(Expression::of(Form::Filtered(of.clone(), criterion), of.of.clone()))
                }
                _ => Err(unknown(name, call)),
            }
        }
        _ if call.arguments.is_empty() && call.keywords.is_empty() => {
            modified(name, of).ok_or_else(|| unknown(name, call))
        }
        _ => Err(unknown(name, call)),
    }
}

fn unknown(name: &str, call: &Call) -> Reason {
    reason(call.place, format!("`.{name}()` of an expression is not understood"))
}

fn compared_by(name: &str) -> Option<SqlOperator> {
    Some(match name {
        "is_" => SqlOperator::Is,
        "is_not" | "isnot" => SqlOperator::IsNot,
        "is_distinct_from" => SqlOperator::IsDistinct,
        "is_not_distinct_from" | "isnot_distinct_from" => SqlOperator::IsNotDistinct,
        _ => return None,
    })
}

/// The words that stand before or behind an expression.
pub(super) fn modified(name: &str, of: &Expression) -> Option<Expression> {
    let operator = match name {
        "desc" => SqlOperator::Desc,
        "asc" => SqlOperator::Asc,
        "nulls_first" | "nullsfirst" => SqlOperator::NullsFirst,
        "nulls_last" | "nullslast" => SqlOperator::NullsLast,
        "distinct" => SqlOperator::Distinct,
        _ => return None,
    };
    let is_modifier = super::form::is_modifier(&operator);
    let mut expression = read::unary(operator, of);
    if is_modifier {
        expression.of = ColumnType::null();
    }
    Some(expression)
}

fn like_by(name: &str) -> Option<Like> {
    let (name, negated) = match name.strip_prefix("not_") {
        Some(name) => (name, true),
        None => match name {
            "notlike" => ("like", true),
            "notilike" => ("ilike", true),
            name => (name, false),
        },
    };
    let (part, folds_case) = match name {
        "like" => (Part::Whole, false),
        "ilike" => (Part::Whole, true),
        "startswith" => (Part::Start, false),
        "istartswith" => (Part::Start, true),
        "endswith" => (Part::End, false),
        "iendswith" => (Part::End, true),
        "contains" => (Part::Anywhere, false),
        "icontains" => (Part::Anywhere, true),
        _ => return None,
    };
    (part == Part::Whole || !negated).then_some(Like {
        part,
        folds_case,
        negated,
    })
}

fn like_call(of: &Expression, like: Like, call: &Call) -> Result<Expression, Reason> {
    // Arrays, documents and ranges have a `contains` of their own.
    if like.part != Part::Whole && !matches!(of.of.base, Type::String(_) | Type::Enum(_) | Type::Null) {
        return Err(reason(
            call.place,
            "a part of something that is no text is not understood",
        ));
    }
    let signature = Signature::new("like", &["other", "escape", "autoescape"]);
    let arguments = signature.bind(call)?;
    let mut escape = arguments.text("escape")?;
    let mut other = Operand::read(arguments.required("other")?, call.place)?;
    if arguments.flag("autoescape", false)? {
        let Operand::Literal(Literal::Text(text)) = &other else {
            return Err(reason(call.place, "`autoescape` of something that is no text"));
        };
        if like.part == Part::Whole {
            return Err(reason(call.place, "`like` knows no argument `autoescape`"));
        }
        let by = escape.clone().unwrap_or_else(|| Arc::from("/"));
        let mut text = text.to_string();
        if !matches!(&*by, "%" | "_") {
            text = text.replace(&*by, &format!("{by}{by}"));
        }
        let text = text.replace('%', &format!("{by}%")).replace('_', &format!("{by}_"));
        other = Operand::Literal(Literal::Text(text.into()));
        escape = Some(by);
    }
    let details = Details {
        modifier: escape,
        reversed: false,
    };
    compare(of, SqlOperator::Like(like), other, details, call.place)
}

fn contained(of: &Expression, operator: SqlOperator, call: &Call) -> Result<Expression, Reason> {
    let arguments = Signature::new("in_", &["other"]).bind(call)?;
    let other = arguments.required("other")?;
    let items = match other {
        Value::List(items) | Value::Tuple(items) | Value::Set(items) => items,
        Value::Unknown(reason) => return Err(Reason::clone(reason)),
        other => {
            let right = match bound_list(other, of, &operator)? {
                Some(bind) => bind,
                None => select::operand(other, call.place)?,
            };
            return Ok(comparison(of, operator, &right, Details::default()));
        }
    };
    if matches!(other, Value::Set(_)) {
        return Err(reason(call.place, "a set has no order that is known"));
    }
    let operands: Vec<Operand> = items
        .iter()
        .map(|item| Operand::read(item, call.place))
        .collect::<Result<_, _>>()?;
    let plain: Option<Vec<Literal>> = operands
        .iter()
        .map(|operand| match operand {
            Operand::Literal(literal) => Some(literal.clone()),
            Operand::Expression(_) => None,
        })
        .collect();
    let right = match plain {
        Some(values) => {
            let item = Literal::type_of_items_beside(&values, &of.of);
            let bind = Bind {
                value: Literal::List(values),
                expanding: true,
                behind: Some(operator.clone()),
            };
            Expression::of(Form::Bind(bind), item)
        }
        None => elements(of, operands),
    };
    Ok(comparison(of, operator, &right, Details::default()))
}

/// A list with expressions in it: each grouped, all in parentheses.
fn elements(of: &Expression, operands: Vec<Operand>) -> Expression {
    let items = operands.into_iter().map(|operand| {
        let item = match operand {
            Operand::Expression(expression) => expression,
            literal @ Operand::Literal(_) => literal.beside(&of.of),
        };
        item.grouped(Some(&SqlOperator::Comma))
    });
    Expression::of(Form::Elements(items.collect()), ColumnType::null()).grouped(Some(&SqlOperator::In))
}

/// `in_(bindparam("x", [...]))`: the bind expands there.
fn bound_list(value: &Value, of: &Expression, operator: &SqlOperator) -> Result<Option<Expression>, Reason> {
    let Some(call) = value
        .as_call()
        .filter(|call| call.callee.as_name().is_some_and(|name| names::is(name, "bindparam")))
    else {
        return Ok(None);
    };
    let (_, bind) = read::bindparam(call)?;
    let Form::Bind(bind_form) = *bind.form else {
        return Ok(None);
    };
    let Literal::List(items) = &bind_form.value else {
        return Err(reason(call.place, "a bind without a list in `in_` is not understood"));
    };
    let typed = if bind.of.is_null_type() {
        Literal::type_of_items_beside(items, &of.of)
    } else {
        bind.of
    };
    let bind = Bind {
        expanding: true,
        behind: Some(operator.clone()),
        ..bind_form
    };
    Ok(Some(Expression::of(Form::Bind(bind), typed)))
}

fn between(of: &Expression, call: &Call) -> Result<Expression, Reason> {
    let arguments = Signature::new("between", &["cleft", "cright", "symmetric"]).bind(call)?;
    let side = |name: &str| -> Result<Expression, Reason> {
        Operand::read(arguments.required(name)?, call.place).map(|operand| operand.beside(&of.of))
    };
    let sides = [side("cleft")?, side("cright")?];
    let range = list(SqlOperator::And, &sides, ColumnType::null(), false);
    let operator = SqlOperator::Between { negated: false };
    let binary = Expression::binary(of, operator, &range);
    Ok(Expression::boolean(Form::Binary(Binary {
        negatable: true,
        symmetric: arguments.flag("symmetric", false)?,
        ..binary
    })))
}

fn collate(of: &Expression, call: &Call) -> Result<Expression, Reason> {
    let arguments = Signature::new("collate", &["collation", "collation_schema"]).bind(call)?;
    let name = arguments
        .text("collation")?
        .ok_or_else(|| reason(call.place, "a collation without a name"))?;
    let schema = arguments.text("collation_schema")?;
    let collation = Expression::of(Form::Collation(name, schema), ColumnType::null());
    let binary = Expression::binary(of, SqlOperator::Collate, &collation);
    Ok(Expression::of(Form::Binary(binary), of.of.clone()))
}

fn regexp(of: &Expression, call: &Call) -> Result<Expression, Reason> {
    let arguments = Signature::new("regexp_match", &["pattern", "flags"]).bind(call)?;
    let pattern = Operand::read(arguments.required("pattern")?, call.place)?.beside(&of.of);
    let binary = Expression::binary(of, SqlOperator::Regexp { negated: false }, &pattern);
    let binary = Binary {
        negatable: true,
        modifier: arguments.text("flags")?,
        ..binary
    };
    Ok(Expression::of(Form::Binary(binary), ColumnType::null()))
}

fn over(of: &Expression, call: &Call) -> Result<Expression, Reason> {
    let arguments = Signature::new("over", &[])
        .with_keywords(&["partition_by", "order_by"])
        .bind(call)?;
    let many = |name: &str| -> Result<Vec<Expression>, Reason> {
        let items = match arguments.value(name) {
            None => return Ok(Vec::new()),
            Some(Value::List(items) | Value::Tuple(items)) => items.to_vec(),
            Some(one) => vec![one.clone()],
        };
        items.iter().map(|item| read::expression(item, call.place)).collect()
    };
    let over = Over {
        function: of.clone(),
        partition_by: many("partition_by")?,
        order_by: many("order_by")?,
    };
    Ok(Expression::of(Form::Over(over), of.of.clone()))
}

/// `a.op("@>")(b)`, `a.bool_op("@>")(b)`
pub(super) fn operator_call(op: &Call, call: &Call) -> Result<Expression, Reason> {
    let unfit = || reason(call.place, "this call gives no expression that is understood");
    let Value::Object(callee) = &op.callee else {
        return Err(unfit());
    };
    let Object::Attribute(of, name) = &**callee else {
        return Err(unfit());
    };
    let arguments = match &**name {
        "op" => Signature::new("op", &["opstring", "precedence", "is_comparison", "return_type"]),
        "bool_op" => Signature::new("bool_op", &["opstring", "precedence"]),
        _ => return Err(unfit()),
    }
    .bind(op)?;
    let text = arguments
        .text("opstring")?
        .ok_or_else(|| reason(op.place, "an operator without a text"))?;
    let return_type = arguments
        .value("return_type")
        .map(|of| ColumnType::from_value(of, op.place))
        .transpose()?;
    let custom = Custom {
        text,
        precedence: arguments.integer("precedence")?.unwrap_or_default(),
        is_comparison: &**name == "bool_op" || arguments.flag("is_comparison", false)?,
    };
    let other = Signature::new("op", &["other"]).bind(call)?;
    let of = read::expression(of, call.place)?;
    if !of.has_operators() {
        return Err(unfit());
    }
    let right = Operand::read(other.required("other")?, call.place)?.beside(&of.of);
    let answer = match return_type {
        Some(answer) => answer,
        None if custom.is_comparison => super::boolean_type(),
        None => of.of.clone(),
    };
    let binary = Expression::binary(&of, SqlOperator::Custom(custom), &right);
    Ok(Expression::of(Form::Binary(binary), answer))
}

/// Things of one dialect: `postgresql.array([...])`.
pub(super) fn of_dialect(dialect: &str, local: &str, call: &Call) -> Result<Expression, Reason> {
    match (dialect, local) {
        ("postgresql", "array") => {
            let arguments = Signature::new("postgresql.array", &["clauses"])
                .with_keywords(&["type_"])
                .bind(call)?;
            array(&arguments, call.place)
        }
        _ => Err(reason(
            call.place,
            format!("`sqlalchemy.dialects.{dialect}.{local}` gives no expression that is known"),
        )),
    }
}

fn array(arguments: &crate::ops::Arguments<'_>, place: Place) -> Result<Expression, Reason> {
    let (Value::List(items) | Value::Tuple(items)) = arguments.required("clauses")? else {
        return Err(reason(place, "an array of something that is no list is not understood"));
    };
    if arguments.value("type_").is_some() || items.is_empty() {
        return Err(reason(
            place,
            "an array with a type, or an empty one, is not understood",
        ));
    }
    let item = |value: &Value| match Operand::read(value, place)? {
        Operand::Literal(Literal::List(_)) => Err(reason(place, "an array of lists is not understood")),
        operand => Ok(operand.alone().grouped(Some(&SqlOperator::Comma))),
    };
    let items: Vec<_> = items.iter().map(item).collect::<Result<_, _>>()?;
    let of = items
        .iter()
        .find(|item| !item.of.is_null_type())
        .map(|item| item.of.clone());
    let of = Type::Array(crate::ops::column_type::ArrayType {
        item: Box::new(of.unwrap_or(ColumnType::null())),
        dimensions: None,
        library: crate::ops::column_type::Library::PostgreSql,
    });
    Ok(Expression::of(Form::Array(items), ColumnType::of(of)))
}
