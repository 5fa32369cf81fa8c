//! Comparisons.

use std::cmp::Ordering;

use ruff_python_ast::{self as ast, CmpOp};
use ruff_text_size::Ranged;

use crate::ops;

use super::Runner;
use super::flow::Res;
use super::heap::{PER_STEP, length_of};
use super::value::{Object, Unknown, Val};

impl<'a> Runner<'a, '_> {
    pub fn compare(&mut self, compare: &'a ast::ExprCompare) -> Res<Val> {
        let mut left = self.eval(&compare.left)?;
        let last = compare.ops.len().saturating_sub(1);
        for (at, (operator, right)) in compare.ops.iter().zip(&compare.comparators).enumerate() {
            let right_value = self.eval(right)?;
            let result = self.compare_pair(&left, *operator, &right_value, compare)?;
            if at == last {
                return Ok(result);
            }
            match self.truth(&result, compare)? {
                Ok(true) => {}
                Ok(false) => return Ok(result),
                Err(unknown) => {
                    for rest in &compare.comparators[at + 1..] {
                        self.unread_expression(rest, &unknown)?;
                    }
                    return Ok(Val::Unknown(unknown));
                }
            }
            left = right_value;
        }
        Ok(Val::Bool(true))
    }

    fn compare_pair(&mut self, left: &Val, operator: CmpOp, right: &Val, node: impl Ranged + Copy) -> Res<Val> {
        match operator {
            CmpOp::Is | CmpOp::IsNot => {
                let same = self.is_same(left, right);
                Ok(self.answer(same.map(|same| same == (operator == CmpOp::Is)), left, right, node))
            }
            CmpOp::In | CmpOp::NotIn => {
                let within = self.contains(right, left, node)?;
                Ok(self.answer(
                    within.map(|within| within == (operator == CmpOp::In)),
                    left,
                    right,
                    node,
                ))
            }
            CmpOp::Eq | CmpOp::NotEq => {
                if self.is_sql(left) || self.is_sql(right) {
                    return self.sql_comparison(left, operator, right, node);
                }
                let equal = self.equals(left, right);
                Ok(self.answer(equal.map(|equal| equal == (operator == CmpOp::Eq)), left, right, node))
            }
            CmpOp::Lt | CmpOp::LtE | CmpOp::Gt | CmpOp::GtE => {
                if self.is_sql(left) || self.is_sql(right) {
                    return self.sql_comparison(left, operator, right, node);
                }
                let order = self.order(left, right, 0).map(|order| match operator {
                    CmpOp::Lt => order == Ordering::Less,
                    CmpOp::LtE => order != Ordering::Greater,
                    CmpOp::Gt => order == Ordering::Greater,
                    _ => order != Ordering::Less,
                });
                Ok(self.answer(order, left, right, node))
            }
        }
    }

    /// Makes the result of a comparison of plain values.
    fn answer(&self, result: Option<bool>, left: &Val, right: &Val, node: impl Ranged + Copy) -> Val {
        match result {
            Some(result) => Val::Bool(result),
            None => match self.lost(left).or_else(|| self.lost(right)) {
                Some(unknown) => Val::Unknown(Unknown {
                    harmless: true,
                    ..unknown
                }),
                None => self.data(node, format!("what `{}` comes to is not known", self.snippet(node))),
            },
        }
    }

    /// Decides whether comparing with a value makes an SQL expression.
    fn is_sql(&self, value: &Val) -> bool {
        matches!(value, Val::Symbol(symbol) if symbol.value.as_name().is_none())
    }

    fn sql_comparison(&mut self, left: &Val, operator: CmpOp, right: &Val, node: impl Ranged + Copy) -> Res<Val> {
        let operator = match operator {
            CmpOp::Eq => ops::Operator::Equal,
            CmpOp::NotEq => ops::Operator::NotEqual,
            CmpOp::Lt => ops::Operator::Less,
            CmpOp::LtE => ops::Operator::LessOrEqual,
            CmpOp::Gt => ops::Operator::Greater,
            _ => ops::Operator::GreaterOrEqual,
        };
        // The side that is no expression comes second: SQLAlchemy turns `1 < column` round.
        if self.is_sql(left) {
            return self.operator_symbol(operator, &[left, right], node);
        }
        let turned = match operator {
            ops::Operator::Less => ops::Operator::Greater,
            ops::Operator::LessOrEqual => ops::Operator::GreaterOrEqual,
            ops::Operator::Greater => ops::Operator::Less,
            ops::Operator::GreaterOrEqual => ops::Operator::LessOrEqual,
            same => same,
        };
        self.operator_symbol(turned, &[right, left], node)
    }

    /// Decides whether two values are the same object; none where that is not known.
    pub fn is_same(&self, left: &Val, right: &Val) -> Option<bool> {
        match (left, right) {
            (Val::Unknown(_), _) | (_, Val::Unknown(_)) => None,
            (Val::None, Val::None) | (Val::Ellipsis, Val::Ellipsis) => Some(true),
            (Val::Bool(a), Val::Bool(b)) => Some(a == b),
            (Val::Ref(a), Val::Ref(b)) => Some(a == b),
            (Val::Builtin(a), Val::Builtin(b)) => Some(a == b),
            (Val::Symbol(a), Val::Symbol(b)) => match (a.value.as_name(), b.value.as_name()) {
                (Some(a), Some(b)) if a == b => Some(true),
                (None, None) => match (&a.value, &b.value) {
                    (ops::Value::Object(a), ops::Value::Object(b)) if std::sync::Arc::ptr_eq(a, b) => Some(true),
                    _ => None,
                },
                _ => None,
            },
            // A call that builds something is not `None`; a name of a library may be.
            (Val::Symbol(symbol), Val::None) | (Val::None, Val::Symbol(symbol)) => {
                let builds = symbol.value.as_call().and_then(|call| call.callee.as_name());
                builds
                    .is_some_and(|name| name.starts_with("sqlalchemy."))
                    .then_some(false)
            }
            (Val::Symbol(_), _) | (_, Val::Symbol(_)) => None,
            // Whether equal numbers and texts are one object is a matter of the interpreter.
            (Val::Int(_), Val::Int(_))
            | (Val::Text(_), Val::Text(_))
            | (Val::Float(_), Val::Float(_))
            | (Val::Bytes(_), Val::Bytes(_)) => match self.equals(left, right) {
                Some(false) => Some(false),
                _ => None,
            },
            _ => Some(false),
        }
    }

    /// Decides whether two values are equal; none where that is not known.
    pub fn equals(&self, left: &Val, right: &Val) -> Option<bool> {
        self.equals_within(left, right, 0)
    }

    fn equals_within(&self, left: &Val, right: &Val, depth: u32) -> Option<bool> {
        if depth > 50 || !self.affords(1) {
            return None;
        }
        if let (Val::Ref(a), Val::Ref(b)) = (left, right) {
            return self.equal_objects(*a, *b, depth);
        }
        match (left, right) {
            (Val::Unknown(_), _) | (_, Val::Unknown(_)) => None,
            (Val::Symbol(_), Val::Symbol(_)) => self.is_same(left, right),
            (Val::Symbol(_), _) | (_, Val::Symbol(_)) => None,
            (Val::Ref(id), other) | (other, Val::Ref(id)) => match self.object(*id) {
                Object::Lost(_) | Object::Instance(_) => {
                    let _ = other;
                    None
                }
                _ => Some(false),
            },
            (Val::Float(a), Val::Float(b)) =>
            {
                #[expect(clippy::float_cmp, reason = "this is the comparison that the script asks for")]
                Some(a == b)
            }
            _ => match (self.key(left), self.key(right)) {
                (Some(a), Some(b)) => Some(a == b),
                _ => None,
            },
        }
    }

    fn equal_objects(&self, a: super::value::Id, b: super::value::Id, depth: u32) -> Option<bool> {
        let all = |a: &[Val], b: &[Val]| {
            if a.len() != b.len() {
                return Some(false);
            }
            let pairs = a.iter().zip(b).map(|(a, b)| self.equals_within(a, b, depth + 1));
            let answers: Vec<Option<bool>> = pairs.collect();
            if answers.contains(&Some(false)) {
                Some(false)
            } else {
                answers.iter().all(Option::is_some).then_some(true)
            }
        };
        match (self.object(a), self.object(b)) {
            (Object::Lost(_), _) | (_, Object::Lost(_)) => None,
            (Object::List(left), Object::List(right)) => all(left, right),
            (Object::Tuple(left), Object::Tuple(right)) => all(left, right),
            (Object::Set(left), Object::Set(_)) if !self.affords(left.len()) => None,
            (Object::Dict(left), Object::Dict(_)) if !self.affords(left.len()) => None,
            (Object::Set(left), Object::Set(right)) => {
                Some(left.len() == right.len() && left.keys().all(|key| right.contains_key(key)))
            }
            (Object::Dict(left), Object::Dict(right)) => {
                if left.len() != right.len() || !left.keys().all(|key| right.contains_key(key)) {
                    return Some(false);
                }
                let values = |dict: &indexmap::IndexMap<super::value::Key, (Val, Val)>| -> Vec<Val> {
                    left.keys()
                        .filter_map(|key| dict.get(key))
                        .map(|(_, value)| value.clone())
                        .collect()
                };
                all(&values(left), &values(right))
            }
            (Object::Instance(_), _) | (_, Object::Instance(_)) => {
                match (self.key(&Val::Ref(a)), self.key(&Val::Ref(b))) {
                    (Some(left), Some(right)) => Some(left == right),
                    _ => None,
                }
            }
            (Object::Range(..), Object::Range(..)) if a != b => None,
            (Object::Bound(..) | Object::Method(..), _) => (a == b).then_some(true),
            _ => Some(a == b),
        }
    }

    /// Orders two values; none where Python would refuse or it is not known.
    pub fn order(&self, left: &Val, right: &Val, depth: u32) -> Option<Ordering> {
        let length = length_of(left).min(length_of(right));
        if depth > 50 || !self.affords(1 + length / PER_STEP) {
            return None;
        }
        match (left, right) {
            (Val::Text(a), Val::Text(b)) => Some(a.cmp(b)),
            (Val::Bytes(a), Val::Bytes(b)) => Some(a.cmp(b)),
            (Val::Float(a), Val::Float(b)) => a.partial_cmp(b),
            _ if left.as_int().is_some() && right.as_int().is_some() => Some(left.as_int()?.cmp(&right.as_int()?)),
            (Val::Ref(a), Val::Ref(b)) => {
                let same_kind = matches!(
                    (self.object(*a), self.object(*b)),
                    (Object::List(_), Object::List(_)) | (Object::Tuple(_), Object::Tuple(_))
                );
                let length = self.length_of_sequence(*a).max(self.length_of_sequence(*b));
                if !self.affords(length / 8) {
                    return None;
                }
                let (a, b) = (self.as_sequence(left)?, self.as_sequence(right)?);
                if !same_kind {
                    return None;
                }
                for (a, b) in a.iter().zip(&b) {
                    if self.equals_within(a, b, depth + 1)? {
                        continue;
                    }
                    return self.order(a, b, depth + 1);
                }
                Some(a.len().cmp(&b.len()))
            }
            _ => None,
        }
    }

    /// Decides whether a collection or text holds a value.
    pub fn contains(&mut self, whole: &Val, part: &Val, node: impl Ranged + Copy) -> Res<Option<bool>> {
        match (whole, part) {
            (Val::Text(whole), Val::Text(part)) => {
                self.step_by((whole.len() + part.len()) / 16, node)?;
                return Ok(Some(whole.contains(&**part)));
            }
            (Val::Unknown(_) | Val::Symbol(_), _) => return Ok(None),
            _ => {}
        }
        if let Val::Ref(id) = whole {
            match self.object(*id) {
                Object::Dict(items) => return Ok(self.key(part).map(|key| items.contains_key(&key))),
                Object::Set(items) => return Ok(self.key(part).map(|key| items.contains_key(&key))),
                Object::Instance(_) | Object::Module(_) | Object::Lost(_) => return Ok(None),
                _ => {}
            }
        }
        let Ok(items) = self.iterate(whole, node)? else {
            return Ok(None);
        };
        self.step_by(items.len(), node)?;
        let answers: Vec<Option<bool>> = items
            .iter()
            .map(|item| match self.is_same(item, part) {
                Some(true) => Some(true),
                _ => self.equals(item, part),
            })
            .collect();
        let known = answers.iter().position(|answer| *answer != Some(false));
        Ok(match known {
            None => Some(false),
            // Elements are compared one after the other: what comes first decides.
            Some(at) => answers[at],
        })
    }
}
