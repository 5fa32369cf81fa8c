//! Elements and slices.

use ruff_python_ast::{self as ast, Expr};
use ruff_text_size::Ranged;

use crate::ops;

use super::Runner;
use super::expression::range_length;
use super::flow::Res;
use super::value::{Arguments, Object, Unknown, Val};

impl<'a> Runner<'a, '_> {
    pub fn subscript(&mut self, subscript: &'a ast::ExprSubscript) -> Res<Val> {
        let owner = self.eval(&subscript.value)?;
        if let Expr::Slice(slice) = &*subscript.slice {
            return self.slice(&owner, slice, subscript);
        }
        let key = self.eval(&subscript.slice)?;
        self.item_of(&owner, &key, subscript)
    }

    /// Answers `owner[key]`.
    pub fn item_of(&mut self, owner: &Val, key: &Val, node: impl Ranged + Copy) -> Res<Val> {
        if let Some(unknown) = self.lost(owner) {
            return Ok(Val::Unknown(unknown));
        }
        match owner {
            Val::Text(text) => {
                let Some(at) = key.as_int() else {
                    return Ok(self.no_item(owner, key, node));
                };
                self.step_by(text.len() / 64, node)?;
                let length = text.chars().count();
                match index(at, length).and_then(|at| text.chars().nth(at)) {
                    Some(c) => Ok(Val::text(c.to_string())),
                    None => Err(self.raise("IndexError", "string index out of range", node)),
                }
            }
            Val::Symbol(_) => self.item_of_symbol(owner, key, node),
            Val::Builtin(_) => Ok(self.data(node, "a type with arguments is no value that is read")),
            Val::Ref(id) => match self.object(*id) {
                Object::Dict(items) => {
                    let Some(made) = self.key(key) else {
                        return self.no_key(key, node);
                    };
                    match items.get(&made) {
                        Some((_, value)) => Ok(value.clone()),
                        None => Err(self.raise("KeyError", "no such key", node)),
                    }
                }
                Object::List(_) | Object::Tuple(_) | Object::Range(..) => self.item_of_sequence(owner, key, node),
                Object::Class(_) => self.item_of_class(owner, key, node),
                Object::Instance(_) => {
                    if self.key(owner).is_some() {
                        return Err(self.raise("TypeError", "object is not subscriptable", node));
                    }
                    let method = self.attribute_of(owner, "__getitem__", node)?;
                    self.call(&method, Arguments::of(vec![key.clone()]), node)
                }
                _ => Ok(self.no_item(owner, key, node)),
            },
            _ => Ok(self.no_item(owner, key, node)),
        }
    }

    fn no_item(&self, owner: &Val, key: &Val, node: impl Ranged + Copy) -> Val {
        match self.lost(key) {
            Some(unknown) => Val::Unknown(Unknown {
                harmless: !matches!(owner, Val::Symbol(_)) && unknown.harmless,
                ..unknown
            }),
            None => self.data(node, format!("`{}` is not read", self.snippet(node))),
        }
    }

    fn item_of_sequence(&mut self, owner: &Val, key: &Val, node: impl Ranged + Copy) -> Res<Val> {
        let Some(at) = key.as_int() else {
            return Ok(self.no_item(owner, key, node));
        };
        let found = match owner {
            Val::Ref(id) => match self.object(*id) {
                Object::List(items) => index(at, items.len()).map(|at| items[at].clone()),
                Object::Tuple(items) => index(at, items.len()).map(|at| items[at].clone()),
                Object::Range(start, end, step) => {
                    let length = usize::try_from(range_length(*start, *end, *step)).unwrap_or(usize::MAX);
                    index(at, length).map(|at| Val::Int(start + step * i128::try_from(at).unwrap_or(0)))
                }
                _ => None,
            },
            _ => None,
        };
        found.map_or_else(|| Err(self.raise("IndexError", "list index out of range", node)), Ok)
    }

    /// `Enumeration["NAME"]`; for other classes a type with arguments.
    fn item_of_class(&mut self, owner: &Val, key: &Val, node: impl Ranged + Copy) -> Res<Val> {
        let members = self
            .as_class(owner)
            .and_then(|(_, class)| class.members.as_ref().map(|_| class));
        match (members, key) {
            (Some(class), Val::Text(name)) => match class.attributes.get(&**name) {
                Some(member) if self.as_instance(member).is_some() => Ok(member.clone()),
                _ => Err(self.raise("KeyError", "no such member", node)),
            },
            (None, _) => Ok(owner.clone()),
            _ => Ok(self.no_item(owner, key, node)),
        }
    }

    fn item_of_symbol(&mut self, owner: &Val, key: &Val, node: impl Ranged + Copy) -> Res<Val> {
        // A class with types as its arguments is that class.
        if super::column_type::is_type_base(owner) {
            return Ok(owner.clone());
        }
        let owner = self.export(owner, node)?;
        let key = self.export(key, node)?;
        let sizes = [(owner.depth, owner.weight), (key.depth, key.weight)];
        self.symbol(ops::Object::Item(owner.value, key.value), &sizes, node)
    }

    fn slice(&mut self, owner: &Val, slice: &'a ast::ExprSlice, node: impl Ranged + Copy) -> Res<Val> {
        let mut bounds = [None, None, None];
        let mut is_known = true;
        for (bound, expression) in bounds.iter_mut().zip([&slice.lower, &slice.upper, &slice.step]) {
            let Some(expression) = expression else { continue };
            let value = self.eval(expression)?;
            match value {
                Val::None => {}
                value => {
                    *bound = value.as_int();
                    is_known &= bound.is_some();
                }
            }
        }
        if let Some(unknown) = self.lost(owner) {
            return Ok(Val::Unknown(unknown));
        }
        let [lower, upper, step] = bounds;
        let step = step.unwrap_or(1);
        if !is_known || step == 0 || matches!(owner, Val::Symbol(_)) {
            return Ok(self.data(node, format!("`{}` is not read", self.snippet(node))));
        }
        if let Val::Text(text) = owner {
            self.step_by(text.len() / 16, node)?;
            self.grow(text.len() * 4, node)?;
            let chars: Vec<char> = text.chars().collect();
            let cut: String = positions(chars.len(), lower, upper, step).map(|at| chars[at]).collect();
            return self.string(cut, node);
        }
        let Some(items) = self.as_sequence(owner) else {
            return Ok(self.data(node, format!("`{}` is not read", self.snippet(node))));
        };
        self.step_by(items.len() / 4, node)?;
        let cut = positions(items.len(), lower, upper, step)
            .map(|at| items[at].clone())
            .collect();
        match self.as_tuple(owner) {
            Some(_) => self.tuple(cut, node),
            None => self.list(cut, node),
        }
    }

    /// Does `owner[key] = value`.
    pub fn set_item(&mut self, owner: &Val, key: &Val, value: Val, node: impl Ranged + Copy) -> Res<()> {
        if let Val::Ref(id) = owner {
            match self.object_mut(*id) {
                Object::Dict(_) => return self.put(*id, key, value, node),
                Object::List(items) => {
                    let at = key.as_int().map(|at| index(at, items.len()));
                    match at {
                        Some(Some(at)) => items[at] = value,
                        Some(None) => return Err(self.raise("IndexError", "list assignment index out of range", node)),
                        None => self.change_unread(owner, node, "an element is assigned"),
                    }
                    return Ok(());
                }
                Object::Lost(_) => return Ok(()),
                _ => {}
            }
        }
        if let Val::Unknown(unknown) = owner {
            let unknown = unknown.clone();
            if !unknown.harmless {
                self.opaque(node, &unknown);
            }
            return Ok(());
        }
        self.change_unread(owner, node, "an element is assigned");
        Ok(())
    }

    pub fn delete_item(&mut self, owner: &Val, key: &Val, node: impl Ranged + Copy) -> Res<()> {
        if let Val::Ref(id) = owner {
            let is_known = self.key(key).is_some();
            match self.object(*id) {
                Object::Dict(_) if is_known => {
                    self.call_method(owner, "pop", Arguments::of(vec![key.clone()]), node)?;
                    return Ok(());
                }
                Object::List(_) if key.as_int().is_some() => {
                    self.call_method(owner, "pop", Arguments::of(vec![key.clone()]), node)?;
                    return Ok(());
                }
                _ => {}
            }
        }
        self.change_unread(owner, node, "an element is deleted");
        Ok(())
    }
}

/// Turns an index of Python into one from the start.
pub(super) fn index(at: i128, length: usize) -> Option<usize> {
    let length = i128::try_from(length).ok()?;
    let at = if at < 0 { at + length } else { at };
    (at >= 0 && at < length).then_some(usize::try_from(at).ok()?)
}

/// Lists the positions that a slice takes.
fn positions(length: usize, lower: Option<i128>, upper: Option<i128>, step: i128) -> impl Iterator<Item = usize> {
    let length = i128::try_from(length).unwrap_or(i128::MAX);
    let (least, most) = if step > 0 { (0, length) } else { (-1, length - 1) };
    let bound = |at: Option<i128>, default: i128| match at {
        None => default,
        Some(at) if at < 0 => (at + length).clamp(least, most),
        Some(at) => at.clamp(least, most),
    };
    let start = bound(lower, if step > 0 { 0 } else { length - 1 });
    let end = bound(upper, if step > 0 { length } else { -1 });
    let count = range_length(start, end, step);
    (0..count).map(move |at| usize::try_from(start + at * step).unwrap_or(0))
}
