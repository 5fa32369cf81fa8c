//! Operators between expressions, with the types that `SQLAlchemy` gives to values and answers
//! (`sqlalchemy.sql.default_comparator`).

use super::operator::SqlOperator;
use super::{Binary, Bind, Expression, Form, List, Literal, adapt};
use crate::ops::column_type::ColumnType;
use crate::ops::{Value, reason};
use crate::revision::Reason;
use crate::text::Place;

/// An operand: an expression, or a plain value whose type its neighbour decides.
#[derive(Debug, Clone)]
pub enum Operand {
    /// An expression.
    Expression(Expression),
    /// A value.
    Literal(Literal),
}

impl Operand {
    /// Reads an operand.
    ///
    /// # Errors
    ///
    /// Refuses what is not understood.
    pub fn read(value: &Value, place: Place) -> Result<Self, Reason> {
        match Literal::read(value, place)? {
            Some(literal) => Ok(Self::Literal(literal)),
            None => Expression::from_value(value, place).map(Self::Expression),
        }
    }

    /// Answers the operand beside an expression of a type: a value takes that type where it fits.
    #[must_use]
    pub fn beside(self, other: &ColumnType) -> Expression {
        match self {
            Self::Expression(expression) if expression.of.is_null_type() && !other.is_null_type() => {
                expression.with_type_if_bind(other)
            }
            Self::Expression(expression) => expression,
            Self::Literal(literal) => {
                let of = literal.type_beside(other);
                let of = if of.is_null_type() { other.clone() } else { of };
                Expression::of(Form::Bind(Bind::of(literal)), of)
            }
        }
    }

    /// Answers the operand where no neighbour says anything (`ExpressionElementRole`): `None` is `NULL`.
    #[must_use]
    pub fn alone(self) -> Expression {
        match self {
            Self::Expression(expression) => expression,
            Self::Literal(Literal::None) => Expression::null(),
            Self::Literal(literal) => Expression::literal(literal),
        }
    }

    /// Answers the operand as a value of a given type.
    #[must_use]
    pub fn typed(self, of: &ColumnType) -> Expression {
        match self {
            Self::Expression(expression) => expression,
            Self::Literal(Literal::None) => Expression::null(),
            Self::Literal(literal) => Expression::of(Form::Bind(Bind::of(literal)), of.clone()),
        }
    }

    /// The constant that a comparison treats apart: `None`, `True`, `False`, and their expressions.
    fn constant(&self) -> Option<Expression> {
        match self {
            Self::Literal(Literal::None) => Some(Expression::null()),
            Self::Literal(Literal::Bool(true)) => Some(Expression::boolean(Form::True)),
            Self::Literal(Literal::Bool(false)) => Some(Expression::boolean(Form::False)),
            Self::Literal(_) => None,
            Self::Expression(expression) => match &*expression.form {
                Form::Null | Form::True | Form::False => Some(expression.clone()),
                _ => None,
            },
        }
    }
}

/// What else is said about a comparison.
#[derive(Debug, Clone, Default)]
pub struct Details {
    /// `ESCAPE`, flags of a pattern.
    pub modifier: Option<std::sync::Arc<str>>,
    /// Whether the operands stand the other way round.
    pub reversed: bool,
}

/// Compares (`_boolean_compare`).
///
/// # Errors
///
/// Refuses operators that cannot be used with `None` and truth values.
pub fn compare(
    left: &Expression,
    operator: SqlOperator,
    right: Operand,
    details: Details,
    place: Place,
) -> Result<Expression, Reason> {
    use SqlOperator as Op;
    if let Some(constant) = right.constant() {
        let is_null = matches!(*constant.form, Form::Null);
        let operator = match operator {
            Op::Equal | Op::NotEqual if !is_null => operator,
            Op::IsDistinct | Op::IsNotDistinct => operator,
            Op::Equal | Op::Is => Op::Is,
            Op::NotEqual | Op::IsNot => Op::IsNot,
            _ => {
                let text = "only comparisons for equality can be used with `None`, `True` and `False`";
                return Err(reason(place, text));
            }
        };
        return Ok(comparison(left, operator, &constant, Details::default()));
    }
    let right = right.beside(&left.of);
    Ok(if details.reversed {
        comparison(&right, operator, left, details)
    } else {
        comparison(left, operator, &right, details)
    })
}

/// A comparison of two expressions.
#[must_use]
pub fn comparison(left: &Expression, operator: SqlOperator, right: &Expression, details: Details) -> Expression {
    let negatable = operator.negated().is_some();
    let binary = Expression::binary(left, operator, right);
    Expression::boolean(Form::Binary(Binary {
        negatable,
        modifier: details.modifier,
        ..binary
    }))
}

/// Calculates (`_binary_operate`).
#[must_use]
pub fn calculate(left: &Expression, operator: &SqlOperator, right: Operand, reversed: bool) -> Expression {
    let right = right.beside(&left.of);
    let (left, right) = if reversed { (&right, left) } else { (left, &right) };
    let (operator, of) = adapt(operator, &left.of, &right.of);
    operate(left, operator, right, of)
}

/// An operator between two expressions; several of an associative one become a list (`_construct_for_op`).
#[must_use]
pub fn operate(left: &Expression, operator: SqlOperator, right: &Expression, of: ColumnType) -> Expression {
    if operator.is_associative() {
        let flat = |side: &Expression| match &*side.form {
            _ if side.of.affinity() != of.affinity() => None,
            Form::Binary(binary) if binary.operator == operator => {
                Some(vec![binary.left.clone(), binary.right.clone()])
            }
            Form::List(list) if list.operator == operator => Some(list.clauses.clone()),
            _ => None,
        };
        let (flat_left, flat_right) = (flat(left), flat(right));
        if flat_left.is_some() || flat_right.is_some() {
            let mut clauses = flat_left.unwrap_or_else(|| vec![left.clone()]);
            clauses.extend(flat_right.unwrap_or_else(|| vec![right.clone()]));
            return list(operator, &clauses, of, true);
        }
    }
    Expression::of(Form::Binary(Expression::binary(left, operator, right)), of)
}

/// A list of operands; those of one that groups are grouped against its operator.
#[must_use]
pub fn list(operator: SqlOperator, clauses: &[Expression], of: ColumnType, groups: bool) -> Expression {
    let clauses = clauses.iter().map(|clause| {
        if groups {
            clause.grouped(Some(&operator))
        } else {
            clause.clone()
        }
    });
    let clauses = clauses.collect();
    Expression::of(
        Form::List(List {
            operator,
            clauses,
            groups,
        }),
        of,
    )
}

/// `AND` or `OR` of conditions: what decides nothing is left out, what decides all is all (`BooleanClauseList`).
#[must_use]
pub fn conjunction(operator: &SqlOperator, conditions: &[Expression]) -> Expression {
    let clauses = conditions_of(operator, conditions);
    let [one] = clauses.as_slice() else {
        let flat = clauses.into_iter().flat_map(|clause| match &*clause.form {
            Form::List(list) if list.operator == *operator => list.clauses.clone(),
            _ => vec![clause],
        });
        return Expression::boolean(Form::List(List {
            operator: operator.clone(),
            clauses: flat.collect(),
            groups: true,
        }));
    };
    one.clone()
}

/// The conditions of `AND` or `OR` that count, grouped; one alone is grouped as a condition.
#[must_use]
pub fn conditions_of(operator: &SqlOperator, conditions: &[Expression]) -> Vec<Expression> {
    let is_and = *operator == SqlOperator::And;
    let goes_on = |clause: &Expression| matches!((&*clause.form, is_and), (Form::True, true) | (Form::False, false));
    let decides = |clause: &Expression| matches!((&*clause.form, is_and), (Form::False, true) | (Form::True, false));
    let kept: Vec<&Expression> = if let Some(all) = conditions.iter().find(|clause| decides(clause)) {
        vec![all]
    } else {
        conditions.iter().filter(|clause| !goes_on(clause)).collect()
    };
    let kept = if kept.is_empty() {
        conditions.iter().take(1).collect()
    } else {
        kept
    };
    let against = match kept.len() {
        0 | 1 => &SqlOperator::Boolean,
        _ => operator,
    };
    kept.into_iter().map(|clause| clause.grouped(Some(against))).collect()
}
