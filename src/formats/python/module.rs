//! What the statements of a module make of its names, read from top to bottom.

use std::cell::Cell;
use std::collections::{BTreeMap, HashMap, HashSet};

use ruff_python_ast::{self as ast, Expr, ModModule, Stmt};
use ruff_text_size::{Ranged, TextRange};

use crate::revision::Reason;
use crate::text::{Place, SourceText};

use super::effects::Effects;
use super::evaluate::{self, Binding, Evaluated, Origin};
use super::part::{NAMES, Part, Parts, Value};
use super::{literal, syntax};

/// Modules whose star import binds none of the names that matter here.
const KNOWN_STARS: [&str; 3] = ["sqlalchemy", "alembic.op", "typing"];

/// The names of a module while it is read.
pub(super) struct Module<'a> {
    pub source: &'a SourceText,
    /// The text that was parsed: `source`, or a version of it with the same offsets.
    pub text: &'a str,
    names: HashMap<String, Binding>,
    /// Why any name may be bound to anything, from some place on.
    clouded: Option<Reason>,
    /// Lists and sets that may have been changed.
    changed: HashSet<usize>,
    calls: bool,
    used_later: Vec<&'a str>,
    global_later: Vec<(&'a str, TextRange)>,
    danger_later: Option<TextRange>,
    /// How many more parts of values may be copied.
    budget: Cell<usize>,
    /// What imported names stand for, as the settings say.
    names_given: &'a BTreeMap<String, String>,
    last_place: Cell<Place>,
}

/// Reads a module from its syntax.
pub(super) fn read(source: &SourceText, text: &str, module: &ModModule) -> Parts<'static> {
    static NONE: BTreeMap<String, String> = BTreeMap::new();
    read_naming(source, text, module, &NONE)
}

/// Reads a module from its syntax; imported names stand for what is given.
pub(super) fn read_naming(
    source: &SourceText,
    text: &str,
    module: &ModModule,
    names_given: &BTreeMap<String, String>,
) -> Parts<'static> {
    let mut reader = Module {
        source,
        text,
        names: HashMap::new(),
        clouded: None,
        changed: HashSet::new(),
        calls: false,
        used_later: Vec::new(),
        global_later: Vec::new(),
        danger_later: None,
        budget: Cell::new(1_000_000),
        names_given,
        last_place: Cell::default(),
    };
    let mut parts = Parts::default();
    if let Some((doc, range)) = docstring(module, text) {
        parts.doc = doc.into();
        parts.doc_place = Some(reader.place(range));
    }
    for statement in &module.body {
        reader.statement(statement);
    }
    reader.settle_later_effects();
    for (name, part) in parts.by_name() {
        *part = reader.part(name);
    }
    if let Part::Known(value, _) = reader.part("__doc__") {
        parts.doc = match value {
            Value::Text(text) => text,
            _ => "".into(),
        };
    }
    parts
}

/// Answers the docstring, if the first statement is one.
pub(super) fn docstring(module: &ModModule, text: &str) -> Option<(String, TextRange)> {
    let Stmt::Expr(first) = module.body.first()? else {
        return None;
    };
    let Expr::StringLiteral(literal) = &*first.value else {
        return None;
    };
    let value = literal::value(literal, text).unwrap_or_else(|_| literal.value.to_str().to_owned());
    Some((value, literal.range()))
}

/// Decides whether a star import brings none of the names that matter here.
pub(super) fn is_known_star(import: &ast::StmtImportFrom) -> bool {
    let module = import.module.as_ref().map_or("", |module| module.as_str());
    let is = |known: &str| {
        module
            .strip_prefix(known)
            .is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
    };
    import.level == 0 && KNOWN_STARS.iter().any(|known| is(known))
}

impl<'a> Module<'a> {
    /// Answers where a node stands. Nodes on one line are mostly asked for from left to right: then what was counted
    /// for the last one is not counted again, which keeps a file of one long line linear.
    pub fn place(&self, node: impl Ranged) -> Place {
        let span = syntax::span(node.range());
        let last = self.last_place.get();
        let between = self.source.text().get(last.span.start as usize..span.start as usize);
        let place = match between.filter(|text| last.line > 0 && !text.contains(['\n', '\r'])) {
            Some(text) => Place {
                line: last.line,
                column: last.column + u32::try_from(text.chars().count()).unwrap_or(u32::MAX),
                span,
            },
            None => self.source.place(span),
        };
        self.last_place.set(place);
        place
    }

    pub fn reason(&self, node: impl Ranged, text: impl Into<String>) -> Reason {
        Reason {
            place: self.place(node),
            text: text.into(),
        }
    }

    /// Looks a name up as the code at this place would.
    pub fn lookup(&self, name: &str) -> Option<&Binding> {
        self.names.get(name)
    }

    /// Answers what bound the name that an expression starts with.
    pub fn origin(&self, mut expression: &Expr) -> Option<Origin> {
        while let Expr::Attribute(attribute) = expression {
            expression = &attribute.value;
        }
        expression
            .as_name_expr()
            .and_then(|name| self.lookup(&name.id))
            .map(|binding| binding.origin)
    }

    /// Answers what an imported name (`EXPAND`, `cli.EXPAND`) stands for, by its whole text or its last part.
    pub fn given(&self, expression: &Expr) -> Option<&str> {
        if self.names_given.is_empty() || self.origin(expression) != Some(Origin::Import) {
            return None;
        }
        let name = self.snippet(expression);
        let last = name.rsplit('.').next().unwrap_or_default();
        self.names_given
            .get(name.as_str())
            .or_else(|| self.names_given.get(last))
            .map(String::as_str)
    }

    pub const fn clouded(&self) -> Option<&Reason> {
        self.clouded.as_ref()
    }

    /// Takes the cost of a copy from the budget; answers whether there was enough.
    pub fn afford(&self, cost: usize) -> bool {
        let rest = self.budget.get().checked_sub(cost);
        self.budget.set(rest.unwrap_or(0));
        rest.is_some()
    }

    fn statement(&mut self, statement: &'a Stmt) {
        let effects = Effects::of(statement);
        self.note(statement, &effects);
        match statement {
            Stmt::Assign(assign) => {
                let value = evaluate::evaluate(self, &assign.value);
                for target in &assign.targets {
                    self.assign(target, &assign.value, value.clone());
                }
                // A name bound by a walrus within the value.
                self.bind_unread(&effects, statement, "is assigned inside of an expression");
            }
            Stmt::AnnAssign(assign) => {
                if let Some(value) = &assign.value {
                    let evaluated = evaluate::evaluate(self, value);
                    self.assign(&assign.target, value, evaluated);
                    self.bind_unread(&effects, statement, "is assigned inside of an expression");
                }
            }
            Stmt::Import(_) | Stmt::ImportFrom(_) => {
                self.bind_all(&effects, "is imported from another module");
                for (name, _) in &effects.bound {
                    if let Some(binding) = self.names.get_mut(*name) {
                        binding.origin = Origin::Import;
                    }
                }
            }
            Stmt::FunctionDef(_) => self.bind_all(&effects, "is a function"),
            Stmt::ClassDef(_) => self.bind_all(&effects, "is a class"),
            Stmt::AugAssign(_) => self.bind_all(&effects, "is changed in place"),
            Stmt::Delete(_) => self.bind_all(&effects, "is deleted"),
            Stmt::If(_) => self.bind_all(&effects, "is assigned under a condition"),
            Stmt::For(_) | Stmt::While(_) => self.bind_all(&effects, "is assigned in a loop"),
            Stmt::Try(_) => self.bind_all(&effects, "is assigned inside of `try`"),
            Stmt::With(_) => self.bind_all(&effects, "is assigned inside of `with`"),
            Stmt::Match(_) => self.bind_all(&effects, "is assigned inside of `match`"),
            Stmt::Raise(raise) => self.cloud(raise.range(), "the module raises when it is loaded"),
            _ => self.bind_all(&effects, "is assigned inside of an expression"),
        }
    }

    /// Takes note of what a statement does beyond plain bindings.
    fn note(&mut self, statement: &'a Stmt, effects: &Effects<'a>) {
        self.calls |= effects.calls;
        self.used_later.extend(&effects.used_later);
        self.global_later.extend(&effects.global_later);
        self.danger_later = self.danger_later.or(effects.danger_later);
        let alias = match statement {
            Stmt::Assign(assign) => assign.value.as_name_expr(),
            Stmt::AnnAssign(assign) => assign.value.as_deref().and_then(Expr::as_name_expr),
            _ => None,
        };
        for &name in &effects.used {
            if alias.is_none_or(|alias| alias.id != *name) {
                self.mark_changed(name);
            }
        }
        if let Stmt::AugAssign(assign) = statement
            && let Expr::Name(name) = &*assign.target
        {
            self.mark_changed(&name.id);
        }
        if let Some(range) = effects.danger {
            let text = format!("`{}` may assign any name", self.snippet(range));
            self.cloud(range, text);
        }
        if let Some(import) = effects.star {
            self.star(import);
        }
    }

    fn star(&mut self, import: &ast::StmtImportFrom) {
        if !is_known_star(import) {
            let text = format!("`{}` may bring any name", self.snippet(import.range()));
            self.cloud(import.range(), text);
        }
    }

    fn mark_changed(&mut self, name: &str) {
        if let Some(object) = self.names.get(name).and_then(|binding| binding.object) {
            self.changed.insert(object);
        }
    }

    /// Forgets every name: from here on any of them may be anything. The docstring cannot be unknown and stays.
    fn cloud(&mut self, range: TextRange, text: impl Into<String>) {
        self.names.retain(|name, _| name == "__doc__");
        self.clouded = Some(self.reason(range, text));
    }

    fn bind_all(&mut self, effects: &Effects<'a>, what: &str) {
        for &(name, range) in &effects.bound {
            self.bind_unknown(name, range, what);
        }
    }

    /// Binds the names that an assignment binds elsewhere than in its targets.
    fn bind_unread(&mut self, effects: &Effects<'a>, statement: &'a Stmt, what: &str) {
        let targets: &[Expr] = match statement {
            Stmt::Assign(assign) => &assign.targets,
            Stmt::AnnAssign(assign) => std::slice::from_ref(&assign.target),
            _ => &[],
        };
        for &(name, range) in &effects.bound {
            if !targets.iter().any(|target| target.range().contains_range(range)) {
                self.bind_unknown(name, range, what);
            }
        }
    }

    fn bind_unknown(&mut self, name: &str, range: TextRange, what: &str) {
        let place = self.place(range);
        let binding = Binding::unknown(place, format!("`{name}` {what}"));
        self.names.insert(name.to_owned(), binding);
    }

    fn assign(&mut self, target: &Expr, value: &Expr, evaluated: Evaluated) {
        match (target, value) {
            (Expr::Name(name), _) => {
                let binding = Binding::new(self.place(value), evaluated);
                self.names.insert(name.id.to_string(), binding);
            }
            (Expr::Tuple(ast::ExprTuple { elts: targets, .. }), Expr::Tuple(ast::ExprTuple { elts: values, .. }))
                if targets.len() == values.len()
                    && !targets.iter().chain(values).any(ruff_python_ast::Expr::is_starred_expr) =>
            {
                // All values are read before any name is bound.
                let evaluated: Vec<Evaluated> = values.iter().map(|value| evaluate::evaluate(self, value)).collect();
                for ((target, value), evaluated) in targets.iter().zip(values).zip(evaluated) {
                    self.assign(target, value, evaluated);
                }
            }
            _ => self.unpack(target),
        }
    }

    /// Binds the names of a target that takes a value apart.
    fn unpack(&mut self, target: &Expr) {
        let mut open = vec![target];
        while let Some(target) = open.pop() {
            match target {
                Expr::Name(name) => self.bind_unknown(&name.id, name.range(), "is unpacked from another value"),
                Expr::Tuple(ast::ExprTuple { elts, .. }) | Expr::List(ast::ExprList { elts, .. }) => open.extend(elts),
                Expr::Starred(starred) => open.push(&starred.value),
                _ => {}
            }
        }
    }

    /// Weighs what functions of the module might have done, had something called them.
    fn settle_later_effects(&mut self) {
        if !self.calls {
            return;
        }
        for name in std::mem::take(&mut self.used_later) {
            self.mark_changed(name);
        }
        for (name, range) in std::mem::take(&mut self.global_later) {
            if NAMES.contains(&name) || name == "__doc__" {
                self.bind_unknown(name, range, "may be assigned by a function");
            }
        }
        if let Some(range) = self.danger_later {
            let text = format!("`{}` may assign any name", self.snippet(range));
            self.cloud(range, text);
        }
    }

    fn part(&self, name: &str) -> Part<'static> {
        let Some(binding) = self.names.get(name) else {
            return match (&self.clouded, self.names.get("__getattr__")) {
                (Some(reason), _) => Part::Unknown(reason.clone()),
                (None, Some(binding)) => Part::Unknown(Reason {
                    place: binding.place,
                    text: format!("`__getattr__` may answer for `{name}`"),
                }),
                (None, None) => Part::Absent,
            };
        };
        match &binding.value {
            _ if binding.object.is_some_and(|object| self.changed.contains(&object)) => Part::Unknown(Reason {
                place: binding.place,
                text: format!("the list of `{name}` may be changed after it is written"),
            }),
            Ok(value) => Part::Known(value.clone(), binding.place),
            Err(reason) => Part::Unknown(reason.clone()),
        }
    }

    /// Answers the source of a node, cut to what fits a message.
    pub fn snippet(&self, node: impl Ranged) -> String {
        const LONGEST: usize = 60;
        let source = self.text.get(node.range().to_std_range()).unwrap_or_default();
        let line: String = source.split_whitespace().collect::<Vec<_>>().join(" ");
        if line.chars().count() <= LONGEST {
            return line;
        }
        line.chars().take(LONGEST).chain(std::iter::once('…')).collect()
    }
}
