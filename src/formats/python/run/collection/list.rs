//! Methods of lists.

use ruff_text_size::Ranged;

use crate::formats::python::run::Runner;
use crate::formats::python::run::flow::Res;
use crate::formats::python::run::value::{Arguments, Id, Object, Val};

impl Runner<'_, '_> {
    fn items_mut(&mut self, id: Id) -> Option<&mut Vec<Val>> {
        match self.object_mut(id) {
            Object::List(items) => Some(items),
            _ => None,
        }
    }

    pub(super) fn list_method(
        &mut self,
        id: Id,
        name: &str,
        arguments: &Arguments,
        node: impl Ranged + Copy,
    ) -> Res<Val> {
        if arguments.hidden.is_some() {
            return Ok(self.lose(id, name, node));
        }
        let length = self.items_mut(id).map_or(0, |items| items.len());
        match (name, arguments.positional.as_slice()) {
            ("append", [item]) => {
                self.grow(32, node)?;
                if let Some(items) = self.items_mut(id) {
                    items.push(item.clone());
                }
                Ok(Val::None)
            }
            ("extend", [more]) => match self.iterate(more, node)? {
                Ok(more) => {
                    self.grow(32 * more.len(), node)?;
                    if let Some(items) = self.items_mut(id) {
                        items.extend(more);
                    }
                    Ok(Val::None)
                }
                Err(unknown) => {
                    *self.object_mut(id) = Object::Lost(unknown);
                    Ok(Val::None)
                }
            },
            ("insert", [at, item]) if at.as_int().is_some() => {
                let at = position(at.as_int().unwrap_or(0), length);
                self.grow(32, node)?;
                self.step_by(length / 16, node)?;
                if let Some(items) = self.items_mut(id) {
                    items.insert(at, item.clone());
                }
                Ok(Val::None)
            }
            ("pop", [] | [_]) => {
                let wanted = arguments.positional.first().map_or(Some(-1), Val::as_int);
                let Some(wanted) = wanted else {
                    return Ok(self.lose(id, name, node));
                };
                let at = if wanted < 0 { wanted + length as i128 } else { wanted };
                self.step_by(length / 16, node)?;
                match usize::try_from(at).ok().filter(|at| *at < length) {
                    Some(at) => Ok(self.items_mut(id).map_or(Val::None, |items| items.remove(at))),
                    None => Err(self.raise("IndexError", "pop index out of range", node)),
                }
            }
            ("remove", [item]) => self.remove(id, item, node),
            ("clear", []) => {
                if let Some(items) = self.items_mut(id) {
                    items.clear();
                }
                Ok(Val::None)
            }
            ("reverse", []) => {
                self.step_by(length, node)?;
                if let Some(items) = self.items_mut(id) {
                    items.reverse();
                }
                Ok(Val::None)
            }
            ("copy", []) => {
                let items = self.items_mut(id).map(|items| items.clone()).unwrap_or_default();
                self.list(items, node)
            }
            ("sort", []) => {
                let items = self.items_mut(id).map(std::mem::take).unwrap_or_default();
                match self.sorted(items, arguments, node)? {
                    Ok(items) => *self.object_mut(id) = Object::List(items),
                    Err(unknown) => *self.object_mut(id) = Object::Lost(unknown),
                }
                Ok(Val::None)
            }
            ("index" | "count", _) => {
                let items = self.items_mut(id).map(|items| items.clone()).unwrap_or_default();
                self.search(&items, name, arguments, node)
            }
            _ => Ok(self.lose(id, name, node)),
        }
    }

    fn remove(&mut self, id: Id, item: &Val, node: impl Ranged + Copy) -> Res<Val> {
        let items = self.items_mut(id).map(|items| items.clone()).unwrap_or_default();
        self.step_by(items.len(), node)?;
        for (at, other) in items.iter().enumerate() {
            match self.equals(other, item) {
                Some(false) => {}
                Some(true) => {
                    if let Some(items) = self.items_mut(id) {
                        items.remove(at);
                    }
                    return Ok(Val::None);
                }
                None => return Ok(self.lose(id, "remove", node)),
            }
        }
        Err(self.raise("ValueError", "list.remove(x): x not in list", node))
    }
}

/// Where `insert` puts something.
fn position(at: i128, length: usize) -> usize {
    let length = length as i128;
    let at = if at < 0 { (at + length).max(0) } else { at.min(length) };
    usize::try_from(at).unwrap_or(0)
}
