//! The values of plain expressions.

use std::borrow::Cow;

use ruff_python_ast::{self as ast, Expr, FStringPart, InterpolatedStringElement, Operator};
use ruff_text_size::Ranged;

use crate::revision::Reason;
use crate::text::Place;

use super::literal;
use super::module::Module;
use super::part::{Item, Value};

/// What is said where constants that double themselves would fill the memory.
const TOO_MUCH: &str = "the value is built of too many parts";

/// A value, or why there is none, and the identity of a list or set.
#[derive(Debug, Clone)]
pub(super) struct Evaluated {
    pub value: Result<Value<'static>, Reason>,
    /// Names that share a list or set share this number.
    pub object: Option<usize>,
}

/// What a name stands for.
#[derive(Debug, Clone)]
pub(super) struct Binding {
    pub value: Result<Value<'static>, Reason>,
    pub place: Place,
    pub object: Option<usize>,
    pub origin: Origin,
}

/// What bound a name, as far as messages tell.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Origin {
    Import,
    Other,
}

impl Binding {
    pub fn new(place: Place, evaluated: Evaluated) -> Self {
        Self {
            value: evaluated.value,
            place,
            object: evaluated.object,
            origin: Origin::Other,
        }
    }

    pub fn unknown(place: Place, text: String) -> Self {
        Self {
            value: Err(Reason { place, text }),
            place,
            object: None,
            origin: Origin::Other,
        }
    }
}

/// Evaluates an expression as far as it is plain.
pub(super) fn evaluate(module: &Module<'_>, expression: &Expr) -> Evaluated {
    let object = match expression {
        Expr::List(_) | Expr::Set(_) => Some(expression.range().start().to_usize()),
        Expr::Name(name) => module.lookup(&name.id).and_then(|binding| binding.object),
        _ => None,
    };
    Evaluated {
        value: value(module, expression),
        object,
    }
}

fn value(module: &Module<'_>, expression: &Expr) -> Result<Value<'static>, Reason> {
    match expression {
        Expr::NoneLiteral(_) => Ok(Value::None),
        Expr::StringLiteral(string) => literal::value(string, module.text)
            .map(|text| Value::Text(text.into()))
            .map_err(|why| module.reason(string, why)),
        Expr::Tuple(ast::ExprTuple { elts, .. })
        | Expr::List(ast::ExprList { elts, .. })
        | Expr::Set(ast::ExprSet { elts, .. }) => many(module, elts),
        Expr::Name(name) => match module.given(expression) {
            Some(text) => Ok(Value::Text(text.to_owned().into())),
            None => named(module, name),
        },
        Expr::FString(string) => formatted(module, string),
        Expr::BinOp(operation) => sum(module, operation),
        other => match module.given(other) {
            Some(text) => Ok(Value::Text(text.to_owned().into())),
            None => Err(module.reason(other, why_not(module, other))),
        },
    }
}

fn many(module: &Module<'_>, elements: &[Expr]) -> Result<Value<'static>, Reason> {
    let mut items = Vec::with_capacity(elements.len());
    for element in elements {
        match element {
            Expr::Starred(starred) => match value(module, &starred.value)? {
                Value::Many(more) => items.extend(more),
                _ => return Err(module.reason(starred, format!("`{}` is taken apart", module.snippet(starred)))),
            },
            // Tuples in tuples are refused before they are entered: the depth stays that of the operators.
            Expr::Tuple(_) | Expr::List(_) | Expr::Set(_) => {
                return Err(module.reason(element, "a tuple or list stands inside of another"));
            }
            _ => {
                let place = module.place(element);
                let text = match value(module, element)? {
                    Value::None => None,
                    Value::Text(text) => Some(text),
                    Value::Many(_) => {
                        return Err(module.reason(element, "a tuple or list stands inside of another"));
                    }
                };
                items.push(Item { text, place });
            }
        }
    }
    Ok(Value::Many(items))
}

fn named(module: &Module<'_>, name: &ast::ExprName) -> Result<Value<'static>, Reason> {
    match module.lookup(&name.id) {
        Some(binding) => match &binding.value {
            Ok(value) if module.afford(size(value)) => Ok(value.clone()),
            Ok(_) => Err(module.reason(name, TOO_MUCH)),
            Err(reason) => Err(module.reason(name, reason.text.clone())),
        },
        None => Err(match module.clouded() {
            Some(reason) => module.reason(name, reason.text.clone()),
            None => module.reason(name, format!("`{}` is not assigned in this file", name.id)),
        }),
    }
}

/// Evaluates an f-string whose fields are plain names of texts.
fn formatted(module: &Module<'_>, string: &ast::ExprFString) -> Result<Value<'static>, Reason> {
    let unknown = || {
        module.reason(
            string,
            format!("the text `{}` would have to be computed", module.snippet(string)),
        )
    };
    let whole = module.text.get(string.range().to_std_range()).unwrap_or_default();
    if whole.contains(['\\', '\r']) {
        return Err(unknown());
    }
    let mut result = String::new();
    for part in &string.value {
        match part {
            FStringPart::Literal(literal) => result.push_str(&literal.value),
            FStringPart::FString(inner) => {
                for element in &inner.elements {
                    match element {
                        InterpolatedStringElement::Literal(literal) => result.push_str(&literal.value),
                        InterpolatedStringElement::Interpolation(field) => {
                            let plain = field.debug_text.is_none()
                                && field.format_spec.is_none()
                                && field.conversion == ast::ConversionFlag::None;
                            match &*field.expression {
                                Expr::Name(name) if plain => match named(module, name)? {
                                    Value::Text(text) => result.push_str(&text),
                                    _ => return Err(unknown()),
                                },
                                _ => return Err(unknown()),
                            }
                        }
                    }
                }
            }
        }
    }
    Ok(Value::Text(result.into()))
}

/// Evaluates a chain of `+`, from the left.
fn sum(module: &Module<'_>, operation: &ast::ExprBinOp) -> Result<Value<'static>, Reason> {
    let whole = operation;
    let mut operands = Vec::new();
    let mut left = operation;
    loop {
        if left.op != Operator::Add {
            return Err(module.reason(whole, why_computed(module, whole)));
        }
        operands.push(&*left.right);
        match &*left.left {
            Expr::BinOp(next) => left = next,
            first => {
                operands.push(first);
                break;
            }
        }
    }
    let mut values = operands.into_iter().rev().map(|operand| value(module, operand));
    let mut total = values.next().unwrap_or(Ok(Value::None))?;
    for next in values {
        let next = next?;
        if !module.afford(size(&total)) {
            return Err(module.reason(whole, TOO_MUCH));
        }
        total = match (total, next) {
            (Value::Text(left), Value::Text(right)) => Value::Text(Cow::Owned(left.into_owned() + &right)),
            (Value::Many(mut left), Value::Many(right)) => {
                left.extend(right);
                Value::Many(left)
            }
            _ => return Err(module.reason(whole, why_computed(module, whole))),
        };
    }
    Ok(total)
}

/// Answers what a copy of a value costs.
fn size(value: &Value<'_>) -> usize {
    let text = |text: &str| 1 + text.len() / 16;
    match value {
        Value::None => 1,
        Value::Text(value) => text(value),
        Value::Many(items) => items
            .iter()
            .map(|item| 1 + text(item.text.as_deref().unwrap_or_default()))
            .sum(),
    }
}

fn why_computed(module: &Module<'_>, node: impl Ranged) -> String {
    format!("`{}` would have to be computed", module.snippet(node))
}

fn why_not(module: &Module<'_>, expression: &Expr) -> String {
    let source = module.snippet(expression);
    match expression {
        Expr::Call(call) => format!("the call `{}()` would have to run", module.snippet(&*call.func)),
        Expr::Attribute(attribute) => match module.origin(&attribute.value) {
            Some(Origin::Import) => format!("`{source}` comes from another module"),
            _ => format!("`{source}` is an attribute, known when the file runs"),
        },
        Expr::NumberLiteral(_) => format!("`{source}` is a number, not a text"),
        Expr::BytesLiteral(_) => format!("`{source}` is bytes, not a text"),
        Expr::BooleanLiteral(_) | Expr::EllipsisLiteral(_) => format!("`{source}` is not a text"),
        Expr::If(_) => format!("`{source}` depends on a condition"),
        Expr::Dict(_) => "a dictionary is not a text".to_owned(),
        _ => why_computed(module, expression),
    }
}
