//! Operators to SQL.

use super::super::grammar::Sql;
use super::literal;
use super::writer::{Writer, cast};
use crate::ops::column_type::{Affinity, ColumnType, NumberClass, StringClass};
use crate::ops::expression::{
    Binary, Expression, Form, Like, List, Operand, Part, SqlOperator, Unary, calculate, is_modifier, number_type,
    string_type,
};
use crate::ops::spelling::Unsupported;

/// Writes an operator between two operands.
pub(in crate::dialect) fn binary(writer: &Writer<'_>, binary: &Binary) -> Sql {
    if let Some(sql) = writer.grammar.binary(writer, binary) {
        return sql;
    }
    match &binary.operator {
        SqlOperator::Divide => divide(writer, binary),
        SqlOperator::FloorDivide => floor_divide(writer, binary),
        SqlOperator::Modulo => between(writer, binary, &writer.percents(" % ")),
        SqlOperator::NotIn => Ok(format!("({})", between(writer, binary, " NOT IN ")?)),
        SqlOperator::Like(of) => like(writer, binary, *of),
        SqlOperator::Between { negated } => {
            let not = if *negated { "NOT " } else { "" };
            let symmetric = if binary.symmetric { "SYMMETRIC " } else { "" };
            between(writer, binary, &format!(" {not}BETWEEN {symmetric}"))
        }
        SqlOperator::Custom(custom) => between(writer, binary, &format!(" {} ", writer.percents(&custom.text))),
        operator => match operator.text() {
            Some(text) => between(writer, binary, text),
            None => Err(Unsupported::unknown(format!(
                "the operator {operator:?} is not understood"
            ))),
        },
    }
}

/// Writes both operands with a text between.
pub(in crate::dialect) fn between(writer: &Writer<'_>, binary: &Binary, text: &str) -> Sql {
    Ok(format!(
        "{}{text}{}",
        writer.write(&binary.left)?,
        writer.write(&binary.right)?
    ))
}

/// `a / b` where whole numbers divide to whole ones.
fn divide(writer: &Writer<'_>, binary: &Binary) -> Sql {
    if !writer.grammar.divides_whole() {
        return between(writer, binary, " / ");
    }
    let exact = matches!(binary.right.of.affinity(), Affinity::Numeric | Affinity::Float);
    let of = if exact {
        binary.right.of.clone()
    } else {
        ColumnType::of(number_type(NumberClass::Numeric))
    };
    let left = writer.write(&binary.left)?;
    Ok(format!("{left} / {}", writer.grammar.cast(writer, &binary.right, &of)?))
}

fn floor_divide(writer: &Writer<'_>, binary: &Binary) -> Sql {
    let whole = |side: &Expression| side.of.affinity() == Affinity::Integer;
    let sql = between(writer, binary, " / ")?;
    if writer.grammar.divides_whole() && whole(&binary.left) && whole(&binary.right) {
        Ok(sql)
    } else {
        Ok(format!("FLOOR({sql})"))
    }
}

/// `LIKE`: the pattern is put together with percent signs, and the case is folded where the dialect has no `ILIKE`.
fn like(writer: &Writer<'_>, binary: &Binary, like: Like) -> Sql {
    let folds = like.folds_case && !writer.grammar.has_ilike();
    let side = |expression: &Expression| -> Sql {
        let sql = writer.write(expression)?;
        Ok(if folds { format!("lower({sql})") } else { sql })
    };
    let left = side(&binary.left)?;
    let right = if like.part == Part::Whole {
        side(&binary.right)?
    } else if folds {
        // The folded text takes the place of the operand.
        let folded = Expression::of(
            Form::Text(crate::ops::expression::Text::new(MARK)),
            ColumnType::of(string_type(StringClass::String)),
        );
        writer
            .write(&pattern(&folded, like.part))?
            .replace(MARK, &side(&binary.right)?)
    } else {
        writer.write(&pattern(&binary.right, like.part))?
    };
    let not = if like.negated { "NOT " } else { "" };
    let word = if like.folds_case && writer.grammar.has_ilike() {
        "ILIKE"
    } else {
        "LIKE"
    };
    let escape = match &binary.modifier {
        Some(escape) => format!(" ESCAPE {}", literal::text(writer.grammar, escape)),
        None => String::new(),
    };
    Ok(format!("{left} {not}{word} {right}{escape}"))
}

/// Stands for an operand whose SQL is written apart.
const MARK: &str = "\u{0}";

fn pattern(operand: &Expression, part: Part) -> Expression {
    let percent = || {
        let of = ColumnType::of(string_type(StringClass::String));
        Expression::of(Form::LiteralColumn("'%'".into()), of)
    };
    let joined =
        |left: &Expression, right: Expression| calculate(left, &SqlOperator::Concat, Operand::Expression(right), false);
    match part {
        Part::Start => calculate(
            &percent(),
            &SqlOperator::Concat,
            Operand::Expression(operand.clone()),
            true,
        ),
        Part::End => joined(&percent(), operand.clone()),
        Part::Anywhere | Part::Whole => joined(&joined(&percent(), operand.clone()), percent()),
    }
}

/// Writes an operator before or behind one operand.
pub(in crate::dialect) fn unary(writer: &Writer<'_>, unary: &Unary) -> Sql {
    let operand = writer.write(&unary.operand)?;
    let text = unary
        .operator
        .text()
        .ok_or_else(|| Unsupported::unknown("this operator is not understood"))?;
    Ok(if is_modifier(&unary.operator) {
        format!("{operand}{text}")
    } else {
        format!("{text}{operand}")
    })
}

/// Writes the operands of one operator.
pub(in crate::dialect) fn list(writer: &Writer<'_>, list: &List) -> Sql {
    if let Some(sql) = writer.grammar.list(writer, list) {
        return sql;
    }
    match list.operator.text() {
        Some(text) => writer.joined(&list.clauses, text),
        None => Err(Unsupported::unknown("this operator is not understood")),
    }
}

/// `CAST` as most dialects have it.
pub(in crate::dialect) fn plain_cast(writer: &Writer<'_>, operand: &Expression, of: &ColumnType) -> Sql {
    let of = writer.grammar.spell_type(of.on(writer.grammar.dialect_name()))?;
    cast(writer, operand, &of)
}
