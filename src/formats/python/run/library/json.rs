//! `json.dumps`.

use ruff_text_size::Ranged;

use crate::formats::python::run::Runner;
use crate::formats::python::run::flow::Res;
use crate::formats::python::run::value::{Arguments, Object, Val};

/// How many characters one character is at most.
const ESCAPED: usize = 6;

impl Runner<'_, '_> {
    pub(super) fn call_json(
        &mut self,
        name: &str,
        arguments: &Arguments,
        node: impl Ranged + Copy,
    ) -> Res<Option<Val>> {
        let ("json.dumps", [value], true) = (name, arguments.positional.as_slice(), arguments.keywords.is_empty())
        else {
            return Ok(None);
        };
        let mut text = String::new();
        if self.dump(value, &mut text, 0, node)? {
            self.string(text, node).map(Some)
        } else {
            Ok(None)
        }
    }

    /// Appends a value; answers whether it could be spelled.
    fn dump(&mut self, value: &Val, text: &mut String, depth: u32, node: impl Ranged + Copy) -> Res<bool> {
        self.step(node)?;
        self.grow(16, node)?;
        match value {
            Val::None => text.push_str("null"),
            Val::Bool(flag) => text.push_str(if *flag { "true" } else { "false" }),
            Val::Int(number) => text.push_str(&number.to_string()),
            Val::Float(_) => match self.spell_repr(value, node)? {
                Ok(spelled) if spelled.bytes().any(|b| b.is_ascii_digit()) => text.push_str(&spelled),
                _ => return Ok(false),
            },
            Val::Text(value) => {
                self.grow(value.len() * ESCAPED, node)?;
                push_text(value, text);
            }
            Val::Ref(_) if depth > 40 => return Ok(false),
            Val::Ref(id) => match self.object(*id) {
                Object::List(_) | Object::Tuple(_) => {
                    text.push('[');
                    for (at, item) in self.as_sequence(value).unwrap_or_default().iter().enumerate() {
                        text.push_str(if at > 0 { ", " } else { "" });
                        if !self.dump(item, text, depth + 1, node)? {
                            return Ok(false);
                        }
                    }
                    text.push(']');
                }
                Object::Dict(items) => {
                    let items: Vec<(Val, Val)> = items.values().cloned().collect();
                    text.push('{');
                    for (at, (key, value)) in items.iter().enumerate() {
                        let Val::Text(key) = key else {
                            return Ok(false);
                        };
                        self.grow(key.len() * ESCAPED, node)?;
                        text.push_str(if at > 0 { ", " } else { "" });
                        push_text(key, text);
                        text.push_str(": ");
                        if !self.dump(value, text, depth + 1, node)? {
                            return Ok(false);
                        }
                    }
                    text.push('}');
                }
                _ => return Ok(false),
            },
            _ => return Ok(false),
        }
        Ok(true)
    }
}

/// Spells a text in ASCII, as `json.dumps` does.
fn push_text(value: &str, text: &mut String) {
    text.push('"');
    for c in value.chars() {
        match c {
            '"' => text.push_str("\\\""),
            '\\' => text.push_str("\\\\"),
            '\n' => text.push_str("\\n"),
            '\r' => text.push_str("\\r"),
            '\t' => text.push_str("\\t"),
            '\x08' => text.push_str("\\b"),
            '\x0c' => text.push_str("\\f"),
            ' '..='~' => text.push(c),
            c => {
                let mut units = [0; 2];
                for unit in c.encode_utf16(&mut units) {
                    text.push_str(&format!("\\u{unit:04x}"));
                }
            }
        }
    }
    text.push('"');
}
