//! Classes of the project and their objects.

use std::sync::Arc;

use indexmap::IndexMap;
use ruff_python_ast as ast;
use ruff_text_size::Ranged;

use super::Runner;
use super::exceptions;
use super::flow::{Flow, Res};
use super::scope::ScopeKind;
use super::value::{Arguments, Class, Id, Instance, Object, Unknown, Val};

/// How many classes may stand above one another.
const TALLEST: usize = 60;

impl<'a> Runner<'a, '_> {
    pub fn define_class(&mut self, written: &'a ast::StmtClassDef) -> Res<()> {
        let (bases, mut doubt) = self.bases(written)?;
        self.step_by(bases.len() * bases.len(), written)?;
        let (order, foreign) = self.above(&bases);
        let above = order.as_ref().map_or(0, Vec::len) + foreign.len();
        self.step_by(16 + above * 4, written)?;
        let is_tall = |order: &Vec<Id>| order.len() > TALLEST || foreign.len() > TALLEST;
        let order = order.filter(|order| !is_tall(order));
        if order.is_none() {
            doubt = Some(self.unknown_of(written, "the order of the bases of this class is not read", false));
        }
        let class = Class {
            name: written.name.as_str().into(),
            order: Vec::new(),
            foreign: if order.is_some() { foreign } else { Vec::new() },
            attributes: IndexMap::new(),
            members: None,
            doubt,
            module: self.module,
        };
        let made = self.make(Object::Class(Box::new(class)), written)?;
        let Val::Ref(id) = made else { return Ok(()) };
        if let Some(class) = self.class_mut(id) {
            class.order = std::iter::once(id).chain(order.unwrap_or_default()).collect();
        }
        let attributes = self.class_body(written, id)?;
        let is_enumeration = self
            .class(id)
            .is_some_and(|class| class.foreign.iter().any(super::enumeration::is_base));
        if is_enumeration {
            self.make_members(id, attributes, written)?;
        } else if let Some(class) = self.class_mut(id) {
            class.attributes = attributes;
        }
        let mut value = Val::Ref(id);
        for decorator in written.decorator_list.iter().rev() {
            value = self.decorate(&decorator.expression, value)?;
        }
        self.bind(written.name.as_str(), value);
        Ok(())
    }

    fn bases(&mut self, written: &'a ast::StmtClassDef) -> Res<(Vec<Val>, Option<Unknown>)> {
        let Some(given) = &written.arguments else {
            return Ok((Vec::new(), None));
        };
        let arguments = self.arguments(given)?;
        let mut doubt = arguments.unknown().cloned();
        for (name, value) in &arguments.keywords {
            let is_plain = &**name == "metaclass" && value.as_name() == Some("abc.ABCMeta");
            if !is_plain && doubt.is_none() {
                doubt = Some(self.unknown_of(written, format!("what `{name}=` does to a class is not read"), false));
            }
        }
        for base in &arguments.positional {
            if let Some(unknown) = self.lost(base) {
                doubt.get_or_insert(unknown);
            }
            if let Some(above) = self.as_class(base).and_then(|(_, class)| class.doubt.clone()) {
                doubt.get_or_insert(above);
            }
        }
        Ok((arguments.positional, doubt))
    }

    /// Answers the classes of the project above a new one in Python's order, and the foreign bases of all of them.
    fn above(&self, bases: &[Val]) -> (Option<Vec<Id>>, Vec<Val>) {
        let mut orders: Vec<Vec<Id>> = Vec::new();
        let mut direct = Vec::new();
        let mut foreign: Vec<Val> = Vec::new();
        for base in bases {
            match self.as_class(base) {
                Some((id, class)) => {
                    orders.push(class.order.clone());
                    direct.push(id);
                    foreign.extend(class.foreign.iter().cloned());
                }
                None => foreign.push(base.clone()),
            }
        }
        orders.push(direct);
        (merge(orders), foreign)
    }

    fn class_body(&mut self, written: &'a ast::StmtClassDef, id: Id) -> Res<IndexMap<Arc<str>, Val>> {
        let outer = self.scope;
        let scope = self.open_scope(ScopeKind::Class, Some(outer), self.module);
        self.scope = scope;
        self.classes.push((scope, id));
        let flow = self.exec_all(&written.body);
        self.classes.pop();
        self.scope = outer;
        if let Flow::Lost(unknown) = flow?
            && let Some(class) = self.class_mut(id)
        {
            class.doubt.get_or_insert(unknown);
        }
        let names = std::mem::take(&mut self.scopes[scope.0].names);
        Ok(names
            .into_iter()
            .map(|(name, value)| (Arc::from(name), value))
            .collect())
    }

    /// Makes an object of a class.
    pub fn instantiate(&mut self, id: Id, arguments: Arguments, node: impl Ranged + Copy) -> Res<Val> {
        let Some(class) = self.class(id) else {
            return Err(self.raise("TypeError", "object is not callable", node));
        };
        if let Some(unknown) = class.doubt.clone() {
            return self.call_unknown(&unknown, &arguments, node);
        }
        if class.members.is_some() {
            return self.member_of_value(id, &arguments, node);
        }
        let is_exception = class.foreign.iter().any(is_exception);
        let is_closed = class.foreign.iter().all(|base| matches!(base, Val::Builtin("object")));
        let has_new = self.has_attribute(class, "__new__");
        let name = class.name.clone();
        if has_new || class.foreign.iter().any(makes_otherwise) {
            let unknown = self.unknown_of(node, format!("how an object of `{name}` is made is not read"), false);
            return self.call_unknown(&unknown, &arguments, node);
        }
        let instance = Instance {
            class: Val::Ref(id),
            attributes: IndexMap::new(),
            given: None,
        };
        let made = self.make(Object::Instance(instance), node)?;
        if is_exception {
            let given = self.tuple(arguments.positional.clone(), node)?;
            self.put_attribute(&made, "args", given);
        }
        match self.find_in_class(id, None, "__init__") {
            Some(init) => {
                let mut arguments = arguments;
                arguments.positional.insert(0, made.clone());
                self.call(&init, arguments, node)?;
            }
            None if is_closed => {
                if !arguments.positional.is_empty() || !arguments.keywords.is_empty() {
                    return Err(self.raise("TypeError", format!("{name}() takes no arguments"), node));
                }
            }
            None => {
                if let Val::Ref(made) = &made {
                    let hidden = arguments.hidden.clone();
                    if let Object::Instance(instance) = self.object_mut(*made) {
                        instance.given = Some(arguments);
                    }
                    if let Some(unknown) = hidden {
                        *self.object_mut(*made) = Object::Lost(unknown);
                    }
                }
            }
        }
        Ok(made)
    }

    /// Sets an attribute of an object as its own code would.
    pub fn put_attribute(&mut self, object: &Val, name: &str, value: Val) {
        if let Val::Ref(id) = object
            && let Object::Instance(instance) = self.object_mut(*id)
        {
            instance.attributes.insert(name.into(), value);
        }
    }

    /// `super()` in a method: behind the class it was written in, for its first argument.
    pub fn super_object(&mut self, arguments: &Arguments, node: impl Ranged + Copy) -> Res<Val> {
        if let [Val::Ref(behind), object] = arguments.positional.as_slice() {
            let (behind, object) = (*behind, object.clone());
            return self.make(Object::Super { behind, object }, node);
        }
        let first = self.scope_ref(self.scope).names.first().map(|(_, value)| value.clone());
        let behind = first.as_ref().and_then(|object| self.class_of_running_method(object));
        match (first, behind) {
            (Some(object), Some(behind)) if arguments.positional.is_empty() => {
                self.make(Object::Super { behind, object }, node)
            }
            _ => Ok(self.unknown(node, "`super()` is not read here")),
        }
    }

    /// Finds the class in which the running method is written, by the function that runs.
    fn class_of_running_method(&self, object: &Val) -> Option<Id> {
        let class = match &self.as_instance(object)?.class {
            Val::Ref(class) => *class,
            _ => return None,
        };
        let running = self.running.last().copied().flatten()?;
        self.class(class)?.order.contains(&running).then_some(running)
    }

    /// Decides whether one class is another or stands below it; none where that is not known.
    pub fn is_subclass(&self, class: &Val, above: &Val) -> Option<bool> {
        if let Some(choices) = self.as_tuple(above) {
            let answers: Vec<Option<bool>> = choices.iter().map(|above| self.is_subclass(class, above)).collect();
            return if answers.contains(&Some(true)) {
                Some(true)
            } else {
                answers.iter().all(Option::is_some).then_some(false)
            };
        }
        match (class, above) {
            (Val::Builtin(class), Val::Builtin(above)) => Some(
                class == above
                    || exceptions::stands_below(class, above)
                    || *above == "object"
                    || (*class == "bool" && *above == "int"),
            ),
            (Val::Ref(_), _) => {
                let (_, found) = self.as_class(class)?;
                if let Some((above, _)) = self.as_class(above)
                    && found.order.contains(&above)
                {
                    return Some(true);
                }
                if matches!(above, Val::Builtin("object")) {
                    return Some(true);
                }
                let answers: Vec<Option<bool>> = found
                    .foreign
                    .iter()
                    .map(|base| match (base, above) {
                        (Val::Builtin(_), Val::Builtin(_)) => self.is_subclass(base, above),
                        (Val::Builtin(_), _) => Some(false),
                        (base, above) => {
                            let (base, above) = (base.as_name()?, above.as_name());
                            match above {
                                Some(above) if above == base => Some(true),
                                None if base.starts_with("enum.") => Some(false),
                                _ => None,
                            }
                        }
                    })
                    .collect();
                if answers.contains(&Some(true)) {
                    Some(true)
                } else if found.doubt.is_none() && answers.iter().all(Option::is_some) {
                    Some(false)
                } else {
                    None
                }
            }
            _ => None,
        }
    }
}

fn is_exception(base: &Val) -> bool {
    matches!(base, Val::Builtin(name) if exceptions::exception(name).is_some())
}

/// Built-in types and tools whose objects are not made by `__init__` alone.
fn makes_otherwise(base: &Val) -> bool {
    match base {
        Val::Builtin(name) => *name != "object" && exceptions::exception(name).is_none(),
        base => base
            .as_name()
            .is_some_and(|name| name.starts_with("typing.NamedTuple") || name.starts_with("pydantic")),
    }
}

/// Merges the orders of bases as Python does (C3); none where they contradict each other.
fn merge(mut orders: Vec<Vec<Id>>) -> Option<Vec<Id>> {
    let mut merged = Vec::new();
    loop {
        orders.retain(|order| !order.is_empty());
        if orders.is_empty() {
            return Some(merged);
        }
        let next = orders
            .iter()
            .map(|order| order[0])
            .find(|candidate| !orders.iter().any(|order| order[1..].contains(candidate)))?;
        merged.push(next);
        for order in &mut orders {
            order.retain(|id| *id != next);
        }
    }
}
