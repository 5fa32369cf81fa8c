//! Types that are called.

use ruff_text_size::Ranged;

use crate::formats::python::run::Runner;
use crate::formats::python::run::flow::Res;
use crate::formats::python::run::value::{Arguments, Object, Unknown, Val};

impl Runner<'_, '_> {
    pub(super) fn call_type(
        &mut self,
        name: &'static str,
        arguments: &Arguments,
        node: impl Ranged + Copy,
    ) -> Res<Val> {
        match name {
            "dict" => return self.make_dict(arguments, node),
            "list" | "tuple" | "set" | "frozenset" => return self.make_collection(name, arguments, node),
            _ => {}
        }
        let first = arguments.positional.first();
        match (name, first, arguments.positional.len()) {
            ("str", None, 0) => Ok(Val::text("")),
            ("str", Some(value), 1) if arguments.keywords.is_empty() => {
                let value = value.clone();
                match self.spell_text(&value, node)? {
                    Ok(text) => self.string(text, node),
                    Err(unknown) => Ok(Val::Unknown(unknown)),
                }
            }
            ("bool", None, 0) => Ok(Val::Bool(false)),
            ("bool", Some(value), 1) => {
                let value = value.clone();
                Ok(match self.truth(&value, node)? {
                    Ok(truth) => Val::Bool(truth),
                    Err(unknown) => Val::Unknown(Unknown {
                        harmless: true,
                        ..unknown
                    }),
                })
            }
            ("int", None, 0) => Ok(Val::Int(0)),
            ("int", Some(value), 1) => self.whole_of(value, arguments, node),
            ("float", Some(Val::Float(number)), 1) => Ok(Val::Float(*number)),
            ("float", Some(value), 1) if value.as_int().is_some_and(|number| number.abs() < 1 << 53) =>
            {
                #[expect(clippy::cast_precision_loss, reason = "it is below 2^53")]
                Ok(Val::Float(value.as_int().unwrap_or(0) as f64))
            }
            ("type", Some(value), 1) => Ok(self.type_of(value, arguments, node)),
            ("object", None, 0) => Ok(self.data(node, "a bare object")),
            _ => Ok(self.form(name, arguments, node)),
        }
    }

    fn whole_of(&mut self, value: &Val, arguments: &Arguments, node: impl Ranged + Copy) -> Res<Val> {
        match value {
            Val::Int(number) => Ok(Val::Int(*number)),
            Val::Bool(flag) => Ok(Val::Int((*flag).into())),
            #[expect(clippy::cast_possible_truncation, reason = "it is below 2^53")]
            Val::Float(number) if number.abs() < 9e15 => Ok(Val::Int(number.trunc() as i128)),
            Val::Text(text) if text.is_ascii() => {
                let digits = text.trim();
                let is_plain = !digits.is_empty()
                    && digits
                        .trim_start_matches(['-', '+'])
                        .bytes()
                        .all(|b| b.is_ascii_digit());
                match digits.parse::<i128>() {
                    Ok(number) if is_plain => Ok(Val::Int(number)),
                    _ if digits.contains('_') || is_plain => Ok(self.form("int", arguments, node)),
                    _ => Err(self.raise("ValueError", "invalid literal for int()", node)),
                }
            }
            _ => Ok(self.form("int", arguments, node)),
        }
    }

    fn type_of(&self, value: &Val, arguments: &Arguments, node: impl Ranged) -> Val {
        match value {
            Val::Text(_) => Val::Builtin("str"),
            Val::Bool(_) => Val::Builtin("bool"),
            Val::Int(_) => Val::Builtin("int"),
            Val::Float(_) => Val::Builtin("float"),
            Val::Ref(id) => match self.object(*id) {
                Object::List(_) => Val::Builtin("list"),
                Object::Tuple(_) => Val::Builtin("tuple"),
                Object::Dict(_) => Val::Builtin("dict"),
                Object::Instance(instance) => instance.class.clone(),
                _ => self.form("type", arguments, node),
            },
            _ => self.form("type", arguments, node),
        }
    }

    fn make_collection(&mut self, name: &str, arguments: &Arguments, node: impl Ranged + Copy) -> Res<Val> {
        let items = match arguments.positional.as_slice() {
            [] => Vec::new(),
            [value] => {
                let found = if name.ends_with("set") {
                    self.unordered(value, node)?
                } else {
                    self.iterate(value, node)?
                };
                match found {
                    Ok(items) => items,
                    Err(unknown) => return Ok(Val::Unknown(unknown)),
                }
            }
            _ => return Ok(self.form(name, arguments, node)),
        };
        match name {
            "list" => self.list(items, node),
            "tuple" => self.tuple(items, node),
            _ => self.set_of(items, node),
        }
    }

    fn make_dict(&mut self, arguments: &Arguments, node: impl Ranged + Copy) -> Res<Val> {
        let mut pairs = match arguments.positional.as_slice() {
            [] => Vec::new(),
            [value] => match self.pairs(value, node)? {
                Ok(pairs) => pairs,
                Err(unknown) => return Ok(Val::Unknown(unknown)),
            },
            _ => return Ok(self.form("dict", arguments, node)),
        };
        pairs.extend(
            arguments
                .keywords
                .iter()
                .map(|(name, value)| (Val::Text(name.clone()), value.clone())),
        );
        self.dict_of(pairs, node)
    }
}
