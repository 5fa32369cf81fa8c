//! What lies on the heap: making it and looking at it.

use std::rc::Rc;
use std::sync::Arc;

use indexmap::IndexMap;
use ruff_text_size::Ranged;

use super::Runner;
use super::flow::Res;
use super::value::{Class, Function, Id, Instance, Key, Object, Unknown, Val};

/// What a slot of a collection costs.
const SLOT: usize = 32;
/// How many bytes are looked through in the time of a step.
pub(super) const PER_STEP: usize = 64;

impl<'a> Runner<'a, '_> {
    /// Puts an object on the heap.
    pub fn make(&mut self, object: Object<'a>, node: impl Ranged) -> Res<Val> {
        let slots = match &object {
            Object::List(items) => items.len(),
            Object::Tuple(items) => items.len(),
            Object::Set(items) => items.len() * 2,
            Object::Dict(items) => items.len() * 3,
            Object::Iterator(items) => items.len(),
            _ => 4,
        };
        self.grow((slots + 2) * SLOT, node)?;
        self.heap.push(object);
        Ok(Val::Ref(Id(self.heap.len() - 1)))
    }

    pub fn list(&mut self, items: Vec<Val>, node: impl Ranged) -> Res<Val> {
        self.make(Object::List(items), node)
    }

    pub fn tuple(&mut self, items: Vec<Val>, node: impl Ranged) -> Res<Val> {
        self.make(Object::Tuple(items.into()), node)
    }

    /// Makes a text, at the cost of its length.
    pub fn string(&mut self, text: impl Into<Arc<str>>, node: impl Ranged) -> Res<Val> {
        let text = text.into();
        self.grow(text.len() + SLOT, node)?;
        Ok(Val::Text(text))
    }

    pub fn object(&self, id: Id) -> &Object<'a> {
        &self.heap[id.0]
    }

    pub fn object_mut(&mut self, id: Id) -> &mut Object<'a> {
        &mut self.heap[id.0]
    }

    pub fn as_function(&self, value: &Val) -> Option<&Function<'a>> {
        match value {
            Val::Ref(id) => match self.object(*id) {
                Object::Function(function) => Some(function),
                _ => None,
            },
            _ => None,
        }
    }

    pub fn as_class(&self, value: &Val) -> Option<(Id, &Class)> {
        match value {
            Val::Ref(id) => match self.object(*id) {
                Object::Class(class) => Some((*id, class)),
                _ => None,
            },
            _ => None,
        }
    }

    pub fn class(&self, id: Id) -> Option<&Class> {
        match self.object(id) {
            Object::Class(class) => Some(class),
            _ => None,
        }
    }

    pub fn class_mut(&mut self, id: Id) -> Option<&mut Class> {
        match self.object_mut(id) {
            Object::Class(class) => Some(class),
            _ => None,
        }
    }

    pub fn as_instance(&self, value: &Val) -> Option<&Instance> {
        match value {
            Val::Ref(id) => match self.object(*id) {
                Object::Instance(instance) => Some(instance),
                _ => None,
            },
            _ => None,
        }
    }

    /// Answers the elements of a tuple or list, without what is done to them later.
    pub fn as_sequence(&self, value: &Val) -> Option<Vec<Val>> {
        match value {
            Val::Ref(id) => match self.object(*id) {
                Object::List(items) => Some(items.clone()),
                Object::Tuple(items) => Some(items.to_vec()),
                _ => None,
            },
            _ => None,
        }
    }

    /// Answers how many elements a tuple or list has.
    pub fn length_of_sequence(&self, id: Id) -> usize {
        match self.object(id) {
            Object::List(items) => items.len(),
            Object::Tuple(items) => items.len(),
            _ => 0,
        }
    }

    pub fn as_tuple(&self, value: &Val) -> Option<Rc<[Val]>> {
        match value {
            Val::Ref(id) => match self.object(*id) {
                Object::Tuple(items) => Some(Rc::clone(items)),
                _ => None,
            },
            _ => None,
        }
    }

    pub fn as_dict(&self, value: &Val) -> Option<&IndexMap<Key, (Val, Val)>> {
        match value {
            Val::Ref(id) => match self.object(*id) {
                Object::Dict(items) => Some(items),
                _ => None,
            },
            _ => None,
        }
    }

    /// Answers why an object is not known, where something unread may have changed it.
    pub fn lost(&self, value: &Val) -> Option<Unknown> {
        match value {
            Val::Unknown(unknown) => Some(unknown.clone()),
            Val::Ref(id) => match self.object(*id) {
                Object::Lost(unknown) => Some(unknown.clone()),
                _ => None,
            },
            _ => None,
        }
    }

    /// Makes a key of a value; none where it cannot be one or is not known.
    pub fn key(&self, value: &Val) -> Option<Key> {
        self.key_within(value, 0)
    }

    fn key_within(&self, value: &Val, depth: u32) -> Option<Key> {
        if !self.affords(length_of(value) / PER_STEP) {
            return None;
        }
        Some(match value {
            Val::None => Key::None,
            Val::Ellipsis => Key::Ellipsis,
            Val::Bool(flag) => Key::Int(i128::from(*flag)),
            Val::Int(number) => Key::Int(*number),
            Val::Float(number) => float_key(*number)?,
            Val::Text(text) => Key::Text(Arc::clone(text)),
            Val::Bytes(bytes) => Key::Bytes(Arc::clone(bytes)),
            Val::Builtin(name) => Key::Builtin(name),
            Val::Symbol(symbol) => match (&symbol.value, symbol.value.as_name()) {
                (_, Some(name)) => Key::Name(name.into()),
                (crate::ops::Value::Object(object), None) => Key::Symbol(Arc::as_ptr(object).addr()),
                _ => return None,
            },
            Val::Unknown(_) => return None,
            Val::Ref(id) => match self.object(*id) {
                Object::Tuple(_) if depth > 20 => return None,
                Object::Tuple(items) if !self.affords(items.len()) => return None,
                Object::Tuple(items) => {
                    let keys = items.iter().map(|item| self.key_within(item, depth + 1));
                    Key::Tuple(keys.collect::<Option<_>>()?)
                }
                Object::Function(_) | Object::Class(_) | Object::Module(_) => Key::Object(*id),
                Object::Instance(instance) => {
                    // A class of the project may say itself what is equal and what is mixed in.
                    let (_, class) = self.as_class(&instance.class)?;
                    if self.has_attribute(class, "__eq__") || self.has_attribute(class, "__hash__") {
                        return None;
                    }
                    if !class.foreign.iter().all(is_identity_base) {
                        return None;
                    }
                    Key::Object(*id)
                }
                _ => return None,
            },
        })
    }

    pub fn has_attribute(&self, class: &Class, name: &str) -> bool {
        let above = class.order.iter().skip(1).filter_map(|id| self.class(*id));
        class.attributes.contains_key(name) || above.into_iter().any(|class| class.attributes.contains_key(name))
    }
}

/// Answers how many bytes a text has that is looked through.
pub(super) fn length_of(value: &Val) -> usize {
    match value {
        Val::Text(text) => text.len(),
        Val::Bytes(bytes) => bytes.len(),
        _ => 0,
    }
}

/// Bases whose objects are equal only to themselves.
fn is_identity_base(base: &Val) -> bool {
    matches!(base, Val::Builtin("object")) || base.as_name() == Some("enum.Enum")
}

fn float_key(number: f64) -> Option<Key> {
    const EXACT: f64 = 9_007_199_254_740_992.0;
    if number.is_nan() {
        return None;
    }
    if number.fract() == 0.0 && number.abs() < EXACT {
        #[expect(clippy::cast_possible_truncation, reason = "it is whole and below 2^53")]
        return Some(Key::Int(number as i128));
    }
    Some(Key::Float(number.to_bits()))
}
