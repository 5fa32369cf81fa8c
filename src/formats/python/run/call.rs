//! Calls.

use std::sync::Arc;

use ruff_python_ast::{self as ast, Expr};
use ruff_text_size::Ranged;

use crate::ops::{self, Call};

use super::flow::Res;
use super::library;
use super::value::{Arguments, Object, Symbol, Unknown, Val};
use super::{MAIN, Runner};

/// What an operation costs that the host keeps.
const OPERATION: usize = 512;
/// What each part of it costs, rendered as well.
const PART: usize = 128;

impl<'a> Runner<'a, '_> {
    pub fn call_expression(&mut self, call: &'a ast::ExprCall, whole: &'a Expr) -> Res<Val> {
        if let Expr::Attribute(attribute) = &*call.func {
            let owner = self.eval(&attribute.value)?;
            let name = attribute.attr.as_str();
            let callee = match &owner {
                // What is called on an object of a library needs no answer of its own.
                Val::Symbol(symbol) if symbol.value.as_name().is_none() => {
                    if name == "type_descriptor" {
                        // The dialect of a type's `load_dialect_impl`: it answers the type it is given.
                        let arguments = self.arguments(&call.arguments)?;
                        return Ok(match arguments.positional.into_iter().next() {
                            Some(value) => value,
                            None => self.unknown(whole, "`type_descriptor` is given no type"),
                        });
                    }
                    let object = ops::Object::Attribute(symbol.value.clone(), name.into());
                    self.symbol(object, &[(symbol.depth, symbol.weight)], attribute)?
                }
                Val::Text(_) | Val::Bytes(_) => {
                    let arguments = self.arguments(&call.arguments)?;
                    return self.call_method(&owner, name, arguments, whole);
                }
                Val::Ref(id) if self.object(*id).is_collection() => {
                    let arguments = self.arguments(&call.arguments)?;
                    return self.call_method(&owner, name, arguments, whole);
                }
                _ => {
                    if self.module == MAIN {
                        self.site = attribute.range();
                    }
                    self.attribute_of(&owner, name, attribute)?
                }
            };
            return self.call_with(&callee, call, whole);
        }
        let callee = self.eval(&call.func)?;
        self.call_with(&callee, call, whole)
    }

    fn call_with(&mut self, callee: &Val, call: &'a ast::ExprCall, whole: &'a Expr) -> Res<Val> {
        let arguments = self.arguments(&call.arguments)?;
        if self.module == MAIN {
            self.site = whole.range();
        }
        self.call(callee, arguments, whole)
    }

    /// Evaluates arguments, stars taken apart.
    pub fn arguments(&mut self, given: &'a ast::Arguments) -> Res<Arguments> {
        let mut arguments = Arguments::default();
        for expression in &given.args {
            match expression {
                Expr::Starred(starred) => {
                    let value = self.eval(&starred.value)?;
                    match self.iterate(&value, starred)? {
                        Ok(more) => arguments.positional.extend(more),
                        Err(unknown) => arguments.hidden = Some(unknown),
                    }
                }
                _ => arguments.positional.push(self.eval(expression)?),
            }
        }
        for keyword in &given.keywords {
            let value = self.eval(&keyword.value)?;
            match &keyword.arg {
                Some(name) => self.add_keyword(&mut arguments, name.as_str().into(), value, keyword)?,
                None => self.add_keywords(&mut arguments, &value, keyword)?,
            }
        }
        Ok(arguments)
    }

    fn add_keywords(&mut self, arguments: &mut Arguments, value: &Val, node: impl Ranged + Copy) -> Res<()> {
        let Some(items) = self.as_dict(value) else {
            arguments.hidden = Some(self.not_iterable(value, node));
            return Ok(());
        };
        for (key, value) in items.values().cloned().collect::<Vec<_>>() {
            match key {
                Val::Text(name) => self.add_keyword(arguments, name, value, node)?,
                _ => return Err(self.raise("TypeError", "keywords must be strings", node)),
            }
        }
        Ok(())
    }

    fn add_keyword(&mut self, arguments: &mut Arguments, name: Arc<str>, value: Val, node: impl Ranged) -> Res<()> {
        self.step_by(arguments.keywords.len() / 8, &node)?;
        if arguments.keywords.iter().any(|(known, _)| *known == name) {
            return Err(self.raise("TypeError", "multiple values for keyword argument", node));
        }
        arguments.keywords.push((name, value));
        Ok(())
    }

    /// Calls a value.
    pub fn call(&mut self, callee: &Val, arguments: Arguments, node: impl Ranged + Copy) -> Res<Val> {
        self.step(node)?;
        self.enter(node)?;
        let result = self.call_inner(callee, arguments, node);
        self.leave();
        result
    }

    fn call_inner(&mut self, callee: &Val, mut arguments: Arguments, node: impl Ranged + Copy) -> Res<Val> {
        match callee {
            Val::Unknown(unknown) => self.call_unknown(unknown, &arguments, node),
            Val::Builtin(name) => self.call_builtin(name, arguments, node),
            Val::Symbol(symbol) => self.call_symbol(symbol, arguments, node),
            Val::Ref(id) => match self.object(*id) {
                Object::Function(function) => {
                    let function = function.clone();
                    self.step_by(function.defaults.len() / 8, node)?;
                    self.call_function(&function, arguments, node)
                }
                Object::Bound(receiver, function) => {
                    let (receiver, function) = (receiver.clone(), function.clone());
                    arguments.positional.insert(0, receiver);
                    self.call(&function, arguments, node)
                }
                Object::Method(receiver, name) => {
                    let (receiver, name) = (receiver.clone(), Arc::clone(name));
                    self.call_method(&receiver, &name, arguments, node)
                }
                Object::Partial(partial) => {
                    let given = partial.arguments.len() + partial.keywords.len();
                    let callee = partial.callee.clone();
                    let mut all = partial.arguments.clone();
                    all.append(&mut arguments.positional);
                    let mut keywords = partial.keywords.clone();
                    keywords.retain(|(name, _)| !arguments.keywords.iter().any(|(given, _)| given == name));
                    keywords.append(&mut arguments.keywords);
                    self.step_by(given / 8 + keywords.len() * arguments.keywords.len() / 8, node)?;
                    let arguments = Arguments {
                        positional: all,
                        keywords,
                        hidden: arguments.hidden,
                    };
                    self.call(&callee, arguments, node)
                }
                Object::Manager(function) => {
                    let function = function.clone();
                    self.make(Object::Managed(function, Box::new(arguments)), node)
                }
                Object::Proxy(function) => {
                    let function = function.clone();
                    let made = self.call(&function, Arguments::default(), node)?;
                    self.call(&made, arguments, node)
                }
                Object::Class(_) => self.instantiate(*id, arguments, node),
                Object::Lost(unknown) => {
                    let unknown = unknown.clone();
                    self.call_unknown(&unknown, &arguments, node)
                }
                Object::Instance(_) => {
                    let method = self.attribute_of(callee, "__call__", node)?;
                    self.call(&method, arguments, node)
                }
                _ => Err(self.raise("TypeError", "object is not callable", node)),
            },
            _ => Err(self.raise("TypeError", "object is not callable", node)),
        }
    }

    /// Calls what is not known: it may do anything, also with its arguments.
    pub fn call_unknown(&mut self, unknown: &Unknown, arguments: &Arguments, node: impl Ranged + Copy) -> Res<Val> {
        if unknown.harmless {
            return Ok(Val::Unknown(unknown.clone()));
        }
        self.opaque(node, unknown);
        let values: Vec<Val> = arguments
            .positional
            .iter()
            .chain(arguments.keywords.iter().map(|(_, v)| v))
            .cloned()
            .collect();
        self.forget_all(&values, unknown, node)?;
        Ok(Val::Unknown(unknown.clone()))
    }

    /// Calls a method of a built-in value.
    pub fn call_method(
        &mut self,
        receiver: &Val,
        name: &str,
        arguments: Arguments,
        node: impl Ranged + Copy,
    ) -> Res<Val> {
        if let Some(name) = name.strip_prefix("super.") {
            return self.call_foreign(receiver, name, arguments, node);
        }
        match receiver {
            Val::Text(text) => {
                let text = Arc::clone(text);
                self.text_method(&text, name, &arguments, node)
            }
            Val::Bytes(bytes) if name == "decode" && arguments.positional.is_empty() => {
                self.step_by(bytes.len() / 16, node)?;
                match std::str::from_utf8(bytes) {
                    Ok(text) => self.string(text, node),
                    Err(_) => Err(self.raise("UnicodeDecodeError", "invalid bytes", node)),
                }
            }
            Val::Builtin(kind) => self.method_of_type(kind, name, arguments, node),
            Val::Ref(id) => self.collection_method(*id, name, &arguments, node),
            _ => Ok(self.data(node, format!("`{name}` of this value is not read"))),
        }
    }

    /// Calls a method of a base that is no class of the project, by `super()`.
    fn call_foreign(&mut self, receiver: &Val, name: &str, arguments: Arguments, node: impl Ranged + Copy) -> Res<Val> {
        if let (Val::Ref(id), "__init__") = (receiver, name)
            && let Object::Instance(instance) = self.object_mut(*id)
        {
            let hidden = arguments.hidden.clone();
            instance.given = Some(arguments);
            if let Some(unknown) = hidden {
                *self.object_mut(*id) = Object::Lost(unknown);
            }
            return Ok(Val::None);
        }
        if name == "load_dialect_impl"
            && let Val::Ref(id) = receiver
            && let Some(Val::Ref(class)) = self.as_instance(receiver).map(|instance| instance.class.clone())
        {
            return self.default_impl(*id, class, node);
        }
        let unknown = self.unknown_of(node, format!("`super().{name}` is not read"), false);
        self.call_unknown(&unknown, &arguments, node)
    }

    /// Calls something of a library.
    fn call_symbol(&mut self, symbol: &Symbol, mut arguments: Arguments, node: impl Ranged + Copy) -> Res<Val> {
        let name: Option<Arc<str>> = symbol.value.as_name().map(Arc::from);
        if let Some(name) = &name {
            if let Some(value) = self.call_library(name, &mut arguments, node)? {
                return Ok(value);
            }
            if let Some(value) = self.call_third_party(name, &arguments, node)? {
                return Ok(value);
            }
        }
        let is_known = name.as_ref().is_some_and(|name| library::is_sqlalchemy(name));
        if let Some(unknown) = &arguments.hidden {
            let unknown = unknown.clone();
            let unknown = Unknown {
                harmless: false,
                ..unknown
            };
            return if is_known {
                Ok(Val::Unknown(unknown))
            } else {
                self.call_unknown(&unknown, &arguments, node)
            };
        }
        if self.loading > 0 && !is_known {
            if name.as_ref().is_some_and(|name| name.starts_with("alembic.")) {
                return Ok(self.unknown(node, "Alembic is asked while the module is loaded"));
            }
            let callee = Val::Symbol(symbol.clone());
            return self.call_symbolically(&callee, &arguments, node);
        }
        if !is_known {
            self.calls += 1;
        }
        self.call_host(symbol, arguments, node)
    }

    /// A host walks through what an operation is given, and keeps it.
    fn charge_for_call(&mut self, symbol: &Symbol, weight: u32, node: impl Ranged + Copy) -> Res<()> {
        let parts = weight as usize;
        let only_builds = symbol.value.as_name().is_some_and(library::is_sqlalchemy);
        if only_builds {
            return self.step_by(parts / 16, node);
        }
        self.grow(OPERATION + PART * parts, node)?;
        self.step_by(parts, node)
    }

    fn call_host(&mut self, symbol: &Symbol, mut arguments: Arguments, node: impl Ranged + Copy) -> Res<Val> {
        if let Some(name) = symbol.value.as_name()
            && library::is_enum_type(name)
        {
            self.apply_values_callable(&mut arguments, node)?;
        }
        let (mut depth, mut weight) = (symbol.depth, symbol.weight);
        let mut export = |run: &mut Self, value: &Val| {
            let exported = run.export(value, node)?;
            depth = depth.max(exported.depth);
            weight = weight.saturating_add(exported.weight);
            Ok(exported.value)
        };
        let mut positional = Vec::with_capacity(arguments.positional.len());
        for value in &arguments.positional {
            positional.push(export(self, value)?);
        }
        let mut keywords = Vec::with_capacity(arguments.keywords.len());
        for (name, value) in &arguments.keywords {
            keywords.push((Arc::clone(name), export(self, value)?));
        }
        if let Some(Val::Unknown(unknown)) = self.bound_size(depth, weight, node) {
            return self.call_unknown(&unknown, &arguments, node);
        }
        self.charge_for_call(symbol, weight, node)?;
        let call = Call {
            callee: symbol.value.clone(),
            arguments: positional,
            keywords,
            place: self.place(node),
        };
        let is_foreign = symbol.value.as_name().is_some_and(|name| !library::is_ours(name));
        let answer = self.host.call(call);
        if is_foreign && let ops::Value::Unknown(reason) = &answer {
            // An unknown library may call and change what it is given.
            let unknown = Unknown {
                reason: Arc::clone(reason),
                harmless: false,
            };
            self.forget_all(&arguments.positional, &unknown, node)?;
        }
        self.convert_sized(&answer, depth + 1, weight.saturating_add(1), node)
    }
}
