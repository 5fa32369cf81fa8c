//! Collections: their methods, and walking through them.

mod dict;
mod iterate;
mod list;
mod set;
mod sort;

use ruff_text_size::Ranged;

use super::Runner;
use super::flow::Res;
use super::value::{Arguments, Id, Object, Val};

impl Runner<'_, '_> {
    /// Calls a method of something on the heap that is a collection.
    pub fn collection_method(
        &mut self,
        id: Id,
        name: &str,
        arguments: &Arguments,
        node: impl Ranged + Copy,
    ) -> Res<Val> {
        match self.object(id) {
            Object::List(_) => self.list_method(id, name, arguments, node),
            Object::Dict(_) => self.dict_method(id, name, arguments, node),
            Object::Set(_) => self.set_method(id, name, arguments, node),
            Object::Tuple(_) => self.tuple_method(id, name, arguments, node),
            Object::Lost(unknown) => {
                let unknown = unknown.clone();
                Ok(Val::Unknown(unknown))
            }
            _ => Ok(self.data(node, format!("`{name}` is not read here"))),
        }
    }

    /// Gives a collection up whose method is not read: it may have been changed.
    fn lose(&mut self, id: Id, name: &str, node: impl Ranged) -> Val {
        let unknown = self.unknown_of(
            node,
            format!("the method `{name}` of a collection is not read in this form"),
            true,
        );
        *self.object_mut(id) = Object::Lost(unknown.clone());
        Val::Unknown(unknown)
    }

    fn tuple_method(&mut self, id: Id, name: &str, arguments: &Arguments, node: impl Ranged + Copy) -> Res<Val> {
        let items = self.as_sequence(&Val::Ref(id)).unwrap_or_default();
        self.search(&items, name, arguments, node)
    }

    /// `index` and `count` of lists and tuples.
    fn search(&mut self, items: &[Val], name: &str, arguments: &Arguments, node: impl Ranged + Copy) -> Res<Val> {
        let unread = self.data(node, format!("`{name}` is not read in this form"));
        let [wanted] = arguments.positional.as_slice() else {
            return Ok(unread);
        };
        self.step_by(items.len(), node)?;
        let answers: Option<Vec<bool>> = items.iter().map(|item| self.equals(item, wanted)).collect();
        let Some(answers) = answers else {
            return Ok(unread);
        };
        let number = |count: usize| Val::Int(i128::try_from(count).unwrap_or(i128::MAX));
        match name {
            "count" => Ok(number(answers.iter().filter(|is| **is).count())),
            "index" => match answers.iter().position(|is| *is) {
                Some(at) => Ok(number(at)),
                None => Err(self.raise("ValueError", "it is not in the list", node)),
            },
            _ => Ok(unread),
        }
    }
}
