//! Attributes.

use std::sync::Arc;

use ruff_python_ast::{self as ast};
use ruff_text_size::Ranged;

use super::builtin;
use super::flow::Res;
use super::library;
use super::value::{Arguments, FunctionKind, Id, Object, Unknown, Val};
use super::{MAIN, Runner};

/// How long a dotted name of a library may be.
const LONGEST_NAME: usize = 500;

impl<'a> Runner<'a, '_> {
    pub fn attribute(&mut self, attribute: &'a ast::ExprAttribute) -> Res<Val> {
        let owner = self.eval(&attribute.value)?;
        if self.module == MAIN {
            self.site = attribute.range();
        }
        self.attribute_of(&owner, attribute.attr.as_str(), attribute)
    }

    /// Answers `owner.name`.
    pub fn attribute_of(&mut self, owner: &Val, name: &str, node: impl Ranged + Copy) -> Res<Val> {
        match owner {
            Val::Unknown(unknown) => Ok(Val::Unknown(unknown.clone())),
            Val::Symbol(_) => self.attribute_of_symbol(owner, name, node),
            Val::Text(_) | Val::Bytes(_) | Val::Builtin(_) if builtin::has_method(owner, name) => {
                self.make(Object::Method(owner.clone(), name.into()), node)
            }
            Val::Ref(id) => self.attribute_of_object(*id, name, node),
            _ => Ok(self.data(node, format!("`{name}` of this value is not read"))),
        }
    }

    fn attribute_of_symbol(&mut self, owner: &Val, name: &str, node: impl Ranged + Copy) -> Res<Val> {
        if let Some(base) = owner.as_name() {
            if base.len() + name.len() > LONGEST_NAME {
                return Ok(self.unknown(node, "the name is too long to be one"));
            }
            let joined = format!("{base}.{name}");
            if let Some(value) = library::constant(&joined) {
                return Ok(match value {
                    library::Constant::Known(value) => value,
                    library::Constant::OfTheMoment => {
                        self.data(node, format!("`{joined}` is known only when the revision runs"))
                    }
                });
            }
            if name.starts_with("__") && name != "__init__" {
                return Ok(self.data(node, format!("`{joined}` is not read")));
            }
            if !joined.starts_with("alembic.") {
                return Ok(Val::name(&joined));
            }
        }
        let exported = self.export(owner, node)?;
        let place = self.place(node);
        let answer = self.host.attribute(&exported.value, name, place);
        self.convert_sized(&answer, exported.depth + 1, exported.weight + 1, node)
    }

    fn attribute_of_object(&mut self, id: Id, name: &str, node: impl Ranged + Copy) -> Res<Val> {
        match self.object(id) {
            Object::Lost(unknown) => {
                // What was changed unseen is still a plain collection or object: its methods are not known.
                let unknown = unknown.clone();
                Ok(Val::Unknown(unknown))
            }
            Object::Module(module) => {
                let module = *module;
                self.attribute_of_module(module, name, node)
            }
            Object::Instance(_) => self.attribute_of_instance(id, name, node),
            Object::Class(_) => self.attribute_of_class(id, name, node),
            Object::Super { behind, object } => {
                let (behind, object) = (*behind, object.clone());
                self.attribute_of_super(behind, &object, name, node)
            }
            Object::Function(function) => match name {
                "__name__" | "__qualname__" => Ok(Val::text(function.name)),
                _ => Ok(self.data(node, format!("`{name}` of a function is not read"))),
            },
            Object::List(_) | Object::Tuple(_) | Object::Dict(_) | Object::Set(_) | Object::View(..) => {
                self.make(Object::Method(Val::Ref(id), name.into()), node)
            }
            _ => Ok(self.data(node, format!("`{name}` of this value is not read"))),
        }
    }

    /// Looks an attribute up in a class and those above it, behind one of them where that is given.
    pub fn find_in_class(&self, class: Id, behind: Option<Id>, name: &str) -> Option<Val> {
        let order = self.class(class)?.order.clone();
        let start = match behind {
            None => 0,
            Some(behind) => order.iter().position(|id| *id == behind)? + 1,
        };
        order[start..]
            .iter()
            .find_map(|id| self.class(*id)?.attributes.get(name).cloned())
    }

    fn attribute_of_instance(&mut self, id: Id, name: &str, node: impl Ranged + Copy) -> Res<Val> {
        let Object::Instance(instance) = self.object(id) else {
            return Ok(Val::None);
        };
        let class = instance.class.clone();
        let own = instance.attributes.get(name).cloned();
        let Val::Ref(class_id) = class else {
            return Ok(own.unwrap_or_else(|| self.data(node, format!("`{name}` of an exception is not read"))));
        };
        if let Some(unknown) = self.class(class_id).and_then(|class| class.doubt.clone()) {
            return Ok(own.unwrap_or(Val::Unknown(unknown)));
        }
        if matches!(name, "impl" | "impl_instance") && self.is_column_type(class_id) {
            return self.default_impl(id, class_id, node);
        }
        let is_member = self.class(class_id).is_some_and(|class| class.members.is_some());
        if is_member && let "name" | "value" | "_name_" | "_value_" = name {
            let (member, value) = self.member_parts(id);
            return Ok(if name.contains("name") {
                Val::Text(member)
            } else {
                value
            });
        }
        let inherited = self.find_in_class(class_id, None, name);
        let is_property = inherited
            .as_ref()
            .and_then(|value| self.as_function(value))
            .is_some_and(|function| function.kind == FunctionKind::Property);
        match (own, inherited) {
            (Some(value), _) if !is_property => Ok(value),
            (_, Some(value)) => self.bind_method(&value, &Val::Ref(id), class_id, node),
            (_, None) if name == "__class__" => Ok(Val::Ref(class_id)),
            (_, None) => self.missing_attribute(class_id, name, node),
        }
    }

    /// What a class and its foreign bases come to for a name that no class of the project has.
    fn missing_attribute(&mut self, class: Id, name: &str, node: impl Ranged + Copy) -> Res<Val> {
        let Some(found) = self.class(class) else {
            return Ok(Val::None);
        };
        let is_closed = found.foreign.iter().all(|base| matches!(base, Val::Builtin("object")))
            && !self.has_attribute(found, "__getattr__")
            && !self.has_attribute(found, "__getattribute__");
        let class_name = found.name.clone();
        if is_closed && !name.starts_with("__") {
            return Err(self.raise(
                "AttributeError",
                format!("'{class_name}' has no attribute '{name}'"),
                node,
            ));
        }
        Ok(self.unknown(node, format!("`{name}` of `{class_name}` is not read")))
    }

    /// Binds a function found in a class to the object it is asked of.
    fn bind_method(&mut self, value: &Val, object: &Val, class: Id, node: impl Ranged + Copy) -> Res<Val> {
        let Some(function) = self.as_function(value) else {
            return Ok(value.clone());
        };
        match function.kind {
            FunctionKind::Static => Ok(value.clone()),
            FunctionKind::Plain => self.make(Object::Bound(object.clone(), value.clone()), node),
            FunctionKind::OfClass => self.make(Object::Bound(Val::Ref(class), value.clone()), node),
            FunctionKind::Property => self.call(value, Arguments::of(vec![object.clone()]), node),
        }
    }

    fn attribute_of_class(&mut self, id: Id, name: &str, node: impl Ranged + Copy) -> Res<Val> {
        let Some(class) = self.class(id) else {
            return Ok(Val::None);
        };
        if let Some(unknown) = &class.doubt {
            return Ok(Val::Unknown(unknown.clone()));
        }
        let (class_name, is_enumeration) = (class.name.clone(), class.members.is_some());
        if let "__name__" | "__qualname__" = name {
            return Ok(Val::Text(class_name));
        }
        if is_enumeration && name == "__members__" {
            return self.members_by_name(id, node);
        }
        match self.find_in_class(id, None, name) {
            Some(value) => {
                let kind = self.as_function(&value).map(|function| function.kind);
                match kind {
                    Some(FunctionKind::OfClass) => self.make(Object::Bound(Val::Ref(id), value), node),
                    Some(FunctionKind::Property) => Ok(self.data(node, "a property of a class is not read")),
                    _ if self.is_mapped(id) && !plain_in_model(name, &value) => {
                        Ok(self.unknown(node, format!("`{class_name}.{name}` of a mapped class is not read")))
                    }
                    _ => Ok(value),
                }
            }
            None => self.missing_attribute(id, name, node),
        }
    }

    /// Decides whether a class may be mapped to a table, which gives its attributes another meaning.
    fn is_mapped(&self, id: Id) -> bool {
        let Some(class) = self.class(id).filter(|_| !self.is_column_type(id)) else {
            return false;
        };
        !class.foreign.iter().all(|base| match base {
            Val::Builtin(_) => true,
            base => base.as_name().is_some_and(|name| {
                name.starts_with("enum.") || name.starts_with("typing.") || name.starts_with("sqlalchemy.types.")
            }),
        })
    }

    fn attribute_of_super(&mut self, behind: Id, object: &Val, name: &str, node: impl Ranged + Copy) -> Res<Val> {
        let class = match self.as_instance(object).map(|instance| instance.class.clone()) {
            Some(Val::Ref(class)) => class,
            _ => match object {
                Val::Ref(id) => *id,
                _ => return Ok(self.unknown(node, "`super()` is not read here")),
            },
        };
        match self.find_in_class(class, Some(behind), name) {
            Some(value) => self.bind_method(&value, object, class, node),
            None => self.make(Object::Method(object.clone(), format!("super.{name}").into()), node),
        }
    }

    /// Does `owner.name = value`.
    pub fn set_attribute(&mut self, owner: &Val, name: &'a str, value: Val, node: impl Ranged + Copy) -> Res<()> {
        self.grow(64, node)?;
        if let Val::Ref(id) = owner {
            match self.object_mut(*id) {
                Object::Instance(instance) => {
                    instance.attributes.insert(Arc::from(name), value);
                    return Ok(());
                }
                Object::Class(class) if class.members.is_none() => {
                    class.attributes.insert(Arc::from(name), value);
                    return Ok(());
                }
                Object::Lost(_) | Object::Function(_) => return Ok(()),
                Object::Module(module) => {
                    let module = *module;
                    let scope = self.modules[module.0].scope;
                    self.bind_in(scope, name, value);
                    return Ok(());
                }
                _ => {}
            }
        }
        let unknown = match owner {
            Val::Unknown(unknown) => unknown.clone(),
            _ => self.unknown_of(node, format!("`{}` is assigned", self.snippet(node)), false),
        };
        self.tell_change(&unknown, node);
        Ok(())
    }

    /// Tells the host of a change of something that is not read, also while modules are loaded.
    fn tell_change(&mut self, unknown: &Unknown, node: impl Ranged) {
        let mut reason = (*unknown.reason).clone();
        reason.place = self.place(node);
        if self.told.insert(reason.text.clone()) && !unknown.harmless {
            self.host.opaque(reason);
        }
    }
}

/// Attributes that a mapped class keeps as they are written.
fn plain_in_model(name: &str, value: &Val) -> bool {
    name.starts_with("__tablename") || matches!(value, Val::Text(_) | Val::Int(_) | Val::Bool(_))
}
