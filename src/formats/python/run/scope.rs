//! Names: where they are bound and where they are looked for.

use std::collections::HashSet;
use std::rc::Rc;

use indexmap::IndexMap;
use ruff_python_ast::visitor::{self, Visitor};
use ruff_python_ast::{self as ast, Expr, Stmt};
use ruff_text_size::Ranged;

use super::super::effects::Effects;
use super::Runner;
use super::flow::Res;
use super::value::{ModuleId, Val};

/// A scope on the pile of all scopes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) struct ScopeId(pub usize);

/// What makes a scope.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum ScopeKind {
    Module,
    Class,
    Function,
    Comprehension,
}

/// Names and their values.
#[derive(Debug)]
pub(super) struct Scope<'a> {
    pub names: IndexMap<&'a str, Val>,
    pub parent: Option<ScopeId>,
    pub kind: ScopeKind,
    pub module: ModuleId,
    pub declared: Option<Rc<Declared<'a>>>,
}

/// What the code of a function says about its names before it runs.
#[derive(Debug, Default)]
pub(super) struct Declared<'a> {
    pub locals: HashSet<&'a str>,
    pub globals: HashSet<&'a str>,
    pub outer: HashSet<&'a str>,
    /// It holds a `yield`.
    pub yields: bool,
}

impl<'a> Declared<'a> {
    /// Looks through the body of a function.
    pub fn of(parameters: Option<&'a ast::Parameters>, body: &'a [Stmt]) -> Self {
        let mut declared = Self::default();
        let mut found = Found::default();
        for statement in body {
            found.visit_stmt(statement);
            let bound = Effects::of(statement).bound;
            declared.locals.extend(bound.into_iter().map(|(name, _)| name));
        }
        if let Some(parameters) = parameters {
            let names = parameters.iter().map(|parameter| parameter.name().as_str());
            declared.locals.extend(names);
        }
        for name in found.globals.iter().chain(&found.outer) {
            declared.locals.remove(name);
        }
        declared.globals = found.globals;
        declared.outer = found.outer;
        declared.yields = found.yields;
        declared
    }
}

#[derive(Default)]
struct Found<'a> {
    globals: HashSet<&'a str>,
    outer: HashSet<&'a str>,
    yields: bool,
}

impl<'a> Visitor<'a> for Found<'a> {
    fn visit_stmt(&mut self, statement: &'a Stmt) {
        match statement {
            Stmt::Global(global) => self
                .globals
                .extend(global.names.iter().map(ruff_python_ast::Identifier::as_str)),
            Stmt::Nonlocal(outer) => self
                .outer
                .extend(outer.names.iter().map(ruff_python_ast::Identifier::as_str)),
            Stmt::FunctionDef(_) | Stmt::ClassDef(_) => {}
            _ => visitor::walk_stmt(self, statement),
        }
    }

    fn visit_expr(&mut self, expression: &'a Expr) {
        match expression {
            Expr::Yield(_) | Expr::YieldFrom(_) | Expr::Await(_) => self.yields = true,
            Expr::Lambda(_) => {}
            _ => visitor::walk_expr(self, expression),
        }
    }
}

impl<'a> Runner<'a, '_> {
    /// Opens a scope below another.
    pub fn open_scope(&mut self, kind: ScopeKind, parent: Option<ScopeId>, module: ModuleId) -> ScopeId {
        self.scopes.push(Scope {
            names: IndexMap::new(),
            parent,
            kind,
            module,
            declared: None,
        });
        ScopeId(self.scopes.len() - 1)
    }

    pub fn scope_ref(&self, id: ScopeId) -> &Scope<'a> {
        &self.scopes[id.0]
    }

    fn scope_mut(&mut self, id: ScopeId) -> &mut Scope<'a> {
        &mut self.scopes[id.0]
    }

    /// The scope where the names of functions defined here are looked for: names of a class are not seen in them.
    pub fn enclosing(&self, mut id: ScopeId) -> ScopeId {
        while self.scope_ref(id).kind == ScopeKind::Class {
            match self.scope_ref(id).parent {
                Some(parent) => id = parent,
                None => break,
            }
        }
        id
    }

    /// Looks a name up as code at this place does.
    pub fn lookup(&mut self, name: &'a str, node: impl Ranged) -> Res<Val> {
        let mut next = Some(self.scope);
        let mut is_first = true;
        while let Some(id) = next {
            let scope = self.scope_ref(id);
            if scope.kind == ScopeKind::Class && !is_first {
                next = scope.parent;
                continue;
            }
            is_first = false;
            if let Some(value) = scope.names.get(name) {
                return Ok(value.clone());
            }
            if let Some(declared) = &scope.declared {
                if declared.globals.contains(name) {
                    break;
                }
                if declared.locals.contains(name) {
                    let text = format!("cannot access local variable '{name}' where it is not associated with a value");
                    return Err(self.raise("UnboundLocalError", text, node));
                }
            }
            next = scope.parent;
        }
        self.global(self.module, name, node)
    }

    /// Binds a name as code at this place does.
    pub fn bind(&mut self, name: &'a str, value: Val) {
        let scope = self.target_scope(self.scope, name);
        self.scope_mut(scope).names.insert(name, value);
    }

    /// Binds the name of a walrus, which comprehensions hand to the scope around them.
    pub fn bind_outside(&mut self, name: &'a str, value: Val) {
        let mut id = self.scope;
        while self.scope_ref(id).kind == ScopeKind::Comprehension {
            match self.scope_ref(id).parent {
                Some(parent) => id = parent,
                None => break,
            }
        }
        let scope = self.target_scope(id, name);
        self.scope_mut(scope).names.insert(name, value);
    }

    /// Takes a name out of its scope; answers whether it was there.
    pub fn unbind(&mut self, name: &'a str) -> bool {
        let scope = self.target_scope(self.scope, name);
        self.scope_mut(scope).names.shift_remove(name).is_some()
    }

    pub fn bind_in(&mut self, scope: ScopeId, name: &'a str, value: Val) {
        self.scope_mut(scope).names.insert(name, value);
    }

    fn target_scope(&self, id: ScopeId, name: &str) -> ScopeId {
        let scope = self.scope_ref(id);
        let Some(declared) = &scope.declared else {
            return id;
        };
        if declared.globals.contains(name) {
            return self.modules[scope.module.0].scope;
        }
        if declared.outer.contains(name) {
            let mut next = scope.parent;
            while let Some(outer) = next {
                let scope = self.scope_ref(outer);
                let is_local = scope
                    .declared
                    .as_ref()
                    .is_some_and(|declared| declared.locals.contains(name));
                if scope.kind == ScopeKind::Function && is_local {
                    return outer;
                }
                next = scope.parent;
            }
        }
        id
    }
}
