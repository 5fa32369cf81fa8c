//! Values on their way to the host and back.

use std::sync::Arc;

use ruff_text_size::Ranged;

use crate::ops::{self, Enumeration, Value};

use super::Runner;
use super::flow::Res;
use super::value::{Id, Object, Symbol, Unknown, Val};

/// How deep what a library builds may be nested.
const DEEPEST: u32 = 300;
/// How many parts it may have, when what is shared counts each time.
const HEAVIEST: u32 = 200_000;
/// How deep collections may be nested.
const DEEPEST_COLLECTION: u32 = 60;

/// A value for the host, and how large it is.
pub(super) struct Exported {
    pub value: Value,
    pub depth: u32,
    pub weight: u32,
}

impl Exported {
    const fn of(value: Value) -> Self {
        Self {
            value,
            depth: 1,
            weight: 1,
        }
    }
}

impl Runner<'_, '_> {
    /// Makes a symbol of an object of a library, where it does not grow beyond all bounds.
    pub fn symbol(&mut self, object: ops::Object, parts: &[(u32, u32)], node: impl Ranged) -> Res<Val> {
        let depth = parts.iter().map(|(depth, _)| *depth).max().unwrap_or(0) + 1;
        let weight = parts.iter().fold(1_u32, |sum, (_, weight)| sum.saturating_add(*weight));
        self.grow(64, &node)?;
        if depth > DEEPEST || weight > HEAVIEST {
            return Ok(self.unknown(node, "what is built is too large to be read"));
        }
        Ok(Val::Symbol(Symbol {
            value: Value::Object(Arc::new(object)),
            depth,
            weight,
        }))
    }

    /// Says that something is too large, where it is.
    pub fn bound_size(&self, depth: u32, weight: u32, node: impl Ranged) -> Option<Val> {
        let fits = depth < DEEPEST && weight < HEAVIEST;
        (!fits).then(|| self.unknown(node, "what is built is too large to be read"))
    }

    /// Makes a value for the host.
    pub fn export(&mut self, value: &Val, node: impl Ranged + Copy) -> Res<Exported> {
        self.export_within(value, 0, node)
    }

    fn export_within(&mut self, value: &Val, depth: u32, node: impl Ranged + Copy) -> Res<Exported> {
        self.step(node)?;
        Ok(match value {
            Val::None => Exported::of(Value::None),
            Val::Bool(flag) => Exported::of(Value::Bool(*flag)),
            Val::Int(number) => Exported::of(Value::Int(*number)),
            Val::Float(number) => Exported::of(Value::Float(*number)),
            Val::Text(text) => Exported {
                value: Value::Text(Arc::clone(text)),
                depth: 1,
                weight: 1 + u32::try_from(text.len() / 64).unwrap_or(u32::MAX - 1),
            },
            Val::Bytes(bytes) => Exported::of(Value::Bytes(Arc::clone(bytes))),
            // A type that is given as a class is made without arguments.
            Val::Symbol(symbol) if symbol.value.as_name().is_some_and(|name| self.is_third_party(name)) => {
                let made = match symbol.value.as_name() {
                    Some(name) if depth < DEEPEST_COLLECTION => {
                        self.call_third_party(name, &super::value::Arguments::default(), node)?
                    }
                    _ => None,
                };
                match made {
                    Some(made) => self.export_within(&made, depth + 1, node)?,
                    None => Exported::of(symbol.value.clone()),
                }
            }
            Val::Symbol(symbol) => Exported {
                value: symbol.value.clone(),
                depth: symbol.depth,
                weight: symbol.weight,
            },
            Val::Unknown(unknown) => Exported::of(Value::Unknown(Arc::clone(&unknown.reason))),
            Val::Ellipsis => self.export_unknown("an ellipsis is given", node),
            Val::Builtin(name) => self.export_unknown(&format!("`{name}` of Python is given"), node),
            Val::Ref(id) => self.export_object(*id, depth, node)?,
        })
    }

    fn export_unknown(&self, text: &str, node: impl Ranged) -> Exported {
        Exported::of(Value::Unknown(Arc::new(self.reason(node, text))))
    }

    fn export_object(&mut self, id: Id, depth: u32, node: impl Ranged + Copy) -> Res<Exported> {
        if depth > DEEPEST_COLLECTION {
            return Ok(self.export_unknown("collections are nested too deeply", node));
        }
        Ok(match self.object(id) {
            Object::List(items) => {
                let items = items.clone();
                self.export_items(&items, depth, Value::List, node)?
            }
            Object::Tuple(items) => {
                let items = items.to_vec();
                self.export_items(&items, depth, Value::Tuple, node)?
            }
            Object::Set(items) => {
                let items: Vec<Val> = items.values().cloned().collect();
                self.export_items(&items, depth, Value::Set, node)?
            }
            Object::Dict(items) => {
                let items: Vec<(Val, Val)> = items.values().cloned().collect();
                self.export_pairs(&items, depth, node)?
            }
            Object::Lost(unknown) => Exported::of(Value::Unknown(Arc::clone(&unknown.reason))),
            Object::Class(_) => self.export_class(id, depth, node)?,
            Object::Instance(_) => self.export_instance(id, depth, node)?,
            Object::Function(_) | Object::Bound(..) | Object::Method(..) | Object::Partial(_) => {
                self.export_unknown("a function is given", node)
            }
            Object::Range(..) | Object::Iterator(_) | Object::View(..) => {
                self.export_unknown("an iterator is given", node)
            }
            Object::Super { .. } => self.export_unknown("`super()` is given", node),
            Object::Manager(_) | Object::Managed(..) => self.export_unknown("a function is given", node),
            Object::Proxy(function) => {
                let function = function.clone();
                let made = self.call(&function, super::value::Arguments::default(), node)?;
                self.export_within(&made, depth + 1, node)?
            }
            Object::Module(_) => self.export_unknown("a module is given", node),
        })
    }

    fn export_items(
        &mut self,
        items: &[Val],
        depth: u32,
        make: fn(Arc<[Value]>) -> Value,
        node: impl Ranged + Copy,
    ) -> Res<Exported> {
        let mut values = Vec::with_capacity(items.len());
        let (mut deepest, mut weight) = (0, 1_u32);
        for item in items {
            let exported = self.export_within(item, depth + 1, node)?;
            deepest = deepest.max(exported.depth);
            weight = weight.saturating_add(exported.weight);
            values.push(exported.value);
        }
        self.grow(values.len() * 32, node)?;
        Ok(Exported {
            value: make(values.into()),
            depth: deepest + 1,
            weight,
        })
    }

    fn export_pairs(&mut self, items: &[(Val, Val)], depth: u32, node: impl Ranged + Copy) -> Res<Exported> {
        let mut values = Vec::with_capacity(items.len());
        let (mut deepest, mut weight) = (0, 1_u32);
        for (key, value) in items {
            let key = self.export_within(key, depth + 1, node)?;
            let value = self.export_within(value, depth + 1, node)?;
            deepest = deepest.max(key.depth).max(value.depth);
            weight = weight.saturating_add(key.weight).saturating_add(value.weight);
            values.push((key.value, value.value));
        }
        self.grow(values.len() * 64, node)?;
        Ok(Exported {
            value: Value::Map(values.into()),
            depth: deepest + 1,
            weight,
        })
    }

    fn export_class(&mut self, id: Id, depth: u32, node: impl Ranged + Copy) -> Res<Exported> {
        let Some(class) = self.class(id) else {
            return Ok(self.export_unknown("a class is given", node));
        };
        if let Some(unknown) = &class.doubt {
            return Ok(Exported::of(Value::Unknown(Arc::clone(&unknown.reason))));
        }
        let name = class.name.clone();
        if let Some(members) = class.members.clone() {
            let mut named = Vec::with_capacity(members.len());
            for member in members {
                let (name, value) = self.member_parts(member);
                let value = self.export_within(&value, depth + 1, node)?.value;
                named.push((name, value));
            }
            let weight = u32::try_from(named.len()).unwrap_or(u32::MAX - 1) + 1;
            let enumeration = Enumeration { name, members: named };
            return Ok(Exported {
                value: Value::Enumeration(Arc::new(enumeration)),
                depth: 2,
                weight,
            });
        }
        if self.is_column_type(id) {
            // SQLAlchemy makes an instance of a type that is given as a class.
            let instance = self.call(&Val::Ref(id), super::value::Arguments::default(), node)?;
            return self.export_within(&instance, depth + 1, node);
        }
        Ok(self.export_unknown(&format!("the class `{name}` is given"), node))
    }

    fn export_instance(&mut self, id: Id, depth: u32, node: impl Ranged + Copy) -> Res<Exported> {
        let Object::Instance(instance) = self.object(id) else {
            return Ok(self.export_unknown("an object is given", node));
        };
        let class = instance.class.clone();
        let Some((class_id, class)) = self.as_class(&class) else {
            return Ok(self.export_unknown("an exception is given", node));
        };
        let name = class.name.clone();
        if class.members.is_some() {
            let is_text = class.foreign.iter().any(|base| base.as_name() == Some("enum.StrEnum"));
            let (member, value) = self.member_parts(id);
            return if is_text {
                self.export_within(&value, depth + 1, node)
            } else {
                Ok(self.export_unknown(&format!("`{name}.{member}` is given, not its value"), node))
            };
        }
        if self.is_column_type(class_id) {
            let value = self.column_type(id, node)?;
            return self.export_within(&value, depth + 1, node);
        }
        Ok(self.export_unknown(&format!("an object of the class `{name}` is given"), node))
    }

    /// Makes a value of what the host answers.
    pub fn convert_back(&mut self, value: &Value, node: impl Ranged + Copy) -> Res<Val> {
        self.convert_sized(value, 1, 1, node)
    }

    /// Makes a value of what the host answers; an object is as large as said.
    pub fn convert_sized(&mut self, value: &Value, depth: u32, weight: u32, node: impl Ranged + Copy) -> Res<Val> {
        self.step(node)?;
        Ok(match value {
            Value::None => Val::None,
            Value::Bool(flag) => Val::Bool(*flag),
            Value::Int(number) => Val::Int(*number),
            Value::Float(number) => Val::Float(*number),
            Value::Text(text) => Val::Text(Arc::clone(text)),
            Value::Bytes(bytes) => Val::Bytes(Arc::clone(bytes)),
            Value::List(items) => {
                let items = self.convert_many(items, node)?;
                self.list(items, node)?
            }
            Value::Tuple(items) => {
                let items = self.convert_many(items, node)?;
                self.tuple(items, node)?
            }
            Value::Set(items) => {
                let items = self.convert_many(items, node)?;
                self.set_of(items, node)?
            }
            Value::Map(pairs) => {
                let mut items = Vec::with_capacity(pairs.len());
                for (key, value) in pairs.iter() {
                    items.push((self.convert_back(key, node)?, self.convert_back(value, node)?));
                }
                self.dict_of(items, node)?
            }
            Value::Enumeration(enumeration) => self.unknown(
                node,
                format!("the enumeration `{}` comes from the host", enumeration.name),
            ),
            Value::Object(_) => Val::Symbol(Symbol {
                value: value.clone(),
                depth,
                weight,
            }),
            Value::Unknown(reason) => Val::Unknown(Unknown {
                reason: Arc::clone(reason),
                harmless: false,
            }),
        })
    }

    fn convert_many(&mut self, items: &[Value], node: impl Ranged + Copy) -> Res<Vec<Val>> {
        items.iter().map(|item| self.convert_back(item, node)).collect()
    }
}
