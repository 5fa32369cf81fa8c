//! Functions that look at values and names.

use std::sync::Arc;

use ruff_text_size::Ranged;

use crate::formats::python::run::Runner;
use crate::formats::python::run::flow::{Res, Stop};
use crate::formats::python::run::value::{Arguments, Object, Unknown, Val};

impl Runner<'_, '_> {
    pub(super) fn call_looking(
        &mut self,
        name: &'static str,
        arguments: &Arguments,
        node: impl Ranged + Copy,
    ) -> Res<Val> {
        match (name, arguments.positional.as_slice()) {
            ("print", _) => Ok(Val::None),
            ("super", _) => self.super_object(arguments, node),
            ("isinstance", [value, class]) => self.is_instance(value, class, arguments, node),
            ("issubclass", [class, above]) => {
                let answer = self.is_subclass(class, above);
                Ok(answer.map_or_else(|| self.form(name, arguments, node), Val::Bool))
            }
            ("hasattr" | "getattr", [owner, Val::Text(attribute), rest @ ..]) => {
                self.look(name, owner, attribute, rest.first(), node)
            }
            ("callable", [value]) => Ok(match value {
                Val::Builtin(_) => Val::Bool(true),
                Val::Ref(id)
                    if matches!(
                        self.object(*id),
                        Object::Function(_) | Object::Class(_) | Object::Bound(..) | Object::Partial(_)
                    ) =>
                {
                    Val::Bool(true)
                }
                Val::Text(_) | Val::None | Val::Int(_) | Val::Bool(_) => Val::Bool(false),
                _ => self.form(name, arguments, node),
            }),
            ("repr", [value]) => match self.spell_repr(value, node)? {
                Ok(text) => self.string(text, node),
                Err(unknown) => Ok(Val::Unknown(unknown)),
            },
            ("format", [value, rest @ ..]) => {
                let specification = rest
                    .first()
                    .map_or_else(|| Some(Arc::from("")), |value| value.as_text().cloned());
                let Some(specification) = specification else {
                    return Ok(self.form(name, arguments, node));
                };
                match self.format_value(value, &specification, node)? {
                    Ok(text) => self.string(text, node),
                    Err(unknown) => Ok(Val::Unknown(unknown)),
                }
            }
            ("globals", []) => self.globals(node),
            ("eval", [Val::Text(text), ..]) => self.evaluated(&text.clone(), node),
            ("id" | "hash" | "dir" | "locals" | "vars", _) => Ok(self.form(name, arguments, node)),
            ("open", _) => Ok(self.unknown(node, "the content of another file is not read")),
            ("setattr", [owner, ..]) => {
                let owner = owner.clone();
                self.change_unread(&owner, node, "an attribute is set by its name");
                Ok(Val::None)
            }
            ("exec" | "__import__" | "input" | "eval", _) => {
                let unknown = self.unknown_of(node, format!("what `{name}` does is not read"), false);
                self.call_unknown(&unknown, arguments, node)
            }
            _ => Ok(self.form(name, arguments, node)),
        }
    }

    fn is_instance(&mut self, value: &Val, class: &Val, arguments: &Arguments, node: impl Ranged + Copy) -> Res<Val> {
        let kind = match value {
            Val::None => return Ok(self.none_instance(class, arguments, node)),
            Val::Text(_) => Val::Builtin("str"),
            Val::Bool(_) => Val::Builtin("bool"),
            Val::Int(_) => Val::Builtin("int"),
            Val::Float(_) => Val::Builtin("float"),
            Val::Bytes(_) => Val::Builtin("bytes"),
            Val::Ref(id) => match self.object(*id) {
                Object::List(_) => Val::Builtin("list"),
                Object::Tuple(_) => Val::Builtin("tuple"),
                Object::Dict(_) => Val::Builtin("dict"),
                Object::Instance(instance) => instance.class.clone(),
                _ => return Ok(self.form("isinstance", arguments, node)),
            },
            Val::Symbol(_) => return self.is_dialect(value, class, arguments, node),
            _ => return Ok(self.form("isinstance", arguments, node)),
        };
        let answer = self.is_subclass(&kind, class);
        Ok(answer.map_or_else(|| self.form("isinstance", arguments, node), Val::Bool))
    }

    /// `isinstance(bind.dialect, PGDialect)`
    fn is_dialect(&mut self, value: &Val, class: &Val, arguments: &Arguments, node: impl Ranged + Copy) -> Res<Val> {
        let names = match class.as_name().and_then(|name| name.rsplit('.').next()) {
            Some("PGDialect") => ["postgresql", "postgresql"],
            Some("MySQLDialect") => ["mysql", "mariadb"],
            Some("SQLiteDialect") => ["sqlite", "sqlite"],
            _ => return Ok(self.form("isinstance", arguments, node)),
        };
        let is_dialect = match value {
            Val::Symbol(symbol) => match &symbol.value {
                crate::ops::Value::Object(object) => {
                    matches!(&**object, crate::ops::Object::Attribute(_, name) if &**name == "dialect")
                }
                _ => false,
            },
            _ => false,
        };
        let is_known = class
            .as_name()
            .is_some_and(|name| name.starts_with("sqlalchemy.dialects."));
        if !is_dialect || !is_known {
            return Ok(self.form("isinstance", arguments, node));
        }
        Ok(match self.attribute_of(value, "name", node)? {
            Val::Text(name) if matches!(&*name, "postgresql" | "mysql" | "mariadb" | "sqlite") => {
                Val::Bool(names.contains(&&*name))
            }
            _ => self.form("isinstance", arguments, node),
        })
    }

    fn none_instance(&self, class: &Val, arguments: &Arguments, node: impl Ranged) -> Val {
        match class {
            Val::Builtin(name) if *name != "object" => Val::Bool(false),
            _ => self.form("isinstance", arguments, node),
        }
    }

    /// `getattr` and `hasattr` with a name that is known.
    fn look(
        &mut self,
        name: &str,
        owner: &Val,
        attribute: &str,
        default: Option<&Val>,
        node: impl Ranged + Copy,
    ) -> Res<Val> {
        let found = match self.attribute_of(owner, attribute, node) {
            Err(Stop::Raised(raised)) if &*raised.name == "AttributeError" => {
                return match (name, default) {
                    ("hasattr", _) => Ok(Val::Bool(false)),
                    (_, Some(default)) => Ok(default.clone()),
                    _ => Err(Stop::Raised(raised)),
                };
            }
            found => found?,
        };
        let is_sure = match owner {
            // Whether a library has a name depends on its version.
            Val::Symbol(_) => name == "getattr" && default.is_none(),
            Val::Ref(id) => !self.object(*id).is_collection(),
            _ => false,
        };
        Ok(match (name, &found) {
            ("getattr", _) if is_sure => found,
            ("hasattr", Val::Unknown(unknown)) => Val::Unknown(Unknown {
                harmless: true,
                ..unknown.clone()
            }),
            ("hasattr", _) if is_sure => Val::Bool(true),
            _ => self.unknown(node, format!("whether there is `{attribute}` is not known")),
        })
    }

    /// `globals()` of the revision: a picture of the names bound so far.
    fn globals(&mut self, node: impl Ranged + Copy) -> Res<Val> {
        if self.loading > 0 {
            return Ok(self.unknown(node, "`globals()` while a module is loaded is not read"));
        }
        let names = self.all_names(self.module, node)?;
        let made = self.dict_of(names, node)?;
        if let Val::Ref(id) = made {
            self.namespaces.insert(id, self.module);
        }
        Ok(made)
    }

    /// `eval` of nothing but a name.
    fn evaluated(&mut self, text: &str, node: impl Ranged + Copy) -> Res<Val> {
        let scope = self.modules[self.module.0].scope;
        if let Some(value) = self.scope_ref(scope).names.get(text) {
            return Ok(value.clone());
        }
        let unknown = self.unknown_of(node, "what `eval` does is not read", false);
        self.call_unknown(&unknown, &Arguments::default(), node)
    }
}
