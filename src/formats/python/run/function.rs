//! Calling functions of the project.

use std::rc::Rc;
use std::sync::Arc;

use ruff_python_ast::{self as ast, Stmt};
use ruff_text_size::Ranged;

use super::Runner;
use super::flow::{Flow, Res};
use super::scope::{Declared, ScopeId, ScopeKind};
use super::value::{Arguments, Code, Function, FunctionKind, Id, Object, Val};

impl<'a> Runner<'a, '_> {
    /// Calls a function.
    pub fn call_function(
        &mut self,
        function: &Function<'a>,
        arguments: Arguments,
        node: impl Ranged + Copy,
    ) -> Res<Val> {
        let declared = self.declared_of(function);
        if let Code::Body(body) = function.body
            && body.is_async
        {
            return Ok(self.unknown(node, format!("`{}` is an `async` function", function.name)));
        }
        let scope = self.open_scope(ScopeKind::Function, Some(function.scope), function.module);
        self.grow(256, node)?;
        self.bind_arguments(function, arguments, scope, node)?;
        let yields = declared.yields;
        self.scopes[scope.0].declared = Some(declared);
        let outer = (self.scope, self.module, self.loading, self.attempts);
        self.scope = scope;
        self.module = function.module;
        self.attempts = 0;
        let calls = self.calls;
        if yields {
            self.yielded.push(Vec::new());
        }
        self.managing.push(None);
        self.running.push(function.class);
        let result = match function.body {
            Code::Lambda(body) => self.eval(body),
            Code::Body(body) => self.run_body(&body.body),
        };
        self.running.pop();
        self.managing.pop();
        (self.scope, self.module, self.loading, self.attempts) = outer;
        if !yields {
            return result;
        }
        let yielded = self.yielded.pop().unwrap_or_default();
        result?;
        if self.calls > calls {
            let unknown = self.unknown_of(node, "when the parts of a generator run is not read", false);
            self.opaque(node, &unknown);
            return Ok(Val::Unknown(unknown));
        }
        self.make(Object::Iterator(yielded.into_iter()), node)
    }

    /// Runs a function with `contextlib.contextmanager` above it around the body of a `with`, which stands where the function
    /// says `yield`.
    pub fn manage(
        &mut self,
        function: &Val,
        arguments: Arguments,
        inner: Inner<'a>,
        node: impl Ranged + Copy,
    ) -> Res<Option<Flow>> {
        let Some(function) = self.as_function(function).cloned() else {
            return Ok(None);
        };
        let outer = (self.scope, self.module, self.attempts, self.site);
        self.managed.push(Managed {
            inner,
            scope: outer.0,
            module: outer.1,
            attempts: outer.2,
            flow: None,
            runs: 0,
        });
        let waiting = self.managed.len();
        self.managing.push(Some(waiting - 1));
        let result = self.call_managed(&function, arguments, node);
        self.managing.pop();
        let managed = self.managed.pop();
        result?;
        let managed = managed.filter(|managed| managed.runs == 1);
        Ok(managed.and_then(|managed| managed.flow))
    }

    /// Runs the body of the `with` at the `yield` that stands for it.
    pub fn run_managed(&mut self, at: usize, value: Val) -> Res<()> {
        let Some(managed) = self.managed.get_mut(at) else {
            return Ok(());
        };
        managed.runs += 1;
        if managed.runs > 1 {
            return Ok(());
        }
        // An exception that the manager passes over ends the body.
        managed.flow = Some(Flow::Next);
        let inner = managed.inner;
        let inside = (managed.scope, managed.module, managed.attempts);
        let outer = (self.scope, self.module, self.attempts);
        (self.scope, self.module, self.attempts) = (inside.0, inside.1, inside.2 + self.attempts);
        self.managing.push(None);
        let flow = match &inner.item.optional_vars {
            Some(target) => self.bind_target(target, value),
            None => Ok(()),
        };
        let flow = flow.and_then(|()| self.with_items(inner.rest, inner.with, inner.whole));
        self.managing.pop();
        (self.scope, self.module, self.attempts) = outer;
        let flow = flow?;
        if let Some(managed) = self.managed.get_mut(at) {
            managed.flow = Some(flow);
        }
        Ok(())
    }

    /// Calls a generator whose `yield` is a place, not a value.
    fn call_managed(&mut self, function: &Function<'a>, arguments: Arguments, node: impl Ranged + Copy) -> Res<()> {
        let declared = self.declared_of(function);
        let Code::Body(body) = function.body else {
            return Ok(());
        };
        let scope = self.open_scope(ScopeKind::Function, Some(function.scope), function.module);
        self.bind_arguments(function, arguments, scope, node)?;
        self.scopes[scope.0].declared = Some(declared);
        let outer = (self.scope, self.module, self.attempts);
        (self.scope, self.module, self.attempts) = (scope, function.module, 0);
        self.running.push(function.class);
        let result = self.run_body(&body.body);
        self.running.pop();
        (self.scope, self.module, self.attempts) = outer;
        result.map(|_| ())
    }

    fn run_body(&mut self, body: &'a [Stmt]) -> Res<Val> {
        Ok(match self.exec_all(body)? {
            Flow::Return(value) => value,
            Flow::Lost(unknown) => Val::Unknown(unknown),
            Flow::Next | Flow::Break | Flow::Continue => Val::None,
        })
    }

    /// Answers what the code of a function says about its names, found once.
    fn declared_of(&mut self, function: &Function<'a>) -> Rc<Declared<'a>> {
        let (start, body): (u32, &'a [Stmt]) = match function.body {
            Code::Body(body) => (body.range().start().to_u32(), &body.body),
            Code::Lambda(body) => (body.range().start().to_u32(), &[]),
        };
        let key = (function.module, start);
        if let Some(declared) = self.declared.get(&key) {
            return Rc::clone(declared);
        }
        let mut declared = Declared::of(function.parameters, body);
        if let Code::Lambda(body) = function.body {
            declared.yields = body.is_yield_expr() || body.is_yield_from_expr();
        }
        let declared = Rc::new(declared);
        self.declared.insert(key, Rc::clone(&declared));
        declared
    }

    fn bind_arguments(
        &mut self,
        function: &Function<'a>,
        arguments: Arguments,
        scope: ScopeId,
        node: impl Ranged + Copy,
    ) -> Res<()> {
        let Some(parameters) = function.parameters else {
            let is_empty = arguments.positional.is_empty() && arguments.keywords.is_empty();
            return if is_empty {
                Ok(())
            } else {
                Err(self.raise("TypeError", "takes no arguments", node))
            };
        };
        let hidden = arguments.hidden;
        let mut positional = arguments.positional.into_iter();
        let mut keywords = arguments.keywords;
        self.step_by(keywords.len() * keywords.len() / 8, node)?;
        let only = parameters.posonlyargs.len();
        for (at, parameter) in parameters.posonlyargs.iter().chain(&parameters.args).enumerate() {
            let name = parameter.parameter.name.as_str();
            let by_name = if at < only { None } else { take(&mut keywords, name) };
            let value = match (positional.next(), by_name) {
                (Some(_), Some(_)) => {
                    return Err(self.raise("TypeError", format!("multiple values for argument '{name}'"), node));
                }
                (None, Some(value)) => value,
                _ if hidden.is_some() => Val::None,
                (Some(value), None) => value,
                (None, None) => self.default_of(function, name, node)?,
            };
            let value = match &hidden {
                Some(unknown) => Val::Unknown(unknown.clone()),
                None => value,
            };
            self.bind_in(scope, name, value);
        }
        let rest: Vec<Val> = positional.collect();
        self.bind_rest(parameters, rest, scope, node)?;
        for parameter in &parameters.kwonlyargs {
            let name = parameter.parameter.name.as_str();
            let value = match (take(&mut keywords, name), &hidden) {
                (Some(value), _) => value,
                (None, Some(unknown)) => Val::Unknown(unknown.clone()),
                (None, None) => self.default_of(function, name, node)?,
            };
            self.bind_in(scope, name, value);
        }
        if let Some(rest) = &parameters.kwarg {
            let value = match hidden {
                Some(unknown) => Val::Unknown(unknown),
                None => {
                    let pairs = keywords
                        .into_iter()
                        .map(|(name, value)| (Val::Text(name), value))
                        .collect();
                    self.dict_of(pairs, node)?
                }
            };
            self.bind_in(scope, rest.name.as_str(), value);
        } else if let Some((name, _)) = keywords.first() {
            return Err(self.raise("TypeError", format!("unexpected keyword argument '{name}'"), node));
        }
        Ok(())
    }

    fn bind_rest(
        &mut self,
        parameters: &'a ast::Parameters,
        rest: Vec<Val>,
        scope: ScopeId,
        node: impl Ranged + Copy,
    ) -> Res<()> {
        match &parameters.vararg {
            Some(parameter) => {
                let value = self.tuple(rest, node)?;
                self.bind_in(scope, parameter.name.as_str(), value);
                Ok(())
            }
            None if rest.is_empty() => Ok(()),
            None => Err(self.raise("TypeError", "too many positional arguments", node)),
        }
    }

    fn default_of(&mut self, function: &Function<'a>, name: &str, node: impl Ranged) -> Res<Val> {
        self.step_by(function.defaults.len() / 8, &node)?;
        let found = function.defaults.iter().find(|(parameter, _)| *parameter == name);
        match found {
            Some((_, value)) => Ok(value.clone()),
            None => Err(self.raise("TypeError", format!("missing argument '{name}'"), node)),
        }
    }

    /// The class whose body is being run right here.
    pub fn class_being_made(&self) -> Option<Id> {
        let (scope, class) = self.classes.last()?;
        (*scope == self.scope).then_some(*class)
    }

    /// Applies a decorator.
    pub fn decorate(&mut self, decorator: &'a ast::Expr, value: Val) -> Res<Val> {
        let (callee, is_called) = match decorator {
            ast::Expr::Call(call) => (&*call.func, true),
            other => (other, false),
        };
        let made = self.eval(callee)?;
        match (&made, made.as_name()) {
            (Val::Builtin(kind @ ("staticmethod" | "classmethod" | "property")), _) if !is_called => {
                let kind = match *kind {
                    "staticmethod" => FunctionKind::Static,
                    "classmethod" => FunctionKind::OfClass,
                    _ => FunctionKind::Property,
                };
                if let Some(function) = self.as_function(&value).cloned() {
                    return self.make(Object::Function(Function { kind, ..function }), decorator);
                }
            }
            (_, Some(name)) if changes_nothing(name) => return Ok(value),
            (_, Some("contextlib.contextmanager")) if !is_called && self.as_function(&value).is_some() => {
                return self.make(Object::Manager(value), decorator);
            }
            (_, Some("sqlalchemy.ext.compiler.compiles")) if is_called => {
                if let ast::Expr::Call(call) = decorator {
                    let arguments = self.arguments(&call.arguments)?;
                    self.spell(&arguments, &value);
                }
                return Ok(value);
            }
            (Val::Ref(_), _) if self.as_function(&made).is_some() => {
                let decorator_value = if is_called { self.eval(decorator)? } else { made };
                return self.call(&decorator_value, Arguments::of(vec![value]), decorator);
            }
            _ => {}
        }
        let text = format!("what the decorator `{}` does is not read", self.snippet(decorator));
        let unknown = self.unknown_of(decorator, text, false);
        if let Val::Ref(id) = value
            && let Some(class) = self.class_mut(id)
        {
            class.doubt = Some(unknown);
            return Ok(value);
        }
        Ok(Val::Unknown(unknown))
    }
}

/// The rest of a `with` statement behind one of its managers.
#[derive(Debug, Clone, Copy)]
pub(super) struct Inner<'a> {
    pub item: &'a ast::WithItem,
    pub rest: &'a [ast::WithItem],
    pub with: &'a ast::StmtWith,
    pub whole: &'a Stmt,
}

/// A `with` whose manager runs.
#[derive(Debug)]
pub(super) struct Managed<'a> {
    inner: Inner<'a>,
    scope: ScopeId,
    module: super::value::ModuleId,
    attempts: u32,
    /// How its body ended.
    flow: Option<Flow>,
    /// How often the manager came to its `yield`.
    runs: u32,
}

/// Decorators that leave what a function or class does as it is.
fn changes_nothing(name: &str) -> bool {
    matches!(
        name,
        "functools.wraps"
            | "enum.unique"
            | "abc.abstractmethod"
            | "typing.final"
            | "typing.no_type_check"
            | "typing.overload"
            | "typing_extensions.final"
            | "typing_extensions.override"
            | "typing.override"
    )
}

fn take(keywords: &mut Vec<(Arc<str>, Val)>, name: &str) -> Option<Val> {
    let at = keywords.iter().position(|(keyword, _)| &**keyword == name)?;
    Some(keywords.remove(at).1)
}
