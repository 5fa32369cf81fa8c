//! Methods of sets.

use indexmap::IndexMap;
use ruff_text_size::Ranged;

use crate::formats::python::run::Runner;
use crate::formats::python::run::flow::Res;
use crate::formats::python::run::value::{Arguments, Id, Key, Object, Val};

impl Runner<'_, '_> {
    fn members(&self, id: Id) -> IndexMap<Key, Val> {
        match self.object(id) {
            Object::Set(items) => items.clone(),
            _ => IndexMap::new(),
        }
    }

    fn members_count(&self, id: Id) -> usize {
        match self.object(id) {
            Object::Set(items) => items.len(),
            _ => 0,
        }
    }

    pub(super) fn set_method(
        &mut self,
        id: Id,
        name: &str,
        arguments: &Arguments,
        node: impl Ranged + Copy,
    ) -> Res<Val> {
        if arguments.hidden.is_some() {
            return Ok(self.lose(id, name, node));
        }
        match (name, arguments.positional.as_slice()) {
            ("add" | "discard" | "remove", [item]) => self.change_set(id, name, item, node),
            ("copy", []) => {
                let items = self.members(id);
                self.make(Object::Set(items), node)
            }
            (
                "update" | "union" | "intersection" | "difference" | "issubset" | "issuperset" | "isdisjoint",
                [other],
            ) => {
                let Ok(other) = self.unordered(other, node)? else {
                    return Ok(self.lose(id, name, node));
                };
                let Some(keys) = other.iter().map(|item| self.key(item)).collect::<Option<Vec<Key>>>() else {
                    return Ok(self.lose(id, name, node));
                };
                let other: IndexMap<Key, Val> = keys.into_iter().zip(other).collect();
                self.combine(id, name, other, node)
            }
            _ => Ok(self.lose(id, name, node)),
        }
    }

    fn change_set(&mut self, id: Id, name: &str, item: &Val, node: impl Ranged + Copy) -> Res<Val> {
        let Some(key) = self.key(item) else {
            return Ok(self.lose(id, name, node));
        };
        self.grow(64, node)?;
        if name != "add" {
            let length = self.members_count(id);
            self.step_by(length / 16, node)?;
        }
        let Object::Set(items) = self.object_mut(id) else {
            return Ok(Val::None);
        };
        let is_missing = match name {
            "add" => {
                items.entry(key).or_insert_with(|| item.clone());
                false
            }
            _ => items.shift_remove(&key).is_none() && name == "remove",
        };
        if is_missing {
            return Err(self.raise("KeyError", "no such element", node));
        }
        Ok(Val::None)
    }

    fn combine(&mut self, id: Id, name: &str, other: IndexMap<Key, Val>, node: impl Ranged + Copy) -> Res<Val> {
        let mut items = self.members(id);
        self.step_by(items.len() + other.len(), node)?;
        match name {
            "issubset" => Ok(Val::Bool(items.keys().all(|key| other.contains_key(key)))),
            "issuperset" => Ok(Val::Bool(other.keys().all(|key| items.contains_key(key)))),
            "isdisjoint" => Ok(Val::Bool(!other.keys().any(|key| items.contains_key(key)))),
            "update" => {
                self.grow(64 * other.len(), node)?;
                other.into_iter().for_each(|(key, value)| {
                    items.entry(key).or_insert(value);
                });
                *self.object_mut(id) = Object::Set(items);
                Ok(Val::None)
            }
            _ => {
                match name {
                    "union" => other.into_iter().for_each(|(key, value)| {
                        items.entry(key).or_insert(value);
                    }),
                    "intersection" => items.retain(|key, _| other.contains_key(key)),
                    _ => items.retain(|key, _| !other.contains_key(key)),
                }
                self.make(Object::Set(items), node)
            }
        }
    }
}
