//! What `env.py` hands to `context.configure(...)`, as far as it is written plainly.

use ruff_python_ast::visitor::{self, Visitor};
use ruff_python_ast::{self as ast, Expr, Stmt};
use ruff_text_size::Ranged;

use crate::formats::Host;
use crate::ops::Value;
use crate::revision::Reason;
use crate::text::{Place, SourceText};

use super::effects::Effects;
use super::run;

/// One call of `context.configure`.
#[derive(Debug, Clone)]
pub struct Configure {
    /// The function that it stands in.
    pub function: Option<String>,
    /// Where it stands.
    pub place: Place,
    /// The arguments by name; [`Value::Unknown`] says why one cannot be read. `target_metadata` stands for the object as
    /// it is written.
    pub options: Vec<(String, Value)>,
    /// Why there may be more of them: `**options`.
    pub hidden: Option<Reason>,
}

impl Configure {
    /// Answers an option; none where the call does not give it.
    #[must_use]
    pub fn option(&self, name: &str) -> Option<Value> {
        let given = self.options.iter().find(|(option, _)| option == name);
        let hidden = || self.hidden.clone().map(|reason| Value::Unknown(reason.into()));
        given.map(|(_, value)| value.clone()).or_else(hidden)
    }
}

/// Reads every call of `context.configure` in a script, in the order written. Project modules are asked of the host;
/// nothing else is.
///
/// # Errors
/// The reason why the script cannot be read at all.
pub fn configures(source: &SourceText, host: &mut dyn Host) -> Result<Vec<Configure>, Reason> {
    run::with_module(source, host, |module| {
        let mut found = Finder::default();
        found.visit_body(module.body());
        found.calls.into_iter().map(|call| read(module, &call)).collect()
    })
}

/// A call and the functions around it.
struct Found<'a> {
    call: &'a ast::ExprCall,
    functions: Vec<&'a ast::StmtFunctionDef>,
}

#[derive(Default)]
struct Finder<'a> {
    functions: Vec<&'a ast::StmtFunctionDef>,
    calls: Vec<Found<'a>>,
}

impl<'a> Visitor<'a> for Finder<'a> {
    fn visit_stmt(&mut self, statement: &'a Stmt) {
        if let Stmt::FunctionDef(function) = statement {
            self.functions.push(function);
            visitor::walk_stmt(self, statement);
            self.functions.pop();
        } else {
            visitor::walk_stmt(self, statement);
        }
    }

    fn visit_expr(&mut self, expression: &'a Expr) {
        if let Expr::Call(call) = expression
            && is_configure(&call.func)
        {
            self.calls.push(Found {
                call,
                functions: self.functions.clone(),
            });
        }
        visitor::walk_expr(self, expression);
    }
}

fn is_configure(function: &Expr) -> bool {
    let Expr::Attribute(attribute) = function else {
        return false;
    };
    let owner = match &*attribute.value {
        Expr::Name(name) => name.id.as_str(),
        Expr::Attribute(owner) => owner.attr.as_str(),
        _ => return false,
    };
    attribute.attr.as_str() == "configure" && owner == "context"
}

fn read<'a>(module: &mut run::LoadedModule<'a, '_>, found: &Found<'a>) -> Configure {
    let mut configure = Configure {
        function: found.functions.last().map(|function| function.name.to_string()),
        place: module.place(found.call.range()),
        options: Vec::new(),
        hidden: None,
    };
    for keyword in &found.call.arguments.keywords {
        let local = local_name(&keyword.value, &found.functions);
        let unknown = |module: &run::LoadedModule<'a, '_>, name: &str| Reason {
            place: module.place(keyword.value.range()),
            text: format!("`{name}` is known only within the function"),
        };
        match (&keyword.arg, local) {
            (Some(name), None) => configure.options.push((name.to_string(), module.value(&keyword.value))),
            (Some(name), Some(local)) => {
                let reason = unknown(module, &local);
                configure
                    .options
                    .push((name.to_string(), Value::Unknown(reason.into())));
            }
            (None, Some(local)) => configure.hidden = Some(unknown(module, &local)),
            (None, None) => match module.value(&keyword.value) {
                Value::Map(pairs) => configure
                    .options
                    .extend(pairs.iter().filter_map(|(key, value)| match key {
                        Value::Text(name) => Some((name.to_string(), value.clone())),
                        _ => None,
                    })),
                Value::Unknown(reason) => configure.hidden = Some((*reason).clone()),
                _ => {
                    configure.hidden = Some(Reason {
                        place: module.place(keyword.value.range()),
                        text: "what stands behind `**` is not read".to_owned(),
                    });
                }
            },
        }
    }
    configure
}

/// Finds a name in an expression that one of the functions around it binds.
fn local_name(expression: &Expr, functions: &[&ast::StmtFunctionDef]) -> Option<String> {
    let mut names = Names::default();
    names.visit_expr(expression);
    names
        .used
        .into_iter()
        .find(|used| functions.iter().any(|function| binds(function, used)))
        .map(str::to_owned)
}

fn binds(function: &ast::StmtFunctionDef, name: &str) -> bool {
    function
        .parameters
        .iter()
        .any(|parameter| parameter.name().as_str() == name)
        || function
            .body
            .iter()
            .any(|statement| Effects::of(statement).bound.iter().any(|(bound, _)| *bound == name))
}

#[derive(Default)]
struct Names<'a> {
    used: Vec<&'a str>,
}

impl<'a> Visitor<'a> for Names<'a> {
    fn visit_expr(&mut self, expression: &'a Expr) {
        if let Expr::Name(name) = expression {
            self.used.push(name.id.as_str());
        }
        visitor::walk_expr(self, expression);
    }
}
