//! Operators of arithmetic, texts and collections.

use ruff_python_ast::{Operator, UnaryOp};
use ruff_text_size::Ranged;

use crate::ops;

use super::Runner;
use super::flow::Res;
use super::value::{Object, Unknown, Val};

/// Whole numbers up to here are floats exactly.
const EXACT: i128 = 1 << 53;

impl Runner<'_, '_> {
    /// Answers an operator between two values.
    pub fn binary(&mut self, left: &Val, operator: Operator, right: &Val, node: impl Ranged + Copy) -> Res<Val> {
        if let (Val::Text(text), Operator::Mod) = (left, operator) {
            return self.percent(text, right, node);
        }
        if let Some(unknown) = self.lost(left).or_else(|| self.lost(right)) {
            return Ok(Val::Unknown(unknown));
        }
        match (left, right) {
            (Val::Int(_) | Val::Bool(_), Val::Int(_) | Val::Bool(_)) => self.whole(left, operator, right, node),
            (Val::Float(left), Val::Float(right)) => self.floating(*left, operator, *right, node),
            (Val::Float(float), other) if other.as_int().is_some() => match self.as_float(other) {
                Some(whole) => self.floating(*float, operator, whole, node),
                None => Ok(self.too_large(node)),
            },
            (other, Val::Float(float)) if other.as_int().is_some() => match self.as_float(other) {
                Some(whole) => self.floating(whole, operator, *float, node),
                None => Ok(self.too_large(node)),
            },
            (Val::Text(left), Val::Text(right)) if operator == Operator::Add => {
                self.grow(left.len() + right.len(), node)?;
                let text = format!("{left}{right}");
                self.string(text, node)
            }
            (Val::Bytes(left), Val::Bytes(right)) if operator == Operator::Add => {
                self.grow(left.len() + right.len(), node)?;
                Ok(Val::Bytes([&**left, &**right].concat().into()))
            }
            (Val::Text(text), count) | (count, Val::Text(text))
                if operator == Operator::Mult && count.as_int().is_some() =>
            {
                let count = self.repetitions(count, text.len(), node)?;
                self.string(text.repeat(count), node)
            }
            (Val::Symbol(_), _) | (_, Val::Symbol(_)) => self.symbolic(left, operator, right, node),
            _ => self.collections(left, operator, right, node),
        }
    }

    fn too_large(&self, node: impl Ranged) -> Val {
        self.data(node, "the number is too large to be read")
    }

    fn as_float(&self, value: &Val) -> Option<f64> {
        #[expect(clippy::cast_precision_loss, reason = "numbers that do not fit are sorted out")]
        value
            .as_int()
            .filter(|number| number.abs() <= EXACT)
            .map(|number| number as f64)
    }

    fn repetitions(&mut self, count: &Val, length: usize, node: impl Ranged) -> Res<usize> {
        let count = usize::try_from(count.as_int().unwrap_or(0).max(0)).unwrap_or(usize::MAX);
        self.grow(count.saturating_mul(length.max(1)), node)?;
        Ok(count)
    }

    fn whole(&mut self, left: &Val, operator: Operator, right: &Val, node: impl Ranged + Copy) -> Res<Val> {
        let (Some(a), Some(b)) = (left.as_int(), right.as_int()) else {
            return Ok(self.too_large(node));
        };
        let zero = matches!(operator, Operator::Div | Operator::FloorDiv | Operator::Mod) && b == 0;
        if zero {
            return Err(self.raise("ZeroDivisionError", "division by zero", node));
        }
        let flags = matches!((left, right), (Val::Bool(_), Val::Bool(_)));
        let result = match operator {
            Operator::Add => a.checked_add(b),
            Operator::Sub => a.checked_sub(b),
            Operator::Mult => a.checked_mul(b),
            Operator::FloorDiv => a.checked_div_euclid(b).and_then(|_| floor_div(a, b)),
            Operator::Mod => floor_div(a, b)
                .and_then(|quotient| quotient.checked_mul(b))
                .and_then(|all| a.checked_sub(all)),
            Operator::Pow => u32::try_from(b).ok().and_then(|b| a.checked_pow(b)),
            Operator::BitAnd | Operator::BitOr | Operator::BitXor if flags => {
                let bits = bits(a, operator, b);
                return Ok(Val::Bool(bits != 0));
            }
            Operator::BitAnd | Operator::BitOr | Operator::BitXor => Some(bits(a, operator, b)),
            Operator::LShift => u32::try_from(b)
                .ok()
                .filter(|b| *b < 100)
                .and_then(|b| a.checked_mul(1_i128.checked_shl(b)?)),
            Operator::RShift => u32::try_from(b).ok().map(|b| a >> b.min(127)),
            Operator::Div => {
                let (Some(a), Some(b)) = (self.as_float(left), self.as_float(right)) else {
                    return Ok(self.too_large(node));
                };
                return Ok(Val::Float(a / b));
            }
            Operator::MatMult => None,
        };
        Ok(result.map_or_else(|| self.too_large(node), Val::Int))
    }

    fn floating(&mut self, a: f64, operator: Operator, b: f64, node: impl Ranged + Copy) -> Res<Val> {
        let result = match operator {
            Operator::Add => a + b,
            Operator::Sub => a - b,
            Operator::Mult => a * b,
            Operator::Div if b == 0.0 => return Err(self.raise("ZeroDivisionError", "division by zero", node)),
            Operator::Div => a / b,
            _ => return Ok(self.data(node, "this operator between floats is not read")),
        };
        Ok(Val::Float(result))
    }

    /// Operators of SQL expressions.
    fn symbolic(&mut self, left: &Val, operator: Operator, right: &Val, node: impl Ranged + Copy) -> Res<Val> {
        let operator = match operator {
            Operator::Add => ops::Operator::Add,
            Operator::Sub => ops::Operator::Subtract,
            Operator::Mult => ops::Operator::Multiply,
            Operator::Div => ops::Operator::Divide,
            Operator::FloorDiv => ops::Operator::FloorDivide,
            Operator::Mod => ops::Operator::Modulo,
            Operator::BitAnd => ops::Operator::And,
            Operator::BitOr => ops::Operator::Or,
            _ => return Ok(self.unknown(node, format!("`{}` is not read", self.snippet(node)))),
        };
        self.operator_symbol(operator, &[left, right], node)
    }

    /// Makes the symbol of an operator.
    pub fn operator_symbol(
        &mut self,
        operator: ops::Operator,
        operands: &[&Val],
        node: impl Ranged + Copy,
    ) -> Res<Val> {
        let mut values = Vec::with_capacity(operands.len());
        let mut sizes = Vec::with_capacity(operands.len());
        for operand in operands {
            let exported = self.export(operand, node)?;
            sizes.push((exported.depth, exported.weight));
            values.push(exported.value);
        }
        self.symbol(ops::Object::Operator(operator, values), &sizes, node)
    }

    fn collections(&mut self, left: &Val, operator: Operator, right: &Val, node: impl Ranged + Copy) -> Res<Val> {
        if let (Val::Ref(a), Val::Ref(b)) = (left, right) {
            match (self.object(*a), operator, self.object(*b)) {
                (Object::List(a), Operator::Add, Object::List(b)) => {
                    let items = [a.as_slice(), b.as_slice()].concat();
                    return self.list(items, node);
                }
                (Object::Tuple(a), Operator::Add, Object::Tuple(b)) => {
                    let items = [&**a, &**b].concat();
                    return self.tuple(items, node);
                }
                (Object::Dict(a), Operator::BitOr, Object::Dict(b)) => {
                    let pairs = a.values().chain(b.values()).cloned().collect();
                    return self.dict_of(pairs, node);
                }
                (
                    Object::Set(a),
                    Operator::BitOr | Operator::BitAnd | Operator::Sub | Operator::BitXor,
                    Object::Set(b),
                ) => {
                    let keeps = |item: &(&super::value::Key, &Val),
                                 other: &indexmap::IndexMap<super::value::Key, Val>| {
                        match operator {
                            Operator::BitAnd => other.contains_key(item.0),
                            Operator::BitOr => true,
                            _ => !other.contains_key(item.0),
                        }
                    };
                    let mut items: Vec<Val> = a
                        .iter()
                        .filter(|item| keeps(item, b))
                        .map(|(_, value)| value.clone())
                        .collect();
                    if matches!(operator, Operator::BitOr | Operator::BitXor) {
                        items.extend(b.iter().filter(|item| keeps(item, a)).map(|(_, value)| value.clone()));
                    }
                    return self.set_of(items, node);
                }
                _ => {}
            }
        }
        if operator == Operator::Mult
            && let Some((items, count)) = self.repeated(left, right).or_else(|| self.repeated(right, left))
        {
            let is_tuple = self.as_tuple(left).or_else(|| self.as_tuple(right)).is_some();
            let count = self.repetitions(&count, items.len() * 32, node)?;
            let items: Vec<Val> = std::iter::repeat_n(items, count).flatten().collect();
            return if is_tuple {
                self.tuple(items, node)
            } else {
                self.list(items, node)
            };
        }
        let text = format!("what `{}` comes to is not read", self.snippet(node));
        let has_code = [left, right].iter().any(|side| self.as_instance(side).is_some());
        if has_code {
            return Ok(self.unknown(node, text));
        }
        Ok(self.data(node, text))
    }

    fn repeated(&self, items: &Val, count: &Val) -> Option<(Vec<Val>, Val)> {
        count.as_int()?;
        Some((self.as_sequence(items)?, count.clone()))
    }

    pub fn unary(&mut self, operator: UnaryOp, operand: &Val, node: impl Ranged + Copy) -> Res<Val> {
        if operator == UnaryOp::Not {
            return Ok(match self.truth(operand, node)? {
                Ok(truth) => Val::Bool(!truth),
                Err(_) if matches!(operand, Val::Symbol(_)) => {
                    // `not expression` of SQLAlchemy raises or answers for the object: neither is read.
                    self.unknown(node, format!("`{}` is not read", self.snippet(node)))
                }
                Err(unknown) => Val::Unknown(Unknown {
                    harmless: true,
                    ..unknown
                }),
            });
        }
        if let Some(unknown) = self.lost(operand) {
            return Ok(Val::Unknown(unknown));
        }
        Ok(match (operator, operand) {
            (UnaryOp::USub, Val::Float(number)) => Val::Float(-number),
            (UnaryOp::UAdd, Val::Float(number)) => Val::Float(*number),
            (UnaryOp::USub, Val::Symbol(_)) => return self.operator_symbol(ops::Operator::Negate, &[operand], node),
            (UnaryOp::Invert, Val::Symbol(_)) => return self.operator_symbol(ops::Operator::Not, &[operand], node),
            _ => match (operator, operand.as_int()) {
                (UnaryOp::USub, Some(number)) => number.checked_neg().map_or_else(|| self.too_large(node), Val::Int),
                (UnaryOp::UAdd, Some(number)) => Val::Int(number),
                (UnaryOp::Invert, Some(number)) => Val::Int(!number),
                _ => self.unknown(node, format!("`{}` is not read", self.snippet(node))),
            },
        })
    }
}

/// Divides towards minus infinity, as Python does.
fn floor_div(a: i128, b: i128) -> Option<i128> {
    let quotient = a.checked_div(b)?;
    let is_cut = a % b != 0 && (a < 0) != (b < 0);
    Some(if is_cut { quotient - 1 } else { quotient })
}

const fn bits(a: i128, operator: Operator, b: i128) -> i128 {
    match operator {
        Operator::BitAnd => a & b,
        Operator::BitOr => a | b,
        _ => a ^ b,
    }
}
