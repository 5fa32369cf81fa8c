//! What follows from a statement that is not run because something it depends on is not known.

use std::collections::HashSet;

use ruff_python_ast::visitor::{self, Visitor};
use ruff_python_ast::{Expr, ExprContext, Stmt};
use ruff_text_size::{Ranged, TextRange};

use super::super::effects::Effects;
use super::Runner;
use super::flow::{Flow, Res};
use super::scope::ScopeId;
use super::value::{Code, Id, Object, Unknown, Val};

/// Names and ways out that stand in some code.
#[derive(Default)]
struct Mentions<'a> {
    used: HashSet<&'a str>,
    globals: HashSet<&'a str>,
    /// Depth of loops around what is looked at.
    loops: u32,
    functions: u32,
    returns: bool,
    breaks: bool,
    raises: bool,
    calls: bool,
}

impl<'a> Visitor<'a> for Mentions<'a> {
    fn visit_stmt(&mut self, statement: &'a Stmt) {
        match statement {
            Stmt::Return(_) => self.returns |= self.functions == 0,
            Stmt::Raise(_) => self.raises |= self.functions == 0,
            Stmt::Break(_) | Stmt::Continue(_) => self.breaks |= self.functions == 0 && self.loops == 0,
            Stmt::Global(global) => self
                .globals
                .extend(global.names.iter().map(ruff_python_ast::Identifier::as_str)),
            _ => {}
        }
        let (is_loop, is_function) = match statement {
            Stmt::For(_) | Stmt::While(_) => (1, 0),
            Stmt::FunctionDef(_) | Stmt::ClassDef(_) => (0, 1),
            _ => (0, 0),
        };
        self.loops += is_loop;
        self.functions += is_function;
        visitor::walk_stmt(self, statement);
        self.loops -= is_loop;
        self.functions -= is_function;
    }

    fn visit_expr(&mut self, expression: &'a Expr) {
        match expression {
            Expr::Name(name) if name.ctx == ExprContext::Load => {
                self.used.insert(name.id.as_str());
            }
            Expr::Call(_) => self.calls = true,
            _ => {}
        }
        visitor::walk_expr(self, expression);
    }
}

impl<'a> Runner<'a, '_> {
    /// Leaves a statement unread: tells why, forgets what it may have bound or changed, and says how things go on.
    pub fn unread(&mut self, statement: &'a Stmt, at: TextRange, unknown: &Unknown) -> Res<Flow> {
        self.opaque(at, unknown);
        self.step_over(statement)?;
        let mut mentions = Mentions::default();
        mentions.visit_stmt(statement);
        for (name, _) in Effects::of(statement).bound {
            self.bind(name, Val::Unknown(unknown.clone()));
        }
        self.forget_mentioned(&mentions, self.scope, unknown, statement.range())?;
        let leaves = mentions.returns || mentions.breaks || mentions.raises && self.attempts > 0;
        Ok(if leaves && self.loading == 0 {
            Flow::Lost(unknown.clone())
        } else {
            Flow::Next
        })
    }

    /// Leaves an expression unread: it is not known, and what it may do with what it mentions is neither.
    pub fn unread_expression(&mut self, expression: &'a Expr, unknown: &Unknown) -> Res<Val> {
        self.step_over(expression)?;
        let mut mentions = Mentions::default();
        mentions.visit_expr(expression);
        if mentions.calls && !self.is_plain(expression) {
            self.opaque(expression, unknown);
            self.forget_mentioned(&mentions, self.scope, unknown, expression.range())?;
            return Ok(Val::Unknown(Unknown {
                harmless: false,
                ..unknown.clone()
            }));
        }
        Ok(Val::Unknown(unknown.clone()))
    }

    fn forget_mentioned(
        &mut self,
        mentions: &Mentions<'a>,
        scope: ScopeId,
        unknown: &Unknown,
        range: TextRange,
    ) -> Res<()> {
        let mut seen = HashSet::new();
        for name in &mentions.globals {
            let module = self.modules[self.module.0].scope;
            self.bind_in(module, name, Val::Unknown(unknown.clone()));
        }
        for name in &mentions.used {
            if let Some(value) = self.peek(name, scope) {
                self.forget(&value, unknown, &mut seen, range)?;
            }
        }
        Ok(())
    }

    /// Forgets the content of everything that can be changed through these values.
    pub fn forget_all(&mut self, values: &[Val], unknown: &Unknown, node: impl Ranged) -> Res<()> {
        let mut seen = HashSet::new();
        let range = node.range();
        values
            .iter()
            .try_for_each(|value| self.forget(value, unknown, &mut seen, range))
    }

    /// Forgets by a list of what is still to be looked at: objects may hold each other in circles and chains.
    fn forget(&mut self, value: &Val, unknown: &Unknown, seen: &mut HashSet<Id>, range: TextRange) -> Res<()> {
        let mut waiting = vec![value.clone()];
        while let Some(value) = waiting.pop() {
            let Val::Ref(id) = value else { continue };
            if !seen.insert(id) {
                continue;
            }
            self.step(range)?;
            let is_changed = match self.object(id) {
                Object::List(items) => {
                    waiting.extend(items.iter().cloned());
                    true
                }
                Object::Tuple(items) => {
                    waiting.extend(items.iter().cloned());
                    false
                }
                Object::Dict(items) => {
                    waiting.extend(items.values().map(|(_, value)| value.clone()));
                    true
                }
                Object::Instance(instance) => {
                    waiting.extend(instance.attributes.values().cloned());
                    let class = self.as_class(&instance.class);
                    class.is_some_and(|(_, class)| class.members.is_none())
                }
                Object::View(dict, _) => {
                    waiting.push(Val::Ref(*dict));
                    false
                }
                Object::Set(_) | Object::Iterator(_) => true,
                Object::Manager(function) | Object::Proxy(function) => {
                    waiting.push(function.clone());
                    false
                }
                Object::Managed(function, arguments) => {
                    waiting.push(function.clone());
                    waiting.extend(arguments.positional.iter().cloned());
                    waiting.extend(arguments.keywords.iter().map(|(_, value)| value.clone()));
                    false
                }
                Object::Bound(receiver, function) => {
                    waiting.extend([receiver.clone(), function.clone()]);
                    false
                }
                Object::Method(receiver, _) | Object::Super { object: receiver, .. } => {
                    waiting.push(receiver.clone());
                    false
                }
                Object::Partial(partial) => {
                    waiting.push(partial.callee.clone());
                    waiting.extend(partial.arguments.iter().cloned());
                    waiting.extend(partial.keywords.iter().map(|(_, value)| value.clone()));
                    false
                }
                Object::Function(function) => {
                    self.step_over(match function.body {
                        Code::Body(body) => body.range(),
                        Code::Lambda(body) => body.range(),
                    })?;
                    self.used_by_function(id, unknown, &mut waiting);
                    false
                }
                Object::Class(class) => {
                    waiting.extend(class.attributes.values().cloned());
                    false
                }
                Object::Range(..) | Object::Module(_) | Object::Lost(_) => false,
            };
            if is_changed {
                *self.object_mut(id) = Object::Lost(unknown.clone());
            }
        }
        Ok(())
    }

    /// A function may change whatever its code names.
    fn used_by_function(&mut self, id: Id, unknown: &Unknown, waiting: &mut Vec<Val>) {
        let Object::Function(function) = self.object(id) else {
            return;
        };
        let (scope, module) = (function.scope, function.module);
        let mut mentions = Mentions::default();
        match function.body {
            Code::Body(body) => mentions.visit_body(&body.body),
            Code::Lambda(body) => mentions.visit_expr(body),
        }
        for name in &mentions.globals {
            let scope = self.modules[module.0].scope;
            self.bind_in(scope, name, Val::Unknown(unknown.clone()));
        }
        waiting.extend(mentions.used.iter().filter_map(|name| self.peek(name, scope)));
    }

    /// Looks a name up without loading anything.
    pub fn peek(&self, name: &str, mut scope: ScopeId) -> Option<Val> {
        loop {
            let here = self.scope_ref(scope);
            if let Some(value) = here.names.get(name) {
                return Some(value.clone());
            }
            scope = here.parent?;
        }
    }

    /// Decides whether all calls in an expression only build values: of types and functions that Python has without an
    /// import, and of `SQLAlchemy`, but for what it sends to a database.
    pub fn is_plain(&self, expression: &'a Expr) -> bool {
        const BUILDS: [&str; 22] = [
            "str",
            "int",
            "float",
            "bool",
            "len",
            "list",
            "tuple",
            "dict",
            "set",
            "frozenset",
            "sorted",
            "reversed",
            "range",
            "enumerate",
            "zip",
            "min",
            "max",
            "sum",
            "any",
            "all",
            "isinstance",
            "repr",
        ];
        let mut calls = Callees::default();
        calls.visit_expr(expression);
        calls.found.iter().all(|callee| match callee {
            Expr::Name(name) => match self.peek(&name.id, self.scope) {
                None => BUILDS.contains(&name.id.as_str()),
                Some(value) => is_building(&value),
            },
            Expr::Attribute(attribute) => {
                !attribute.attr.starts_with("execute")
                    && !["create", "drop", "create_all", "drop_all", "scalar", "scalars"]
                        .contains(&attribute.attr.as_str())
                    && root(&attribute.value).is_some_and(|name| match self.peek(name, self.scope) {
                        Some(Val::Symbol(symbol)) => is_building(&Val::Symbol(symbol)),
                        Some(Val::Text(_)) => true,
                        _ => false,
                    })
            }
            _ => false,
        })
    }
}

fn is_building(value: &Val) -> bool {
    value
        .as_name()
        .is_some_and(|name| name.starts_with("sqlalchemy") && !name.contains("orm"))
}

fn root(mut expression: &Expr) -> Option<&str> {
    loop {
        match expression {
            Expr::Name(name) => return Some(name.id.as_str()),
            Expr::Attribute(attribute) => expression = &attribute.value,
            Expr::Call(call) => expression = &call.func,
            _ => return None,
        }
    }
}

#[derive(Default)]
struct Callees<'a> {
    found: Vec<&'a Expr>,
}

impl<'a> Visitor<'a> for Callees<'a> {
    fn visit_expr(&mut self, expression: &'a Expr) {
        if let Expr::Call(call) = expression {
            self.found.push(&call.func);
        }
        visitor::walk_expr(self, expression);
    }
}
