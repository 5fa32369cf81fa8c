//! Methods of mappings.

use ruff_text_size::Ranged;

use crate::formats::python::run::Runner;
use crate::formats::python::run::expression::insert;
use crate::formats::python::run::flow::Res;
use crate::formats::python::run::value::{Arguments, Id, Object, Val, View};

impl Runner<'_, '_> {
    pub(super) fn dict_method(
        &mut self,
        id: Id,
        name: &str,
        arguments: &Arguments,
        node: impl Ranged + Copy,
    ) -> Res<Val> {
        if self.namespaces.contains_key(&id) && !matches!(name, "keys" | "values" | "items" | "get" | "copy") {
            self.change_namespace(node);
        }
        if arguments.hidden.is_some() {
            return Ok(self.lose(id, name, node));
        }
        match (name, arguments.positional.as_slice()) {
            ("keys", []) => self.make(Object::View(id, View::Keys), node),
            ("values", []) => self.make(Object::View(id, View::Values), node),
            ("items", []) => self.make(Object::View(id, View::Items), node),
            ("get", [key]) => self.get(id, key, &Val::None, node),
            ("get", [key, default]) => self.get(id, key, default, node),
            ("setdefault", [key]) => self.set_default(id, key, &Val::None, node),
            ("setdefault", [key, default]) => self.set_default(id, key, default, node),
            ("pop", [key]) => self.take(id, key, None, node),
            ("pop", [key, default]) => self.take(id, key, Some(default), node),
            ("copy", []) => {
                let items = self.as_dict(&Val::Ref(id)).cloned().unwrap_or_default();
                self.make(Object::Dict(items), node)
            }
            ("clear", []) => {
                *self.object_mut(id) = Object::Dict(indexmap::IndexMap::new());
                Ok(Val::None)
            }
            ("update", [] | [_]) => self.update(id, arguments, node),
            _ => Ok(self.lose(id, name, node)),
        }
    }

    fn get(&mut self, id: Id, key: &Val, default: &Val, node: impl Ranged + Copy) -> Res<Val> {
        let Some(made) = self.key(key) else {
            return self.no_key(key, node);
        };
        let found = self.as_dict(&Val::Ref(id)).and_then(|items| items.get(&made));
        Ok(found.map_or_else(|| default.clone(), |(_, value)| value.clone()))
    }

    fn set_default(&mut self, id: Id, key: &Val, default: &Val, node: impl Ranged + Copy) -> Res<Val> {
        let Some(made) = self.key(key) else {
            return Ok(self.lose(id, "setdefault", node));
        };
        self.grow(96, node)?;
        let Object::Dict(items) = self.object_mut(id) else {
            return Ok(Val::None);
        };
        let entry = items.entry(made).or_insert_with(|| (key.clone(), default.clone()));
        Ok(entry.1.clone())
    }

    fn take(&mut self, id: Id, key: &Val, default: Option<&Val>, node: impl Ranged + Copy) -> Res<Val> {
        let Some(made) = self.key(key) else {
            return Ok(self.lose(id, "pop", node));
        };
        let length = self.as_dict(&Val::Ref(id)).map_or(0, indexmap::IndexMap::len);
        self.step_by(length / 16, node)?;
        let Object::Dict(items) = self.object_mut(id) else {
            return Ok(Val::None);
        };
        match (items.shift_remove(&made), default) {
            (Some((_, value)), _) => Ok(value),
            (None, Some(default)) => Ok(default.clone()),
            (None, None) => Err(self.raise("KeyError", "no such key", node)),
        }
    }

    fn update(&mut self, id: Id, arguments: &Arguments, node: impl Ranged + Copy) -> Res<Val> {
        let mut pairs = match arguments.positional.first() {
            None => Vec::new(),
            Some(more) => match self.pairs(more, node)? {
                Ok(pairs) => pairs,
                Err(unknown) => {
                    *self.object_mut(id) = Object::Lost(unknown);
                    return Ok(Val::None);
                }
            },
        };
        let named = arguments
            .keywords
            .iter()
            .map(|(name, value)| (Val::Text(name.clone()), value.clone()));
        pairs.extend(named);
        for (key, value) in pairs {
            self.put(id, &key, value, node)?;
        }
        Ok(Val::None)
    }

    /// Names are bound through `globals()`: from here on any name may be anything.
    fn change_namespace(&mut self, node: impl Ranged + Copy) {
        let unknown = self.unknown_of(node, "names are bound through `globals()`", false);
        self.opaque(node, &unknown);
        let scope = self.modules[self.module.0].scope;
        for (_, value) in &mut self.scopes[scope.0].names {
            *value = Val::Unknown(unknown.clone());
        }
    }

    /// Puts a pair into a mapping, or gives the mapping up where the key is not known.
    pub fn put(&mut self, id: Id, key: &Val, value: Val, node: impl Ranged + Copy) -> Res<()> {
        match (self.namespaces.get(&id).copied(), key) {
            (None, _) => {}
            (Some(module), Val::Text(name)) => self.bind_by_text(module, name, value.clone()),
            (Some(_), _) => self.change_namespace(node),
        }
        let Some(made) = self.key(key) else {
            let unknown = match self.no_key(key, node)? {
                Val::Unknown(unknown) => unknown,
                _ => self.unknown_of(node, "the key is not known", true),
            };
            *self.object_mut(id) = Object::Lost(unknown);
            return Ok(());
        };
        self.grow(96, node)?;
        if let Object::Dict(items) = self.object_mut(id) {
            insert(items, made, key.clone(), value);
        }
        Ok(())
    }
}
