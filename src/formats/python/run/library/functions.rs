//! `functools`, `itertools`, `copy`, `typing` and `enum`.

use std::sync::Arc;

use ruff_text_size::Ranged;

use crate::formats::python::run::Runner;
use crate::formats::python::run::enumeration::AUTO;
use crate::formats::python::run::flow::Res;
use crate::formats::python::run::value::{Arguments, Object, Partial, Val};

impl Runner<'_, '_> {
    pub(super) fn call_functions(
        &mut self,
        name: &str,
        arguments: &Arguments,
        node: impl Ranged + Copy,
    ) -> Res<Option<Val>> {
        if arguments.hidden.is_some() {
            return Ok(None);
        }
        match (name, arguments.positional.as_slice()) {
            ("functools.partial", [callee, rest @ ..]) => {
                let partial = Partial {
                    callee: callee.clone(),
                    arguments: rest.to_vec(),
                    keywords: arguments.keywords.clone(),
                };
                self.make(Object::Partial(Box::new(partial)), node).map(Some)
            }
            ("functools.reduce", [function, walked, rest @ ..]) => {
                self.reduce(function, walked, rest.first(), node).map(Some)
            }
            ("itertools.chain", parts) => self.chain(parts, node).map(Some),
            ("itertools.chain.from_iterable", [parts]) => match self.iterate(parts, node)? {
                Ok(parts) => self.chain(&parts, node).map(Some),
                Err(unknown) => Ok(Some(Val::Unknown(unknown))),
            },
            ("itertools.product", [a, b]) if arguments.keywords.is_empty() => self.product(a, b, node).map(Some),
            ("copy.copy", [value]) => Ok(self.shallow_copy(value, node)?),
            ("copy.deepcopy", [value]) => match value {
                Val::Ref(_) | Val::Symbol(_) => Ok(Some(self.data(node, "`copy.deepcopy` is not read"))),
                value => Ok(Some(value.clone())),
            },
            ("importlib.import_module", [Val::Text(name)]) if !name.starts_with('.') => {
                let name = std::sync::Arc::clone(name);
                self.module_value(&name, node).map(Some)
            }
            ("typing.cast", [_, value]) => Ok(Some(value.clone())),
            ("enum.auto", []) => Ok(Some(Val::name(AUTO))),
            ("enum.Enum", [Val::Text(name), members]) if arguments.keywords.is_empty() => {
                self.functional_enum(name, members, node).map(Some)
            }
            _ => Ok(None),
        }
    }

    fn reduce(&mut self, function: &Val, walked: &Val, start: Option<&Val>, node: impl Ranged + Copy) -> Res<Val> {
        let items = match self.iterate(walked, node)? {
            Ok(items) => items,
            Err(unknown) => return Ok(Val::Unknown(unknown)),
        };
        let mut items = items.into_iter();
        let Some(mut result) = start.cloned().or_else(|| items.next()) else {
            return Err(self.raise("TypeError", "reduce() of empty iterable with no initial value", node));
        };
        for item in items {
            result = self.call(function, Arguments::of(vec![result, item]), node)?;
        }
        Ok(result)
    }

    fn chain(&mut self, parts: &[Val], node: impl Ranged + Copy) -> Res<Val> {
        let mut all = Vec::new();
        for part in parts {
            match self.iterate(part, node)? {
                Ok(items) => all.extend(items),
                Err(unknown) => return Ok(Val::Unknown(unknown)),
            }
        }
        self.make(Object::Iterator(all.into_iter()), node)
    }

    fn product(&mut self, a: &Val, b: &Val, node: impl Ranged + Copy) -> Res<Val> {
        let (a, b) = match (self.iterate(a, node)?, self.iterate(b, node)?) {
            (Ok(a), Ok(b)) => (a, b),
            (Err(unknown), _) | (_, Err(unknown)) => return Ok(Val::Unknown(unknown)),
        };
        let mut rows = Vec::new();
        for left in &a {
            for right in &b {
                self.step(node)?;
                rows.push(self.tuple(vec![left.clone(), right.clone()], node)?);
            }
        }
        self.make(Object::Iterator(rows.into_iter()), node)
    }

    fn shallow_copy(&mut self, value: &Val, node: impl Ranged + Copy) -> Res<Option<Val>> {
        let Val::Ref(id) = value else {
            return Ok(match value {
                Val::Symbol(_) => None,
                value => Some(value.clone()),
            });
        };
        let copy = match self.object(*id) {
            Object::List(items) => Object::List(items.clone()),
            Object::Dict(items) => Object::Dict(items.clone()),
            Object::Set(items) => Object::Set(items.clone()),
            Object::Tuple(_) => return Ok(Some(value.clone())),
            _ => return Ok(Some(self.data(node, "`copy.copy` of this value is not read"))),
        };
        self.make(copy, node).map(Some)
    }

    /// `Enum("Name", "A B")`, of names in a text or of pairs.
    fn functional_enum(&mut self, name: &Arc<str>, members: &Val, node: impl Ranged + Copy) -> Res<Val> {
        let unread = self.unknown(node, "an enumeration made in this form is not read");
        let items = match members {
            Val::Text(names) => {
                let names = names.replace(',', " ");
                names.split_whitespace().map(Val::text).collect()
            }
            _ => match self.as_dict(members) {
                Some(pairs) => {
                    let pairs: Vec<(Val, Val)> = pairs.values().cloned().collect();
                    let mut items = Vec::with_capacity(pairs.len());
                    for (key, value) in pairs {
                        items.push(self.tuple(vec![key, value], node)?);
                    }
                    items
                }
                None => match self.iterate(members, node)? {
                    Ok(items) => items,
                    Err(unknown) => return Ok(Val::Unknown(unknown)),
                },
            },
        };
        let mut pairs: Vec<(Arc<str>, Val)> = Vec::with_capacity(items.len());
        for (number, item) in (1..).zip(items) {
            let pair = match (&item, self.as_sequence(&item).as_deref()) {
                (Val::Text(name), _) => (Arc::clone(name), Val::Int(number)),
                (_, Some([Val::Text(name), value])) => (Arc::clone(name), value.clone()),
                _ => return Ok(unread),
            };
            let is_twin = pairs
                .iter()
                .any(|(name, value)| *name == pair.0 || self.equals(value, &pair.1) != Some(false));
            if is_twin {
                return Ok(unread);
            }
            pairs.push(pair);
        }
        self.make_enumeration(name, pairs, node)
    }
}
