//! `str()` and `repr()` of values.

use ruff_text_size::Ranged;

use crate::formats::python::run::Runner;
use crate::formats::python::run::flow::Res;
use crate::formats::python::run::value::{Id, Object, Unknown, Val};

/// A text, or why it is not known.
pub(in crate::formats::python::run) type Spelled = Result<String, Unknown>;

impl Runner<'_, '_> {
    /// Answers `str(value)`.
    pub fn spell_text(&mut self, value: &Val, node: impl Ranged + Copy) -> Res<Spelled> {
        match value {
            Val::Text(text) => Ok(Ok(text.to_string())),
            Val::Ref(id) if matches!(self.object(*id), Object::Instance(_)) => self.text_of_instance(value, *id, node),
            _ => self.spell_repr(value, node),
        }
    }

    fn text_of_instance(&mut self, value: &Val, id: Id, node: impl Ranged + Copy) -> Res<Spelled> {
        let class = self.as_instance(value).map(|instance| instance.class.clone());
        let Some((_, class)) = class.as_ref().and_then(|class| self.as_class(class)) else {
            return Ok(Err(self.unknown_of(node, "the text of an exception is not read", true)));
        };
        let is_plain = class.foreign.iter().all(|base| match base {
            Val::Builtin(name) => *name == "object",
            base => matches!(base.as_name(), Some("enum.Enum" | "enum.StrEnum")),
        });
        if self.has_attribute(class, "__str__") {
            let method = self.attribute_of(value, "__str__", node)?;
            let text = self.call(&method, super::super::value::Arguments::default(), node)?;
            return Ok(match text {
                Val::Text(text) => Ok(text.to_string()),
                other => Err(self
                    .lost(&other)
                    .unwrap_or_else(|| self.unknown_of(node, "`__str__` is no text", true))),
            });
        }
        let is_member = class.members.is_some();
        let says_format = self.has_attribute(class, "__format__");
        if is_member && is_plain && !says_format {
            let class_name = class.name.clone();
            let is_text = class.foreign.iter().any(|base| base.as_name() == Some("enum.StrEnum"));
            let (name, member) = self.member_parts(id);
            return match (is_text, member) {
                (true, Val::Text(text)) => Ok(Ok(text.to_string())),
                (false, _) => Ok(Ok(format!("{class_name}.{name}"))),
                _ => Ok(Err(self.unknown_of(node, "the text of this member is not read", true))),
            };
        }
        let text = format!("the text of an object of `{}` is not known", class.name);
        Ok(Err(self.unknown_of(node, text, true)))
    }

    /// Answers `repr(value)`.
    pub fn spell_repr(&mut self, value: &Val, node: impl Ranged + Copy) -> Res<Spelled> {
        self.repr_within(value, 0, node)
    }

    fn repr_within(&mut self, value: &Val, depth: u32, node: impl Ranged + Copy) -> Res<Spelled> {
        self.step(node)?;
        let unknown = |run: &Self, what: &str| {
            Ok(Err(run.unknown_of(
                node,
                format!("the text of {what} is not known"),
                true,
            )))
        };
        if depth > 40 {
            return unknown(self, "what is nested so deeply");
        }
        Ok(Ok(match value {
            Val::None => "None".to_owned(),
            Val::Bool(true) => "True".to_owned(),
            Val::Bool(false) => "False".to_owned(),
            Val::Int(number) => number.to_string(),
            Val::Float(number) => super::number::repr_float(*number),
            Val::Ellipsis => "Ellipsis".to_owned(),
            Val::Text(text) => {
                self.grow(text.len() * 2, node)?;
                match repr_text(text) {
                    Some(text) => text,
                    None => return unknown(self, "such characters"),
                }
            }
            Val::Unknown(found) => {
                return Ok(Err(Unknown {
                    harmless: true,
                    ..found.clone()
                }));
            }
            Val::Bytes(_) | Val::Builtin(_) | Val::Symbol(_) => return unknown(self, "this object"),
            Val::Ref(id) => match self.object(*id) {
                Object::List(items) => {
                    let items = items.clone();
                    match self.repr_items(&items, depth, node)? {
                        Ok(text) => format!("[{text}]"),
                        Err(unknown) => return Ok(Err(unknown)),
                    }
                }
                Object::Tuple(items) => {
                    let items = items.to_vec();
                    match self.repr_items(&items, depth, node)? {
                        Ok(text) if items.len() == 1 => format!("({text},)"),
                        Ok(text) => format!("({text})"),
                        Err(unknown) => return Ok(Err(unknown)),
                    }
                }
                Object::Dict(items) => {
                    let items: Vec<(Val, Val)> = items.values().cloned().collect();
                    let mut parts = Vec::with_capacity(items.len());
                    for (key, value) in items {
                        let key = self.repr_within(&key, depth + 1, node)?;
                        let value = self.repr_within(&value, depth + 1, node)?;
                        match (key, value) {
                            (Ok(key), Ok(value)) => parts.push(format!("{key}: {value}")),
                            (Err(unknown), _) | (_, Err(unknown)) => return Ok(Err(unknown)),
                        }
                    }
                    format!("{{{}}}", parts.join(", "))
                }
                _ => return unknown(self, "this object"),
            },
        }))
    }

    fn repr_items(&mut self, items: &[Val], depth: u32, node: impl Ranged + Copy) -> Res<Spelled> {
        let mut parts = Vec::with_capacity(items.len());
        let mut length = 0;
        for item in items {
            match self.repr_within(item, depth + 1, node)? {
                Ok(text) => {
                    length += text.len() + 2;
                    parts.push(text);
                }
                Err(unknown) => return Ok(Err(unknown)),
            }
        }
        self.grow(length, node)?;
        Ok(Ok(parts.join(", ")))
    }
}

/// Spells a text as Python does; none where that depends on Python's tables of characters.
pub(super) fn repr_text(text: &str) -> Option<String> {
    let quote = if text.contains('\'') && !text.contains('"') {
        '"'
    } else {
        '\''
    };
    let mut result = String::with_capacity(text.len() + 2);
    result.push(quote);
    for c in text.chars() {
        match c {
            '\\' => result.push_str("\\\\"),
            '\n' => result.push_str("\\n"),
            '\r' => result.push_str("\\r"),
            '\t' => result.push_str("\\t"),
            c if c == quote => {
                result.push('\\');
                result.push(c);
            }
            c if c < ' ' || c == '\x7f' => result.push_str(&format!("\\x{:02x}", u32::from(c))),
            c if c.is_ascii() || c.is_alphabetic() => result.push(c),
            _ => return None,
        }
    }
    result.push(quote);
    Some(result)
}
