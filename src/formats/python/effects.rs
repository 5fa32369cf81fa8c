//! What a statement of the module may do to names, without knowing its values.

use ruff_python_ast::visitor::{self, Visitor};
use ruff_python_ast::{self as ast, Expr, ExprContext, Pattern, Stmt};
use ruff_text_size::{Ranged, TextRange};

/// Functions that can bind any name.
const DANGEROUS: [&str; 6] = ["exec", "eval", "globals", "locals", "vars", "execfile"];
/// What may be asked of a namespace without changing it.
const HARMLESS: [&str; 4] = ["get", "keys", "items", "values"];

/// Where code stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
enum Scope {
    /// It runs when the module is loaded and binds names of the module.
    #[default]
    Module,
    /// It runs when the module is loaded and binds names elsewhere.
    Class,
    /// It runs when something calls it.
    Function,
}

/// What was found.
#[derive(Debug, Default)]
pub(super) struct Effects<'a> {
    scope: Scope,
    /// Names bound or deleted in the module, and where.
    pub bound: Vec<(&'a str, TextRange)>,
    /// Something that may bind any name when the module is loaded.
    pub danger: Option<TextRange>,
    /// A star import when the module is loaded.
    pub star: Option<&'a ast::StmtImportFrom>,
    /// Names used when the module is loaded.
    pub used: Vec<&'a str>,
    /// Whether something is called when the module is loaded.
    pub calls: bool,
    /// Names used in functions.
    pub used_later: Vec<&'a str>,
    /// Names that functions declare `global`.
    pub global_later: Vec<(&'a str, TextRange)>,
    /// Something in a function that may bind any name.
    pub danger_later: Option<TextRange>,
}

impl<'a> Effects<'a> {
    /// Looks through one statement.
    pub fn of(statement: &'a Stmt) -> Self {
        let mut effects = Self::default();
        effects.visit_stmt(statement);
        effects
    }

    fn within(&mut self, scope: Scope, look: impl FnOnce(&mut Self)) {
        let outer = std::mem::replace(&mut self.scope, scope);
        // What stands in a function never runs at load time, a class in it neither.
        if outer == Scope::Function {
            self.scope = Scope::Function;
        }
        look(self);
        self.scope = outer;
    }

    fn bind(&mut self, name: &'a str, range: TextRange) {
        if self.scope == Scope::Module {
            self.bound.push((name, range));
        }
    }

    fn endanger(&mut self, range: TextRange) {
        let danger = match self.scope {
            Scope::Function => &mut self.danger_later,
            _ => &mut self.danger,
        };
        danger.get_or_insert(range);
    }

    fn call(&mut self, call: &'a ast::ExprCall) {
        if self.scope != Scope::Function {
            self.calls = true;
        }
        if is_namespace(call) {
            self.endanger(call.range());
        }
    }

    fn function(&mut self, function: &'a ast::StmtFunctionDef) {
        for decorator in &function.decorator_list {
            self.decorated();
            self.visit_decorator(decorator);
        }
        if let Some(parameters) = &function.type_params {
            self.visit_type_params(parameters);
        }
        self.visit_parameters(&function.parameters);
        if let Some(returns) = &function.returns {
            self.visit_annotation(returns);
        }
        self.bind(&function.name, function.name.range());
        self.within(Scope::Function, |effects| effects.visit_body(&function.body));
    }

    fn class(&mut self, class: &'a ast::StmtClassDef) {
        for decorator in &class.decorator_list {
            self.decorated();
            self.visit_decorator(decorator);
        }
        if let Some(arguments) = &class.arguments {
            self.visit_arguments(arguments);
        }
        self.bind(&class.name, class.name.range());
        self.within(Scope::Class, |effects| effects.visit_body(&class.body));
    }

    fn decorated(&mut self) {
        if self.scope != Scope::Function {
            self.calls = true;
        }
    }

    fn aliases(&mut self, names: &'a [ast::Alias]) {
        for alias in names {
            let name = alias.asname.as_ref().unwrap_or(&alias.name);
            let bound = name.as_str().split('.').next().unwrap_or_default();
            self.bind(bound, alias.range());
        }
    }

    fn global(&mut self, statement: &'a ast::StmtGlobal) {
        for name in &statement.names {
            match self.scope {
                Scope::Module => {}
                Scope::Class => self.bound.push((name.as_str(), name.range())),
                Scope::Function => self.global_later.push((name.as_str(), name.range())),
            }
        }
    }

    fn name(&mut self, name: &'a ast::ExprName) {
        match (name.ctx, self.scope) {
            (ExprContext::Store | ExprContext::Del, _) => self.bind(&name.id, name.range()),
            (_, Scope::Function) => self.used_later.push(&name.id),
            (..) => self.used.push(&name.id),
        }
    }

    fn attribute(&mut self, attribute: &'a ast::ExprAttribute) {
        let harmless = HARMLESS.contains(&attribute.attr.as_str());
        match &*attribute.value {
            Expr::Call(call) if harmless && is_namespace(call) => return,
            Expr::Name(name) if name.id == "sys" && attribute.attr.as_str() == "modules" => {
                self.endanger(attribute.range());
            }
            _ if attribute.attr.as_str() == "__dict__" => self.endanger(attribute.range()),
            _ => {}
        }
        self.visit_expr(&attribute.value);
    }

    fn subscript(&mut self, subscript: &'a ast::ExprSubscript) {
        match &*subscript.value {
            Expr::Call(call) if subscript.ctx == ExprContext::Load && is_namespace(call) => {
                self.visit_expr(&subscript.slice);
            }
            _ => {
                self.visit_expr(&subscript.value);
                self.visit_expr(&subscript.slice);
            }
        }
    }
}

/// Decides whether a call may give access to all names of the module.
fn is_namespace(call: &ast::ExprCall) -> bool {
    match &*call.func {
        Expr::Name(name) if name.id == "vars" => call.arguments.is_empty(),
        Expr::Name(name) => DANGEROUS.contains(&name.id.as_str()),
        _ => false,
    }
}

impl<'a> Visitor<'a> for Effects<'a> {
    fn visit_stmt(&mut self, statement: &'a Stmt) {
        match statement {
            Stmt::FunctionDef(function) => self.function(function),
            Stmt::ClassDef(class) => self.class(class),
            Stmt::Import(import) => self.aliases(&import.names),
            Stmt::ImportFrom(import) => {
                if import.names.iter().any(|alias| alias.name.as_str() == "*") {
                    if self.scope == Scope::Module {
                        self.star.get_or_insert(import);
                    }
                } else {
                    self.aliases(&import.names);
                }
            }
            Stmt::Global(global) => self.global(global),
            _ => visitor::walk_stmt(self, statement),
        }
    }

    fn visit_expr(&mut self, expression: &'a Expr) {
        match expression {
            Expr::Name(name) => self.name(name),
            Expr::Attribute(attribute) => self.attribute(attribute),
            Expr::Subscript(subscript) => self.subscript(subscript),
            Expr::Lambda(lambda) => {
                if let Some(parameters) = &lambda.parameters {
                    self.visit_parameters(parameters);
                }
                self.within(Scope::Function, |effects| effects.visit_expr(&lambda.body));
            }
            Expr::Call(call) => {
                self.call(call);
                visitor::walk_expr(self, expression);
            }
            _ => visitor::walk_expr(self, expression),
        }
    }

    /// The target of a comprehension lives in the comprehension alone.
    fn visit_comprehension(&mut self, comprehension: &'a ast::Comprehension) {
        self.visit_expr(&comprehension.iter);
        for condition in &comprehension.ifs {
            self.visit_expr(condition);
        }
    }

    fn visit_except_handler(&mut self, handler: &'a ast::ExceptHandler) {
        let ast::ExceptHandler::ExceptHandler(inner) = handler;
        if let Some(name) = &inner.name {
            self.bind(name, name.range());
        }
        visitor::walk_except_handler(self, handler);
    }

    fn visit_pattern(&mut self, pattern: &'a Pattern) {
        let name = match pattern {
            Pattern::MatchAs(capture) => capture.name.as_ref(),
            Pattern::MatchStar(star) => star.name.as_ref(),
            Pattern::MatchMapping(mapping) => mapping.rest.as_ref(),
            _ => None,
        };
        if let Some(name) = name {
            self.bind(name, name.range());
        }
        visitor::walk_pattern(self, pattern);
    }
}
