//! Walking through values.

use ruff_text_size::Ranged;

use crate::formats::python::run::Runner;
use crate::formats::python::run::expression::range_length;
use crate::formats::python::run::flow::Res;
use crate::formats::python::run::value::{Arguments, Id, Object, Unknown, Val, View};

/// The elements of something, or why they are not known.
pub(in crate::formats::python::run) type Elements = Result<Vec<Val>, Unknown>;

impl Runner<'_, '_> {
    /// Walks through a value in its order.
    pub fn iterate(&mut self, value: &Val, node: impl Ranged + Copy) -> Res<Elements> {
        if let Val::Ref(id) = value
            && let Object::Set(items) = self.object(*id)
            && items.len() > 1
        {
            return Ok(Err(self.unknown_of(
                node,
                "the order of a set is another one in each run",
                true,
            )));
        }
        self.unordered(value, node)
    }

    /// Walks through a value where the order makes no difference.
    pub fn unordered(&mut self, value: &Val, node: impl Ranged + Copy) -> Res<Elements> {
        match value {
            Val::Text(text) => {
                self.step_by(text.len(), node)?;
                self.grow(text.len() * 48, node)?;
                Ok(Ok(text.chars().map(|c| Val::text(c.to_string())).collect()))
            }
            Val::Bytes(bytes) => {
                self.step_by(bytes.len(), node)?;
                self.grow(bytes.len() * 32, node)?;
                Ok(Ok(bytes.iter().map(|byte| Val::Int((*byte).into())).collect()))
            }
            Val::Ref(id) => self.elements_of(*id, node),
            Val::Unknown(_) | Val::Symbol(_) => Ok(Err(self.not_iterable(value, node))),
            Val::None | Val::Bool(_) | Val::Int(_) | Val::Float(_) | Val::Ellipsis | Val::Builtin(_) => {
                Err(self.raise("TypeError", "object is not iterable", node))
            }
        }
    }

    /// Says why a value cannot be walked through.
    pub fn not_iterable(&self, value: &Val, node: impl Ranged + Copy) -> Unknown {
        self.lost(value).unwrap_or_else(|| {
            self.unknown_of(node, format!("what `{}` holds is not known", self.snippet(node)), false)
        })
    }

    fn elements_of(&mut self, id: Id, node: impl Ranged + Copy) -> Res<Elements> {
        let items: Vec<Val> = match self.object_mut(id) {
            Object::Iterator(items) => std::mem::take(items).collect(),
            Object::List(items) => items.clone(),
            Object::Tuple(items) => items.to_vec(),
            Object::Set(items) => items.values().cloned().collect(),
            Object::Dict(items) => items.values().map(|(key, _)| key.clone()).collect(),
            Object::Range(start, end, step) => {
                let (start, end, step) = (*start, *end, *step);
                let length = usize::try_from(range_length(start, end, step)).unwrap_or(usize::MAX);
                self.step_by(length, node)?;
                self.grow(length.saturating_mul(32), node)?;
                let numbers = (0..length).map(|at| Val::Int(start + step * i128::try_from(at).unwrap_or(0)));
                return Ok(Ok(numbers.collect()));
            }
            Object::View(dict, view) => {
                let (dict, view) = (*dict, *view);
                return self.elements_of_view(dict, view, node);
            }
            Object::Class(class) => match &class.members {
                Some(members) => members.iter().map(|id| Val::Ref(*id)).collect(),
                None => return Ok(Err(self.not_iterable(&Val::Ref(id), node))),
            },
            Object::Instance(_) => return self.elements_of_instance(id, node),
            _ => return Ok(Err(self.not_iterable(&Val::Ref(id), node))),
        };
        self.step_by(items.len() / 4, node)?;
        Ok(Ok(items))
    }

    fn elements_of_view(&mut self, dict: Id, view: View, node: impl Ranged + Copy) -> Res<Elements> {
        let value = Val::Ref(dict);
        let Some(items) = self.as_dict(&value) else {
            return Ok(Err(self.not_iterable(&value, node)));
        };
        let pairs: Vec<(Val, Val)> = items.values().cloned().collect();
        self.step_by(pairs.len(), node)?;
        let mut elements = Vec::with_capacity(pairs.len());
        for (key, value) in pairs {
            elements.push(match view {
                View::Keys => key,
                View::Values => value,
                View::Items => self.tuple(vec![key, value], node)?,
            });
        }
        Ok(Ok(elements))
    }

    fn elements_of_instance(&mut self, id: Id, node: impl Ranged + Copy) -> Res<Elements> {
        let value = Val::Ref(id);
        let class = self.as_instance(&value).map(|instance| instance.class.clone());
        let walks = class.as_ref().and_then(|class| self.as_class(class));
        let walks = walks.is_some_and(|(_, class)| self.has_attribute(class, "__iter__"));
        if !walks {
            return Ok(Err(self.not_iterable(&value, node)));
        }
        let method = self.attribute_of(&value, "__iter__", node)?;
        let inner = self.call(&method, Arguments::default(), node)?;
        match &inner {
            Val::Ref(inner_id) if *inner_id != id => self.unordered(&inner, node),
            _ => Ok(Err(self.not_iterable(&value, node))),
        }
    }

    /// Answers the pairs of a mapping, or of what holds pairs.
    pub fn pairs(&mut self, value: &Val, node: impl Ranged + Copy) -> Res<Result<Vec<(Val, Val)>, Unknown>> {
        if let Some(items) = self.as_dict(value) {
            return Ok(Ok(items.values().cloned().collect()));
        }
        let elements = match self.iterate(value, node)? {
            Ok(elements) => elements,
            Err(unknown) => return Ok(Err(unknown)),
        };
        let mut pairs = Vec::with_capacity(elements.len());
        for element in elements {
            match self.iterate(&element, node)? {
                Ok(pair) => match <[Val; 2]>::try_from(pair) {
                    Ok([key, value]) => pairs.push((key, value)),
                    Err(_) => return Err(self.raise("ValueError", "no pair", node)),
                },
                Err(unknown) => return Ok(Err(unknown)),
            }
        }
        Ok(Ok(pairs))
    }
}
