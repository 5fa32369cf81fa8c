//! `try`, `raise`, `assert` and `with`.

use ruff_python_ast::{self as ast, ExceptHandler, Stmt};
use ruff_text_size::Ranged;

use crate::ops::{Call, Value};

use super::Runner;
use super::flow::{Flow, Raised, Res, Stop};
use super::function::Inner;
use super::value::{Arguments, Object, Unknown, Val};

impl<'a> Runner<'a, '_> {
    /// Runs `try`. What happens when an operation fails is known only where nothing is performed: offline.
    pub fn attempt(&mut self, attempt: &'a ast::StmtTry, whole: &'a Stmt) -> Res<Flow> {
        if let Some(unknown) = self.doubtful_import(attempt) {
            return self.unread(
                whole,
                attempt.body.first().map_or(whole.range(), Ranged::range),
                &unknown,
            );
        }
        let has_handlers = !attempt.handlers.is_empty();
        let before = (self.calls, self.mysteries);
        self.attempts += u32::from(has_handlers);
        let outcome = self.exec_all(&attempt.body);
        self.attempts -= u32::from(has_handlers);
        let outcome = match outcome {
            Ok(flow) if has_handlers => self.after_body(attempt, whole, before, flow),
            Ok(Flow::Next) => self.exec_all(&attempt.orelse),
            Err(Stop::Raised(raised)) => self.handle(attempt, whole, *raised),
            other => other,
        };
        match self.exec_all(&attempt.finalbody)? {
            Flow::Next => outcome,
            flow => match outcome {
                Err(Stop::Halt(reason)) => Err(Stop::Halt(reason)),
                _ => Ok(flow),
            },
        }
    }

    /// Weighs whether the body could have ended otherwise than it did here.
    fn after_body(&mut self, attempt: &'a ast::StmtTry, whole: &'a Stmt, before: (u64, u64), flow: Flow) -> Res<Flow> {
        let text = if self.mysteries > before.1 {
            Some("what is tried depends on what is not known")
        } else if self.calls > before.0 && !self.is_offline(whole) {
            Some("what happens when an operation fails is known only to the database")
        } else {
            None
        };
        if let Some(text) = text {
            let range = attempt.body.first().map_or(whole.range(), Ranged::range);
            let unknown = self.unknown_of(range, text, false);
            let lost = self.unread(whole, range, &unknown)?;
            return Ok(match flow {
                Flow::Next => lost,
                _ => Flow::Lost(unknown),
            });
        }
        match flow {
            Flow::Next => self.exec_all(&attempt.orelse),
            flow => Ok(flow),
        }
    }

    fn handle(&mut self, attempt: &'a ast::StmtTry, whole: &'a Stmt, raised: Raised) -> Res<Flow> {
        for handler in &attempt.handlers {
            let ExceptHandler::ExceptHandler(handler) = handler;
            let is_caught = match &handler.type_ {
                None => Some(true),
                Some(class) => {
                    let class = self.eval(class)?;
                    self.is_caught(&raised, &class)
                }
            };
            match is_caught {
                Some(false) => {}
                Some(true) => {
                    if let Some(name) = &handler.name {
                        let value = self.caught_value(&raised, handler.range())?;
                        self.bind(name.as_str(), value);
                    }
                    self.handled.push(raised);
                    let flow = self.exec_all(&handler.body);
                    self.handled.pop();
                    if let Some(name) = &handler.name {
                        self.unbind(name.as_str());
                    }
                    return flow;
                }
                None => {
                    let text = format!("whether `{}` is caught is not known", raised.name);
                    let unknown = self.unknown_of(handler, text, false);
                    return self.unread(whole, handler.range(), &unknown);
                }
            }
        }
        Err(Stop::Raised(Box::new(raised)))
    }

    /// Makes the exception where Python itself raised it.
    fn caught_value(&mut self, raised: &Raised, node: impl Ranged) -> Res<Val> {
        let range = node.range();
        match &raised.value {
            Val::Builtin(_) if raised.message.is_empty() => {
                self.exception(raised.value.clone(), Arguments::default(), range)
            }
            Val::Builtin(_) => {
                // The words of Python's own messages differ from version to version.
                let words = self.data(range, "the words of the exception are known only when it is raised");
                self.exception(raised.value.clone(), Arguments::of(vec![words]), range)
            }
            value => Ok(value.clone()),
        }
    }

    /// Finds an import that is tried because the module may be missing.
    fn doubtful_import(&self, attempt: &'a ast::StmtTry) -> Option<Unknown> {
        if attempt.handlers.is_empty() {
            return None;
        }
        attempt.body.iter().find_map(|statement| match statement {
            Stmt::Import(import) => {
                let name = import
                    .names
                    .iter()
                    .find(|alias| !self.is_surely_there(alias.name.as_str()))?;
                Some(self.unknown_of(
                    import,
                    format!("whether `{}` is installed is not known", name.name),
                    false,
                ))
            }
            Stmt::ImportFrom(import) => {
                let module = import.module.as_ref().map_or("", |module| module.as_str());
                let is_sure = import.level > 0 || self.is_surely_there(module) && !is_versioned(module);
                (!is_sure).then(|| self.unknown_of(import, format!("whether `{module}` has it is not known"), false))
            }
            _ => None,
        })
    }

    /// Asks the host as a script would.
    fn is_offline(&mut self, node: impl Ranged) -> bool {
        let call = Call {
            callee: Value::name("alembic.context.is_offline_mode"),
            arguments: Vec::new(),
            keywords: Vec::new(),
            place: self.place(node),
        };
        matches!(self.host.call(call), Value::Bool(true))
    }

    pub fn raise_statement(&mut self, raise: &'a ast::StmtRaise) -> Res<Flow> {
        let Some(expression) = &raise.exc else {
            let again = self.handled.last().cloned();
            return Err(match again {
                Some(raised) => Stop::Raised(Box::new(raised)),
                None => self.raise("RuntimeError", "no active exception to reraise", raise),
            });
        };
        let value = self.eval(expression)?;
        let name = match &value {
            Val::Builtin(name) => (*name).into(),
            Val::Symbol(symbol) => match (symbol.value.as_name(), symbol.value.as_call()) {
                (Some(name), _) => name.into(),
                (None, Some(call)) => call.callee.as_name().unwrap_or("an exception").into(),
                _ => "an exception".into(),
            },
            Val::Ref(_) => {
                let class = self
                    .as_instance(&value)
                    .map_or_else(|| value.clone(), |instance| instance.class.clone());
                match (&class, self.as_class(&class)) {
                    (Val::Builtin(name), _) => (*name).into(),
                    (_, Some((_, class))) => class.name.clone(),
                    _ => "an exception".into(),
                }
            }
            _ => "an exception".into(),
        };
        Err(Stop::Raised(Box::new(Raised {
            name,
            value,
            place: self.place(raise),
            message: String::new(),
        })))
    }

    pub fn assert(&mut self, assert: &'a ast::StmtAssert) -> Res<Flow> {
        let test = self.eval(&assert.test)?;
        match self.truth(&test, &*assert.test)? {
            Ok(true) => {}
            Ok(false) => return Err(self.raise("AssertionError", "", assert)),
            Err(unknown) => self.opaque(&*assert.test, &unknown),
        }
        Ok(Flow::Next)
    }

    /// Runs `with`: the host enters and leaves what belongs to a library.
    pub fn with(&mut self, with: &'a ast::StmtWith, whole: &'a Stmt) -> Res<Flow> {
        if with.is_async {
            let unknown = self.unknown_of(with, "`async with` is not read", false);
            return self.unread(whole, whole.range(), &unknown);
        }
        self.with_items(&with.items, with, whole)
    }

    pub fn with_items(&mut self, items: &'a [ast::WithItem], with: &'a ast::StmtWith, whole: &'a Stmt) -> Res<Flow> {
        let Some((item, rest)) = items.split_first() else {
            return self.exec_all(&with.body);
        };
        let manager = self.eval(&item.context_expr)?;
        if let Some(unknown) = self.lost(&manager) {
            return self.unread(whole, item.context_expr.range(), &unknown);
        }
        if let Some(target) = nothing_managed(&manager) {
            let value = self.convert_back(&target, &item.context_expr)?;
            self.bind_manager(item, value)?;
            return self.with_items(rest, with, whole);
        }
        if let Val::Ref(id) = &manager
            && let Object::Managed(function, arguments) = self.object(*id)
        {
            let (function, arguments) = (function.clone(), (**arguments).clone());
            let inner = Inner {
                item,
                rest,
                with,
                whole,
            };
            return match self.manage(&function, arguments, inner, &item.context_expr)? {
                Some(flow) => Ok(flow),
                None => {
                    let unknown = self.unknown_of(&item.context_expr, "what this manager does is not read", false);
                    self.unread(whole, item.context_expr.range(), &unknown)
                }
            };
        }
        if is_suppress(&manager) {
            return self.with_suppress(items, with, whole);
        }
        match &manager {
            Val::Symbol(symbol) => {
                let object = symbol.value.clone();
                let place = self.place(&item.context_expr);
                self.calls += 1;
                let entered = self.host.enter(&object, place);
                let value = self.convert_back(&entered, &item.context_expr)?;
                self.bind_manager(item, value)?;
                let flow = self.with_items(rest, with, whole);
                let place = self.place(&item.context_expr);
                self.host.leave(&object, place);
                flow
            }
            Val::Ref(_) if self.as_instance(&manager).is_some() => self.with_instance(&manager, items, with, whole),
            _ => {
                let text = format!("`{}` is no context that is read", self.snippet(&item.context_expr));
                let unknown = self.unknown_of(&item.context_expr, text, false);
                self.unread(whole, item.context_expr.range(), &unknown)
            }
        }
    }

    /// `contextlib.suppress`: a `try` that passes over what it catches.
    fn with_suppress(&mut self, items: &'a [ast::WithItem], with: &'a ast::StmtWith, whole: &'a Stmt) -> Res<Flow> {
        let range = items[0].context_expr.range();
        let before = (self.calls, self.mysteries);
        self.attempts += 1;
        let flow = self.with_items(&items[1..], with, whole);
        self.attempts -= 1;
        let text = match &flow {
            Err(Stop::Raised(_)) => "what is suppressed here is not read",
            Ok(_) if self.mysteries > before.1 => "what is suppressed here depends on what is not known",
            Ok(_) if self.calls > before.0 && !self.is_offline(range) => {
                "what happens when an operation fails is known only to the database"
            }
            _ => return flow,
        };
        let unknown = self.unknown_of(range, text, false);
        self.unread(whole, range, &unknown)
    }

    fn with_instance(
        &mut self,
        manager: &Val,
        items: &'a [ast::WithItem],
        with: &'a ast::StmtWith,
        whole: &'a Stmt,
    ) -> Res<Flow> {
        let range = items[0].context_expr.range();
        let exit = self.attribute_of(manager, "__exit__", range)?;
        let enter = self.attribute_of(manager, "__enter__", range)?;
        let value = self.call(&enter, Arguments::default(), range)?;
        self.bind_manager(&items[0], value)?;
        match self.with_items(&items[1..], with, whole) {
            Ok(flow) => {
                self.call(&exit, Arguments::of(vec![Val::None, Val::None, Val::None]), range)?;
                Ok(flow)
            }
            Err(Stop::Raised(raised)) => {
                let text = format!("what `__exit__` does about `{}` is not read", raised.name);
                let unknown = self.unknown_of(range, text, false);
                self.unread(whole, range, &unknown)
            }
            halt => halt,
        }
    }

    fn bind_manager(&mut self, item: &'a ast::WithItem, value: Val) -> Res<()> {
        match &item.optional_vars {
            Some(target) => self.bind_target(target, value),
            None => Ok(()),
        }
    }
}

/// Answers what `contextlib.nullcontext(value)` holds.
fn nothing_managed(manager: &Val) -> Option<Value> {
    let Val::Symbol(symbol) = manager else {
        return None;
    };
    let call = symbol.value.as_call()?;
    let is_null = call.callee.as_name() == Some("contextlib.nullcontext");
    is_null.then(|| call.arguments.first().cloned().unwrap_or(Value::None))
}

/// Decides whether a manager is `contextlib.suppress(...)`.
fn is_suppress(manager: &Val) -> bool {
    let Val::Symbol(symbol) = manager else {
        return false;
    };
    let call = symbol.value.as_call();
    call.is_some_and(|call| call.callee.as_name() == Some("contextlib.suppress"))
}

/// Modules whose names come and go with their version.
fn is_versioned(module: &str) -> bool {
    let top = module.split('.').next().unwrap_or_default();
    matches!(top, "sqlalchemy" | "alembic" | "typing" | "collections")
}
