//! Formatted string literals.

use ruff_python_ast::{self as ast, ConversionFlag, FStringPart, InterpolatedStringElement};
use ruff_text_size::Ranged;

use super::super::literal;
use super::Runner;
use super::flow::Res;
use super::value::{Unknown, Val};

impl<'a> Runner<'a, '_> {
    pub fn f_string(&mut self, string: &'a ast::ExprFString) -> Res<Val> {
        let mut result = String::new();
        let mut unknown = None;
        for part in &string.value {
            match part {
                FStringPart::Literal(literal) => {
                    let source = self.modules[self.module.0].file.source.text();
                    let text = source.get(literal.range().to_std_range()).unwrap_or_default();
                    if !literal.flags.prefix().is_raw() && literal::holds_surrogate(text) {
                        return Ok(self.data(string, literal::LONE_SURROGATE));
                    }
                    result.push_str(&literal.value);
                }
                FStringPart::FString(inner) => {
                    for element in &inner.elements {
                        self.element(element, &mut result, &mut unknown)?;
                    }
                }
            }
        }
        match unknown {
            Some(unknown) => Ok(Val::Unknown(unknown)),
            None => self.string(result, string),
        }
    }

    /// Appends one element; the first that is not known is kept, the others are evaluated all the same.
    fn element(
        &mut self,
        element: &'a InterpolatedStringElement,
        result: &mut String,
        unknown: &mut Option<Unknown>,
    ) -> Res<()> {
        let field = match element {
            InterpolatedStringElement::Literal(literal) => {
                result.push_str(&literal.value);
                return Ok(());
            }
            InterpolatedStringElement::Interpolation(field) => field,
        };
        let value = self.eval(&field.expression)?;
        let specification = match &field.format_spec {
            Some(specification) => {
                let mut text = String::new();
                for element in &specification.elements {
                    self.element(element, &mut text, unknown)?;
                }
                text
            }
            None => String::new(),
        };
        if field.debug_text.is_some() {
            unknown.get_or_insert_with(|| self.unknown_of(field, "`=` in an f-string is not read", true));
            return Ok(());
        }
        let text = match field.conversion {
            ConversionFlag::None => self.format_value(&value, &specification, field)?,
            ConversionFlag::Str | ConversionFlag::Repr => {
                let text = match field.conversion {
                    ConversionFlag::Str => self.spell_text(&value, field)?,
                    _ => self.spell_repr(&value, field)?,
                };
                match text {
                    Ok(text) => self.format_value(&Val::text(text), &specification, field)?,
                    Err(unknown) => Err(unknown),
                }
            }
            ConversionFlag::Ascii => Err(self.unknown_of(field, "`!a` in an f-string is not read", true)),
        };
        match text {
            Ok(text) => {
                self.grow(text.len(), field)?;
                result.push_str(&text);
            }
            Err(found) => {
                unknown.get_or_insert(found);
            }
        }
        Ok(())
    }
}
