//! What `upgrade` and `downgrade` hold, as far as it can be told without running them.

use ruff_python_ast::visitor::{self, Visitor};
use ruff_python_ast::{self as ast, Expr, ModModule, Stmt};
use ruff_text_size::{Ranged, TextRange};

use crate::formats::{Bodies, Body};
use crate::revision::Reason;
use crate::text::SourceText;

use super::effects::Effects;
use super::syntax;

/// Names of what people log with.
const LOGGERS: [&str; 10] = [
    "logger", "logging", "log", "LOG", "LOGGER", "_logger", "_log", "_LOG", "_LOGGER", "warnings",
];
/// What is called on them.
const LOG_METHODS: [&str; 9] = [
    "debug",
    "info",
    "warning",
    "warn",
    "error",
    "critical",
    "exception",
    "log",
    "getLogger",
];
/// Calls that do nothing but make a text.
const HARMLESS_CALLS: [&str; 8] = ["format", "str", "repr", "len", "join", "int", "type", "getLogger"];

/// Reads both directions.
pub(super) fn read(source: &SourceText) -> Bodies {
    let result = syntax::with_syntax(source, source.text(), |parsed| {
        match syntax::first_error(source, parsed) {
            Some(reason) => Err(reason),
            None => Ok(read_module(source, parsed.syntax())),
        }
    });
    result.and_then(|inner| inner).unwrap_or_else(|reason| Bodies {
        upgrade: Body::Unknown(reason.clone()),
        downgrade: Body::Unknown(reason),
    })
}

fn read_module(source: &SourceText, module: &ModModule) -> Bodies {
    let reader = Reader { source, module };
    Bodies {
        upgrade: reader.body("upgrade"),
        downgrade: reader.body("downgrade"),
    }
}

/// What the statements of a function come to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Empty,
    Raises,
    Present,
}

struct Reader<'a> {
    source: &'a SourceText,
    module: &'a ModModule,
}

impl<'a> Reader<'a> {
    /// Follows a name from top to bottom; what binds it last counts.
    fn body(&self, name: &str) -> Body {
        let mut body = Body::Missing;
        for statement in &self.module.body {
            body = self.after(statement, name, body);
        }
        body
    }

    fn after(&self, statement: &'a Stmt, name: &str, before: Body) -> Body {
        match statement {
            Stmt::FunctionDef(function) if function.name.as_str() == name => self.function(function),
            Stmt::Assign(assign) if assign.targets.iter().any(|target| is_name(target, name)) => {
                self.assigned(&assign.value, statement, name)
            }
            _ => {
                let effects = Effects::of(statement);
                if let Some((_, range)) = effects.bound.iter().find(|(bound, _)| *bound == name) {
                    return self.unknown(*range, format!("`{name}` {}", how(statement)));
                }
                match (effects.star, before) {
                    (Some(star), Body::Missing) if !super::module::is_known_star(star) => {
                        self.unknown(star.range(), format!("a star import may bring `{name}`"))
                    }
                    (_, before) => before,
                }
            }
        }
    }

    fn unknown(&self, range: TextRange, text: String) -> Body {
        let place = syntax::place(self.source, range);
        Body::Unknown(Reason { place, text })
    }

    fn of_kind(&self, kind: Kind, range: TextRange) -> Body {
        let place = syntax::place(self.source, range);
        match kind {
            Kind::Empty => Body::Empty(place),
            Kind::Raises => Body::Raises(place),
            Kind::Present => Body::Present(place),
        }
    }

    fn assigned(&self, value: &'a Expr, statement: &'a Stmt, name: &str) -> Body {
        match value {
            Expr::Lambda(lambda) if lambda.body.is_none_literal_expr() => self.of_kind(Kind::Empty, statement.range()),
            Expr::Lambda(_) => self.of_kind(Kind::Present, statement.range()),
            Expr::Name(other) => {
                let before = self
                    .functions(&other.id, |function| function.end() <= statement.start())
                    .last();
                match before {
                    Some(function) => self.function(function),
                    None => self.unknown(
                        statement.range(),
                        format!("`{name}` is `{}`, which is not in this file", other.id),
                    ),
                }
            }
            _ => self.unknown(
                statement.range(),
                format!("`{name}` is assigned a value that is made when the file runs"),
            ),
        }
    }

    fn functions(
        &self,
        name: &'a str,
        wanted: impl Fn(&ast::StmtFunctionDef) -> bool,
    ) -> impl Iterator<Item = &'a ast::StmtFunctionDef> {
        self.module.body.iter().filter_map(move |statement| match statement {
            Stmt::FunctionDef(function) if function.name.as_str() == name && wanted(function) => Some(function),
            _ => None,
        })
    }

    fn function(&self, function: &ast::StmtFunctionDef) -> Body {
        let name = &function.name;
        let kind = match dispatch(&function.body) {
            Some(prefix) => self.dispatched(&prefix),
            None => kind(&function.body),
        };
        if function.is_async {
            return self.unknown(
                name.range(),
                format!("`{name}` is an async function, which Alembic does not await"),
            );
        }
        if kind != Kind::Present && !function.decorator_list.is_empty() {
            return self.unknown(name.range(), format!("`{name}` is wrapped by a decorator"));
        }
        self.of_kind(kind, name.range())
    }

    /// Judges the functions that a multi-database script chooses from by name.
    fn dispatched(&self, prefix: &str) -> Kind {
        let mut kinds = self.module.body.iter().filter_map(|statement| match statement {
            Stmt::FunctionDef(function)
                if function.name.starts_with(prefix) && !function.is_async && function.decorator_list.is_empty() =>
            {
                Some(kind(&function.body))
            }
            Stmt::FunctionDef(function) if function.name.starts_with(prefix) => Some(Kind::Present),
            _ => None,
        });
        let first = kinds.next().unwrap_or(Kind::Present);
        if kinds.all(|kind| kind == first) {
            first
        } else {
            Kind::Present
        }
    }
}

fn is_name(expression: &Expr, name: &str) -> bool {
    matches!(expression, Expr::Name(found) if found.id == *name)
}

fn how(statement: &Stmt) -> &'static str {
    match statement {
        Stmt::Import(_) | Stmt::ImportFrom(_) => "is imported from another module",
        Stmt::If(_) => "is defined under a condition",
        Stmt::For(_) | Stmt::While(_) => "is defined in a loop",
        Stmt::Try(_) => "is defined inside of `try`",
        Stmt::With(_) => "is defined inside of `with`",
        Stmt::Delete(_) => "is deleted",
        Stmt::ClassDef(_) => "is a class",
        _ => "is not a plain function",
    }
}

/// Judges the statements of a function.
fn kind(body: &[Stmt]) -> Kind {
    for statement in body {
        match statement {
            Stmt::Pass(_) => {}
            Stmt::Expr(expression) if is_idle(&expression.value) => {}
            Stmt::Assign(assign) if takes_connection(assign) => {}
            Stmt::Return(result) if result.value.as_deref().is_none_or(Expr::is_none_literal_expr) => {
                return Kind::Empty;
            }
            Stmt::Raise(_) => return Kind::Raises,
            _ => return Kind::Present,
        }
    }
    Kind::Empty
}

/// Decides whether a statement only gives the connection a name: `connection = op.get_bind()`.
fn takes_connection(assign: &ast::StmtAssign) -> bool {
    let Expr::Call(call) = &*assign.value else { return false };
    let Expr::Attribute(function) = &*call.func else {
        return false;
    };
    assign.targets.iter().all(Expr::is_name_expr)
        && call.arguments.is_empty()
        && is_name(&function.value, "op")
        && matches!(function.attr.as_str(), "get_bind" | "get_context")
}

/// Decides whether an expression statement does nothing to a database: a constant or logging.
fn is_idle(expression: &Expr) -> bool {
    match expression {
        Expr::StringLiteral(_) | Expr::EllipsisLiteral(_) | Expr::NoneLiteral(_) | Expr::NumberLiteral(_) => true,
        Expr::Call(call) => is_logging(&call.func) && makes_text_only(&call.arguments),
        _ => false,
    }
}

fn is_logging(function: &Expr) -> bool {
    match function {
        Expr::Name(name) => name.id == "print",
        Expr::Attribute(attribute) if LOG_METHODS.contains(&attribute.attr.as_str()) => {
            let root = match &*attribute.value {
                Expr::Call(call) if is_logging(&call.func) && makes_text_only(&call.arguments) => return true,
                Expr::Attribute(inner) => inner.attr.as_str(),
                Expr::Name(name) => name.id.as_str(),
                _ => return false,
            };
            LOGGERS.contains(&root)
        }
        _ => false,
    }
}

/// Looks for anything in arguments that might do more than make a text.
#[derive(Default)]
struct Calls {
    others: bool,
}

impl<'a> Visitor<'a> for Calls {
    fn visit_expr(&mut self, expression: &'a Expr) {
        match expression {
            Expr::Call(call) => {
                let name = match &*call.func {
                    Expr::Name(name) => name.id.as_str(),
                    Expr::Attribute(attribute) => attribute.attr.as_str(),
                    _ => "",
                };
                self.others |= !HARMLESS_CALLS.contains(&name);
            }
            Expr::Named(_) | Expr::Await(_) | Expr::Yield(_) | Expr::YieldFrom(_) => self.others = true,
            _ => {}
        }
        visitor::walk_expr(self, expression);
    }
}

fn makes_text_only(arguments: &ast::Arguments) -> bool {
    let mut calls = Calls::default();
    calls.visit_arguments(arguments);
    !calls.others
}

/// Answers the prefix of `globals()["upgrade_%s" % name]()`, where that is all that a function does.
fn dispatch(body: &[Stmt]) -> Option<String> {
    let mut working = body.iter().filter(|statement| match statement {
        Stmt::Pass(_) => false,
        Stmt::Expr(expression) => !is_idle(&expression.value),
        _ => true,
    });
    let Stmt::Expr(only) = working.next().filter(|_| working.next().is_none())? else {
        return None;
    };
    let Expr::Call(call) = &*only.value else {
        return None;
    };
    let key = match &*call.func {
        Expr::Subscript(subscript) if is_call_of(&subscript.value, "globals") => &*subscript.slice,
        Expr::Call(inner) if is_call_of(&call.func, "eval") => inner.arguments.args.first()?,
        _ => return None,
    };
    let prefix = match key {
        Expr::BinOp(format) if format.op == ast::Operator::Mod => {
            let Expr::StringLiteral(pattern) = &*format.left else {
                return None;
            };
            pattern.value.to_str().strip_suffix("%s")?.to_owned()
        }
        Expr::FString(pattern) => {
            let ast::FStringPart::FString(pattern) = pattern.value.iter().next()? else {
                return None;
            };
            let [
                ast::InterpolatedStringElement::Literal(prefix),
                ast::InterpolatedStringElement::Interpolation(_),
            ] = &*pattern.elements
            else {
                return None;
            };
            prefix.value.to_string()
        }
        _ => return None,
    };
    (!prefix.is_empty()).then_some(prefix)
}

fn is_call_of(expression: &Expr, name: &str) -> bool {
    matches!(expression, Expr::Call(call) if is_name(&call.func, name))
}
