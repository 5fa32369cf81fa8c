//! Functions of numbers and characters.

use ruff_text_size::Ranged;

use crate::formats::python::run::Runner;
use crate::formats::python::run::flow::Res;
use crate::formats::python::run::value::{Arguments, Val};

impl Runner<'_, '_> {
    pub(super) fn call_number(&mut self, name: &str, arguments: &Arguments, node: impl Ranged + Copy) -> Res<Val> {
        Ok(match (name, arguments.positional.as_slice()) {
            ("abs", [Val::Float(number)]) => Val::Float(number.abs()),
            ("abs", [value]) if value.as_int().is_some() => value
                .as_int()
                .and_then(i128::checked_abs)
                .map_or_else(|| self.form(name, arguments, node), Val::Int),
            ("round", [value]) if value.as_int().is_some() => Val::Int(value.as_int().unwrap_or(0)),
            ("divmod", [a, b]) if a.as_int().is_some() && b.as_int().is_some() => {
                let quotient = self.binary(a, ruff_python_ast::Operator::FloorDiv, b, node)?;
                let rest = self.binary(a, ruff_python_ast::Operator::Mod, b, node)?;
                return self.tuple(vec![quotient, rest], node);
            }
            ("pow", [a, b]) if a.as_int().is_some() && b.as_int().is_some() => {
                return self.binary(a, ruff_python_ast::Operator::Pow, b, node);
            }
            ("chr", [value]) => {
                let code = value
                    .as_int()
                    .and_then(|code| u32::try_from(code).ok())
                    .and_then(char::from_u32);
                code.map_or_else(|| self.form(name, arguments, node), |c| Val::text(c.to_string()))
            }
            ("ord", [Val::Text(text)]) if text.chars().count() == 1 => {
                Val::Int(text.chars().next().map_or(0, |c| u32::from(c).into()))
            }
            _ => self.form(name, arguments, node),
        })
    }
}
