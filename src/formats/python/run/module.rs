//! Modules: the revision itself, and those of the project that it imports, read as far as they are asked for.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use ruff_python_ast::{Expr, Stmt};
use ruff_text_size::Ranged;

use super::super::effects::Effects;
use super::builtin;
use super::files::File;
use super::flow::{Flow, Res, Stop};
use super::scope::{ScopeId, ScopeKind};
use super::value::{ModuleId, Object, Unknown, Val};
use super::{MAIN, Runner, parse};

/// A module.
pub(super) struct Module<'a> {
    pub file: &'a File,
    pub scope: ScopeId,
    /// Its dotted name.
    pub name: String,
    /// It is the `__init__.py` of a package.
    pub is_package: bool,
    /// Why any name may be bound to anything.
    pub clouded: Option<Unknown>,
    /// The statements that bind or use a name, in order; none for the revision itself, which runs from top to bottom.
    statements: Option<HashMap<&'a str, Vec<usize>>>,
    /// Statements with `*`.
    stars: Vec<usize>,
    /// Statements that ran already.
    done: HashSet<usize>,
    /// Names bound through `globals()`.
    pub bound_by_text: HashMap<Arc<str>, Val>,
    /// The statement that runs now, innermost last.
    running: Vec<usize>,
}

impl<'a> Module<'a> {
    /// The revision itself.
    pub fn main(file: &'a File, scope: ScopeId) -> Self {
        Self {
            file,
            scope,
            name: "revision".to_owned(),
            is_package: false,
            clouded: None,
            statements: None,
            stars: Vec::new(),
            done: HashSet::new(),
            bound_by_text: HashMap::new(),
            running: Vec::new(),
        }
    }

    pub fn imported(file: &'a File, scope: ScopeId, name: &str) -> Self {
        let is_package = file.source.path().file_name().is_some_and(|file| file == "__init__.py");
        let mut module = Self {
            name: name.to_owned(),
            is_package,
            ..Self::main(file, scope)
        };
        let mut statements: HashMap<&'a str, Vec<usize>> = HashMap::new();
        for (at, statement) in file.parsed.syntax().body.iter().enumerate() {
            let effects = Effects::of(statement);
            if effects.star.is_some() {
                module.stars.push(at);
            }
            let bound = effects.bound.iter().map(|(name, _)| *name);
            let used = effects.used.iter().copied().filter(|_| may_change(statement));
            for name in bound.chain(used) {
                let known = statements.entry(name).or_default();
                if known.last() != Some(&at) {
                    known.push(at);
                }
            }
        }
        module.statements = Some(statements);
        module
    }
}

/// Decides whether a statement may change the values of names that it uses.
fn may_change(statement: &Stmt) -> bool {
    match statement {
        Stmt::FunctionDef(_) | Stmt::ClassDef(_) | Stmt::Import(_) | Stmt::ImportFrom(_) => false,
        Stmt::Assign(assign) => !assign.targets.iter().all(Expr::is_name_expr),
        Stmt::AnnAssign(assign) => !assign.target.is_name_expr(),
        Stmt::Expr(expression) => !expression.value.is_string_literal_expr(),
        _ => true,
    }
}

impl<'a> Runner<'a, '_> {
    /// Answers a module of the project by its dotted name; none where the project has none.
    pub fn module_named(&mut self, name: &str, node: impl Ranged) -> Res<Option<ModuleId>> {
        if let Some(known) = self.modules_by_name.get(name) {
            return Ok(*known);
        }
        if self.modules.len() > self.limits.modules {
            self.modules_by_name.insert(name.to_owned(), None);
            return Ok(None);
        }
        let found = self.host.module(name);
        let module = match found.map(|source| parse(&source)) {
            Some(Ok(file)) => {
                self.grow(file.source.text().len(), node)?;
                let file = self.files.add(file);
                let id = ModuleId(self.modules.len());
                let scope = self.open_scope(ScopeKind::Module, None, id);
                self.modules.push(Module::imported(file, scope, name));
                self.bind_module_names(id);
                Some(id)
            }
            // A file that is no Python would raise when it is imported.
            Some(Err(_)) | None => None,
        };
        self.modules_by_name.insert(name.to_owned(), module);
        Ok(module)
    }

    /// Binds what every module has from the start.
    pub fn bind_module_names(&mut self, id: ModuleId) {
        let module = &self.modules[id.0];
        let (scope, name) = (module.scope, module.name.clone());
        let path = module.file.source.path().to_string_lossy().into_owned();
        if self.scope_ref(scope).names.contains_key("__file__") {
            return;
        }
        self.bind_in(scope, "__name__", Val::text(name));
        self.bind_in(scope, "__file__", Val::text(path));
    }

    /// Looks a name of a module up, then one that Python has itself.
    pub fn global(&mut self, module: ModuleId, name: &'a str, node: impl Ranged) -> Res<Val> {
        let range = node.range();
        if let Some(value) = self.name_of_module(module, name, range)? {
            return Ok(value);
        }
        if let Some(value) = builtin::find(name) {
            return Ok(value);
        }
        if let Some(unknown) = &self.modules[module.0].clouded {
            return Ok(Val::Unknown(unknown.clone()));
        }
        Err(self.raise("NameError", format!("name '{name}' is not defined"), range))
    }

    /// Answers what a module binds a name to; none where it does not.
    pub fn name_of_module(&mut self, id: ModuleId, name: &str, node: impl Ranged) -> Res<Option<Val>> {
        let range = node.range();
        let module = &self.modules[id.0];
        let statements = module
            .statements
            .as_ref()
            .and_then(|statements| statements.get(name))
            .cloned();
        self.step_by(statements.as_ref().map_or(0, Vec::len) / 8, range)?;
        let module = &self.modules[id.0];
        let waiting: Vec<usize> = statements
            .unwrap_or_default()
            .into_iter()
            .filter(|at| !module.done.contains(at))
            .collect();
        let binds_late = module
            .running
            .last()
            .is_some_and(|running| waiting.iter().any(|at| at > running));
        if binds_late {
            let text = format!("`{name}` is bound or changed further down in its module");
            return Ok(Some(self.unknown(range, text)));
        }
        for at in waiting {
            self.run_statement(id, at)?;
        }
        let scope = self.modules[id.0].scope;
        if let Some(value) = self.scope_ref(scope).names.get(name) {
            return Ok(Some(value.clone()));
        }
        if let Some(value) = self.modules[id.0].bound_by_text.get(name) {
            return Ok(Some(value.clone()));
        }
        self.name_from_stars(id, name, range)
    }

    /// Looks a name up in the modules that a module takes all names of.
    fn name_from_stars(&mut self, id: ModuleId, name: &str, node: impl Ranged) -> Res<Option<Val>> {
        let range = node.range();
        if self.modules[id.0].statements.is_none() {
            return Ok(None);
        }
        for at in self.modules[id.0].stars.clone().into_iter().rev() {
            let file: &'a File = self.modules[id.0].file;
            let Some(Stmt::ImportFrom(import)) = file.parsed.syntax().body.get(at) else {
                let text = format!("`{name}` may come from a `*` that is not read");
                return Ok(Some(self.unknown(range, text)));
            };
            if !self.modules[id.0].done.insert(at) {
                continue;
            }
            let outer = (self.scope, self.module);
            (self.scope, self.module) = (self.modules[id.0].scope, id);
            let target = self.imported_module(import);
            (self.scope, self.module) = outer;
            let found = match target? {
                Some(target) => self.name_of_module(target, name, range)?,
                None => Some(self.unknown(
                    range,
                    format!("`{name}` may come from `{}`", self.snippet_in(id, import)),
                )),
            };
            self.modules[id.0].done.remove(&at);
            if found.is_some() {
                return Ok(found);
            }
        }
        Ok(None)
    }

    /// Runs a statement of an imported module that did not run yet; the revision's own ran all.
    pub fn run_statement_once(&mut self, id: ModuleId, at: usize) -> Res<()> {
        if self.modules[id.0].statements.is_none() {
            return Ok(());
        }
        self.run_statement(id, at)
    }

    /// Runs one statement of an imported module, with its own names around it.
    fn run_statement(&mut self, id: ModuleId, at: usize) -> Res<()> {
        if !self.modules[id.0].done.insert(at) {
            return Ok(());
        }
        let file: &'a File = self.modules[id.0].file;
        let Some(statement) = file.parsed.syntax().body.get(at) else {
            return Ok(());
        };
        let outer = (
            self.scope,
            self.module,
            self.attempts,
            std::mem::take(&mut self.classes),
        );
        self.modules[id.0].running.push(at);
        (self.scope, self.module, self.attempts) = (self.modules[id.0].scope, id, 0);
        self.loading += 1;
        self.running.push(None);
        let told = std::mem::take(&mut self.told);
        let flow = self.exec(statement);
        self.told = told;
        self.running.pop();
        self.loading -= 1;
        let (scope, module, attempts, classes) = outer;
        (self.scope, self.module, self.attempts, self.classes) = (scope, module, attempts, classes);
        self.modules[id.0].running.pop();
        match flow {
            Ok(Flow::Lost(_) | Flow::Next | Flow::Break | Flow::Continue | Flow::Return(_)) => Ok(()),
            Err(Stop::Raised(raised)) => {
                // Python would fail to import the module, or something before it differs here: nothing it binds is known.
                let text = format!("loading `{}` raises `{}`", self.modules[id.0].name, raised.name);
                let unknown = self.unknown_of(self.site, text, false);
                let scope = self.modules[id.0].scope;
                self.bind_unknown(scope, statement, &unknown);
                Ok(())
            }
            Err(halt) => Err(halt),
        }
    }

    fn bind_unknown(&mut self, scope: ScopeId, statement: &'a Stmt, unknown: &Unknown) {
        for (name, _) in Effects::of(statement).bound {
            self.bind_in(scope, name, Val::Unknown(unknown.clone()));
        }
    }

    /// Forgets what a statement of the revision's level would have bound.
    pub fn lose_bound(&mut self, statement: &'a Stmt) {
        let unknown = self.unknown_of(statement, "the statement that binds it raises", false);
        self.bind_unknown(self.modules[MAIN.0].scope, statement, &unknown);
    }

    /// Answers all names of a module with their values, loading what was not asked for yet.
    pub fn all_names(&mut self, id: ModuleId, node: impl Ranged + Copy) -> Res<Vec<(Val, Val)>> {
        let known: Vec<&'a str> = match &self.modules[id.0].statements {
            Some(statements) => statements.keys().copied().collect(),
            None => Vec::new(),
        };
        self.step_by(self.modules[id.0].bound_by_text.len(), node)?;
        let bound = self.scope_ref(self.modules[id.0].scope).names.len();
        self.step_by(bound, node)?;
        for name in known {
            self.name_of_module(id, name, node)?;
        }
        let module = &self.modules[id.0];
        let names = self
            .scope_ref(module.scope)
            .names
            .iter()
            .map(|(name, value)| (Val::text(*name), value.clone()));
        let texts = module
            .bound_by_text
            .iter()
            .map(|(name, value)| (Val::Text(Arc::clone(name)), value.clone()));
        Ok(names.chain(texts).collect())
    }

    /// Binds a name through `globals()`.
    pub fn bind_by_text(&mut self, id: ModuleId, name: &Arc<str>, value: Val) {
        let scope = self.modules[id.0].scope;
        self.scopes[scope.0].names.shift_remove(&**name);
        self.modules[id.0].bound_by_text.insert(Arc::clone(name), value);
    }

    fn snippet_in(&self, id: ModuleId, node: impl Ranged) -> String {
        let text = self.modules[id.0].file.source.text();
        text.get(node.range().to_std_range())
            .unwrap_or_default()
            .chars()
            .take(60)
            .collect()
    }

    /// Answers an attribute of a module of the project: a name it binds, or a module below it.
    pub fn attribute_of_module(&mut self, id: ModuleId, name: &str, node: impl Ranged + Copy) -> Res<Val> {
        if let Some(value) = self.name_of_module(id, name, node)? {
            return Ok(value);
        }
        let module = &self.modules[id.0];
        let below = format!("{}.{name}", module.name);
        if module.is_package
            && let Some(found) = self.module_named(&below, node)?
        {
            return self.make(Object::Module(found), node);
        }
        if let Some(answers) = self.name_of_module(id, "__getattr__", node)? {
            let name = Val::text(name);
            return self.call(&answers, super::value::Arguments::of(vec![name]), node);
        }
        let module = self.modules[id.0].name.clone();
        Ok(self.unknown(node, format!("`{module}` binds no `{name}` that is read")))
    }

    /// Answers the names that `from module import *` brings, in order.
    pub fn public_names(&self, id: ModuleId, node: impl Ranged + Copy) -> Result<Vec<&'a str>, Unknown> {
        let module = &self.modules[id.0];
        let Some(statements) = &module.statements else {
            return Err(self.unknown_of(node, "a module imports all names of itself", false));
        };
        if !module.stars.is_empty() || statements.contains_key("__all__") || id == MAIN {
            return Err(self.unknown_of(node, "which names `*` brings is not known", false));
        }
        let mut names: Vec<(&'a str, usize)> = statements
            .iter()
            .filter(|(name, _)| !name.starts_with('_'))
            .map(|(name, at)| (*name, at.first().copied().unwrap_or_default()))
            .collect();
        names.sort_by_key(|(_, at)| *at);
        Ok(names.into_iter().map(|(name, _)| name).collect())
    }
}
