//! The type of what an operator answers (`_adapt_expression` of the types).

use super::literal::{moment_type, number_type};
use super::operator::SqlOperator;
use crate::ops::column_type::{
    Affinity, ColumnType, IntervalClass, IntervalType, MomentClass, NumberClass, NumberType, Type,
};

/// What a table of adaptations says.
enum Answer {
    /// The type on the right.
    Right,
    /// The type on the left, its arguments forgotten.
    LeftClass,
    /// Another type.
    Other(Type),
}

/// Answers the operator and the type of its answer: adding texts is putting them together.
#[must_use]
pub fn adapt(operator: &SqlOperator, left: &ColumnType, right: &ColumnType) -> (SqlOperator, ColumnType) {
    if left.is_null_type() {
        return if right.is_null_type() || !operator.is_commutative() {
            (operator.clone(), left.clone())
        } else {
            adapt(operator, right, left)
        };
    }
    let joins = |of: &ColumnType| of.is_null_type() || is_concatenable(&of.base);
    if is_concatenable(&left.base) {
        let of = match (operator, &left.base) {
            (SqlOperator::Add, Type::Enum(of)) => text_of_length(of.length),
            _ => left.clone(),
        };
        return if *operator == SqlOperator::Add && joins(right) {
            (SqlOperator::Concat, of)
        } else {
            (operator.clone(), left.clone())
        };
    }
    let of = match table(operator, left.affinity(), right.affinity()) {
        None => left.clone(),
        Some(Answer::Right) => right.clone(),
        Some(Answer::LeftClass) if is_base_class(&left.base) && left.affinity() == right.affinity() => right.clone(),
        Some(Answer::LeftClass) if is_base_class(&left.base) => left.clone(),
        Some(Answer::LeftClass) => ColumnType::of(without_arguments(&left.base)),
        Some(Answer::Other(of)) => ColumnType::of(of),
    };
    (operator.clone(), of)
}

fn is_concatenable(of: &Type) -> bool {
    matches!(
        of,
        Type::String(_) | Type::Enum(_) | Type::Set(_) | Type::Json(_) | Type::Array(_)
    ) || matches!(of, Type::Plain(plain) if plain.name == "HSTORE")
}

fn text_of_length(length: Option<i128>) -> ColumnType {
    let mut of = super::literal::string_type(crate::ops::column_type::StringClass::String);
    if let Type::String(string) = &mut of {
        string.length = length;
    }
    ColumnType::of(of)
}

fn interval() -> Type {
    Type::Interval(IntervalType {
        class: IntervalClass::Generic,
        native: true,
        second_precision: None,
        day_precision: None,
        fields: None,
    })
}

/// The tables of adaptations, by operator and what both sides are at heart.
fn table(operator: &SqlOperator, left: Affinity, right: Affinity) -> Option<Answer> {
    use Affinity as A;
    use SqlOperator as Op;
    let numbers = |affinity| matches!(affinity, A::Integer | A::Numeric | A::Float);
    let date_time = || Answer::Other(moment_type(MomentClass::DateTime, false));
    Some(match (left, operator, right) {
        (A::Integer, Op::Add, A::Date) | (A::Integer, Op::Multiply, A::Interval) => Answer::Right,
        (A::Integer, Op::Add | Op::Multiply | Op::Subtract, A::Integer) => Answer::LeftClass,
        (A::Integer, Op::Add | Op::Multiply | Op::Subtract | Op::Divide, A::Numeric | A::Float) => Answer::Right,
        (A::Integer, Op::Divide, A::Integer) => Answer::Other(number_type(NumberClass::Numeric)),
        (A::Integer, Op::FloorDivide, A::Integer) => Answer::LeftClass,
        (A::Integer, Op::FloorDivide, A::Numeric) => Answer::Right,
        (A::Numeric | A::Float, Op::Multiply, A::Interval) => Answer::Right,
        (A::Numeric | A::Float, Op::Multiply | Op::Divide | Op::Add | Op::Subtract, right) if numbers(right) => {
            Answer::LeftClass
        }
        (A::DateTime, Op::Add | Op::Subtract, A::Interval) => Answer::LeftClass,
        (A::DateTime, Op::Subtract, A::DateTime) => Answer::Other(interval()),
        (A::Date, Op::Add | Op::Subtract, A::Integer) => Answer::LeftClass,
        (A::Date, Op::Add, A::Interval | A::Time) | (A::Date, Op::Subtract, A::Interval) => date_time(),
        (A::Date, Op::Subtract, A::Date) => Answer::Other(number_type(NumberClass::Integer)),
        (A::Date, Op::Subtract, A::DateTime) => Answer::Other(interval()),
        (A::Time, Op::Add, A::Date) => date_time(),
        (A::Time, Op::Add | Op::Subtract, A::Interval) => Answer::LeftClass,
        (A::Time, Op::Subtract, A::Time) => Answer::Other(interval()),
        (A::Interval, Op::Add, A::Date) => date_time(),
        (A::Interval, Op::Add, A::DateTime | A::Time) => Answer::Right,
        (A::Interval, Op::Add | Op::Subtract, A::Interval) => Answer::LeftClass,
        (A::Interval, Op::Multiply | Op::Divide, A::Numeric | A::Float) => Answer::LeftClass,
        _ => return None,
    })
}

/// Says whether the class is the one that affinity is named after, so that it meets itself in the tables.
fn is_base_class(of: &Type) -> bool {
    match of {
        Type::Number(number) => matches!(
            number.class,
            NumberClass::Integer | NumberClass::Numeric | NumberClass::Float
        ),
        Type::Moment(moment) => matches!(
            moment.class,
            MomentClass::DateTime | MomentClass::Date | MomentClass::Time
        ),
        Type::Interval(interval) => interval.class == IntervalClass::Generic,
        _ => false,
    }
}

fn without_arguments(of: &Type) -> Type {
    match of {
        Type::Number(number) => Type::Number(NumberType {
            precision: None,
            scale: None,
            mysql: number
                .mysql
                .as_ref()
                .map(|_| crate::ops::column_type::MySqlNumber::default()),
            class: number.class,
        }),
        other => other.clone(),
    }
}
